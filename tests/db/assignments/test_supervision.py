"""督办: a numbered note about late tasks, answered, settled, or taken on to the list of problems."""

import io
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook

from jishi.assignments import queries, services
from jishi.assignments.models import Progress, Supervision
from jishi.assignments.queries import CallFilters
from jishi.assignments.rules import CallState, ProblemState, Source
from jishi.kernel.actor import Act, Actor, operator
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.notices.models import Notice
from tests.builders import Cast, make_post
from tests.conftest import SignIn
from tests.db.assignments.acts import DUE, late_task, note_about, who, whole_of


def test_a_note_is_numbered_told_answered_and_settled(cast: Cast, now: datetime) -> None:
    task = late_task(cast, now)
    row = note_about(cast, now, task)
    assert (row.code, row.answer_by, row.working_days) == ("督办〔2026〕1号", date(2026, 11, 27), 5)
    assert note_about(cast, now, task).code == "督办〔2026〕2号"
    told = Notice.objects.filter(link=f"/supervisions/{row.pk}/").values_list("person_id", flat=True)
    assert set(told) == {cast.members[0].pk, cast.members[1].pk}
    assert Progress.objects.filter(assignment=task, verb="call", origin_id=row.pk).exists()
    assert [call.code for call in queries.calls_about(task)] == ["督办〔2026〕1号", "督办〔2026〕2号"]
    secretary, clerk = who("secretary", now), who("clerk", now)
    with pytest.raises(Refused, match="做了什么"):
        services.answer_supervision(row.pk, 1, " ", actor=secretary, now=now)
    with pytest.raises(NotAllowed):
        services.settle_supervision(row.pk, 1, "知道了", actor=secretary, now=now)
    with pytest.raises(Refused, match="还没有到"):
        services.settle_supervision(row.pk, 1, "知道了", actor=clerk, now=now)
    services.answer_supervision(row.pk, 1, "已清一半，27日办完", actor=secretary, now=now)
    with pytest.raises(Refused, match="不用再答复"):
        services.answer_supervision(row.pk, 2, "又清一些", actor=secretary, now=now)
    with pytest.raises(Refused, match="不能撤回"):
        services.withdraw_supervision(row.pk, 2, "发错了", actor=clerk, now=now)
    with pytest.raises(Refused, match="处理意见"):
        services.settle_supervision(row.pk, 2, "", actor=clerk, now=now)
    settled = services.settle_supervision(row.pk, 2, "按期办完再看", actor=clerk, now=now)
    assert settled.state == CallState.SETTLED
    with pytest.raises(Refused, match="已了结"):
        services.settle_supervision(row.pk, 3, "再看", actor=clerk, now=now)


def test_a_note_is_about_late_tasks_of_one_organisation_below(cast: Cast, now: datetime) -> None:
    late, clerk = late_task(cast, now), who("clerk", now)
    other = late_task(cast, now, org=cast.sibling)
    fit = whole_of(cast, now)
    for ids, org, demands, day, reason, field in (
        ([late.pk], cast.township, "请办", DUE, "下级组织", "org"),
        ([late.pk], cast.other_township, "请办", DUE, "下级组织", "org"),
        ([late.pk], cast.branch, " ", DUE, "督办要求", "demands"),
        ([late.pk], cast.branch, "请办", None, "答复期限", "answer_by"),
        ([], cast.branch, "请办", DUE, "已经逾期的任务", "tasks"),
        ([late.pk, other.pk], cast.branch, "请办", DUE, "已经逾期的任务", "tasks"),
        ([fit.pk], cast.branch, "请办", DUE, "已经逾期的任务", "tasks"),
    ):
        with pytest.raises(Refused, match=reason) as refused:
            services.supervise(
                issuer=cast.township, org=org, assignment_ids=ids, demands=demands, answer_by=day, actor=clerk, now=now
            )
        assert refused.value.field == field
    with pytest.raises(NotAllowed):
        services.supervise(
            issuer=cast.township, org=cast.branch, assignment_ids=[late.pk], demands="请办", answer_by=DUE,
            actor=who("secretary", now), now=now,
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="nobody_supervises_itself"), transaction.atomic():
        Supervision.objects.create(
            issuer=cast.branch, org=cast.branch, year=2026, number=9, demands="请办", issued_at=now, issued_by="某",
            answer_by=DUE,
        )  # fmt: skip


def test_the_same_form_is_one_note_and_a_wrong_one_keeps_its_number(cast: Cast, now: datetime) -> None:
    task, clerk, form = late_task(cast, now), who("clerk", now), uuid4()
    given = {
        "issuer": cast.township,
        "org": cast.branch,
        "assignment_ids": [task.pk],
        "demands": "请办",
        "answer_by": DUE,
    }
    row = services.supervise(**given, actor=clerk, now=now, submission=form)  # type: ignore[arg-type]  # one table of words
    assert services.supervise(**given, actor=clerk, now=now, submission=form) == row  # type: ignore[arg-type]  # the same
    with pytest.raises(EditConflict):
        services.withdraw_supervision(row.pk, 5, "发错了", actor=clerk, now=now)
    with pytest.raises(Refused, match="撤回的原因"):
        services.withdraw_supervision(row.pk, 1, "", actor=clerk, now=now)
    services.withdraw_supervision(row.pk, 1, "发错了", actor=clerk, now=now)
    assert note_about(cast, now, task).number == 2


def test_next_door_sees_no_note(cast: Cast, now: datetime) -> None:
    row = note_about(cast, now, late_task(cast, now))
    with pytest.raises(Supervision.DoesNotExist):
        queries.get_supervision(who("sibling_secretary", now), Act.VIEW, row.pk)
    assert queries.get_supervision(who("member", now), Act.RECORD, row.pk) == row
    with pytest.raises(NotAllowed):
        queries.get_supervision(who("member", now), Act.ASSIGN, row.pk)


def test_an_unanswered_note_becomes_a_problem_and_is_settled(cast: Cast, now: datetime) -> None:
    row, clerk = note_about(cast, now, late_task(cast, now)), who("clerk", now)
    after = now + timedelta(days=10)
    facts = {
        "category": "org_life", "text": "水渠没有清", "found_on": after.date(), "due_on": date(2026, 12, 30),
        "cause": "", "goal": "清完", "source": Source.SELF,
    }  # fmt: skip
    with pytest.raises(Refused, match="不是发给"):
        services.list_problem(
            org=cast.sibling, issuer=cast.township, supervision=row, actor=clerk, now=after, **facts
        )  # fmt: skip
    problem = services.list_problem(
        org=cast.branch, issuer=cast.township, supervision=row, actor=clerk, now=after, **facts
    )
    row.refresh_from_db()
    assert (problem.source, problem.state, row.state) == (Source.SUPERVISION, ProblemState.OPEN, CallState.SETTLED)
    assert queries.problems_of_call(row) == [problem]


def test_the_list_is_narrowed_sorted_and_taken_away(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    client, url = sign_in(cast.clerk), reverse("assignments-calls")
    assert "没有要答复的督办通知单" in client.get(url).content.decode()
    task = late_task(cast, now)
    assert "逾期 1 项" in client.get(url).content.decode()
    first, second = note_about(cast, now, task), note_about(cast, now, task)
    clerk = who("clerk", now)
    services.withdraw_supervision(second.pk, 1, "发错了", actor=clerk, now=now)

    def found(**asked: object) -> list[int]:
        return [row.pk for row in client.get(url, asked).context["page"].rows]

    assert (
        found() == found(find="清淤") == found(org=cast.branch.pk) == found(state="issued", sort="newest") == [first.pk]
    )
    assert found(state="all", sort="newest") == [second.pk, first.pk]
    assert found(state="late") == found(org=cast.sibling.pk) == found(org=10**9) == []
    late = queries.list_supervisions(clerk, CallFilters(state="late"), today=date(2026, 12, 1))
    assert [row.is_late for row in late.rows] == [True]  # type: ignore[attr-defined]  # annotated
    sheet = client.get(reverse("assignments-calls_export"), {"state": "all"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows[3:]] == ["督办〔2026〕1号", "督办〔2026〕2号"]
    assert "没有符合条件" in client.get(url, {"find": "没有这样的"}).content.decode()


def test_the_list_costs_the_same_however_long(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    client, task, costs = sign_in(cast.clerk), late_task(cast, now), []
    for _ in range(2):
        for _ in range(4):
            note_about(cast, now, task)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("assignments-calls"))
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_both_sides_do_it_on_pages(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    task, clerk, secretary = late_task(cast, now), sign_in(cast.clerk), sign_in(cast.secretary)
    assert "督办</a>" in clerk.get(reverse("assignments-show", args=[task.pk])).content.decode()
    new = reverse("assignments-call_new", args=[cast.branch.pk])
    assert f'value="{task.pk}"' in clerk.get(new, {"task": task.pk}).content.decode()
    form = {"tasks": [task.pk], "demands": "请办", "answer_by": "", "submission": str(uuid4())}
    assert "请填答复期限" in clerk.post(new, form).content.decode()
    shown = clerk.post(new, form | {"working_days": 5}, follow=True).content.decode()
    assert "督办〔2026〕1号" in shown
    assert "撤回" in shown
    row = Supervision.objects.get()
    paper = clerk.get(reverse("assignments-call_print", args=[row.pk]))
    words = "\n".join(p.text for p in Document(io.BytesIO(paper.content)).paragraphs)
    assert "三组水渠清淤（责任人：李秀英，时限：2026年11月21日）" in words
    told = secretary.post(
        reverse("assignments-call_answer", args=[row.pk]), {"answer": "马上办", "version": 1}, follow=True
    )
    assert "已答复" in told.content.decode()
    again = clerk.get(reverse("assignments-call_print", args=[row.pk]))
    assert "马上办" in [p.text for p in Document(io.BytesIO(again.content)).paragraphs]
    called = reverse("assignments-called", args=[row.pk])
    assert "经督办〔2026〕1号督办仍未办结" in clerk.get(called).content.decode()
    problem = {
        "category": "org_life", "text": "没有办", "found_on": "2026-11-22", "due_on": "2026-12-22",
        "submission": str(uuid4()),
    }  # fmt: skip
    assert "已建账" in clerk.post(called, problem, follow=True).content.decode()
    assert "列入问题清单整改" in clerk.get(reverse("assignments-call", args=[row.pk])).content.decode()
    other = note_about(cast, now, task)
    withdraw, settle = (reverse(f"assignments-call_{name}", args=[other.pk]) for name in ("withdraw", "settle"))
    assert "期限还没有到" in clerk.post(settle, {"outcome": "好", "version": 1}).content.decode()
    assert "编号不再使用" in clerk.post(withdraw, {"outcome": "错", "version": 1}, follow=True).content.decode()


def test_who_stands_above_may_supervise(cast: Cast, now: datetime) -> None:
    assert queries.get_supervising(who("department", now), cast.branch.pk)[0] == cast.county
    with pytest.raises(NotAllowed, match="上级组织"):
        queries.get_supervising(who("secretary", now), cast.branch.pk)
    boss = make_post(now=now, person_id=cast.members[2].pk, org=cast.township, post="secretary")
    late_task(cast, now)
    from_above = queries.late_orgs(who("clerk", now), now.date())
    assert [(org, count) for org, count in from_above] == [(cast.branch, 1)]
    assert queries.late_orgs(Actor(name="某", person_id=boss.person_id), now.date()) == []
    assert queries.late_orgs(operator(), now.date()) == []
