"""组织生活一览: tallies by sector or by the organisations below, who is behind, and what stands behind each number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import add
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from jishi.activities.models import Activity
from jishi.activities.rules import State as RecordState
from jishi.desk.queries.township_behind import UNMET, Waiting, behind, waiting_of
from jishi.desk.queries.township_filters import Filters, depth_of, row_key, within
from jishi.desk.queries.township_heads import heads
from jishi.desk.rules import township as words
from jishi.desk.rules.township import Behind, CellKey, Column, Heads, TableRow
from jishi.duties import queries as duties
from jishi.duties.models import DutyStatus, RollUp
from jishi.duties.rules import OverviewCell, Tally
from jishi.kernel.periods import Period
from jishi.kernel.prepared import kept, prepared
from jishi.notices.rules import Issuer
from jishi.orgs.models import Organization
from jishi.orgs.rules import BRANCH_KINDS, OrgKind

SHOWN = 12  # organisations behind that the page shows before “全部”
MOST = 500
MOST_BRANCHES = 3_000  # below one page; a city's are looked at county by county


@prepared
def _counted(
    *, periods: list[str], depth: int | None, paths: tuple[str, ...] | None, **of: Any
) -> QuerySet[DutyStatus, Any]:
    return (
        DutyStatus.objects.filter(within("org__", paths=paths, **of), duties.known(), period__any=periods)
        .annotate(row=row_key("org__", depth, paths))
        .values("row", "rule_id", "period")
        .annotate(
            owing=Count("org_id"),
            met=Count("org_id", filter=Q(done__gte=F("required"))),
            met_late=Count("org_id", filter=Q(done__gte=F("required"), done_late=True)),
            explained=Count("org_id", filter=UNMET & Q(explained=True)),
        )
        .order_by()
        .values_list("row", "rule_id", "period", "owing", "met", "met_late", "explained")
    )


@kept
def _rolled(*, org_id: int, periods: list[str], sector: str | None) -> QuerySet[RollUp, Any]:
    found = RollUp.objects.filter(duties.known(), org_id=org_id, period__any=periods)
    if sector:
        found = found.filter(sector=sector)
    return found.values_list("sector", "rule_id", "period", "owing", "met", "met_late", "explained")


@kept
def _rolled_by_unit(*, org_id: int, periods: list[str], sector: str | None) -> QuerySet[RollUp, Any]:
    """The same for each organisation below: its roll-up; what has none (the node itself, a branch with its groups) from
    its duties."""
    asked, met = Q(duties.known(), period__any=periods), Q(done__gte=F("required"))
    leaves = Organization.objects.filter(parent_id=org_id, kind__in=_WITHOUT_ROLL_UP)
    rolled = RollUp.objects.filter(asked, org__parent_id=org_id).exclude(org__kind__in=_WITHOUT_ROLL_UP)
    rolled = rolled.filter(sector=sector) if sector else rolled
    parts: list[QuerySet[Any, Any]] = [
        rolled.annotate(row=F("org__path")).values("row", "rule_id", "period")
        .annotate(a=Sum("owing"), b=Sum("met"), c=Sum("met_late"), d=Sum("explained"))
    ]  # fmt: skip
    # Three parts, each by its keys: an OR of them would read the tree whole.
    for few, unit in (
        (Organization.objects.filter(pk=org_id), "org__path"),
        (leaves, "org__path"),
        (Organization.objects.filter(parent_id__in=leaves.values("pk")), "org__parent__path"),
    ):
        few = few.filter(sector=sector) if sector else few
        counted = DutyStatus.objects.filter(asked, org_id__in=few.values("pk"))
        parts.append(
            counted.annotate(row=F(unit)).values("row", "rule_id", "period")
            .annotate(
                a=Count("org_id"), b=Count("org_id", filter=met), c=Count("org_id", filter=met & Q(done_late=True)),
                d=Count("org_id", filter=UNMET & Q(explained=True)),
            )
        )  # fmt: skip
    first, *more = (part.order_by().values_list("row", "rule_id", "period", *"abcd") for part in parts)
    return first.union(*more, all=True)


def _tallied(filters: Filters) -> list[tuple[Any, ...]]:
    org, periods = filters.scope.org, [p.code for p in filters.periods]
    if org is None or filters.kind or org.kind in _WITHOUT_ROLL_UP:
        return _counted(periods=periods, depth=depth_of(filters), **filters.given)
    sector = filters.sector or None
    if filters.by_unit:
        return _rolled_by_unit(org_id=org.pk, periods=periods, sector=sector)
    return _rolled(org_id=org.pk, periods=periods, sector=sector)


def tallies(filters: Filters) -> dict[CellKey, Tally]:
    """Owing, met and explained for each row × rule × period of the page, and their sums under "". One query: from the
    roll-ups where they have the answer, counted from the duties otherwise."""
    found: dict[CellKey, tuple[int, ...]] = {}
    for row, rule_id, period, *numbers in _tallied(filters):
        for key in (row, ""):
            cell = (key, rule_id, period)
            found[cell] = tuple(map(add, found[cell], numbers)) if cell in found else tuple(numbers)
    return {
        cell: Tally(owing=owing, met=met, met_late=met_late, explained=explained)
        for cell, (owing, met, met_late, explained) in found.items()
    }


_WITHOUT_ROLL_UP = (*BRANCH_KINDS, OrgKind.PARTY_GROUP)


def _records(orgs: Q, first: date, last: date) -> QuerySet[Activity]:
    confirmed = Activity.objects.filter(orgs, state=RecordState.CONFIRMED, expected__gt=0)
    return confirmed.filter(held_on__gte=first, held_on__lte=last)


def records_of(filters: Filters, orgs: Q | None = None) -> QuerySet[Activity]:
    """Confirmed records of the quarter at which definite people were expected: what 到会率 is counted from. Of the
    organisations that the filters ask for, unless `orgs` says which."""
    return _records(filters.orgs("org__") if orgs is None else orgs, filters.quarter.first, filters.quarter.last)


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole page."""

    filters: Filters
    columns: list[Column]
    rows: list[TableRow]
    lede: words.Lede
    longer: list[OverviewCell]
    behind: list[Behind]
    behind_total: int
    added: list[Column] = field(default_factory=list)
    added_rows: list[TableRow] = field(default_factory=list)
    difference: str = ""
    to_remind: int = 0
    is_large: bool = False

    @property
    def sheet_rows(self) -> list[TableRow]:
        """The rows with what levels have added in columns behind those of the regulations."""
        return [
            replace(row, numbers=(*row.numbers, *more.numbers))
            for row, more in zip(self.rows, self.added_rows, strict=True)
        ]

    @property
    def total(self) -> TableRow:
        return self.rows[-1]


def overview(filters: Filters, *, on: date, issuer: Issuer | None = None) -> Overview:
    """Everything 组织生活一览 shows: five queries at most, six where a level has added duties, whatever the number of
    organisations. The page says of how many of them `issuer`, who reads it, may remind. Above MOST_BRANCHES nobody is
    named: their superiors are, each with its own page."""
    sums = tallies(filters)
    rules = duties.rules_for({rule_id for _, rule_id, _ in sums})
    cells = [
        OverviewCell(sector=row, rule=rules[rule_id], period=Period.parse(period), tally=tally)
        for (row, rule_id, period), tally in sums.items()
        if not row and rule_id in rules
    ]
    counts, names = heads(filters)
    branches = sum(head.branches for head in counts.values())
    waiting = Waiting() if branches > MOST_BRANCHES else waiting_of(filters, on=on, issuer=issuer)
    late = behind(filters, waiting.org_ids[: MOST if filters.show_all else SHOWN], on=on)
    made = put_together(filters, cells, sums, counts, names, late, len(waiting.org_ids))
    return replace(made, to_remind=waiting.to_remind, is_large=branches > MOST_BRANCHES)


def put_together(
    filters: Filters,
    cells: Sequence[OverviewCell],
    sums: Mapping[CellKey, Tally],
    counts: Mapping[str, Heads],
    names: Sequence[tuple[str, str]],
    late: list[Behind],
    behind_total: int,
) -> Overview:
    """The page, from what was counted; `cells` are the sums."""
    columns = words.columns_of(cells, filters.quarter, filters.month)
    added = words.columns_of(cells, filters.quarter, filters.month, added=True)
    rows = words.table(names, columns, sums, counts)
    return Overview(
        filters=filters,
        columns=columns,
        rows=rows,
        lede=words.lede(rows[-1], filters.month),
        longer=words.longer(cells),
        behind=late,
        behind_total=behind_total,
        added=added,
        added_rows=words.table(names, added, sums, counts),
    )
