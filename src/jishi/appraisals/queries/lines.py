"""The year of many branches on one page: plan, meeting, report, grades, what is not put right yet. By tree, never by rank."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from jishi.activities.models import ActivityKind
from jishi.activities.rules import Kind, State
from jishi.appraisals.models import OrgLife, OrgLifeDone, Problem, ReviewRound
from jishi.appraisals.queries.deadlines import deadlines_for
from jishi.appraisals.queries.doors import branches_where
from jishi.appraisals.queries.found import LIFE_PROBLEM, unfinished
from jishi.appraisals.queries.life import UNFINISHED
from jishi.appraisals.rules import (
    Deadlines,
    Filing,
    Mark,
    OrgLifeStep,
    RoundState,
    Standing,
    holds_org_life,
    marks_of,
)
from jishi.kernel.actor import Act, Actor
from jishi.kernel.paging import MOST, Page, bounded, keyset
from jishi.orgs.models import Organization
from jishi.orgs.queries import Card
from jishi.orgs.queries import below as below_path

PRINT_LIMIT = 5_000
PAST_STATES = (RoundState.SUBMITTED, RoundState.SETTLED)


@dataclass(frozen=True, slots=True)
class LineFilters:
    """What the list is narrowed to: part of a name, a stage, an organisation with all below it."""

    year: int
    q: str = ""
    stage: str = ""
    org: int | None = None


@dataclass(frozen=True, slots=True)
class BranchLine:
    """One branch's year: its marks by name, the procedures behind them, how many items are not put right."""

    org: Organization
    marks: dict[str, Mark]
    life: OrgLife | None
    round: ReviewRound | None
    activity_id: int | None
    ledger: int
    ledger_open: int
    deadlines: Deadlines


def _at(stage: str, year: int) -> Q:
    """Which branches stand at a stage of a year; everything for "" and for what is no stage."""
    of_org = {"org": OuterRef("pk"), "year": year}
    lives = OrgLife.objects.filter(**of_org)
    rounds = ReviewRound.objects.filter(**of_org)
    held = ActivityKind.objects.filter(
        kind=Kind.ORG_LIFE_MEETING, year=year, activity__org=OuterRef("pk"), activity__state=State.CONFIRMED
    )
    reported = OrgLifeDone.objects.filter(life__org=OuterRef("pk"), life__year=year, step=OrgLifeStep.REPORTED)
    open_items = Problem.objects.filter(unfinished(LIFE_PROBLEM), life__org=OuterRef("pk"), life__year=year)
    found: dict[str, Q] = {
        "unfiled": ~Q(Exists(lives.filter(filing__in=(Filing.FILED, Filing.RECEIVED)))) & ~Q(Exists(held)),
        "unheld": ~Q(Exists(held)),
        "unreported": Q(Exists(held)) & ~Q(Exists(reported)),
        "unreviewed": ~Q(Exists(rounds.filter(state__in=PAST_STATES))),
        "waiting": Q(Exists(lives.filter(filing=Filing.FILED))) | Q(Exists(rounds.filter(state=RoundState.SUBMITTED))),
        "open": Q(Exists(open_items)),
    }
    return found.get(stage, Q())


def _narrowed(actor: Actor, filters: LineFilters) -> QuerySet[Organization]:
    rows = branches_where(actor, Act.RECORD_VIEW)
    for word in filters.q.split():
        rows = rows.filter(Q(name__contains=word) | Q(short_name__contains=word) | Q(code__startswith=word))
    if filters.org:
        path = branches_path(actor, filters.org)
        rows = rows.filter(below_path(path)) if path else rows.none()
    return rows


def branches_path(actor: Actor, org_id: int) -> str:
    """The path of an organisation in sight, "" for any other."""
    found = Organization.objects.filter(pk=org_id).values_list("path", flat=True).first()
    return found if found and actor.reaches(Act.RECORD_VIEW, found) else ""


def _listed(actor: Actor, filters: LineFilters) -> QuerySet[Any]:
    """The branches asked for, each with the record of its meeting of the year."""
    held = ActivityKind.objects.filter(
        kind=Kind.ORG_LIFE_MEETING, year=filters.year, activity__org=OuterRef("pk"), activity__state=State.CONFIRMED
    ).order_by("-activity__held_on", "-activity_id")
    rows = _narrowed(actor, filters).filter(_at(filters.stage, filters.year))
    return rows.annotate(
        meeting_id=Subquery(held.values("activity_id")[:1]), held_on=Subquery(held.values("activity__held_on")[:1])
    )


def branch_page(actor: Actor, filters: LineFilters, *, today: date, at: str = "") -> Page[BranchLine]:
    """A page of branches in the order of the tree. Four queries however many rows."""
    page = keyset(_listed(actor, filters), keys=("path",), at=at)
    return Page(_lines(page.rows, filters.year, today=today), page.next, page.previous)


def all_branches(actor: Actor, filters: LineFilters, *, today: date) -> list[BranchLine]:
    """The whole list, for the workbook."""
    return _lines(list(_listed(actor, filters).order_by("path")[:PRINT_LIMIT]), filters.year, today=today)


def stage_counts(actor: Actor, filters: LineFilters) -> dict[str, int]:
    """How many branches stand at each stage, each number that of its list, and how many there are ("all"). Where there are
    more than are counted there is "all" alone, one more than that. Three queries."""
    rows = _narrowed(actor, filters).order_by()
    found = {"all": bounded(rows)}
    if found["all"] <= MOST:
        wanted = {stage: Count("pk", filter=where) for stage, where in _standing(rows, filters.year).items()}
        found |= rows.aggregate(**wanted)
    return found


def _standing(branches: QuerySet[Organization], year: int) -> dict[str, Q]:
    """What `_at` says, of these branches alone (MOST at most), from what they have of the year read once: for counting them
    all, where `_at` would ask for each. One query, for the meetings, which three of them go by."""
    kinds = ActivityKind.objects.filter(kind=Kind.ORG_LIFE_MEETING, year=year, activity__state=State.CONFIRMED)
    held = Q(pk__in=list(kinds.filter(activity__org__in=branches.values("pk")).values_list("activity__org", flat=True)))
    lives = OrgLife.objects.filter(org__in=branches.values("pk"), year=year)
    rounds = ReviewRound.objects.filter(org__in=branches.values("pk"), year=year)
    reported = OrgLifeDone.objects.filter(life__in=lives.values("pk"), step=OrgLifeStep.REPORTED)
    open_items = Problem.objects.filter(unfinished(LIFE_PROBLEM), life__in=lives.values("pk"))
    filed = lives.filter(filing__in=(Filing.FILED, Filing.RECEIVED))
    submitted = rounds.filter(state=RoundState.SUBMITTED)
    return {
        "unfiled": ~Q(pk__in=filed.values("org")) & ~held,
        "unheld": ~held,
        "unreported": held & ~Q(pk__in=reported.values("life__org")),
        "unreviewed": ~Q(pk__in=rounds.filter(state__in=PAST_STATES).values("org")),
        "waiting": Q(pk__in=lives.filter(filing=Filing.FILED).values("org")) | Q(pk__in=submitted.values("org")),
        "open": Q(pk__in=open_items.values("life__org")),
    }


def _lives(ids: Sequence[int], year: int) -> dict[int, Any]:
    """The 组织生活会 of a year by branch, each with the day of its report and how many problems have a task, done or not."""
    reported = OrgLifeDone.objects.filter(life=OuterRef("pk"), step=OrgLifeStep.REPORTED).values("done_on")
    tasks = Problem.objects.filter(life=OuterRef("pk")).exclude(assignment=None).order_by().values("life")
    unfinished = Q(assignment__state__in=UNFINISHED)
    rows = OrgLife.objects.filter(org__in=ids, year=year).annotate(
        reported_on=Subquery(reported[:1]),
        ledger=Coalesce(Subquery(tasks.annotate(n=Count("pk")).values("n")), 0),
        ledger_open=Coalesce(Subquery(tasks.annotate(n=Count("pk", filter=unfinished)).values("n")), 0),
    )
    return {life.org_id: life for life in rows}


def _lines(orgs: Sequence[Any], year: int, *, today: date) -> list[BranchLine]:
    """The lines of these branches. Three queries, whatever their number."""
    ids = [org.pk for org in orgs]
    lives = _lives(ids, year)
    rounds = {one.org_id: one for one in ReviewRound.objects.filter(org__in=ids, year=year)}
    deadlines = deadlines_for(orgs, year)
    lines = []
    for org in orgs:
        life, row = lives.get(org.pk), rounds.get(org.pk)
        ledger, unfinished = (life.ledger, life.ledger_open) if life else (0, 0)
        is_up = row is not None and row.state in PAST_STATES
        standing = Standing(
            filing=life.filing if life else "",
            filed_on=life.filed_on if life else None,
            held_on=org.held_on,
            reported_on=life.reported_on if life else None,
            submitted_on=row.submitted_on if row and is_up else None,
            settled_on=row.answered_on if row and row.state == RoundState.SETTLED else None,
            is_reviewing=row is not None and not is_up,
            ledger=ledger,
            ledger_open=unfinished,
        )
        marks = marks_of(standing, deadlines[org.pk], today=today)
        lines.append(BranchLine(org, marks, life, row, org.meeting_id, ledger, unfinished, deadlines[org.pk]))
    return lines


def usual_year(today: date) -> int:
    """The year a page opens with: in the first half the year before, whose meeting is often held then."""
    return today.year - 1 if today.month <= 6 else today.year


def org_card(actor: Actor, card: Card, on: date) -> dict[str, object] | None:
    """The way from a branch's page to its years. Left out for what is no branch and for those who may not read records."""
    org = card.org
    if not holds_org_life(org.kind) or not actor.reaches(Act.RECORD_VIEW, org.path):
        return None
    return {"org_id": org.pk, "year": usual_year(on)}
