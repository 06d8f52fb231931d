"""An agenda drafted from what is open below: every figure opens and agrees."""

from datetime import date, datetime
from uuid import uuid4

import pytest

from jishi.activities.models import Item
from jishi.activities.rules import ItemInput, Kind, SpecialSubject, TaskInput
from jishi.assignments import services as assignments
from jishi.committees import queries, services
from jishi.committees.models import Agenda
from jishi.committees.rules import figure_of
from jishi.duties import services as duties
from jishi.kernel.actor import operator
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.orgs import services as orgs
from tests.builders import actor_named, make_org
from tests.conftest import SignIn
from tests.db.committees.conftest import Town


def draft(town: Town, now: datetime) -> Agenda:
    return services.draft_agenda(org=town.org, subject=SpecialSubject.PARTY_BUILDING, actor=town.clerk, now=now)


def counts(town: Town, now: datetime) -> dict[str, int]:
    return {figure.key: figure.count for figure in queries.background(town.org, on=now.date())}


def test_what_is_open_below_is_collected_with_its_records(town: Town, now: datetime) -> None:
    before = counts(town, now)
    assert before["vacant"] == 0
    make_org(now=now, name="无人负责党支部", parent=town.org)
    orgs.open_term(org=town.cast.branch, elected_on=date(2022, 3, 1), actor=operator(), now=now)
    orgs.open_term(org=town.cast.sibling, elected_on=date(2024, 3, 1), actor=operator(), now=now)
    duties.explain(
        org=town.cast.sibling, rule_id="theme_party_day_monthly", period="2026-10", reason="防汛",
        actor=actor_named("sibling_secretary", today=now.date()), now=now,
    )  # fmt: skip
    earlier = now.replace(month=9)
    task = assignments.Task("三组水渠清淤", owner_id=town.cast.members[3].pk, due_on=date(2026, 10, 1))
    assignments.assign(org=town.cast.branch, task=task, actor=operator(), now=earlier)
    after = counts(town, now)
    assert after["vacant"] == 1
    assert after["terms"] == 1
    assert after["explained"] == 1
    assert after["tasks"] == 1
    assert after["overdue"] >= 2


def test_each_figure_agrees_with_its_records(town: Town, now: datetime) -> None:
    for figure in queries.background(town.org, on=now.date()):
        assert figure.count == len(figure.lines), figure.key


def test_a_neighbouring_township_is_left_out(town: Town, now: datetime) -> None:
    before = counts(town, now)
    make_org(now=now, name="别处党支部", parent=town.cast.other_township)
    assert counts(town, now) == before


def test_one_click_drafts_once_and_every_word_can_be_changed(town: Town, now: datetime) -> None:
    number = uuid4()
    first, second = (
        services.draft_agenda(
            org=town.org, subject=SpecialSubject.STRICT_GOVERNANCE, actor=town.clerk, now=now, submission=number
        )
        for _ in range(2)
    )
    assert first == second
    points = [{"title": "改过的议题", "text": ""}, {"title": " ", "text": "空的不要"}]
    services.edit_agenda(first.pk, 1, points=points, title="镇党委专题会议", actor=town.clerk, now=now)
    kept = Agenda.objects.get()
    assert kept.points == points[:1]
    with pytest.raises(EditConflict):
        services.edit_agenda(first.pk, 1, title="又一个", actor=town.clerk, now=now)
    with pytest.raises(Refused, match="至少"):
        services.edit_agenda(first.pk, 2, points=[], actor=town.clerk, now=now)


def test_collecting_again_moves_the_figures_and_leaves_the_points(town: Town, now: datetime) -> None:
    agenda = draft(town, now)
    make_org(now=now, name="无人负责党支部", parent=town.org)
    services.edit_agenda(agenda.pk, 1, points=[{"title": "我的议题", "text": ""}], actor=town.clerk, now=now)
    services.collect_again(agenda.pk, 2, actor=town.clerk, now=now)
    kept = Agenda.objects.get()
    assert kept.points == [{"title": "我的议题", "text": ""}]
    assert {f["key"]: f["count"] for f in kept.figures}["vacant"] == 1


def test_after_the_meeting_the_background_stays(town: Town, now: datetime) -> None:
    agenda = draft(town, now)
    record = town.held(Kind.SPECIAL_MEETING, now.date(), now)
    study = town.held(Kind.THEORY_STUDY_GROUP, now.date(), now)
    with pytest.raises(Refused, match="没有找到"):
        services.edit_agenda(agenda.pk, 1, activity_id=study.pk, actor=town.clerk, now=now)
    services.edit_agenda(agenda.pk, 1, activity_id=record.pk, actor=town.clerk, now=now)
    with pytest.raises(Refused, match="已经开过"):
        services.collect_again(agenda.pk, 2, actor=town.clerk, now=now)


def test_what_the_meeting_decided_stands_as_tasks_on_the_agenda(town: Town, now: datetime, sign_in: SignIn) -> None:
    agenda, client = draft(town, now), sign_in(town.cast.clerk)
    url = f"/committee/agendas/{agenda.pk}/"
    given = ItemInput("调研", task=TaskInput("每月到村一次", town.leaders[1], "", date(2026, 12, 20)))
    record = town.held(Kind.SPECIAL_MEETING, now.date(), now, items=(given,))
    assert "会上议定的任务" not in client.get(url).content.decode()
    services.edit_agenda(agenda.pk, 1, activity_id=record.pk, actor=town.clerk, now=now)
    page = client.get(url).content.decode()
    assert "会上议定的任务" in page
    assert "每月到村一次" in page


def test_those_below_and_above_do_not_draft(town: Town, now: datetime) -> None:
    with pytest.raises(Refused, match="由党委起草"):
        services.draft_agenda(
            org=town.cast.branch,
            subject=SpecialSubject.OTHER,
            actor=actor_named("secretary", today=now.date()),
            now=now,
        )
    with pytest.raises(NotAllowed):
        services.draft_agenda(
            org=town.org, subject=SpecialSubject.OTHER, actor=actor_named("department", today=now.date()), now=now
        )


def test_a_clerk_drafts_edits_prints_and_takes_it_to_the_record(town: Town, now: datetime, sign_in: SignIn) -> None:
    client = sign_in(town.cast.clerk)
    listed = f"/committee/{town.org.pk}/agendas/"
    assert "还没有议程" in client.get(listed).content.decode()
    client.post(f"{listed}draft/", {"subject": "", "submission": str(uuid4())})
    assert not Agenda.objects.exists()
    answer = client.post(f"{listed}draft/", {"subject": "party_building", "submission": str(uuid4())})
    agenda = Agenda.objects.get()
    url = f"/committee/agendas/{agenda.pk}/"
    assert answer["Location"] == url
    page = client.get(url).content.decode()
    for kept in agenda.figures:
        figure = figure_of(kept)
        assert f'<a href="#{figure.key}">{figure.count}</a>' in page
        assert all(line.text in page for line in figure.lines)
    typed = {"title": "专题会议", "meet_on": "2026-11-25", "version": 1, "count": 2, "point_0": "议题一", "text_0": "背景",
             "point_1": "", "text_1": "", "activity": ""}  # fmt: skip
    wrong = client.post(url, typed | {"point_0": ""})
    assert "至少要有一个议题" in wrong.content.decode()
    assert client.post(url, typed).status_code == 302
    assert client.get(f"{url}print/").content[:2] == b"PK"
    assert "更新到今天" in client.get(url).content.decode()
    client.post(f"{url}collect/")
    record = client.post(f"{url}record/")
    form = client.get(record["Location"]).content.decode()
    assert "议题一" in form
    assert client.get(listed).content.decode().count("专题会议") > 1
    held = town.held(Kind.SPECIAL_MEETING, now.date(), now)
    client.post(url, typed | {"version": 3, "activity": held.pk})
    assert "会议记录" in client.get(url).content.decode()
    client.post(f"{url}collect/")
    assert Agenda.objects.get().activity_id == held.pk
    assert not Item.objects.exists()


def test_the_county_reads_the_agenda(town: Town, now: datetime, sign_in: SignIn) -> None:
    agenda = draft(town, now)
    page = sign_in(town.cast.department).get(f"/committee/agendas/{agenda.pk}/").content.decode()
    assert "研究下一阶段党建工作" in page
    assert "保存" not in page
