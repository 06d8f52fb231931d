"""换届: every clock in reach on one page, the timetable of one election, what is noted on it."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render

from jishi.ballots import forms, papers, queries, services
from jishi.ballots.pages.filling import at, crumbs, edited
from jishi.ballots.queries import STAGES
from jishi.ballots.rules import ElectionKind, ElectionState, out_of_order
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.orgs.models import Organization
from jishi.orgs.queries import get_org, open_term_of
from jishi.orgs.rules import OrgKind, is_a
from jishi.ui.pages import filled, handed_out


@reading_page
def index(request: Request) -> HttpResponse:
    filters = forms.ClockFilterForm(request.GET).value()
    counts = queries.stage_counts(request.actor, q=filters.q, today=request.today)
    context = {
        "filters": filters,
        "stages": [(stage, STAGES[stage], count) for stage, count in counts.items()],
        "page": queries.clock_page(request.actor, filters, today=request.today, at=request.GET.get("at", "")),
        "may_start": request.actor.has(Act.ELECTION),
        "leads": bool(queries.issuers_for(request.actor)),
        "address": request.GET.urlencode(),
    }
    return render(request, "ballots/index.html", context)


@reading_page
def export(request: Request) -> HttpResponse:
    """The list exactly as filtered, as a workbook."""
    filters = forms.ClockFilterForm(request.GET).value()
    title = f"换届进度表（{STAGES[filters.stage]}）" if filters.stage else "换届进度表"
    rows = [
        (
            line.term.org.name,
            line.term.org.get_kind_display(),
            line.term.term.ends_on if line.term.term else None,
            line.term.term.extended_to if line.term.term else None,
            line.election.meeting_on if line.election else None,
            line.clock.word if line.clock else line.term.place.label,
            line.election.helper.name if line.election and line.election.helper else "",
        )
        for line in queries.all_clocks(request.actor, filters, today=request.today)
    ]
    return handed_out(papers.clocks_xlsx(title, request.today, rows), title, "xlsx")


@reading_page
def show(request: Request, election_id: int) -> HttpResponse:
    election = queries.get_election(request.actor, Act.VIEW, election_id)
    lines, clock = queries.steps_for(election, today=request.today)
    leads = bool(queries.may_lead(request.actor, election.org))
    runs = bool(request.actor.may(Act.ELECTION, election.org.path))
    is_running = election.state == ElectionState.RUNNING
    context = {
        "election": election,
        "lines": lines,
        "clock": clock,
        "warnings": out_of_order([line.planned for line in lines]),
        "may_run": runs and is_running,
        "may_note": (runs or leads) and is_running,
        "leads": leads,
        "may_lead": leads and is_running,
        "may_finish": (runs or leads) and is_running and all(line.done_on for line in lines),
        "may_open_term": bool(request.actor.may(Act.ORG_EDIT, election.org.path)),
        "works": runs or leads,
        "is_public": queries.slate_of(election).is_public_on(request.today),
        "past": queries.past_elections(election.org),
    }
    return render(request, "ballots/show.html", context)


@reading_page
def printed(request: Request, election_id: int) -> HttpResponse:
    election = queries.get_election(request.actor, Act.VIEW, election_id)
    lines, _ = queries.steps_for(election, today=request.today)
    kind = ElectionKind(election.kind).label
    content = papers.timetable_docx(org=election.org.name, kind=kind, meeting=election.meeting_on, lines=lines)
    return handed_out(content, f"{election.org.name}{kind}工作时间表", "docx")


def start(request: Request, org_id: int) -> HttpResponse:
    org = get_org(request.actor, Act.ELECTION, org_id)
    until = queries.term_until(open_term_of(org, request.today))
    first = {"submission": str(uuid4()), "kind": _usual(org), "meeting_on": until}
    form = forms.StartForm(request.POST or None, initial=first)

    def verb(values: dict[str, Any]) -> str:
        kind = ElectionKind(values.pop("kind"))
        made = services.start_election(org=org, kind=kind, actor=request.actor, now=request.now, **values)
        return at("show", made.pk)

    said = f"本届 {until} 届满。" if until else "还没有登记届次，日期先按大会推算。"
    return filled(
        request, form, title=f"启动换届：{org.short_name or org.name}", verb=verb, done="已排好时间表，可以逐步改。",
        back=at("index"), crumbs=crumbs(), lede=said, button="排出时间表",
    )  # fmt: skip


def _usual(org: Organization) -> ElectionKind:
    """A township's or county's committee is renewed by a congress of delegates, every other by its members' meeting."""
    by_congress = any(is_a(org.kind, kind) for kind in (OrgKind.TOWNSHIP_COMMITTEE, OrgKind.COUNTY_COMMITTEE))
    return ElectionKind.CONGRESS if by_congress else ElectionKind.TERM


def move(request: Request, election_id: int) -> HttpResponse:
    election = queries.get_election(request.actor, Act.ELECTION, election_id)
    names = ("meeting_on", "approval", "version")
    form = forms.MoveForm(request.POST or None, initial={name: getattr(election, name) for name in names})
    return edited(
        request, election, form, title="改大会日期", verb=services.move_meeting, done="已改，各步骤跟着改了。"
    )


def step(request: Request, election_id: int, code: str) -> HttpResponse:
    """Note a step as done, or take that back."""
    election, line = queries.get_step(request.actor, election_id, code, today=request.today)
    first = {"done_on": line.done_on or request.today, "note": line.note, "version": election.version}
    if line.offer:
        first |= {"done_on": line.offer.on, "note": line.offer.note}
    form = forms.StepForm(request.POST or None, initial=first)

    def verb(**values: Any) -> None:
        services.note_step(code=code, **values)

    lede = f"最晚 {line.planned.latest_on}。依据：{line.planned.rule.source}。"
    return edited(request, election, form, title=line.planned.rule.title, verb=verb, done="已记下。", lede=lede)


def step_day(request: Request, election_id: int, code: str) -> HttpResponse:
    """Set the latest day of a step by hand."""
    election, line = queries.get_step(request.actor, election_id, code, today=request.today)
    first = {"latest_on": line.planned.latest_on, "why": line.why, "version": election.version}
    form = forms.StepDayForm(request.POST or None, initial=first)

    def verb(**values: Any) -> None:
        services.move_step(code=code, **values)

    return edited(request, election, form, title=f"改日期：{line.planned.rule.title}", verb=verb, done="已改。")


def cancel(request: Request, election_id: int) -> HttpResponse:
    election = queries.get_election(request.actor, Act.ELECTION, election_id)
    form = forms.CancelForm(request.POST or None, initial={"version": election.version})
    return edited(
        request, election, form, title="取消这次选举", verb=services.cancel_election, done="已取消。",
        lede="取消以后仍留在记录里，可以重新启动。",
    )  # fmt: skip


def finish(request: Request, election_id: int) -> HttpResponse:
    election = queries.get_election(request.actor, Act.VIEW, election_id)
    form = forms.VersionedForm(request.POST or None, initial={"version": election.version})
    return edited(
        request, election, form, title="换届办结", verb=services.finish_election, done="已办结。",
        lede="各步骤都办结后，收起这张时间表。新一届的届次和班子由上级在“届次”里登记。",
    )  # fmt: skip


def lead(request: Request, election_id: int) -> HttpResponse:
    """Who helps, and whether it is a difficult one; for those above."""
    election = queries.get_election(request.actor, Act.ELECTION_LEAD, election_id)
    first = {
        "helper": election.helper_id, "is_difficult": election.is_difficult, "difficulty": election.difficulty,
        "version": election.version,
    }  # fmt: skip
    helpers = queries.helpers_for(request.actor, election.org, request.today)
    form = forms.LeadForm(request.POST or None, initial=first, helpers=helpers)

    def verb(**values: Any) -> None:
        services.lead_election(helper_id=values.pop("helper"), **values)

    return edited(request, election, form, title="联系帮助", verb=verb, done="已保存。", lede=election.org.name)
