"""A carrier is entered once, seen by those it was entered for, taken up by others, who say what came of it."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from jishi.activities import services as activities
from jishi.activities.rules import Kind, RecordInput
from jishi.campaigns import queries, services
from jishi.campaigns.models import Carrier, Pledge, Trial
from jishi.kernel.actor import Act
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.kernel.sheets import read_lines
from jishi.orgs.models import Organization
from jishi.orgs.rules import PostKind
from tests.builders import actor_named, make_person, make_post
from tests.conftest import SignIn
from tests.db.campaigns.conftest import Town


def entered(town: Town, **facts: Any) -> Carrier:
    given: dict[str, Any] = {"name": "民情夜谈", "what": "每周一晚在院坝里听意见，当场认领"}
    return services.enter_carrier(
        org=town.branch, shared_in_id=town.org.pk, actor=town.secretary, now=town.now, **(given | facts)
    )


def tried(town: Town, carrier: Carrier, **facts: Any) -> Trial:
    return services.try_carrier(
        carrier=carrier, org=town.sibling, from_on=date(2026, 11, 10), actor=town.neighbour, now=town.now, **facts
    )


def kept_by_neighbour(town: Town) -> Pledge:
    common: dict[str, Any] = {"org": town.sibling, "actor": town.neighbour, "now": town.now}
    made = services.propose_pledge(kind="deed", text="装六盏路灯", due_on=date(2026, 12, 1), **common)
    held = activities.record(
        RecordInput(org_id=town.sibling.pk, kinds=(Kind.MEMBERS_MEETING,), held_on=date(2026, 11, 20), chair_note="支书"),
        actor=town.neighbour, now=town.now,
    )  # fmt: skip
    services.review_pledges(ids=[made.pk], activity_id=held.pk, **common)
    services.publish_pledges(ids=[made.pk], on=date(2026, 11, 21), **common)
    return services.settle_pledge(made.pk, 3, kept=True, outcome="亮了", actor=town.neighbour, now=town.now)


def test_a_neighbour_below_the_same_township_sees_and_takes_it_up(town: Town) -> None:
    carrier = entered(town)
    assert queries.get_carrier(town.neighbour, Act.RECORD_VIEW, carrier.pk) == carrier
    assert [org.name for org in queries.trying_orgs(town.neighbour, carrier)] == [town.sibling.name]
    tried(town, carrier)
    assert not queries.trying_orgs(town.neighbour, carrier)
    [line] = queries.carrier_lines([carrier])
    assert (line.trying, line.kept, line.stopped, line.whom) == (1, 0, 0, "各类组织、各领域")
    with pytest.raises(Refused, match="已经在试"):
        tried(town, carrier)
    with pytest.raises(NotAllowed):
        queries.get_carrier(town.neighbour, Act.RECORD, carrier.pk)


def test_what_is_kept_within_the_branch_is_not_seen_next_door(town: Town) -> None:
    carrier = entered(town)
    services.edit_carrier(
        carrier.pk, 1, name=carrier.name, what=carrier.what, org_kinds=["branch"], sectors=["village"],
        shared_in_id=town.branch.pk, actor=town.secretary, now=town.now,
    )  # fmt: skip
    with pytest.raises(Carrier.DoesNotExist):
        queries.get_carrier(town.neighbour, Act.RECORD_VIEW, carrier.pk)
    with pytest.raises(Refused, match="没有给本组织"):
        tried(town, carrier)
    with pytest.raises(Organization.DoesNotExist):
        queries.get_trying(town.clerk, Act.RECORD_VIEW, carrier.pk, town.sibling.pk)
    assert queries.get_trying(town.secretary, Act.RECORD, carrier.pk, town.branch.pk)[1] == town.branch


def test_entered_once_with_words_and_for_those_above_alone(town: Town) -> None:
    number = uuid4()
    first = entered(town, submission=number)
    assert entered(town, submission=number) == first
    for change, said in (
        ({"name": " "}, "名称"), ({"what": " ", "name": "另一个"}, "怎么办"), ({}, "已经登记过"),
        ({"name": "再一个", "shared_in_id": town.sibling.pk}, "给谁看"),
    ):  # fmt: skip
        facts: dict[str, Any] = {"name": "民情夜谈", "what": "听意见", "shared_in_id": town.org.pk, **change}
        with pytest.raises(Refused, match=said):
            services.enter_carrier(org=town.branch, actor=town.secretary, now=town.now, **facts)
    with pytest.raises(NotAllowed):
        services.enter_carrier(
            org=town.sibling, name="甲", what="乙", shared_in_id=town.org.pk, actor=town.secretary, now=town.now
        )


def test_what_came_of_it_is_words_and_what_was_kept(town: Town) -> None:
    """Never a promise that is still open, never a number of activities."""
    trial = tried(town, entered(town), campaign_id=None)
    kept = kept_by_neighbour(town)
    open_one = services.propose_pledge(
        org=town.sibling, kind="deed", text="修渠", due_on=date(2026, 12, 9), actor=town.neighbour, now=town.now
    )
    common: dict[str, Any] = {"from_on": date(2026, 11, 10), "actor": town.neighbour, "now": town.now}
    with pytest.raises(Refused, match="写成效"):
        services.edit_trial(trial.pk, 1, state="kept", outcome=" ", **common)
    with pytest.raises(Refused, match="已兑现的承诺"):
        services.edit_trial(trial.pk, 1, state="kept", outcome="有用", pledges=[str(open_one.pk)], **common)
    told = services.edit_trial(
        trial.pk, 1, state="kept", outcome="院坝里定的事，一个月办成", pledges=[str(kept.pk)], **common
    )  # fmt: skip
    assert queries.named_by(told) == ([kept.pk], [])
    [line] = queries.trial_lines(town.clerk, [told.carrier_id])
    assert (line.mark, line.pledges, line.unseen, line.may_write) == (("done", "有成效，留用"), [kept], 0, False)
    [line] = queries.trial_lines(town.secretary, [told.carrier_id], state="kept")
    assert (line.pledges, line.unseen) == ([], 1)
    with pytest.raises(EditConflict):
        services.edit_trial(trial.pk, 1, state="kept", outcome="有用", **common)
    assert services.edit_trial(trial.pk, 2, state="trying", outcome="", **common).told_on is None


def test_withdrawn_it_is_tried_no_more_and_who_tried_keeps_the_record(town: Town) -> None:
    carrier = entered(town)
    trial = tried(town, carrier)
    with pytest.raises(Refused, match="原因"):
        services.withdraw_carrier(carrier.pk, 1, why=" ", actor=town.secretary, now=town.now)
    gone = services.withdraw_carrier(carrier.pk, 1, why="与主题党日重复", actor=town.secretary, now=town.now)
    with pytest.raises(Refused, match="已经撤回"):
        services.withdraw_carrier(carrier.pk, 2, why="再撤", actor=town.secretary, now=town.now)
    with pytest.raises(Refused, match="已经撤回"):
        services.edit_carrier(carrier.pk, 2, org_kinds=[], name="改", actor=town.secretary, now=town.now)
    with pytest.raises(Refused, match="不能再试"):
        services.try_carrier(carrier=gone, org=town.branch, from_on=town.now.date(), actor=town.secretary, now=town.now)
    assert not queries.trying_orgs(town.secretary, gone)
    services.withdraw_trial(trial.pk, 1, why="登记错了", actor=town.neighbour, now=town.now)
    assert queries.trial_lines(town.clerk, [carrier.pk]) == []
    for step in (
        lambda: services.withdraw_trial(trial.pk, 2, why="再撤", actor=town.neighbour, now=town.now),
        lambda: services.edit_trial(
            trial.pk, 2, state="kept", outcome="好", from_on=town.now.date(), actor=town.neighbour, now=town.now
        ),
    ):
        with pytest.raises(Refused, match="已经撤回"):
            step()


def test_the_database_asks_for_the_reason_of_a_withdrawal(town: Town) -> None:
    carrier = entered(town)
    with pytest.raises(IntegrityError), transaction.atomic():
        Carrier.objects.filter(pk=carrier.pk).update(withdrawn_on=town.now.date())


def test_the_next_township_does_not_see_it(town: Town) -> None:
    person = make_person(now=town.now, name="外乡人", username="stranger")
    make_post(now=town.now, person_id=person.pk, org=town.cast.other_township, post=PostKind.OFFICE_CLERK)
    carrier = entered(town)
    stranger = actor_named("stranger", today=town.now.date())
    with pytest.raises(Carrier.DoesNotExist):
        queries.get_carrier(stranger, Act.RECORD_VIEW, carrier.pk)


def test_the_library_in_the_browser_from_entry_to_outcome(town: Town, sign_in: SignIn) -> None:
    web: Client = sign_in(town.cast.secretary)
    page = web.get(f"/campaigns/carriers/new/{town.branch.pk}/")
    number = page.context["form"].initial["submission"]
    typed = {
        "submission": number,
        "name": "党员责任田",
        "what": "一人包一段渠",
        "shared_in": town.org.pk,
        "org_kinds": ["branch"],
    }
    assert web.post(f"/campaigns/carriers/new/{town.branch.pk}/", typed).status_code == 302
    carrier = Carrier.objects.get()
    web.post(f"/campaigns/carriers/{carrier.pk}/edit/", typed | {"version": 1, "what": "一人包一段渠，春灌前清完"})
    other = sign_in(town.cast.sibling_secretary)
    where = f"/campaigns/carriers/{carrier.pk}/try/{town.sibling.pk}/"
    number = other.get(where).context["form"].initial["submission"]
    other.post(where, {"submission": number, "from_on": "2026-11-12"})
    trial = Trial.objects.get()
    assert "写成效" in other.get(f"/campaigns/trials/{trial.pk}/").content.decode()
    told = {"version": 1, "from_on": "2026-11-12", "state": "stopped", "outcome": "渠不在我们村"}
    other.post(f"/campaigns/trials/{trial.pk}/", told)
    shown = other.get(f"/campaigns/carriers/{carrier.pk}/").content.decode()
    assert "渠不在我们村" in shown
    assert "春灌前清完" in shown
    listed = other.get("/campaigns/carriers/?sector=village&find=责任田").content.decode()
    assert "党员责任田" in listed
    assert "党支部" in listed
    assert "没有符合条件" in other.get("/campaigns/carriers/?standing=withdrawn").content.decode()
    sheet = other.get("/campaigns/carriers/export/?standing=all").content
    assert any("渠不在我们村" in line for line in read_lines(sheet, "a.xlsx"))
    other.post(f"/campaigns/trials/{trial.pk}/withdraw/", {"version": 2, "why": "写错了"})
    web = sign_in(town.cast.secretary)
    web.post(f"/campaigns/carriers/{carrier.pk}/withdraw/", {"version": 2, "why": "不用了"})
    assert "不用了" in web.get(f"/campaigns/carriers/{carrier.pk}/").content.decode()
    assert web.get("/campaigns/carriers/export/?standing=all").content[:2] == b"PK"
