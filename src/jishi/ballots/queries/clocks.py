"""Where every election stands: the steps of one, and one line for each organisation that elects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value

from jishi.ballots.models import Election, ElectionStep, Wave
from jishi.ballots.papers import PREPARING
from jishi.ballots.queries.doings import WORK
from jishi.ballots.queries.doors import get_election, issuers_for, may_lead, term_until, waves_where
from jishi.ballots.queries.slates import Offer, offers
from jishi.ballots.rules import (
    PAPERS,
    Clock,
    ElectionKind,
    ElectionState,
    Planned,
    clock,
    planned_steps,
)
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import demand
from jishi.kernel.paging import SIZE, Page, keyset
from jishi.kernel.workdays import DayTable
from jishi.orgs.models import Organization
from jishi.orgs.queries import below
from jishi.orgs.queries.terms import TermFilters, TermLine, electing, term_lines, terms_at, terms_by
from jishi.orgs.rules import Sector, TermPlace
from jishi.site.queries import day_table

STAGES = {
    "past": "已过届满日",
    "soon": "六个月内届满，还没有启动",
    "running": "正在办理",
    "difficult": "重点、难点",
}
PRINT_LIMIT = 20_000
_PRINTED = {one.number: name for name, one in PREPARING.items() if one.number}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFilters:
    """What is asked for; `stage` one of STAGES, "" for all."""

    q: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step as the page shows it: planned, what was done, the papers it yields, its mark, where its work is done, and a
    record that shows it as done while nobody has noted it. `prints` are the papers again, each with the word of its
    address where it can be printed by itself."""

    planned: Planned
    done_on: date | None
    note: str
    why: str
    papers: tuple[str, ...]
    mark: tuple[str, str]
    work: tuple[str, str] | None = None
    offer: Offer | None = None
    prints: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One organisation: its term, the election under way if there is one, where that stands. `is_difficult` is only set
    for those who lead it."""

    term: TermLine
    election: Election | None
    clock: Clock | None
    leads: bool

    @property
    def is_difficult(self) -> bool:
        return bool(self.leads and self.election and self.election.is_difficult)


def timetable_of(election: Election, rows: Sequence[ElectionStep], table: DayTable) -> tuple[Planned, ...]:
    """The steps of an election with their latest days: those set by hand, else by the wave's notice, else counted back."""
    by_notice = {code: date.fromisoformat(day) for code, day in election.wave.days.items()} if election.wave else {}
    by_hand = {row.code: row.latest_on for row in rows if row.latest_on}
    return planned_steps(
        ElectionKind(election.kind),
        meeting=election.meeting_on,
        in_village=election.org.sector in (Sector.VILLAGE, Sector.COMMUNITY),
        table=table,
        moved=by_notice | by_hand,
    )


def steps_for(election: Election, *, today: date) -> tuple[list[StepLine], Clock]:
    """Every step of one election, and its clock. Four queries."""
    rows = list(ElectionStep.objects.filter(election=election))
    planned = timetable_of(election, rows, day_table())
    found = {row.code: row for row in rows}
    shown = offers(election)
    lines = [_line(p, found.get(p.rule.code), today, shown.get(p.rule.code)) for p in planned]
    return lines, _clock(election, planned, rows, today)


def _line(planned: Planned, row: ElectionStep | None, today: date, offer: Offer | None) -> StepLine:
    done_on = row.done_on if row else None
    return StepLine(
        planned=planned,
        done_on=done_on,
        note=row.note if row else "",
        why=row.why if row else "",
        papers=tuple(PAPERS[number] for number in planned.rule.papers),
        mark=_mark(planned, done_on, today),
        work=WORK.get(planned.rule.code),
        offer=None if done_on else offer,
        prints=tuple((PAPERS[number], _PRINTED.get(number, "")) for number in planned.rule.papers),
    )


def _mark(planned: Planned, done_on: date | None, today: date) -> tuple[str, str]:
    if done_on:
        late = done_on > planned.latest_on
        return ("after", "晚于计划") if late else ("done", "已办")
    days = (planned.latest_on - today).days
    if days < 0:
        return "gap", f"已晚 {-days} 天"
    return ("soon", f"还有 {days} 天") if days <= 7 else ("open", f"还有 {days} 天")


def _clock(election: Election, planned: Sequence[Planned], rows: Sequence[ElectionStep], today: date) -> Clock:
    bound = election.kind in (ElectionKind.TERM, ElectionKind.CONGRESS)
    return clock(
        planned,
        [row.code for row in rows if row.done_on],
        lawful_until=term_until(election.term) if bound else None,
        today=today,
    )


def _wanted(actor: Actor, stage: str, *, q: str) -> tuple[QuerySet[Organization], str]:
    """The organisations among which those at a stage are ("" for all), and where their term stands if that tells them."""
    orgs = electing(actor, TermFilters(q=q))
    running = Election.objects.filter(org=OuterRef("pk"), state=ElectionState.RUNNING)
    match stage:
        case "past":
            return orgs, TermPlace.PAST
        case "soon":
            return orgs.filter(~Exists(running)), TermPlace.SOON
        case "running":
            return orgs.filter(Exists(running)), ""
        case "difficult":
            return orgs.filter(_led(actor), Exists(running.filter(is_difficult=True))), ""
    return orgs, ""


def _led(actor: Actor) -> Q:
    """Organisations strictly below a place where the actor leads: `may_lead` for a list."""
    led = Q(pk__in=[])
    for path, subtree in actor.spans(Act.ELECTION_LEAD):
        if subtree:
            led |= below(path) & ~Q(path=path)
    return led


def clock_page(actor: Actor, filters: ClockFilters, *, today: date, at: str = "", size: int = SIZE) -> Page[ClockLine]:
    """A page of clocks, those whose term ends first at the top. Six queries however many rows."""
    orgs, place = _wanted(actor, filters.stage, q=filters.q)
    page = terms_by(orgs, key="until", today=today, place=place, at=at, size=size)
    return Page(_lines(actor, page.rows, today), page.next, page.previous)


def all_clocks(actor: Actor, filters: ClockFilters, *, today: date) -> list[ClockLine]:
    """The whole list, for paper and for the workbook."""
    return list(clock_page(actor, filters, today=today, size=PRINT_LIMIT).rows)


def stage_counts(actor: Actor, *, q: str, today: date) -> dict[str, int]:
    """How many stand at each stage, each number that of its list; one query. The difficult ones only for those who lead
    others."""
    shown = [stage for stage in STAGES if stage != "difficult" or issuers_for(actor)]
    counted = []
    for stage in shown:
        orgs, place = _wanted(actor, stage, q=q)
        rows: QuerySet[Any] = terms_at(orgs, place, today) if place else orgs
        named = rows.order_by().annotate(stage=Value(stage)).values("stage")
        counted.append(named.annotate(n=Count("pk")).values_list("stage", "n"))
    first, *others = counted
    return dict.fromkeys(shown, 0) | dict(first.union(*others, all=True))


def _lines(actor: Actor, terms: Sequence[TermLine], today: date) -> list[ClockLine]:
    running = Election.objects.filter(org__in=[t.org.pk for t in terms], state=ElectionState.RUNNING)
    elections = {e.org_id: e for e in running.select_related("org", "term", "wave", "helper").order_by("kind", "-pk")}
    steps: dict[int, list[ElectionStep]] = {}
    for row in ElectionStep.objects.filter(election__in=[e.pk for e in elections.values()]):
        steps.setdefault(row.election_id, []).append(row)
    table = day_table()
    lines = []
    for term in terms:
        election = elections.get(term.org.pk)
        found = None
        if election:
            rows = steps.get(election.pk, [])
            found = _clock(election, timetable_of(election, rows, table), rows, today)
        lines.append(ClockLine(term, election, found, bool(may_lead(actor, term.org))))
    return lines


def get_step(actor: Actor, election_id: int, code: str, *, today: date) -> tuple[Election, StepLine]:
    """A step of an election, for those who run or lead it. A step it does not have looks like missing."""
    election = get_election(actor, Act.VIEW, election_id)
    if not may_lead(actor, election.org):
        demand(actor.may(Act.ELECTION, election.org.path))
    lines, _ = steps_for(election, today=today)
    line = next((one for one in lines if one.planned.rule.code == code), None)
    if line is None:
        raise ElectionStep.DoesNotExist
    return election, line


@dataclass(frozen=True, slots=True)
class WaveLine:
    """A wave and how far it is: organisations concerned, those whose meeting is held, those finished, those given up."""

    wave: Wave
    total: int
    held: int
    finished: int
    cancelled: int


def wave_line(wave: Wave) -> WaveLine:
    """How far one wave is. One query."""
    return _wave_lines([wave])[0]


def wave_lines(actor: Actor) -> list[WaveLine]:
    """Every wave in sight, the latest hundred. Two queries."""
    return _wave_lines(list(waves_where(actor)[:100]))


def _wave_lines(waves: Sequence[Wave]) -> list[WaveLine]:
    met = ElectionStep.objects.filter(election=OuterRef("pk"), code="meeting").exclude(done_on=None)
    rows = Election.objects.filter(wave__in=waves).annotate(is_held=Exists(met)).order_by()
    counted = rows.values_list("wave_id").annotate(
        total=Count("pk"),
        held=Count("pk", filter=Q(is_held=True)),
        finished=Count("pk", filter=Q(state=ElectionState.FINISHED)),
        cancelled=Count("pk", filter=Q(state=ElectionState.CANCELLED)),
    )
    found = {wave_id: numbers for wave_id, *numbers in counted}
    return [WaveLine(wave, *found.get(wave.pk, (0, 0, 0, 0))) for wave in waves]


def elections_of_wave(actor: Actor, wave: Wave, *, today: date, at: str = "") -> Page[ClockLine]:
    """The organisations of a wave within reach, in the order of the tree, each with its clock. Six queries."""
    concerned = Election.objects.filter(wave=wave).values("org_id")
    page = keyset(electing(actor, TermFilters()).filter(pk__in=concerned), keys=("path",), at=at)
    return Page(_lines(actor, term_lines(page.rows, today=today), today), page.next, page.previous)
