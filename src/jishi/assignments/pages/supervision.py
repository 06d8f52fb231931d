"""督办: the notes there are, one with its tasks and its answer, and what each side does with it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from jishi.assignments import papers, queries, services
from jishi.assignments.forms import AnswerForm, CallFilterForm, CallForm, OutcomeForm, WithdrawForm
from jishi.assignments.models import Supervision
from jishi.assignments.rules import CallState
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.papers import words
from jishi.papers.xlsx import list_sheet
from jishi.ui.fields import fresh, values
from jishi.ui.pages import filled, handed_out, spreadsheet

USUAL_DAYS = 5  # working days in which a note is answered, unless told otherwise
MOST_ROWS = 2_000


def _crumbs(row: Supervision | None = None) -> list[tuple[str, str]]:
    above = [(reverse("assignments-calls"), "督办")]
    return [*above, (reverse("assignments-call", args=[row.pk]), row.code)] if row else above


@reading_page
def index(request: Request) -> HttpResponse:
    filters = CallFilterForm(request.GET).value()
    context = {
        "page": queries.list_supervisions(request.actor, filters, today=request.today, at=request.GET.get("at", "")),
        "filters": filters,
        "states": [("late", "逾期未答复"), ("all", "全部"), *CallState.choices()],
        "narrowed": not filters.is_plain,
        "late": queries.late_orgs(request.actor, request.today),
        "tab": "calls",
    }
    return render(request, "assignments/calls.html", context)


@reading_page
def export(request: Request) -> HttpResponse:
    """Exactly what the list shows."""
    found = queries.export_supervisions(request.actor, CallFilterForm(request.GET).value(), today=request.today)
    rows = [
        (row.code, row.issuer.name, row.org.name, row.demands, timezone.localdate(row.issued_at), row.answer_by,
         row.get_state_display(), row.answer, row.outcome)
        for row in found[:MOST_ROWS]
    ]  # fmt: skip
    heads = ("编号", "督办单位", "被督办单位", "督办要求", "发出日期", "答复期限", "状态", "答复", "处理意见")
    return spreadsheet(list_sheet(title="督办台账", words=heads, rows=rows, on=request.today), "督办台账")


def new(request: Request, org_id: int) -> HttpResponse:
    """A note to one organisation about its late tasks; `task` in the address ticks one, else all are ticked."""
    issuer, org = queries.get_supervising(request.actor, org_id)
    late = queries.late_of(org.pk, request.today)
    asked = request.GET.get("task", "")
    ticked = [int(asked)] if asked.isdecimal() else [task.pk for task in late]
    demands = "请逐项查明原因，抓紧办理；确实不能按期办完的，说明理由和办完的日期。"
    initial = fresh(tasks=ticked, demands=demands, working_days=USUAL_DAYS)
    offers = {"tasks": [(str(t.pk), f"{t.title}（{t.owner_name}，{t.due_on}）") for t in late]}
    form = CallForm(request.POST or None, initial=initial, offers=offers)

    def verb(typed: dict[str, Any]) -> str:
        ids = typed.pop("tasks")
        made = services.supervise(
            issuer=issuer, org=org, assignment_ids=ids, actor=request.actor, now=request.now, **typed
        )
        return reverse("assignments-call", args=[made.pk])

    return filled(
        request, form, title=f"督办{org.name}", verb=verb, done="督办通知单已发出。", button="发出督办通知单",
        lede=f"{issuer.name}发出，编号由平台接着编。" if late else "这个组织没有逾期的任务，不用督办。",
        crumbs=_crumbs(), back=reverse("assignments-calls"),
    )  # fmt: skip


@reading_page
def show(request: Request, supervision_id: int) -> HttpResponse:
    row = queries.get_supervision(request.actor, Act.VIEW, supervision_id)
    context = {
        "row": row,
        "tasks": queries.supervised_of(row),
        "steps": queries.call_steps(request.actor, row, request.today),
        "is_late": row.state == CallState.ISSUED and row.answer_by < request.today,
        "problems": queries.problems_of_call(row),
        "arisen": queries.from_record(queries.CALL, row.pk),
        "tab": "calls",
    }
    return render(request, "assignments/call.html", context)


@reading_page
def printed(request: Request, supervision_id: int) -> HttpResponse:
    row = queries.get_supervision(request.actor, Act.VIEW, supervision_id)
    tasks = [(one.assignment.title, one.assignment.owner_name, one.due_on) for one in queries.supervised_of(row)]
    answered = f"{row.answered_by}　{words.day(timezone.localdate(row.answered_at))}" if row.answered_at else ""
    call = papers.Call(
        code=row.code, issuer=row.issuer.name, org=row.org.name, demands=row.demands, tasks=tasks,
        issued_on=timezone.localdate(row.issued_at), answer_by=row.answer_by, answer=row.answer, answered=answered,
    )  # fmt: skip
    return handed_out(papers.call_docx(call), f"{row.code}{row.org.name}")


def answer(request: Request, supervision_id: int) -> HttpResponse:
    row = queries.get_supervision(request.actor, Act.RECORD, supervision_id)
    form = AnswerForm(request.POST or None, initial={"version": row.version})

    def verb(typed: dict[str, Any]) -> None:
        services.answer_supervision(
            row.pk, typed["version"], typed["answer"], actor=request.actor, now=request.now
        )  # fmt: skip

    return filled(
        request, form, title=f"答复{row.code}", verb=verb, done="已答复。", lede=row.demands, crumbs=_crumbs(row),
        button="答复", back=reverse("assignments-call", args=[row.pk]),
    )  # fmt: skip


def settle(request: Request, supervision_id: int) -> HttpResponse:
    row = queries.get_supervision(request.actor, Act.ASSIGN, supervision_id)
    form = OutcomeForm(request.POST or None, initial={"version": row.version})

    def verb(_: object) -> None:
        typed = values(form)
        services.settle_supervision(row.pk, typed["version"], typed["outcome"], actor=request.actor, now=request.now)

    return filled(
        request, form, title=f"了结{row.code}", verb=verb, done="已了结。", lede=row.answer or "没有答复。",
        crumbs=_crumbs(row), button="了结", back=reverse("assignments-call", args=[row.pk]),
    )  # fmt: skip


def withdraw(request: Request, supervision_id: int) -> HttpResponse:
    row = queries.get_supervision(request.actor, Act.ASSIGN, supervision_id)
    form = WithdrawForm(request.POST or None, initial={"version": row.version})

    def verb(_: object) -> None:
        typed = values(form)
        services.withdraw_supervision(row.pk, typed["version"], typed["outcome"], actor=request.actor, now=request.now)

    return filled(
        request, form, title=f"撤回{row.code}", verb=verb, done="已撤回，编号不再使用。", crumbs=_crumbs(row),
        button="撤回", back=reverse("assignments-call", args=[row.pk]),
    )  # fmt: skip
