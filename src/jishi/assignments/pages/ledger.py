"""问题清单 and 整改台账: the list, one problem through its accounts, the ledger on paper and handed in."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from jishi.assignments import jobs, papers, queries, services
from jishi.assignments.forms import (
    CalledForm,
    HandInForm,
    MeasureForm,
    ProblemEditForm,
    ProblemFilterForm,
    ProblemForm,
    ShowForm,
    StepForm,
)
from jishi.assignments.jobs import PROBLEM_COLUMNS
from jishi.assignments.models import Problem
from jishi.assignments.rules import ProblemState, Source, categories, category_word
from jishi.files.pages import list_out
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Page, Request, reading_page, writing_page
from jishi.papers import words
from jishi.papers.tables import Value
from jishi.ui.columns import chosen
from jishi.ui.fields import fresh, values
from jishi.ui.pages import filled, handed_out, tell

MOST_PRINTED = 1_000


def _at(row: Problem) -> str:
    return reverse("assignments-problem", args=[row.pk])


def _crumbs(row: Problem | None = None) -> list[tuple[str, str]]:
    above = [(reverse("assignments-problems"), "问题整改")]
    return [*above, (_at(row), row.text[:20])] if row else above


@reading_page
def index(request: Request) -> HttpResponse:
    filters = ProblemFilterForm(request.GET).value()
    found, more = queries.found_elsewhere(request.actor, filters.org)
    columns = chosen(PROBLEM_COLUMNS, request.GET)
    at, said = request.GET.get("at", ""), "said" in columns
    context = {
        "found": found,
        "more": more,
        "page": queries.list_problems(request.actor, filters, today=request.today, at=at, said=said),
        "filters": filters,
        "states": [("late", "逾期"), ("all", "全部"), *ProblemState.choices()],
        "categories": categories(),
        "sources": Source.choices(),
        "narrowed": not filters.is_plain,
        "columns": columns,
        "came": queries.recurring(request.actor),
        "handed": queries.handovers_seen(request.actor),
        "may_list": request.actor.has(Act.RECORD),
        "hands_in": queries.handing_in(request.actor),
        "shows": queries.showing_for(request.actor),
        "tab": "problems",
    }
    return render(request, "assignments/problems.html", context)


def export(request: Request) -> HttpResponse:
    """The ledger as it is narrowed, with the columns it shows; a long one is made in the background."""
    listing = jobs.problems_listing(request.actor, request.GET, request.today)
    return list_out(request, listing, job="assignments.problems", act=Act.VIEW)[0]


@reading_page
def printed(request: Request) -> HttpResponse:
    """问题清单, or with `sheet=ledger` the 整改台账, as the list is narrowed."""
    filters = ProblemFilterForm(request.GET).value()
    found = queries.export_problems(request.actor, filters, today=request.today)
    lines = list(queries.ledger_streamed(found, most=MOST_PRINTED))
    is_ledger = request.GET.get("sheet") == "ledger"
    form, rows = (papers.LEDGER, _ledger(lines)) if is_ledger else (papers.PROBLEMS, _problems(lines))
    notes = [f"注：只印前 {MOST_PRINTED} 条，全部请导出表格。"] if found.count() > MOST_PRINTED else []
    name = queries.printed_for(request.actor, filters.org)
    return handed_out(papers.list_docx(form, org=name, on=request.today, rows=rows, notes=notes), f"{name}{form.word}")


def _problems(lines: list[queries.LedgerLine]) -> list[list[Value]]:
    return [
        [line.category, row.text, row.get_source_display(), words.dotted(row.found_on), row.cause, row.org.name]
        for line in lines
        for row in [line.problem]
    ]


def _ledger(lines: list[queries.LedgerLine]) -> list[list[Value]]:
    return [
        [
            row.text, row.goal, "；".join(task.title for task in line.measures), line.leaders, row.org.name, line.owners,
            words.dotted(row.due_on), line.said, row.result, line.closed_by, words.dotted(line.closed_on, ""),
            row.get_shown_to_display() or "否",
        ]
        for line in lines
        for row in [line.problem]
    ]  # fmt: skip


def new(request: Request) -> HttpResponse:
    """建账."""
    asked = request.GET.get("org", "")
    offer = queries.concerned_orgs(
        request.actor, asked, request.POST.get("org", ""), find=request.GET.get("find", "").strip()
    )
    own = [post.org_id for post in request.actor.seats(Act.RECORD)]
    first = int(asked) if asked.isdecimal() else own[0]
    initial = fresh(org=first, found_on=request.today, source=Source.SELF if first in own else Source.SUPERIOR)
    offers = {"orgs": [(str(pk), name) for pk, name in offer.choices]}
    form = ProblemForm(request.POST or None, initial=initial, offers=offers)

    def verb(_: object) -> str:
        typed = values(form)
        issuer, org = queries.get_listing(request.actor, typed.pop("org_id"))
        made = services.list_problem(org=org, issuer=issuer, actor=request.actor, now=request.now, **typed)
        return _at(made)

    return filled(
        request, form, title="列入问题清单", verb=verb, done="已建账，接着定整改措施。", button="建账", crumbs=_crumbs(),
        back=reverse("assignments-problems"), offer=offer,
    )  # fmt: skip


def called(request: Request, supervision_id: int) -> HttpResponse:
    """A problem out of a 督办通知单."""
    call = queries.get_supervision(request.actor, Act.ASSIGN, supervision_id)
    tasks = "；".join(one.assignment.title for one in queries.supervised_of(call))
    initial = fresh(found_on=request.today, text=f"经{call.code}督办仍未办结：{tasks}"[:500])
    form = CalledForm(request.POST or None, initial=initial)

    def verb(_: object) -> str:
        made = services.list_problem(
            org=call.org, issuer=call.issuer, supervision=call, actor=request.actor, now=request.now, **values(form)
        )
        return _at(made)

    return filled(
        request, form, title="列入问题清单", verb=verb, done="已建账，督办通知单同时了结。", button="建账",
        lede=f"{call.org.name}，{call.code}", crumbs=_crumbs(), back=reverse("assignments-call", args=[call.pk]),
    )  # fmt: skip


def _shown(request: Request, row: Problem, form: StepForm) -> HttpResponse:
    measures = queries.measures_of([row.pk]).get(row.pk, [])
    context = {
        "row": row,
        "category": category_word(row.category),
        "measures": [(task, queries.standing_of(task, request.today)) for task in measures],
        "history": queries.steps_of(row),
        "steps": queries.problem_steps(request.actor, row, measures),
        "source": queries.source_of(request.actor, row.origin_kind, row.origin_id),
        "seen": queries.seen_by(row.announcement) if row.announcement else None,
        "is_late": row.state in queries.STANDING and row.due_on < request.today,
        "form": form,
        "tab": "problems",
    }
    return render(request, "assignments/problem.html", context)


@reading_page
def show(request: Request, ledger_id: int) -> HttpResponse:
    row = queries.get_problem(request.actor, Act.VIEW, ledger_id)
    return _shown(request, row, StepForm(initial={"version": row.version}))


def edit(request: Request, ledger_id: int) -> HttpResponse:
    row = queries.get_opened(request.actor, ledger_id)
    names = ("category", "text", "found_on", "cause", "goal", "due_on", "version")
    form = ProblemEditForm(request.POST or None, initial={name: getattr(row, name) for name in names})

    def verb(_: object) -> None:
        facts = values(form)
        services.edit_problem(row.pk, facts.pop("version"), actor=request.actor, now=request.now, **facts)

    return filled(request, form, title="修改问题", verb=verb, done="已保存。", crumbs=_crumbs(row), back=_at(row))


def measure(request: Request, ledger_id: int) -> HttpResponse:
    """A measure: a task of the organisation."""
    row = queries.get_measurable(request.actor, ledger_id)
    people = [(str(pk), name) for pk, name in queries.people_of(row.org_id, request.today)]
    head = queries.answers_for(row.org_id, row.category, request.today)
    form = MeasureForm(
        request.POST or None,
        initial=fresh(due_on=max(row.due_on, request.today), owner=head),
        offers={"people": people},
    )

    def verb(_: object) -> None:
        typed = values(form)
        submission = typed.pop("submission")
        typed["helpers"] = queries.helpers_named(request.actor, row.org, typed["helpers"], request.today)
        typed["owner_note"] = "" if typed["owner_id"] else typed["owner_note"]
        task = services.Task(category=row.category, **typed)
        services.put_right(row.pk, task, submission=submission, actor=request.actor, now=request.now)

    return filled(
        request, form, title="定整改措施", verb=verb, done="措施已交办。", button="交办", lede=row.text,
        crumbs=_crumbs(row), back=_at(row),
    )  # fmt: skip


def show_to(request: Request, org_id: int) -> HttpResponse:
    """晒账."""
    org = queries.get_showing(request.actor, org_id)
    lines = queries.to_show(org)
    offers = {"problems": [(str(line.problem.pk), line.problem.text) for line in lines]}
    asked = request.GET.get("problem", "")
    ticked = [asked] if asked.isdecimal() else [pk for pk, _ in offers["problems"]]
    form = ShowForm(request.POST or None, initial=fresh(on=request.today, problems=ticked), offers=offers)

    def verb(_: object) -> None:
        typed = values(form)
        services.show_problems(
            org=org, problem_ids=[int(pk) for pk in typed.pop("problems")], actor=request.actor, now=request.now,
            **typed,
        )  # fmt: skip

    return filled(
        request, form, title="晒账", verb=verb, done="已发出，谁看过了在每个问题的页上。", button="发给有关的人",
        crumbs=_crumbs(), back=reverse("assignments-problems"),
        lede=f"{org.name}的党员、任职的同志、措施的责任人和下一级的书记会收到：问题、措施、责任人、时限和进展。",
    )  # fmt: skip


@writing_page
def take(request: Request, kind: str, found_id: int) -> HttpResponse:
    """A problem found elsewhere is taken into the ledger."""
    queries.get_found(request.actor, kind, found_id)
    row = services.take_problem(kind, found_id, actor=request.actor, now=request.now)
    tell(request, "已入账。")
    return HttpResponseRedirect(_at(row))


def _step(act: Act, verb: Callable[..., Problem], done: str) -> Page:
    """A button's target: door, the typed sentence, the verb, back to the problem."""

    def page(request: Request, ledger_id: int) -> HttpResponse:
        row = queries.get_problem(request.actor, act, ledger_id)
        form = StepForm(request.POST)
        if form.is_valid():
            note, version = form.cleaned_data["note"], form.cleaned_data["version"]
            try:
                verb(row.pk, version, note, actor=request.actor, now=request.now)
            except Refused as refusal:
                form.add_error(refusal.field, refusal.reason)
            else:
                tell(request, done)
                return HttpResponseRedirect(_at(row))
        return _shown(request, queries.get_problem(request.actor, Act.VIEW, ledger_id), form)

    return writing_page(page)


check = _step(Act.ACCEPT, services.check_problem, "查账情况已记下。")
ask = _step(Act.RECORD, services.ask_to_close, "已申请销号，等另一名同志验收。")
close = _step(Act.ACCEPT, services.close_problem, "已销号。")
send_back = _step(Act.ACCEPT, services.return_problem, "已退回整改。")
drop = _step(Act.VIEW, services.drop_problem, "已撤销，原因留在台账里。")


def hand_in(request: Request, org_id: int) -> HttpResponse:
    """交账."""
    org = queries.get_handing(request.actor, org_id)
    counts = queries.ledger_counts(org.path, request.today)
    form = HandInForm(request.POST or None, initial=fresh())

    def verb(typed: dict[str, Any]) -> None:
        services.hand_in(org=org, actor=request.actor, now=request.now, **typed)

    said = f"{org.name}和下级组织：建账 {counts.listed}，已销号 {counts.closed}，逾期未销号 {counts.late}。"
    return filled(
        request, form, title="交账", verb=verb, done="已交账，上级会收到通知。", button="交给上级", lede=said,
        crumbs=_crumbs(), back=reverse("assignments-problems"),
    )  # fmt: skip
