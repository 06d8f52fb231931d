"""Working out assessments: what is known of each organisation, gathered for many at once, and what comes of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from jishi.appraisals.models import (
    Assessment,
    AssessmentPeer,
    AssessmentRound,
    GradeFlag,
    Indicator,
    ItemMark,
    Objection,
    Occurrence,
    Target,
)
from jishi.appraisals.queries.schemes import figure_words, indicators_of, terms_of, tree_of
from jishi.appraisals.rules import (
    AssessmentState,
    Inputs,
    Phase,
    Source,
    Terms,
    Tree,
    figures_of,
    kept,
    score,
    tenths,
    totals_of,
)
from jishi.kernel.registry import numbers

_LISTS = ("g_targets", "g_occurrences", "g_flags", "g_objections", "g_peers", "g_marks")

type Noted = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Basis:
    """The frozen half of a working-out: the tree with the rows it was made of, and what holds for the whole."""

    rows: Mapping[int, Indicator]
    tree: Tree
    terms: Terms

    @property
    def rules(self) -> dict[int, str]:
        return {pk: row.rule for pk, row in self.rows.items() if row.rule}


@dataclass(frozen=True, slots=True)
class Mark:
    """Points (tenths) that somebody gave; `org` is the peer's name, "" for all others."""

    indicator_id: int
    phase: Phase
    source: Source
    value: int
    reason: str
    by: str
    org: str = ""

    @property
    def points(self) -> str:
        """The points as people write them."""
        return tenths(self.value)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What people have put down about one organisation, as plain rows."""

    targets: Sequence[Noted]
    occurrences: Sequence[Noted]
    flags: Sequence[Noted]
    objections: Sequence[Noted]
    peers: Sequence[Noted]
    marks: Sequence[Noted]

    @property
    def flag(self) -> Noted | None:
        """直接定级, while it stands."""
        return next((one for one in self.flags if one["lifted_on"] is None), None)


@dataclass(frozen=True, slots=True)
class Result:
    """What comes of one assessment; settled ones as they were settled."""

    total: int
    open: int
    grade: int
    is_settled: bool


def basis_of(round_: AssessmentRound) -> Basis:
    """The tree and terms of the version in use. One query."""
    rows = indicators_of(round_.edition_id)
    return Basis({row.pk: row for row in rows}, tree_of(rows), terms_of(round_.edition))


def day_of(phase: Phase, year: int, today: date) -> date:
    """As of which day a part of the year is worked out: its last, while it has not come today."""
    return max(date(year, 1, 1), min(today, phase.last_day(year)))


def _listed(rows: Any, *names: str) -> ArraySubquery:
    mine = rows.filter(assessment=OuterRef("pk")).order_by("pk")
    return ArraySubquery(mine.values(data=JSONObject(**{name.replace("__", "_"): F(name) for name in names})))


def gathering() -> dict[str, ArraySubquery]:
    """What `gathered` reads, to be annotated to assessments: the query that fetches them brings it along."""
    return {
        "g_targets": _listed(Target.objects, "indicator_id", "target"),
        "g_occurrences": _listed(Occurrence.objects, "pk", "indicator_id", "on", "text", "url", "by"),
        "g_flags": _listed(GradeFlag.objects, "pk", "grade", "basis", "by", "lifted_on"),
        "g_objections": _listed(
            Objection.objects, "pk", "indicator_id", "text", "by", "answer", "answered_by", "answered_on"
        ),
        "g_peers": _listed(AssessmentPeer.objects, "org_id", "org__name", "org__short_name"),
        "g_marks": _listed(
            ItemMark.objects, "indicator_id", "phase", "source", "value", "reason", "by", "org__name", "org__short_name"
        ),
    }


def gathered(rows: Collection[Assessment]) -> dict[int, Gathered]:
    """What people have put down, by assessment; `rows` were fetched with `gathering`. No query."""
    return {row.pk: Gathered(*(getattr(row, name) for name in _LISTS)) for row in rows}


def given_in(put: Gathered) -> list[Mark]:
    """The marks as a page shows them."""
    return [
        Mark(
            one["indicator_id"], Phase(one["phase"]), Source(one["source"]), one["value"], one["reason"], one["by"],
            one["org_short_name"] or one["org_name"] or "",
        )
        for one in put.marks
    ]  # fmt: skip


def _figures(
    rows: Collection[Assessment], basis: Basis, days: Mapping[Phase, date]
) -> dict[tuple[str, Phase], dict[int, int]]:
    """The figures that the items are worked out from, by organisation; one statement a family, for all of them."""
    names = figures_of(basis.tree.leaves)
    if not names:
        return {}
    found = numbers(names, {row.org_id: row.org.path for row in rows}, sorted(set(days.values())))
    return {(name, phase): found[name, day] for name in names for phase, day in days.items()}


def _days(basis: Basis, year: int, today: date) -> dict[Phase, date]:
    return {phase: day_of(phase, year, today) for phase in basis.tree.phases(basis.terms)}


def _inputs(
    row: Assessment, put: Gathered, figures: dict[tuple[str, Phase], int], days: Mapping[Phase, date], year: int
) -> Inputs:
    marks: dict[tuple[int, Phase, Source], list[int]] = {}
    for mark in put.marks:
        marks.setdefault((mark["indicator_id"], Phase(mark["phase"]), Source(mark["source"])), []).append(mark["value"])
    occurrences: dict[tuple[int, Phase], int] = {}
    for one in put.occurrences:
        for phase in days:
            if one["on"] <= phase.last_day(year).isoformat():
                key = (one["indicator_id"], phase)
                occurrences[key] = occurrences.get(key, 0) + 1
    return Inputs(
        figures=figures,
        marks=marks,
        occurrences=occurrences,
        satisfied=row.satisfied,
        targets={one["indicator_id"]: one["target"] for one in put.targets},
        override=put.flag["grade"] if put.flag else None,
    )


def workings_of(
    rows: Collection[Assessment], basis: Basis, put: Mapping[int, Gathered], *, today: date
) -> dict[int, dict[str, Any]]:
    """The working-out of each, by assessment, as the records stand now, whatever its state: as many statements for a
    county as for one organisation. All of one use of a scheme."""
    words, rules = figure_words(), basis.rules
    found = {}
    year = next(iter(rows)).round.year
    days = _days(basis, year, today)
    figures = _figures(rows, basis, days)
    for row in rows:
        numbers_ = {key: sums.get(row.org_id, 0) for key, sums in figures.items()}
        known = _inputs(row, put[row.pk], numbers_, days, year)
        found[row.pk] = kept(basis.tree, basis.terms, score(basis.tree, basis.terms, known, words), words, rules)
    return found


def working_of(row: Assessment, basis: Basis, put: Gathered, *, today: date) -> dict[str, Any]:
    """The same of one."""
    return workings_of([row], basis, {row.pk: put}, today=today)[row.pk]


def results_of(
    round_: AssessmentRound, rows: Collection[Assessment], *, today: date, basis: Basis | None = None
) -> dict[int, Result]:
    """What comes of each, by assessment. As many statements for a county as for one organisation; `basis` is the frozen
    half where it has been read."""
    found = {
        row.pk: Result(row.total or 0, 0, row.grade or 0, True) for row in rows if row.state == AssessmentState.SETTLED
    }
    live = [row for row in rows if row.pk not in found]
    if live:
        basis = basis or basis_of(round_)
        put = gathered(live)
        days = _days(basis, round_.year, today)
        figures = _figures(live, basis, days)
        orgs = [row.org_id for row in live]
        columns = {key: [sums.get(org_id, 0) for org_id in orgs] for key, sums in figures.items()}
        known = [_inputs(row, put[row.pk], {}, days, round_.year) for row in live]
        totals = totals_of(basis.tree, basis.terms, known, columns)
        found |= {row.pk: Result(*worked, False) for row, worked in zip(live, totals, strict=True)}
    return found


def assessed(rows: Iterable[Assessment] | QuerySet[Assessment]) -> QuerySet[Assessment]:
    """Assessments with what their working-out needs."""
    assert isinstance(rows, QuerySet)
    return rows.select_related("round__edition__scheme__org", "org").annotate(**gathering())
