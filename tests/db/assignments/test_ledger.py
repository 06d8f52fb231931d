"""问题清单 and 整改台账: 建账 晒账 查账 销账 交账; what comes back."""

import io
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook

from jishi.assignments import queries, services
from jishi.assignments.jobs import PROBLEM_COLUMNS
from jishi.assignments.models import Assignment, Handover, Problem
from jishi.assignments.queries import Counts
from jishi.assignments.rules import ProblemState, ShownTo, Source, State
from jishi.assignments.services import Task
from jishi.kernel.actor import Act, Actor, operator
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.notices.models import Notice
from tests.builders import Cast, make_org
from tests.conftest import SignIn
from tests.db.assignments.acts import closed, done, measure_of, problem_of, who


def test_a_problem_goes_through_its_accounts(cast: Cast, now: datetime) -> None:
    problem, secretary, clerk = problem_of(cast, now), who("secretary", now), who("clerk", now)
    assert Notice.objects.get(person_id=cast.members[0].pk).text.startswith("中共和平镇委员会列出一个问题")
    with pytest.raises(Refused, match="还没有验收过的"):
        services.ask_to_close(problem.pk, 1, "改好了", actor=secretary, now=now)
    task = measure_of(cast, now, problem)
    with pytest.raises(Refused, match="还有整改措施没有验收"):
        services.ask_to_close(problem.pk, 1, "改好了", actor=secretary, now=now)
    done(task, now)
    services.show_problems(org=cast.branch, problem_ids=[problem.pk], to=ShownTo.PARTY, actor=secretary, now=now)
    problem.refresh_from_db()
    assert (problem.shown_to, problem.shown_on) == (ShownTo.PARTY, now.date())
    services.check_problem(problem.pk, 2, "看了11月的记录", actor=clerk, now=now)
    asked = services.ask_to_close(problem.pk, 3, "每月都开了", actor=secretary, now=now)
    assert asked.state == ProblemState.ASKED
    with pytest.raises(NotAllowed, match="由它查账和销账"):
        services.close_problem(problem.pk, 4, "", actor=secretary, now=now)
    services.return_problem(problem.pk, 4, "12月的还没有", actor=clerk, now=now)
    services.ask_to_close(problem.pk, 5, "12月也开了", actor=secretary, now=now)
    row = services.close_problem(problem.pk, 6, "属实", actor=clerk, now=now)
    assert (row.state, row.closed_by_id, row.result) == (ProblemState.CLOSED, clerk.person_id, "12月也开了")
    assert [step.get_step_display() for step in queries.steps_of(row)] == [
        "建账", "晒账", "查账", "申请销号", "退回整改", "申请销号", "销账",
    ]  # fmt: skip
    with pytest.raises(Refused, match="不能申请销号"):
        services.ask_to_close(row.pk, 7, "再来", actor=secretary, now=now)


def test_a_second_person_closes_and_the_database_agrees(cast: Cast, now: datetime) -> None:
    problem, clerk = problem_of(cast, now, by="secretary"), who("clerk", now)
    task = services.put_right(
        problem.pk, Task("明确代理组长", owner_id=clerk.person_id, due_on=problem.due_on), actor=clerk, now=now
    )
    done(task, now)
    secretary = who("secretary", now)
    asked = services.ask_to_close(problem.pk, 1, "改好了", actor=secretary, now=now)
    with pytest.raises(NotAllowed, match="您申请的"):
        services.close_problem(problem.pk, asked.version, "", actor=secretary, now=now)
    with pytest.raises(NotAllowed, match="您是整改措施的责任人"):
        services.close_problem(problem.pk, asked.version, "", actor=clerk, now=now)
    steps = queries.problem_steps(clerk, queries.get_problem(clerk, Act.VIEW, problem.pk), [task])
    assert (steps.judge, steps.waits) == (False, "您是整改措施的责任人，请由另一名同志验收销号。")
    with pytest.raises(IntegrityError, match="a_second_person_closes"), transaction.atomic():
        Problem.objects.filter(pk=problem.pk).update(closed_by_id=secretary.person_id)
    assert services.close_problem(
        problem.pk, asked.version, "", actor=who("department", now), now=now
    ).closed_by_id == who("department", now).person_id  # fmt: skip


def test_who_opens_an_account_and_what_it_needs(cast: Cast, now: datetime) -> None:
    secretary, clerk, form = who("secretary", now), who("clerk", now), uuid4()
    facts = {
        "category": "dues", "text": "党费没有按月收", "source": Source.SELF, "found_on": now.date(),
        "due_on": date(2026, 12, 30), "cause": " 没人管 ", "goal": "",
    }  # fmt: skip
    for org, issuer, actor in (
        (cast.branch, cast.branch, clerk),
        (cast.branch, cast.township, secretary),
        (cast.branch, cast.sibling, who("sibling_secretary", now)),
    ):
        with pytest.raises(NotAllowed):
            services.list_problem(org=org, issuer=issuer, actor=actor, now=now, **facts)
    wrong: list[tuple[dict[str, object], str]] = [
        ({"text": " "}, "text"), ({"found_on": date(2026, 12, 1)}, "found_on"), ({"due_on": date(2026, 11, 1)}, "due_on"),
    ]  # fmt: skip
    for bad, field in wrong:
        with pytest.raises(Refused) as refused:
            services.list_problem(org=cast.branch, issuer=cast.branch, actor=secretary, now=now, **facts | bad)
        assert refused.value.field == field
    one = services.list_problem(
        org=cast.branch, issuer=cast.branch, actor=secretary, now=now, submission=form, **facts
    )  # fmt: skip
    two = services.list_problem(
        org=cast.branch, issuer=cast.branch, actor=secretary, now=now, submission=form, **facts
    )  # fmt: skip
    assert (one, one.cause) == (two, "没人管")
    assert queries.get_listing(clerk, cast.branch.pk) == (cast.township, cast.branch)
    assert queries.get_listing(secretary, cast.branch.pk) == (cast.branch, cast.branch)
    with pytest.raises(NotAllowed, match="上级组织建账"):
        queries.get_listing(Actor(name="指导员", grants=clerk.grants), cast.branch.pk)


def test_it_is_corrected_while_open_and_dropped_with_a_reason(cast: Cast, now: datetime) -> None:
    problem, clerk, secretary = problem_of(cast, now), who("clerk", now), who("secretary", now)
    facts = {
        "category": "dues", "text": "党费没有按月收", "found_on": now.date(), "due_on": date(2026, 12, 30), "cause": "",
        "goal": "",
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        services.edit_problem(problem.pk, 1, actor=secretary, now=now, **facts)
    with pytest.raises(EditConflict):
        services.edit_problem(problem.pk, 9, actor=clerk, now=now, **facts)
    assert services.edit_problem(problem.pk, 1, actor=clerk, now=now, **facts).category == "dues"
    task = measure_of(cast, now, problem)
    with pytest.raises(Refused, match="还有整改措施在办"):
        services.drop_problem(problem.pk, 2, "写错了", actor=clerk, now=now)
    services.cancel(task.pk, "不办了", task.version, actor=clerk, now=now)
    with pytest.raises(Refused, match="撤销的原因"):
        services.drop_problem(problem.pk, 2, "", actor=clerk, now=now)
    assert services.drop_problem(problem.pk, 2, "写错了", actor=clerk, now=now).state == ProblemState.DROPPED
    with pytest.raises(Refused, match="不能修改"):
        measure_of(cast, now, problem)
    own = problem_of(cast, now, by="secretary")
    services.edit_problem(own.pk, 1, actor=secretary, now=now, **facts)
    services.drop_problem(own.pk, 2, "写错了", actor=secretary, now=now)


def test_a_measure_lies_within_the_problems_day(cast: Cast, now: datetime) -> None:
    problem, clerk = problem_of(cast, now), who("clerk", now)
    for day in (None, problem.due_on + timedelta(days=1)):
        with pytest.raises(Refused, match="不晚于整改时限") as refused:
            services.put_right(problem.pk, Task("走访", owner_note="某", due_on=day), actor=clerk, now=now)
        assert refused.value.field == "due_on"
    assert not Assignment.objects.exists()
    with pytest.raises(NotAllowed):
        services.put_right(problem.pk, Task("走访", owner_note="某"), actor=who("member", now), now=now)
    task = measure_of(cast, now, problem)
    assert queries.problem_behind(task) == problem
    late = now + timedelta(days=60)
    after = Task("再走访", owner_note="某", due_on=late.date() + timedelta(days=5))
    assert services.put_right(problem.pk, after, actor=clerk, now=late).state == State.OPEN


def test_a_ledger_is_handed_in_with_its_figures(cast: Cast, now: datetime) -> None:
    secretary, form = who("secretary", now), uuid4()
    with pytest.raises(Refused, match="还没有问题"):
        services.hand_in(org=cast.branch, note="", actor=secretary, now=now)
    closed(cast, now, problem_of(cast, now))
    problem_of(cast, now, by="secretary")
    late = now + timedelta(days=60)
    row = services.hand_in(org=cast.branch, note="按期", actor=secretary, now=late, submission=form)
    assert services.hand_in(org=cast.branch, note="按期", actor=secretary, now=late, submission=form) == row
    assert (row.to, row.listed, row.closed, row.late) == (cast.township, 2, 1, 1)
    assert queries.handovers_seen(who("clerk", now)) == [row]
    assert queries.handovers_seen(who("sibling_secretary", now)) == []
    assert queries.ledger_counts(cast.county.path, now.date()) == Counts(listed=2, closed=1, late=0)
    with pytest.raises(Refused, match="没有上级"):
        services.hand_in(org=cast.county, note="", actor=operator(), now=now)
    with pytest.raises(NotAllowed, match="没有上级"):
        queries.get_handing(who("department", now), cast.county.pk)
    with pytest.raises(IntegrityError, match="handover_counts"), transaction.atomic():
        Handover.objects.filter(pk=row.pk).update(closed=9)


def test_what_comes_back_is_found(cast: Cast, now: datetime) -> None:
    clerk = who("clerk", now)
    closed(cast, now, problem_of(cast, now))
    later = now + timedelta(days=300)
    again = problem_of(cast, later)
    problem_of(cast, later, category="dues")
    [back] = queries.recurring(clerk)
    assert (back.org, back.ids, back.word) == (cast.branch, (again.pk,), "组织生活")
    Problem.objects.filter(pk=again.pk).update(found_on=(now + timedelta(days=400)).date())
    assert queries.recurring(clerk) == []
    for org in (cast.sibling, make_org(now=now, parent=cast.township)):
        problem_of(cast, later, org=org, category="dues")
    [wide] = queries.recurring(clerk)
    assert (wide.org, wide.category, wide.orgs, wide.problems) == (None, "dues", 3, 3)
    assert queries.recurring(who("sibling_secretary", now)) == []


def found(client: Client, **asked: object) -> list[int]:
    page = client.get(reverse("assignments-problems"), asked).context["page"]
    return [line.problem.pk for line in page.rows]


def test_the_ledger_is_narrowed_sorted_printed_and_taken_away(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    client = sign_in(cast.clerk)
    assert "没有没销号的问题" in client.get(reverse("assignments-problems")).content.decode()
    first = closed(cast, now, problem_of(cast, now))
    second = problem_of(cast, now, org=cast.sibling, category="dues")
    dropped = problem_of(cast, now)
    services.drop_problem(dropped.pk, 1, "写错了", actor=who("clerk", now), now=now)
    assert found(client) == found(client, category="dues") == found(client, org=cast.sibling.pk) == [second.pk]
    assert found(client, state="all", sort="org") == [first.pk, second.pk]
    assert found(client, state="all", sort="newest") == [second.pk, first.pk]
    assert found(client, state="dropped") == [dropped.pk]
    assert found(client, state="closed", source="superior", find="党小组会") == [first.pk]
    assert found(client, state="late") == found(client, org=10**9) == found(client, source="self") == []
    assert "没有符合条件" in client.get(reverse("assignments-problems"), {"find": "没有这样的"}).content.decode()
    asked = {"state": "all", "col": ["measures", "state", "closed_by"]}
    assert "明确代理组长" in client.get(reverse("assignments-problems"), asked).content.decode()
    sheet = client.get(reverse("assignments-problems_export"), asked)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert rows[2] == ["序号", "整改时限", "问题", "整改措施", "状态", "验收人"]
    assert [row[3:] for row in rows[3:]] == [["明确代理组长", "已销号", "周敏"], ["", "整改中", ""]]
    every = {"state": "all", "col": [column.name for column in PROBLEM_COLUMNS]}
    assert client.get(reverse("assignments-problems"), every).status_code == 200
    assert client.get(reverse("assignments-problems_export"), every).status_code == 200
    for kind, word, org in (("ledger", "整改台账", cast.branch.pk), ("problems", "问题清单", "")):
        paper = client.get(reverse("assignments-problems_print"), {"state": "all", "sheet": kind, "org": org})
        document = Document(io.BytesIO(paper.content))
        assert word in document.paragraphs[0].text
        assert "党小组会连续两个月没有记录" in {cell.text for row in document.tables[0].rows for cell in row.cells}


def test_a_page_of_the_ledger_costs_the_same_however_long(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    client, costs = sign_in(cast.clerk), []
    for _ in range(2):
        for _ in range(4):
            measure_of(cast, now, problem_of(cast, now))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("assignments-problems"))
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_the_accounts_are_kept_on_pages(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    clerk, secretary = sign_in(cast.clerk), sign_in(cast.secretary)
    new = reverse("assignments-problem_new")
    assert f'value="{cast.branch.pk}" selected' in clerk.get(new, {"org": cast.branch.pk}).content.decode()
    form = {
        "org": cast.branch.pk, "category": "org_life", "text": "党小组会没有记录", "source": "superior",
        "found_on": "2026-11-22", "due_on": "2026-12-22", "submission": str(uuid4()),
    }  # fmt: skip
    assert "请选择来源" in clerk.post(new, form | {"source": ""}).content.decode()
    assert "接着定整改措施" in clerk.post(new, form, follow=True).content.decode()
    problem = Problem.objects.get()

    def at(name: str) -> str:
        return reverse(f"assignments-{name}", args=[problem.pk])

    edited = secretary.get(at("problem_edit"))
    assert edited.status_code == 403
    facts = {**form, "text": "党小组会两个月没有记录", "version": 1}
    assert "党小组会两个月没有记录" in clerk.post(at("problem_edit"), facts, follow=True).content.decode()
    owner = cast.members[1].pk
    task = {
        "title": "明确代理组长",
        "owner": owner,
        "owner_note": "",
        "due_on": "2026-12-30",
        "submission": str(uuid4()),
    }
    assert "不晚于整改时限" in secretary.post(at("measure"), task).content.decode()
    told = secretary.post(at("measure"), task | {"due_on": "2026-12-10"}, follow=True).content.decode()
    assert "措施已交办" in told
    done(Assignment.objects.get(), now)
    show = reverse("assignments-problems_show", args=[cast.branch.pk])
    assert "党小组会两个月没有记录" in secretary.get(show, {"problem": problem.pk}).content.decode()
    shown = {"to": "party", "on": "2026-11-22", "problems": [problem.pk], "submission": str(uuid4())}
    assert "请选要公开的问题" in secretary.post(show, shown | {"problems": []}).content.decode()
    assert "请写公开在哪里" in secretary.post(show, shown | {"to": "public"}).content.decode()
    assert "已发出" in secretary.post(show, shown, follow=True).content.decode()
    assert "党内公开" in secretary.get(at("problem")).content.decode()
    step = {"note": "看过了", "version": 3}
    assert "查账情况已记下" in clerk.post(at("problem_check"), step, follow=True).content.decode()
    asked = {"note": "", "version": 4}
    assert "请写完成情况" in secretary.post(at("problem_ask"), asked).content.decode()
    assert "已申请销号" in secretary.post(at("problem_ask"), asked | {"note": "开了"}, follow=True).content.decode()
    back = {"note": "还差", "version": 5}
    assert "已退回整改" in clerk.post(at("problem_return"), back, follow=True).content.decode()
    secretary.post(at("problem_ask"), {"note": "开了", "version": 6})
    assert "已销号" in clerk.post(at("problem_close"), {"note": "", "version": 7}, follow=True).content.decode()
    assert "不能撤销" in clerk.post(at("problem_drop"), {"note": "错", "version": 8}).content.decode()
    hand = reverse("assignments-hand_in", args=[cast.branch.pk])
    assert "建账 1，已销号 1，逾期未销号 0" in secretary.get(hand).content.decode()
    assert "已交账" in secretary.post(hand, {"note": "", "submission": str(uuid4())}, follow=True).content.decode()
    assert "最近交账" in clerk.get(reverse("assignments-problems"), {"state": "all"}).content.decode()


def test_next_door_sees_no_problem(cast: Cast, now: datetime) -> None:
    problem = problem_of(cast, now)
    with pytest.raises(Problem.DoesNotExist):
        queries.get_problem(who("sibling_secretary", now), Act.VIEW, problem.pk)
    with pytest.raises(NotAllowed):
        queries.get_measurable(who("member", now), problem.pk)
    assert not queries.problems_where(Actor(name="没有职务的人"), Act.VIEW).exists()
