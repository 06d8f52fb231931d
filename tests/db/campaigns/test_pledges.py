"""公开承诺: proposed, reviewed at a meeting, published in the branch, kept or not and why."""

from datetime import date
from uuid import uuid4

import pytest

from jishi.accounts.models import Account
from jishi.activities import services as activities
from jishi.activities.models import Activity
from jishi.activities.rules import Kind, RecordInput
from jishi.assignments import services as assignments
from jishi.assignments.services import Task
from jishi.campaigns import queries, services
from jishi.campaigns.models import Pledge, PledgeNote
from jishi.campaigns.rules import PledgeKind, PledgeState, ReasonKind, pledge_mark
from jishi.kernel.actor import Act, operator
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from tests.builders import actor_named, make_member
from tests.conftest import SignIn
from tests.db.campaigns.conftest import Town

DUE = date(2026, 12, 31)


def meeting(town: Town, *, kind: Kind = Kind.MEMBERS_MEETING) -> Activity:
    record = RecordInput(
        org_id=town.branch.pk, kinds=(kind,), held_on=date(2026, 11, 20), chair_id=town.cast.members[0].pk,
        late_reason="补记",
    )  # fmt: skip
    return activities.record(record, actor=operator(), now=town.now)


def pledge(town: Town, **facts: object) -> Pledge:
    given: dict[str, object] = {
        "kind": PledgeKind.DEED,
        "text": "接通三组断头路",
        "due_on": DUE,
        "actor": town.secretary,
    }
    return services.propose_pledge(org=town.branch, now=town.now, **(given | facts))  # type: ignore[arg-type]  # words given by name


def published(town: Town, **facts: object) -> Pledge:
    made = pledge(town, **facts)
    common = {"org": town.branch, "ids": [made.pk], "actor": town.secretary, "now": town.now}
    services.review_pledges(activity_id=meeting(town).pk, **common)  # type: ignore[arg-type]  # words given by name
    [row] = services.publish_pledges(on=date(2026, 11, 21), watch="0990-1234", **common)  # type: ignore[arg-type]  # words given by name
    return row


def test_a_member_proposes_only_the_own_pledge(town: Town) -> None:
    own = town.cast.members[1].pk
    number = uuid4()
    plain = make_member(now=town.now, org=town.branch, name="孙桂芳", username="plain")
    actor = actor_named("plain", today=town.now.date())
    made = pledge(town, actor=actor, person_id=plain.pk, submission=number)
    assert pledge(town, actor=actor, person_id=plain.pk, submission=number) == made
    with pytest.raises(NotAllowed):
        pledge(town, actor=actor, person_id=own)
    with pytest.raises(NotAllowed):
        pledge(town, actor=actor)
    with pytest.raises(Refused, match="本组织的党员"):
        pledge(town, person_id=town.neighbour.person_id)
    with pytest.raises(Refused, match="已经过去"):
        pledge(town, due_on=date(2026, 1, 1))
    services.edit_pledge(made.pk, 1, text="每周帮张大爷买一次菜", actor=actor, now=town.now)
    assert queries.my_pledges(actor, today=town.now.date())[0].pledge.text == "每周帮张大爷买一次菜"
    assert not queries.my_pledges(operator(), today=town.now.date())


def test_a_meeting_reviews_before_anything_is_published(town: Town) -> None:
    made = pledge(town)
    common = {"org": town.branch, "ids": [made.pk], "actor": town.secretary, "now": town.now}
    with pytest.raises(Refused, match="状态已经变了"):
        services.publish_pledges(on=date(2026, 11, 21), **common)  # type: ignore[arg-type]  # words given by name
    wrong = meeting(town, kind=Kind.ORG_LIFE_MEETING)
    with pytest.raises(Refused, match="没有找到"):
        services.review_pledges(activity_id=wrong.pk, **common)  # type: ignore[arg-type]  # words given by name
    right = meeting(town)
    with pytest.raises(Refused, match="写明改什么"):
        services.review_pledges(activity_id=right.pk, passes=False, **common)  # type: ignore[arg-type]  # words given by name
    services.review_pledges(activity_id=right.pk, passes=False, review="写明几月几日", **common)  # type: ignore[arg-type]  # words given by name
    again = services.edit_pledge(made.pk, 2, due_on=date(2026, 12, 20), actor=town.secretary, now=town.now)
    assert again.state == PledgeState.PROPOSED
    services.review_pledges(activity_id=right.pk, **common)  # type: ignore[arg-type]  # words given by name
    with pytest.raises(Refused, match="不再改"):
        services.edit_pledge(made.pk, 4, text="x", actor=town.secretary, now=town.now)
    with pytest.raises(Refused, match="至少一条"):
        services.review_pledges(activity_id=right.pk, **(common | {"ids": []}))  # type: ignore[arg-type]  # words given by name
    with pytest.raises(NotAllowed):
        services.publish_pledges(on=date(2026, 11, 21), **(common | {"actor": town.neighbour}))  # type: ignore[arg-type]  # words given by name


def test_what_is_published_is_seen_in_the_branch_and_not_next_door(town: Town) -> None:
    waiting, shown = pledge(town, text="还没有审的"), published(town)
    make_member(now=town.now, org=town.branch, username="plain")
    plain = actor_named("plain", today=town.now.date())
    assert queries.get_pledge(plain, Act.RECORD_VIEW, shown.pk) == shown
    with pytest.raises(Pledge.DoesNotExist):
        queries.get_pledge(plain, Act.RECORD_VIEW, waiting.pk)
    with pytest.raises(Pledge.DoesNotExist):
        queries.get_pledge(town.neighbour, Act.RECORD_VIEW, shown.pk)
    with pytest.raises(NotAllowed):
        queries.get_pledge(town.clerk, Act.RECORD, shown.pk)
    assert [one.pledge for one in queries.pledge_lines(plain, town.branch, today=town.now.date())] == [shown]


def test_kept_or_not_is_said_by_somebody_else_and_with_a_reason(town: Town) -> None:
    own = published(town, person_id=town.secretary.person_id)
    settle = {"outcome": "三户都通了", "now": town.now}
    with pytest.raises(Refused, match="别的同志"):
        services.settle_pledge(own.pk, 3, kept=True, actor=town.secretary, **settle)  # type: ignore[arg-type]  # words given by name
    task = assignments.assign(
        org=town.branch, task=Task("修路", owner_id=town.cast.members[1].pk, due_on=DUE), actor=operator(), now=town.now
    )
    note = {"pledge_id": own.pk, "on": date(2026, 11, 22), "actor": town.secretary, "now": town.now}
    number = uuid4()
    first = services.note_pledge(text="路基已通", assignment_id=task.pk, submission=number, **note)  # type: ignore[arg-type]  # words given by name
    assert services.note_pledge(text="路基已通", submission=number, **note) == first  # type: ignore[arg-type]  # words given by name
    with pytest.raises(Refused, match="本组织的任务"):
        services.note_pledge(text="x", assignment_id=999_999, **note)  # type: ignore[arg-type]  # words given by name
    version = Pledge.objects.get(pk=own.pk).version
    with pytest.raises(Refused, match="还没有验收"):
        services.settle_pledge(own.pk, version, kept=True, actor=town.member, **settle)  # type: ignore[arg-type]  # words given by name
    with pytest.raises(Refused, match="客观原因还是主观"):
        services.settle_pledge(own.pk, version, kept=False, actor=town.member, **settle)  # type: ignore[arg-type]  # words given by name
    with pytest.raises(EditConflict):
        services.settle_pledge(own.pk, 1, kept=False, actor=town.member, **settle)  # type: ignore[arg-type]  # words given by name
    done = services.settle_pledge(
        own.pk, version, kept=False, why=ReasonKind.OBJECTIVE, actor=town.member, **settle  # type: ignore[arg-type]  # words given by name
    )  # fmt: skip
    assert (done.state, done.why) == (PledgeState.NOT_KEPT, "objective")
    with pytest.raises(Refused, match="还没有写结果的"):
        services.settle_pledge(own.pk, done.version, kept=True, actor=town.member, **settle)  # type: ignore[arg-type]  # words given by name
    with pytest.raises(Refused, match="写结果以前"):
        services.note_pledge(text="x", **note)  # type: ignore[arg-type]  # words given by name


def test_a_campaign_s_results_are_promises_and_tasks(town: Town) -> None:
    campaign = town.running()
    made = published(town, campaign_id=campaign.pk)
    pledge(town, campaign_id=campaign.pk)
    services.settle_pledge(made.pk, 3, kept=True, outcome="通了", actor=town.secretary, now=town.now)
    found = queries.results_of(town.clerk, campaign, today=town.now.date())
    assert (found.pledges.kept, found.pledges.waiting, found.tasks, found.finished) == (1, 1, 0, 0)


def test_marks_say_what_is_late_without_red() -> None:
    on = date(2026, 11, 22)
    assert pledge_mark("published", date(2026, 11, 1), on) == ("gap", "到期没有写结果")
    assert pledge_mark("published", DUE, on)[0] == "open"
    assert [pledge_mark(s, DUE, on)[0] for s in ("kept", "not_kept", "returned", "proposed")] == [
        "done",
        "said",
        "gap",
        "na",
    ]


def test_a_secretary_walks_through_the_pages(town: Town, sign_in: SignIn) -> None:
    client = sign_in(town.cast.secretary)
    listed = f"/campaigns/pledges/of/{town.branch.pk}/"
    assert "没有符合条件的承诺" in client.get(listed).content.decode()
    assert client.get(f"{listed}add/").status_code == 200
    sent = {"person": "", "kind": "deed", "text": "接通断头路", "due_on": "2026-12-31", "measures": "", "campaign": ""}
    client.post(f"{listed}add/", sent | {"submission": str(uuid4())})
    client.post(
        f"{listed}add/", sent | {"person": town.cast.members[1].pk, "text": "装路灯", "submission": str(uuid4())}
    )
    first, second = Pledge.objects.order_by("pk")
    record = meeting(town)
    assert "接通断头路" in client.get(f"{listed}review/").content.decode()
    client.post(
        f"{listed}review/", {"ids": [first.pk, second.pk], "activity": record.pk, "passes": "yes", "review": "同意"}
    )
    assert client.get(f"{listed}publish/").status_code == 200
    public = {"ids": [first.pk, second.pk], "on": "2026-11-21", "scope": "board", "watch": ""}
    client.post(f"{listed}publish/", public)
    card = f"/campaigns/pledges/{first.pk}/"
    assert "写结果" in client.get(card).content.decode()
    assert client.get(f"{card}note/").status_code == 200
    client.post(f"{card}note/", {"on": "2026-11-22", "text": "过半", "assignment": "", "submission": str(uuid4())})
    assert PledgeNote.objects.get().text == "过半"
    assert client.get(f"{card}settle/").status_code == 200
    version = Pledge.objects.get(pk=first.pk).version
    client.post(f"{card}settle/", {"kept": "yes", "why": "", "outcome": "通车", "version": version})
    assert "通车" in client.get(card).content.decode()
    for part in ("export/", "print/"):
        assert client.get(f"{listed}{part}").content[:2] == b"PK"
    assert client.get(f"{card}letter/").content[:2] == b"PK"
    board = client.get("/campaigns/pledges/").content.decode()
    assert "红旗村党支部" in board
    assert "没有符合条件的党组织" in client.get("/campaigns/pledges/?find=无").content.decode()
    assert "装路灯" in client.get(f"{listed}?state=published&find=装&campaign=0").content.decode()
    assert "装路灯" not in client.get(f"{listed}?state=due").content.decode()


def test_a_plain_member_promises_on_the_phone(town: Town, sign_in: SignIn) -> None:
    make_member(now=town.now, org=town.branch, name="孙桂芳", username="plain")
    client = sign_in(Account.objects.get(username="plain"))
    assert "还没有承诺" in client.get("/campaigns/mine/").content.decode()
    assert client.get("/campaigns/mine/add/").status_code == 200
    sent = {"kind": "deed", "text": "帮张大爷买菜", "due_on": "2026-12-31", "measures": "", "campaign": ""}
    client.post("/campaigns/mine/add/", sent | {"submission": str(uuid4())})
    made = Pledge.objects.get()
    published(town, text="支部的承诺")
    page = client.get("/campaigns/mine/").content.decode()
    assert "帮张大爷买菜" in page
    assert "支部的承诺" in page
    form = f"/campaigns/pledges/{made.pk}/edit/"
    assert client.get(form).status_code == 200
    client.post(form, sent | {"text": "每周买菜", "version": 1})
    assert "每周买菜" in client.get(f"/campaigns/pledges/{made.pk}/").content.decode()
    assert client.get(f"/campaigns/pledges/of/{town.branch.pk}/").status_code == 200
    guest = sign_in(town.cast.clerk)
    assert "组织关系不在" in guest.get("/campaigns/mine/").content.decode()
    assert guest.get("/campaigns/mine/add/").status_code == 403
