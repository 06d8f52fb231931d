"""制度 adopted, revised, abolished, carried out; goals followed to a result in words."""

from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from jishi.activities.rules import Kind
from jishi.committees import queries, services
from jishi.committees.models import Carried, Goal, Institution
from jishi.committees.rules import CarriedKind, GoalCategory, GoalLevel, GoalState
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.orgs.rules import Sector
from tests.builders import actor_named
from tests.conftest import SignIn
from tests.db.committees.conftest import Town

DAY = date(2026, 3, 6)


@pytest.fixture
def rule(town: Town, now: datetime) -> Institution:
    return services.adopt_institution(
        org=town.org, title="议事决策规则", adopted_on=DAY, text="逐项表决。", actor=town.clerk, now=now
    )


def test_a_title_stands_once_and_has_a_text(town: Town, rule: Institution, now: datetime) -> None:
    with pytest.raises(Refused, match="同名"):
        services.adopt_institution(
            org=town.org, title="议事决策规则", adopted_on=DAY, text="又一", actor=town.clerk, now=now
        )
    with pytest.raises(Refused, match="正文"):
        services.adopt_institution(org=town.org, title="空", adopted_on=DAY, actor=town.clerk, now=now)
    number = uuid4()
    first, second = (
        services.adopt_institution(
            org=town.org, title="学习制度", adopted_on=DAY, text="每季度", submission=number, actor=town.clerk, now=now
        )
        for _ in range(2)
    )
    assert first == second


def test_a_revision_keeps_the_text_before(town: Town, rule: Institution, now: datetime) -> None:
    record = town.held(Kind.SPECIAL_MEETING, date(2026, 10, 9), now)
    with pytest.raises(Refused, match="晚于"):
        services.revise_institution(rule.pk, 1, on=DAY, change="改", text="新", actor=town.clerk, now=now)
    number = uuid4()
    for _ in range(2):
        services.revise_institution(
            rule.pk, 1, on=date(2026, 10, 9), change="加落实", text="新文", activity_id=record.pk, submission=number,
            actor=town.clerk, now=now,
        )  # fmt: skip
    assert [(text.number, text.text) for text in queries.texts_of(rule)] == [(2, "新文"), (1, "逐项表决。")]
    with pytest.raises(EditConflict):
        services.revise_institution(
            rule.pk, 1, on=date(2026, 10, 10), change="又改", text="x", actor=town.clerk, now=now
        )  # fmt: skip


def test_an_abolished_one_is_out_of_force_and_stays_readable(town: Town, rule: Institution, now: datetime) -> None:
    with pytest.raises(Refused, match="原因"):
        services.abolish_institution(rule.pk, 1, on=date(2026, 11, 1), why=" ", actor=town.clerk, now=now)
    services.abolish_institution(rule.pk, 1, on=date(2026, 11, 1), why="由新规则代替", actor=town.clerk, now=now)
    with pytest.raises(Refused, match="一次"):
        services.abolish_institution(rule.pk, 2, on=date(2026, 11, 2), why="再", actor=town.clerk, now=now)
    with pytest.raises(Refused, match="已经废止"):
        services.revise_institution(
            rule.pk, 2, on=date(2026, 11, 3), change="改", text="x", actor=town.clerk, now=now
        )  # fmt: skip
    assert queries.institution_rows(town.org) == []
    [row] = queries.institution_rows(town.org, state="ended")
    assert row.state == ("na", "已废止")


def test_carrying_out_is_shown_by_records_and_a_yearly_look(town: Town, rule: Institution, now: datetime) -> None:
    assert queries.institution_rows(town.org)[0].state[0] == "gap"
    record = town.held(Kind.SPECIAL_MEETING, date(2026, 10, 9), now)
    elsewhere = town.at_branch(Kind.THEME_PARTY_DAY, date(2026, 10, 9), now)

    def note(**facts: object) -> Carried:
        given = {"kind": CarriedKind.USED, "on": date(2026, 10, 9), "note": "逐项表决"} | facts
        return services.note_carried(institution_id=rule.pk, actor=town.clerk, now=now, **given)  # type: ignore[arg-type]

    with pytest.raises(Refused, match="没有找到"):
        note(activity_id=elsewhere.pk)
    with pytest.raises(Refused, match="早于制定"):
        note(on=date(2026, 1, 1))
    number = uuid4()
    for _ in range(2):
        note(activity_id=record.pk, submission=number)
    note(kind=CarriedKind.CHECK, on=date(2026, 11, 20), note="执行得好")
    [row] = queries.institution_rows(town.org)
    assert (row.used, row.checked_on, row.state[0]) == (1, date(2026, 11, 20), "done")


def test_a_branch_has_its_own_institutions(town: Town, now: datetime, sign_in: SignIn) -> None:
    secretary = actor_named("secretary", today=now.date())
    services.adopt_institution(
        org=town.cast.branch, title="三务公开办法", adopted_on=DAY, text="每月", actor=secretary, now=now
    )
    client = sign_in(town.cast.secretary)
    assert "三务公开办法" in client.get(f"/committee/{town.cast.branch.pk}/institutions/").content.decode()
    page = client.get("/committee/", follow=True).content.decode()
    assert "制度和目标" in page
    assert "中心组" not in page
    assert client.get(f"/committee/{town.cast.branch.pk}/study/").status_code == 404
    with pytest.raises(NotAllowed):
        services.adopt_institution(
            org=town.cast.sibling, title="别家的", adopted_on=DAY, text="x", actor=secretary, now=now
        )


def test_a_clerk_adopts_by_file_revises_and_prints_the_book(
    town: Town, now: datetime, sign_in: SignIn, settings: Settings, tmp_path: Path
) -> None:
    settings.FILES_DIR = tmp_path
    client = sign_in(town.cast.clerk)
    listed = f"/committee/{town.org.pk}/institutions/"
    new = {"title": "联系支部制度", "adopted_on": "2026-03-06", "text": "", "activity": "", "submission": str(uuid4())}
    bad = SimpleUploadedFile("规则.pdf", b"not a pdf")
    assert "pdf" in client.post(f"{listed}add/", new | {"file": bad}).content.decode().lower()
    good = SimpleUploadedFile("规则.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n")
    client.post(f"{listed}add/", new | {"file": good})
    rule = Institution.objects.get()
    card = f"/committee/institutions/{rule.pk}/"
    text = queries.texts_of(rule)[0]
    assert client.get(f"/committee/institutions/texts/{text.pk}/file/").status_code == 200
    revision = {"on": "2026-10-09", "change": "加一条", "text": "每季度一次", "activity": "", "version": 1,
                "submission": str(uuid4())}  # fmt: skip
    assert client.get(f"{card}revise/").status_code == 200
    client.post(f"{card}revise/", revision)
    plain = queries.texts_of(rule)[0]
    assert client.get(f"/committee/institutions/texts/{plain.pk}/file/").status_code == 404
    used = {"kind": "used", "on": "2026-10-10", "note": "去了两次", "activity": "", "submission": str(uuid4())}
    client.post(f"{card}carried/add/", used)
    page = client.get(card).content.decode()
    for word in ("第2版", "加一条", "每季度一次", "规则.pdf", "去了两次"):
        assert word in page
    assert client.get(f"{listed}print/?state=all").content[:2] == b"PK"
    client.post(f"{card}abolish/", {"on": "2026-11-01", "why": "合并", "version": 2})
    assert "联系支部制度" not in client.get(f"{listed}?find=联系").content.decode().split("<table>")[-1]
    assert "合并" in client.get(card).content.decode()


def goal(town: Town, now: datetime, **facts: object) -> Goal:
    given: dict[str, object] = {"category": GoalCategory.MEMBERS, "text": "培养积极分子", "measure": "名单经支委会研究"}
    given |= {"due_on": date(2026, 12, 31), "year": 2026} | facts
    return services.set_goal(org=town.org, actor=town.clerk, now=now, **given)  # type: ignore[arg-type]


def test_a_goal_is_closed_only_with_its_result(town: Town, now: datetime) -> None:
    made = goal(town, now)
    with pytest.raises(Refused, match="如实"):
        services.edit_goal(made.pk, 1, state=GoalState.MISSED, actor=town.clerk, now=now)
    services.edit_goal(made.pk, 1, state=GoalState.MISSED, result="还差一个村", actor=town.clerk, now=now)
    with pytest.raises(EditConflict):
        services.edit_goal(made.pk, 1, result="改", actor=town.clerk, now=now)
    [row] = queries.goals_of(town.org, 2026, today=now.date())
    assert row.mark == ("said", "未完成")


def test_a_goal_past_its_day_is_a_reminder(town: Town, now: datetime) -> None:
    made = goal(town, now, due_on=date(2026, 9, 30))
    assert queries.goal_row(made, today=now.date()).mark == ("gap", "已过时限")
    services.edit_goal(made.pk, 1, state=GoalState.REACHED, result="都有了", actor=town.clerk, now=now)
    assert queries.goal_row(Goal.objects.get(), today=now.date()).mark == ("done", "已完成")


def test_goals_reach_the_sector_they_are_set_for(town: Town, now: datetime) -> None:
    with pytest.raises(Refused, match="领域"):
        goal(town, now, sector=Sector.VILLAGE)
    mine = goal(town, now, level=GoalLevel.BELOW, sector=Sector.VILLAGE)
    goal(town, now, level=GoalLevel.BELOW, sector=Sector.SOE)
    everybody = goal(town, now, level=GoalLevel.BELOW)
    goal(town, now)
    with pytest.raises(Refused, match="领域"):
        services.edit_goal(mine.pk, 1, level=GoalLevel.OWN, actor=town.clerk, now=now)
    secretary = actor_named("secretary", today=now.date())
    above = queries.goals_above(secretary, town.cast.branch, 2026, today=now.date())
    assert {row.goal.pk for row in above} == {mine.pk, everybody.pk}


def test_a_clerk_sets_a_goal_and_follows_it(town: Town, now: datetime, sign_in: SignIn) -> None:
    client = sign_in(town.cast.clerk)
    listed = f"/committee/{town.org.pk}/goals/"
    new = {"year": 2026, "category": "service", "level": "below", "sector": "", "text": "件件有答复", "measure": "都记了",
           "due_on": "2026-12-31", "submission": str(uuid4())}  # fmt: skip
    for _ in range(2):
        client.post(f"{listed}add/", new)
    made = Goal.objects.get()
    card = f"/committee/goals/{made.pk}/"
    assert "还没有进展" in client.get(card).content.decode()
    record = town.held(Kind.SPECIAL_MEETING, date(2026, 10, 9), now)
    step = {"on": "2026-10-10", "note": "核了一遍", "activity": record.pk, "submission": str(uuid4())}
    for _ in range(2):
        client.post(f"{card}steps/add/", step)
    assert client.get(card).content.decode().count("核了一遍") == 1
    edited = {name: value for name, value in new.items() if name not in ("year", "submission")} | {"version": 1}
    assert "如实" in client.post(f"{card}edit/", edited | {"state": "reached", "result": ""}).content.decode()
    client.post(f"{card}edit/", edited | {"state": "reached", "result": "全部答复"})
    assert "全部答复" in client.get(f"{listed}?category=service").content.decode()
    assert "全部答复" not in client.get(f"{listed}?category=members").content.decode()
    assert "件件有答复" in sign_in(town.cast.secretary).get(f"/committee/{town.cast.branch.pk}/goals/").content.decode()
    assert client.get(f"{listed}print/").content[:2] == b"PK"
