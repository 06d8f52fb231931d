"""A branch reports on a goal set for it; the issuer sees who has, without a score."""

from datetime import date, datetime
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from jishi.activities.rules import Kind
from jishi.committees import queries, services
from jishi.committees.models import Goal, GoalProgress
from jishi.committees.rules import GoalCategory, GoalLevel, GoalState
from jishi.kernel.decision import NotAllowed, Refused
from jishi.orgs.rules import Sector
from tests.builders import actor_named, make_org
from tests.conftest import SignIn
from tests.db.committees.conftest import Town

ON = date(2026, 10, 10)


def goal(town: Town, now: datetime, **facts: object) -> Goal:
    given: dict[str, object] = {"category": GoalCategory.SERVICE, "text": "件件有答复", "measure": "都记了结果"}
    given |= {"due_on": date(2026, 12, 31), "year": 2026, "level": GoalLevel.BELOW} | facts
    return services.set_goal(org=town.org, actor=town.clerk, now=now, **given)  # type: ignore[arg-type]


def test_a_branch_reports_and_the_township_sees_who_has(town: Town, now: datetime, sign_in: SignIn) -> None:
    made = goal(town, now, sector=Sector.VILLAGE)
    branch, client = town.cast.branch, sign_in(town.cast.secretary)
    record = town.at_branch(Kind.MEMBERS_MEETING, date(2026, 10, 9), now)
    listed = client.get(f"/committee/{branch.pk}/goals/").content.decode()
    assert "本组织还没有报" in listed
    form = f"/committee/{branch.pk}/goals/{made.pk}/report/"
    assert form in listed
    assert "件件有答复" in client.get(form).content.decode()
    sent = {"on": "2026-10-10", "note": "三件都答复了", "activity": record.pk, "submission": str(uuid4())}
    for _ in range(2):
        client.post(form, sent)
    assert "三件都答复了" in client.get(f"/committee/{branch.pk}/goals/").content.decode()
    assert GoalProgress.objects.get().org_id == branch.pk
    clerk = sign_in(town.cast.clerk)
    card = f"/committee/goals/{made.pk}/"
    page = clerk.get(card).content.decode()
    for word in ("三件都答复了", "<strong>1</strong> 个已报", "<strong>1</strong> 个还没有报", record.title):
        assert word in page
    silent = clerk.get(f"{card}?reported=no").content.decode()
    assert "柳树湾村党支部" in silent
    assert "三件都答复了" not in silent
    assert "三件都答复了" not in sign_in(town.cast.sibling_secretary).get(
        f"/committee/{town.cast.sibling.pk}/goals/"
    ).content.decode()  # fmt: skip


def test_the_issuer_s_own_steps_stay_apart(town: Town, now: datetime) -> None:
    made, secretary = goal(town, now), actor_named("secretary", today=now.date())
    services.note_goal(goal_id=made.pk, on=ON, note="镇里核了一遍", actor=town.clerk, now=now)
    for day in (9, 10):
        services.report_goal(
            goal_id=made.pk, org=town.cast.branch, on=date(2026, 10, day), note=f"第{day}日", actor=secretary, now=now
        )
    assert [s.note for s in queries.goal_row(made, today=now.date()).steps] == ["镇里核了一遍"]
    [row] = queries.goals_above(secretary, town.cast.branch, 2026, today=now.date())
    assert [s.note for s in row.steps] == ["第10日", "第9日"]
    assert queries.goals_above(secretary, town.cast.sibling, 2026, today=now.date())[0].steps == []
    assert Goal.objects.get().version == 1  # steps are no edit


def test_only_those_concerned_report_while_it_is_open(town: Town, now: datetime, sign_in: SignIn) -> None:
    branch, secretary = town.cast.branch, actor_named("secretary", today=now.date())
    common = {"on": ON, "note": "有进展", "actor": secretary, "now": now}
    for other in (goal(town, now, sector=Sector.SOE), goal(town, now, level=GoalLevel.OWN)):
        with pytest.raises(Refused, match="不是给本组织定的"):
            services.report_goal(goal_id=other.pk, org=branch, **common)  # type: ignore[arg-type]
        answer = sign_in(town.cast.secretary).get(f"/committee/{branch.pk}/goals/{other.pk}/report/")
        assert answer.status_code == 404
    made = goal(town, now)
    with pytest.raises(NotAllowed):
        services.report_goal(goal_id=made.pk, org=town.cast.sibling, **common)  # type: ignore[arg-type]
    theirs = town.held(Kind.SPECIAL_MEETING, date(2026, 10, 9), now)
    with pytest.raises(Refused, match="本组织的"):
        services.report_goal(goal_id=made.pk, org=branch, activity_id=theirs.pk, **common)  # type: ignore[arg-type]
    services.edit_goal(made.pk, 1, state=GoalState.REACHED, result="都答复了", actor=town.clerk, now=now)
    with pytest.raises(Refused, match="不用再报"):
        services.report_goal(goal_id=made.pk, org=branch, **common)  # type: ignore[arg-type]
    page = sign_in(town.cast.secretary).get(f"/committee/{branch.pk}/goals/").content.decode()
    assert f"goals/{made.pk}/report/" not in page


def test_who_has_reported_costs_the_same_for_many(
    town: Town, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = goal(town, now)
    for n in range(12):
        GoalProgress.objects.create(
            goal=made, org=make_org(now=now, parent=town.org), on=ON, note=f"{n}", at=now, by="某人"
        )  # fmt: skip
    with django_assert_num_queries(4):
        found = queries.reports_on(made)
    assert (found.said, found.of, found.silent) == (12, 14, 2)
