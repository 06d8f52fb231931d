"""软弱涣散: a plan with named helpers and dates; its problems are put right in the ledger, a second person ends it."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from jishi.assignments import services as ledger
from jishi.assignments.models import Problem
from jishi.assignments.rules import Help
from jishi.assignments.services import Task
from jishi.campaigns import queries, services
from jishi.campaigns.models import MendHelper, Mending, MendProblem
from jishi.campaigns.rules import HelpRole, MendState
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import NotAllowed, Refused
from jishi.kernel.sheets import read_lines
from jishi.notices.models import Notice
from jishi.orgs.rules import PostKind
from tests.builders import actor_named, make_person, make_post
from tests.conftest import SignIn
from tests.db.campaigns.conftest import Town

DUE = date(2027, 6, 30)


def planned(town: Town, **facts: Any) -> Mending:
    given: dict[str, Any] = {
        "decided_on": date(2026, 11, 20), "basis": "镇党委会议", "goal": "班子配齐，按月开会", "due_on": DUE,
        "helpers": [(HelpRole.UNIT, Help(note="县水利局"))], "target": town.branch,
    }  # fmt: skip
    return services.open_mending(org=town.org, actor=town.clerk, now=town.now, **(given | facts))


def chief(town: Town) -> Actor:
    return actor_named("town_secretary", today=town.now.date())


def listed(town: Town, plan: Mending, **facts: Any) -> Problem:
    given: dict[str, Any] = {
        "category": "org_building", "text": "支委缺一人", "found_on": date(2026, 11, 20), "due_on": date(2027, 3, 1),
        "cause": "", "goal": "补选到位",
    }  # fmt: skip
    return services.list_mend_problem(mending_id=plan.pk, actor=town.clerk, now=town.now, **(given | facts))


def put_right(town: Town, problem: Problem) -> None:
    """A measure, done and accepted by a second person; then the problem is closed by another."""
    owner = town.cast.members[2].pk
    task = ledger.put_right(
        problem_id=problem.pk, task=Task("补选一名委员", owner_id=owner, due_on=date(2027, 1, 10)), actor=town.secretary,
        now=town.now,
    )  # fmt: skip
    ledger.report(
        task.pk, "补选好了", task.version, actor=actor_named("secretary", today=town.now.date()), now=town.now
    )
    ledger.accept(task.pk, "", task.version + 1, actor=town.clerk, now=town.now)
    ledger.ask_to_close(problem.pk, problem.version, "补选到位", actor=town.secretary, now=town.now)
    ledger.close_problem(problem.pk, problem.version + 1, "", actor=town.clerk, now=town.now)


def test_a_plan_has_a_named_helper_a_basis_and_a_day(town: Town) -> None:
    for change, field in (
        ({"helpers": []}, "leader"), ({"basis": " "}, "basis"), ({"goal": ""}, "goal"),
        ({"due_on": date(2026, 11, 1)}, "due_on"), ({"decided_on": date(2026, 12, 1)}, "decided_on"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            planned(town, **change)
        assert refused.value.field == field
    number = uuid4()
    made = planned(town, submission=number)
    assert planned(town, submission=number) == made
    with pytest.raises(Refused, match="已经有一份"):
        planned(town)
    with pytest.raises(NotAllowed, match="不是"):
        planned(town, target=town.org)
    with pytest.raises(NotAllowed):
        services.open_mending(
            org=town.branch, target=town.branch, decided_on=town.now.date(), basis="会", goal="改", due_on=DUE,
            helpers=[(HelpRole.UNIT, Help(note="局"))], actor=town.member, now=town.now,
        )  # fmt: skip


def test_who_helps_is_found_by_name_and_told(town: Town) -> None:
    name = town.cast.members[1].person.name
    typed = {"leader": "高志远", "first": name, "unit": "县水利局"}
    found = queries.helpers_typed(town.clerk, town.org, town.branch, typed, town.now.date())
    assert [(role, bool(one.person_id), one.note) for role, one in found] == [
        (HelpRole.LEADER, True, ""), (HelpRole.FIRST, True, ""), (HelpRole.UNIT, False, "县水利局"),
    ]  # fmt: skip
    made = planned(town, helpers=found)
    assert queries.typed_helpers(made) == typed
    assert [one.name for one in MendHelper.objects.order_by("pk")] == ["高志远", name, "县水利局"]
    told = Notice.objects.filter(link=f"/campaigns/mending/{made.pk}/")
    assert {one.person_id for one in told if "联系帮扶" in one.text} == {
        one.person_id for _, one in found if one.person_id
    }
    twin = make_person(now=town.now, name="高志远")
    make_post(now=town.now, person_id=twin.pk, org=town.org, post=PostKind.DEPUTY_SECRETARY)
    with pytest.raises(Refused) as refused:
        queries.helpers_typed(town.clerk, town.org, town.branch, typed, town.now.date())
    assert refused.value.field == "leader"


def test_only_the_organisation_those_above_and_the_helper_read_it(town: Town) -> None:
    made = planned(town)
    assert queries.get_mending(town.secretary, Act.RECORD_VIEW, made.pk) == made
    with pytest.raises(Mending.DoesNotExist):
        queries.get_mending(town.neighbour, Act.RECORD_VIEW, made.pk)
    person = town.neighbour.person_id
    services.edit_mending(
        made.pk, 1, helpers=[(HelpRole.OTHER, Help(person_id=person))], goal="配齐班子", actor=town.clerk, now=town.now
    )  # fmt: skip
    assert queries.get_mending(town.neighbour, Act.RECORD_VIEW, made.pk).goal == "配齐班子"
    with pytest.raises(NotAllowed):
        queries.get_mending(town.secretary, Act.ASSIGN, made.pk)
    with pytest.raises(NotAllowed, match="由上级党组织定"):
        queries.get_mending_org(town.secretary, town.branch.pk)
    assert queries.get_mending_org(town.clerk, town.branch.pk) == (town.org, town.branch)
    names = [org.name for org in queries.to_mend(town.clerk)]
    assert town.sibling.name in names
    assert town.branch.name not in names
    assert town.org.name not in names


def test_problems_go_to_the_ledger_and_the_plan_ends_when_they_are_closed(town: Town) -> None:
    plan = planned(town)
    with pytest.raises(Refused, match="完成时限"):
        listed(town, plan, due_on=date(2027, 7, 1))
    number = uuid4()
    problem = listed(town, plan, submission=number)
    assert listed(town, plan, submission=number) == problem
    assert MendProblem.objects.get().problem.issuer == town.org
    plan.refresh_from_db()
    with pytest.raises(Refused, match="销号以后再申请"):
        services.ask_mending(plan.pk, plan.version, said="改好了", actor=town.secretary, now=town.now)
    line = queries.mend_line(plan, town.now.date())
    assert (line.closed, line.measures, line.next_on, line.is_ready) == (0, 0, None, False)
    put_right(town, problem)
    line = queries.mend_line(plan, town.now.date())
    assert (line.closed, line.measures, line.accepted, line.is_ready) == (1, 1, 1, True)
    asked = services.ask_mending(plan.pk, plan.version, said="班子齐了", actor=town.secretary, now=town.now)
    with pytest.raises(NotAllowed):
        services.close_mending(asked.pk, asked.version, result="看过", actor=town.secretary, now=town.now)
    with pytest.raises(Refused, match="还差什么"):
        services.return_mending(asked.pk, asked.version, why=" ", actor=chief(town), now=town.now)
    back = services.return_mending(asked.pk, asked.version, why="会还没有按月开", actor=chief(town), now=town.now)
    again = services.ask_mending(back.pk, back.version, said="开了三个月", actor=town.secretary, now=town.now)
    done = services.close_mending(again.pk, again.version, result="看了记录，听了群众", actor=chief(town), now=town.now)
    assert (done.state, done.returned, done.closed_by_id) == (MendState.CLOSED, "", chief(town).person_id)
    with pytest.raises(Refused, match="已销号"):
        services.drop_mending(done.pk, done.version, why="错", actor=town.clerk, now=town.now)
    planned(town)


def test_who_asked_does_not_end_it(town: Town) -> None:
    """Somebody who records for the organisation and accepts for the superior is still one person."""
    person = town.secretary.person_id
    assert person is not None
    make_post(now=town.now, person_id=person, org=town.org, post=PostKind.DEPUTY_SECRETARY)
    both = actor_named("secretary", today=town.now.date())
    plan = planned(town)
    problem = listed(town, plan)
    put_right(town, problem)
    plan.refresh_from_db()
    asked = services.ask_mending(plan.pk, plan.version, said="改好了", actor=both, now=town.now)
    with pytest.raises(NotAllowed, match="另一名同志"):
        services.close_mending(asked.pk, asked.version, result="好", actor=both, now=town.now)


def test_a_plan_made_by_mistake_is_taken_back_and_stays_to_be_read(town: Town) -> None:
    plan = planned(town)
    dropped = services.drop_mending(plan.pk, 1, why="定错了支部", actor=town.clerk, now=town.now)
    assert dropped.state == MendState.DROPPED
    with pytest.raises(Refused, match="已撤销"):
        services.edit_mending(plan.pk, 2, helpers=[(HelpRole.UNIT, Help(note="局"))], actor=town.clerk, now=town.now)
    assert queries.mending_page(town.clerk, state="", find="", on=town.now.date(), at="").rows == []
    assert len(queries.mending_page(town.clerk, state="all", find="", on=town.now.date(), at="").rows) == 1
    assert queries.without_plan(town.campaign(pattern="class"), []) == set()


def test_a_grade_that_calls_for_a_plan_offers_one(town: Town) -> None:
    made = town.running(pattern="class", title="分类定级")
    services.grade_org(
        campaign_id=made.pk, org_id=town.branch.pk, grade="后进", on=date(2026, 11, 20), why="两年没有换届",
        actor=town.clerk, now=town.now,
    )  # fmt: skip
    gradings = queries.grading_page(made).rows
    assert queries.without_plan(made, gradings) == {town.branch.pk}
    planned(town, campaign_id=made.pk)
    assert queries.without_plan(made, gradings) == set()
    who, other = (member.person_id for member in town.cast.members[:2])
    ended = {"said": "改好了", "result": "看过了", "asked_on": town.now.date(), "closed_on": town.now.date()}
    Mending.objects.update(state=MendState.CLOSED, asked_by=who, closed_by=other, **ended)
    assert queries.without_plan(made, gradings) == set()
    Mending.objects.update(campaign=None)
    assert queries.without_plan(made, gradings) == {town.branch.pk}, (
        "a plan of earlier years says nothing of this grade"
    )


def test_the_plan_in_the_browser(town: Town, sign_in: SignIn) -> None:
    web: Client = sign_in(town.cast.clerk)
    where = f"/campaigns/mending/new/{town.branch.pk}/"
    number = web.get(where).context["form"].initial["submission"]
    typed = {
        "submission": number, "decided_on": "2026-11-20", "basis": "镇党委会议", "goal": "配齐班子", "due_on": "2027-06-30"
    }  # fmt: skip
    assert "由谁联系帮扶" in web.post(where, typed).content.decode()
    assert web.post(where, typed | {"leader": "高志远", "unit": "县水利局"}).status_code == 302
    plan = Mending.objects.get()
    page = f"/campaigns/mending/{plan.pk}/"
    edited = typed | {"leader": "高志远", "version": 1, "goal": "配齐班子，按月开会"}
    assert web.get(f"{page}edit/").context["form"].initial["leader"] == "高志远"
    web.post(f"{page}edit/", edited)
    number = web.get(f"{page}problems/add/").context["form"].initial["submission"]
    problem = {
        "submission": number,
        "category": "org_building",
        "text": "支委缺一人",
        "found_on": "2026-11-20",
        "due_on": "2027-03-01",
    }
    assert web.post(f"{page}problems/add/", problem).status_code == 302
    assert "还没有定措施" in web.get(page).content.decode()
    put_right(town, Problem.objects.get())
    shown = web.get(page).content.decode()
    assert "按月开会" in shown
    assert "补选一名委员" in shown
    own = sign_in(town.cast.secretary)
    assert "申请销号" in own.get(page).content.decode()
    version = Mending.objects.get().version
    own.post(f"{page}ask/", {"version": version, "said": "班子齐了"})
    web = sign_in(town.cast.clerk)
    web.post(f"{page}return/", {"version": version + 1, "why": "会没有开"})
    assert "会没有开" in web.get(page).content.decode()
    sign_in(town.cast.secretary).post(f"{page}ask/", {"version": version + 2, "said": "开了"})
    web = sign_in(town.cast.clerk)
    assert "验收销号" in web.get(page).content.decode()
    web.post(f"{page}close/", {"version": version + 3, "result": "看过，好了"})
    assert Mending.objects.get().state == MendState.CLOSED
    assert web.get(f"{page}print/").status_code == 200
    assert town.branch.name in web.get("/campaigns/mending/?state=closed").content.decode()
    assert "没有符合条件" in web.get("/campaigns/mending/?state=late&find=无").content.decode()
    sheet = web.get("/campaigns/mending/export/?state=all").content
    assert any("补选一名委员" in line for line in read_lines(sheet, "a.xlsx"))
    number = web.get(f"/campaigns/mending/new/{town.sibling.pk}/").context["form"].initial["submission"]
    web.post(f"/campaigns/mending/new/{town.sibling.pk}/", typed | {"submission": number, "other": "王大爷"})
    other = Mending.objects.get(target=town.sibling)
    web.get("/campaigns/mending/export/")
    web.post(f"/campaigns/mending/{other.pk}/drop/", {"version": 1, "why": "定错了"})
    assert "定错了" in web.get(f"/campaigns/mending/{other.pk}/").content.decode()
