"""调研: where, what was found, what came of it; never how many days."""

from datetime import date, datetime
from uuid import uuid4

import pytest

from jishi.activities.rules import Kind
from jishi.assignments.models import Assignment
from jishi.committees import queries, services
from jishi.committees.models import ContactDuty, Research, ResearchResult
from jishi.committees.rules import ResultKind, ResultState
from jishi.kernel.decision import EditConflict, Refused
from tests.conftest import SignIn
from tests.db.committees.conftest import Town

DAY = date(2026, 11, 2)


@pytest.fixture
def research(town: Town, now: datetime) -> Research:
    return services.plan_research(
        org=town.org, person_id=town.leaders[1], year=2026, subject="村级集体经济", visited=[town.cast.branch.pk],
        from_on=DAY, to_on=DAY, actor=town.clerk, now=now,
    )  # fmt: skip


def test_the_places_visited_lie_below_and_can_be_changed(town: Town, research: Research, now: datetime) -> None:
    assert queries.research_row(research).visited == [town.cast.branch]
    services.edit_research(research.pk, 1, visited=[town.cast.sibling.pk], actor=town.clerk, now=now)
    assert queries.research_row(research).visited == [town.cast.sibling]
    with pytest.raises(Refused, match="下属"):
        services.edit_research(research.pk, 2, visited=[town.cast.other_township.pk], actor=town.clerk, now=now)
    with pytest.raises(EditConflict):
        services.edit_research(research.pk, 1, subject="别的", actor=town.clerk, now=now)


def test_the_days_stand_in_order(town: Town, research: Research, now: datetime) -> None:
    with pytest.raises(Refused, match="不能早于"):
        services.edit_research(
            research.pk, 1, from_on=DAY, to_on=date(2026, 11, 1), actor=town.clerk, now=now
        )  # fmt: skip
    with pytest.raises(Refused, match="先填开始"):
        services.edit_research(research.pk, 1, from_on=None, to_on=DAY, actor=town.clerk, now=now)


def test_only_a_research_record_is_linked(town: Town, research: Research, now: datetime) -> None:
    record = town.held(Kind.RESEARCH, DAY, now)
    services.edit_research(research.pk, 1, activity_id=record.pk, findings="账目清楚", actor=town.clerk, now=now)
    study = town.held(Kind.THEORY_STUDY_GROUP, DAY, now)
    with pytest.raises(Refused, match="没有找到"):
        services.edit_research(research.pk, 2, activity_id=study.pk, actor=town.clerk, now=now)


def result(town: Town, research: Research, now: datetime, kind: str, **facts: object) -> ResearchResult:
    return services.add_result(
        research_id=research.pk, kind=kind, on=DAY, note="合办冷库", actor=town.clerk, now=now, **facts  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_result_that_became_a_task_is_followed_there(town: Town, research: Research, now: datetime) -> None:
    with pytest.raises(Refused, match="责任人"):
        result(town, research, now, ResultKind.TASK)
    number = uuid4()
    for _ in range(2):
        made = result(
            town, research, now, ResultKind.TASK, owner_id=town.leaders[2], due_on=date(2026, 12, 1), submission=number
        )
    assert Assignment.objects.get() == made.assignment
    with pytest.raises(Refused, match="填报和验收"):
        services.settle_result(made.pk, 1, ResultState.DONE, actor=town.clerk, now=now)


def test_a_result_that_was_adopted_names_the_meeting(town: Town, research: Research, now: datetime) -> None:
    with pytest.raises(Refused, match="哪一次会议"):
        result(town, research, now, ResultKind.ADOPTED)
    record = town.held(Kind.SPECIAL_MEETING, DAY, now)
    made = result(town, research, now, ResultKind.ADOPTED, activity_id=record.pk)
    services.settle_result(made.pk, 1, ResultState.DONE, actor=town.clerk, now=now)
    with pytest.raises(EditConflict):
        services.settle_result(made.pk, 1, ResultState.NOT_TAKEN, actor=town.clerk, now=now)


def test_a_clerk_plans_writes_up_and_prints(town: Town, now: datetime, sign_in: SignIn) -> None:
    client = sign_in(town.cast.clerk)
    listed = f"/committee/{town.org.pk}/research/"
    new = {"person": town.leaders[0], "year": 2026, "subject": "在外党员", "submission": str(uuid4()), "place": "",
           "from_on": "", "to_on": "", "findings": "", "suggestions": "", "activity": ""}  # fmt: skip
    assert "请填写调研题目" in client.post(f"{listed}add/", new | {"subject": ""}).content.decode()
    client.post(f"{listed}add/", new)
    client.post(f"{listed}add/", new)
    made = Research.objects.get()
    card = f"/committee/research/{made.pk}/"
    assert "计划中" in client.get(listed).content.decode()
    written = {"subject": "在外党员", "place": "县城", "visited": [town.cast.branch.pk], "from_on": "2026-11-02",
               "to_on": "2026-11-03", "findings": "联系不上", "suggestions": "线上", "activity": "", "version": 1}  # fmt: skip
    assert client.get(f"{card}edit/").status_code == 200
    client.post(f"{card}edit/", written)
    told = {"kind": "upward", "on": "2026-11-04", "note": "报县委组织部", "state": "open", "owner": "", "due_on": "",
            "activity": "", "submission": str(uuid4())}  # fmt: skip
    client.post(f"{card}results/add/", told)
    client.post(f"/committee/results/{ResearchResult.objects.get().pk}/", {"state": "done", "version": 1})
    page = client.get(card).content.decode()
    for word in ("联系不上", "线上", "报县委组织部", "已落实", "红旗村党支部"):
        assert word in page
    assert "在外党员" in client.get(f"{listed}?person={town.leaders[0]}&find=县城").content.decode()
    assert "在外党员" not in client.get(f"{listed}?person={town.leaders[1]}").content.decode()
    assert client.get(f"{listed}print/?year=2026").content[:2] == b"PK"


def test_where_organisations_are_many_they_are_typed(
    town: Town, research: Research, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jishi.committees.queries.doors.MOST_PLACES", 0)
    branch, sibling = town.cast.branch, town.cast.sibling
    client = sign_in(town.cast.clerk)
    form = f"/committee/research/{research.pk}/edit/"
    assert f'value="{branch.name}"' in client.get(form).content.decode()
    sent = {"subject": "村级集体经济", "place": "", "from_on": DAY, "to_on": DAY, "findings": "", "suggestions": "",
            "version": research.version}  # fmt: skip
    assert "下面找不到“没有的支部”" in client.post(form, sent | {"visited": "没有的支部"}).content.decode()
    both = f"{branch.name}、{sibling.code or sibling.name}"
    assert client.post(form, sent | {"visited": both}).status_code == 302
    assert set(queries.research_row(research).visited) == {branch, sibling}
    assert queries.places_named(town.org, " ", field="visited") == []
    type(sibling).objects.filter(pk__in=[branch.pk, sibling.pk]).update(short_name="同名支部")
    with pytest.raises(Refused, match="都叫“同名支部”"):
        queries.places_named(town.org, "同名支部", field="visited")
    new = f"/committee/{town.org.pk}/contacts/add/"
    duty = {"person": town.leaders[1], "kind": "visit_down", "from_on": DAY, "to_on": DAY, "planned": 1, "where": "",
            "households": "", "submission": str(uuid4())}  # fmt: skip
    assert "只写一个" in client.post(new, duty | {"place": both}).content.decode()
    assert client.post(new, duty | {"place": branch.name}).status_code == 302
    made = ContactDuty.objects.get()
    assert made.place_id == branch.pk
    assert f'value="{branch.name}"' in client.get(f"/committee/contacts/{made.pk}/edit/").content.decode()
