"""One use of a scheme over many organisations: a page of results in the order of the tree, what can be published, who may
mark whom. Results are worked out for the page shown and for nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import batched
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from jishi.appraisals.models import Assessment, AssessmentPeer, AssessmentRound
from jishi.appraisals.queries.assessments import assessments_where
from jishi.appraisals.queries.schemes import named
from jishi.appraisals.queries.working import Basis, Result, assessed, basis_of, results_of
from jishi.appraisals.rules import AssessmentState, Scale, tenths
from jishi.kernel.actor import Act, Actor
from jishi.kernel.paging import MOST, Page, counted, keyset
from jishi.orgs.models import Organization

PAGE = 40  # so many places are asked about by their own ranges of the tree (`orgs.queries.within`)
PART = 400  # of a whole list: mostly the branches of one county
CHOICES = 100  # offered in one form
RUNNING = (AssessmentState.SELF, AssessmentState.REVIEW)


@dataclass(frozen=True, slots=True)
class SummaryFilters:
    """What a summary is narrowed to: part of a name or a code, a state."""

    q: str = ""
    state: str = ""


EVERYTHING = SummaryFilters()


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One organisation of a summary, in the order of the tree."""

    row: Assessment
    result: Result
    grade: str
    objections: int

    @property
    def points(self) -> str:
        """The points so far, as people write them."""
        return tenths(self.result.total)

    @property
    def is_ready(self) -> bool:
        """Whether it can be published: not yet public, no item without points."""
        return self.row.state in RUNNING and not self.result.open


def narrowed(actor: Actor, round_: AssessmentRound, filters: SummaryFilters) -> QuerySet[Assessment]:
    """The assessments of one use of a scheme in sight that the filters ask for."""
    rows = assessments_where(actor, Act.VIEW).filter(named(filters.q, prefix="org__"), round=round_)
    return rows.filter(state=filters.state) if filters.state else rows


def summary_page(
    actor: Actor, round_: AssessmentRound, filters: SummaryFilters, basis: Basis, *, today: date, at: str = ""
) -> Page[SummaryLine]:
    """What comes of those in sight, in the order of the tree and of nothing else."""
    return _page(narrowed(actor, round_, filters), round_, basis, today=today, at=at)


def to_publish(actor: Actor, round_: AssessmentRound, q: str, *, today: date, at: str = "") -> Page[SummaryLine]:
    """A page of those that are not public yet, in the order of the tree."""
    return _page(publishable(actor, round_, q), round_, basis_of(round_), today=today, at=at)


def publishable(actor: Actor, round_: AssessmentRound, q: str) -> QuerySet[Assessment]:
    """Those that are not public yet, whether an item lacks points or not."""
    return narrowed(actor, round_, SummaryFilters(q)).filter(state__in=RUNNING)


def _page(
    rows: QuerySet[Assessment], round_: AssessmentRound, basis: Basis, *, today: date, at: str
) -> Page[SummaryLine]:
    page = keyset(rows, keys=("org__path",), at=at, size=PAGE, shown=assessed(Assessment.objects.all()))
    return Page(_summed(page.rows, round_, basis, today), page.next, page.previous)


def summary(
    actor: Actor, round_: AssessmentRound, filters: SummaryFilters = EVERYTHING, *, today: date
) -> Iterator[SummaryLine]:
    """The whole list, for the workbook: some at a time."""
    found = narrowed(actor, round_, filters).order_by("org__path").values_list("pk", flat=True)
    basis = basis_of(round_)
    for some in batched(found.iterator(), PART, strict=False):
        yield from _summed(assessed(Assessment.objects.filter(pk__in=some)).order_by("org__path"), round_, basis, today)


def _summed(
    rows: Sequence[Any] | QuerySet[Any], round_: AssessmentRound, basis: Basis, today: date
) -> list[SummaryLine]:
    results = results_of(round_, rows, today=today, basis=basis)
    grades = Scale(round_.edition.scale).grades
    return [
        SummaryLine(
            row, results[row.pk], "" if results[row.pk].open else grades[results[row.pk].grade],
            sum(not one["answer"] for one in row.g_objections),
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class States:
    """How many there are, and how many in each state. Where there are more than are counted nobody counts the states."""

    total: int
    by_state: dict[str, int] | None

    @property
    def said(self) -> str:
        return counted(self.total)

    def some(self, *states: AssessmentState) -> bool:
        """Whether any is in one of these states; yes where nobody counted."""
        return self.by_state is None or any(self.by_state.get(state) for state in states)


def states_of(actor: Actor, round_: AssessmentRound, q: str = "") -> States:
    """The counts above a summary. One query, however large the use of the scheme."""
    first = narrowed(actor, round_, SummaryFilters(q)).order_by().values("pk")[: MOST + 1]
    found = dict(Assessment.objects.filter(pk__in=first).values_list("state").annotate(Count("pk")))
    total = sum(found.values())
    return States(total, found if total <= MOST else None)


@dataclass(frozen=True, slots=True)
class Peers:
    """The organisations offered for a choice of peers; whether there are others, to be found by name."""

    offers: Sequence[tuple[str, str]]
    is_part: bool


def peers_for(row: Assessment, q: str = "") -> Peers:
    """Organisations of the same use, in the order of the tree: those chosen already, with all others where they are few,
    else with those of that name, without a name those beside it. Two queries, three where they are many."""
    there = Exists(Assessment.objects.filter(round=row.round_id, org=OuterRef("pk")))
    others = Organization.objects.filter(there).exclude(pk=row.org_id).order_by("path")
    found = list(others.filter(named(q))[: CHOICES + 1])
    is_part = bool(q) or len(found) > CHOICES
    if not q and is_part:
        found = list(others.filter(parent=row.org.parent_id)[:CHOICES])
    chosen = others.filter(pk__in=AssessmentPeer.objects.filter(assessment=row).values("org")) if is_part else ()
    offered = {org.path: org for org in (*found[:CHOICES], *chosen)}
    return Peers([(str(org.pk), org.short_name or org.name) for _, org in sorted(offered.items())], is_part)
