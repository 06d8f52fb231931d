"""组织生活一览: tallies by sector or by the organisations below, who is behind, and what stands behind each number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Concat, Substr

from jishi.activities.models import Activity
from jishi.activities.rules import State as RecordState
from jishi.desk.queries.scope import Scope
from jishi.desk.queries.township_facts import facts_of
from jishi.desk.rules import township as words
from jishi.desk.rules.township import Behind, CellKey, Column, Heads, TableRow
from jishi.duties import queries as duties
from jishi.duties.models import DutyStatus, RollUp
from jishi.duties.rules import DueRow, OverviewCell, Tally
from jishi.kernel.periods import Period, PeriodKind
from jishi.kernel.prepared import kept, prepared
from jishi.members.models import Member
from jishi.notices.models import Reminder
from jishi.notices.rules import Issuer, week_of
from jishi.orgs.models import Organization
from jishi.orgs.queries import below
from jishi.orgs.rules import BRANCH_KINDS, STEP, Basis, OrgKind, Sector

UNMET = Q(done__lt=F("required"))
SHOWN = 12  # organisations behind that the page shows before “全部”
MOST = 500


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address narrows the page to. `by_unit` shows the organisations below instead of sectors; `day` is a past
    day (None: today), read on the tree of that day or on today's."""

    scope: Scope
    quarter: Period
    month: Period
    sector: str = ""
    kind: str = ""
    by_unit: bool = False
    show_all: bool = False
    day: date | None = None
    basis: Basis = Basis.THEN

    @property
    def periods(self) -> list[Period]:
        half, year = (Period.containing(kind, self.quarter.first) for kind in (PeriodKind.HALF_YEAR, PeriodKind.YEAR))
        return [self.month, self.quarter, half, year]

    def orgs(self, prefix: str = "") -> Q:
        """The organisations counted, as a condition on rows that lead to one by `prefix`."""
        return _within(prefix, **self.given)

    @property
    def given(self) -> dict[str, Any]:
        """The same as values of a prepared query, for `_within`. One part of the tree is a text; what is guided across it
        stays a tuple of any length."""
        path, paths = (self.scope.paths[0], None) if self.scope.org else (None, self.scope.paths)
        return {"path": path, "paths": paths, "sector": self.sector or None, "kind": self.kind or None}


def _within(prefix: str, *, path: str | None, paths: tuple[str, ...] | None, sector: str | None, kind: str | None) -> Q:
    tops = [path] if path is not None else paths or ()
    found = reduce(or_, (below(top, field=f"{prefix}path") for top in tops)) if tops else Q(pk__in=[])
    if sector:
        found &= Q(**{f"{prefix}sector": sector})
    if kind:
        found &= Q(**{f"{prefix}kind": kind})
    return found


def child_depth(scope: Scope) -> int:
    """How long the path of a direct child is; guided organisations stand for themselves and are never children."""
    return len(scope.paths[0]) + STEP if scope.paths else STEP


def _row_key(prefix: str, depth: int | None, paths: tuple[str, ...] | None) -> Substr | F | Case:
    """What groups rows: the sector, or (`depth`) the path of the child of the scope they stand in."""
    if depth is None:
        return F(f"{prefix}sector")
    if paths is not None:
        tops = [When(**{f"{prefix}path__startswith": path}, then=Value(path)) for path in paths]
        return Case(*tops, default=Value(""))
    return Substr(f"{prefix}path", 1, depth)


def _depth(filters: Filters) -> int | None:
    return child_depth(filters.scope) if filters.by_unit else None


def row_names(filters: Filters) -> list[tuple[str, str]]:
    """(key, name) of the rows the table may have, in their order. One query by unit, none by sector."""
    if not filters.by_unit:
        return [(s.value, s.label) for s in Sector]
    if filters.scope.org is None:
        found = Organization.objects.filter(path__in=filters.scope.paths)
    else:
        found = Organization.objects.filter(Q(parent_id=filters.scope.org.pk) | Q(pk=filters.scope.org.pk))
    rows = [(o.path, o.short_name or o.name) for o in found.order_by("path")]
    own = filters.scope.paths[0] if filters.scope.org else None
    return [(path, f"{name}（本级）" if path == own else name) for path, name in rows]


@prepared
def _counted(
    *, periods: list[str], depth: int | None, paths: tuple[str, ...] | None, **of: Any
) -> QuerySet[DutyStatus, Any]:
    return (
        DutyStatus.objects.filter(_within("org__", paths=paths, **of), duties.known(), period__any=periods)
        .annotate(row=_row_key("org__", depth, paths))
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
        return _counted(periods=periods, depth=_depth(filters), **filters.given)
    sector = filters.sector or None
    if filters.by_unit:
        return _rolled_by_unit(org_id=org.pk, periods=periods, sector=sector)
    return _rolled(org_id=org.pk, periods=periods, sector=sector)


def tallies(filters: Filters) -> dict[CellKey, Tally]:
    """Owing, met and explained for each row × rule × period of the page, and their sums under "". One query: from the
    roll-ups where they have the answer, counted from the duties otherwise."""
    found: dict[CellKey, Tally] = {}
    for row, rule_id, period, owing, met, met_late, explained in _tallied(filters):
        tally = Tally(owing=owing, met=met, met_late=met_late, explained=explained)
        for key in (row, ""):
            cell = (key, rule_id, period)
            found[cell] = found[cell] + tally if cell in found else tally
    return found


_WITHOUT_ROLL_UP = (*BRANCH_KINDS, OrgKind.PARTY_GROUP)


@prepared
def _heads(
    *,
    on: date,
    first: date,
    last: date,
    depth: int | None,
    paths: tuple[str, ...] | None,
    issuer_id: int | None,
    issuer_path: str | None,
    week: str,
    **of: Any,
) -> QuerySet[Organization]:
    """Rows (row, organisations, members, present, expected); those called _BEHIND and _TO_REMIND count organisations."""
    of["paths"] = paths
    zero = Value(0, output_field=IntegerField())

    def row(rows: QuerySet[Any], key: Any, **counts: Any) -> Any:
        wanted = {"a": zero, "b": zero, "c": zero, "d": zero} | counts
        return rows.annotate(row=key).values("row").annotate(**wanted).order_by().values_list("row", *"abcd")

    branches = Organization.objects.filter(_within("", **of), kind__in=BRANCH_KINDS, ended_on=None)
    past = _past(_within("org__", **of), on)
    parts = [
        row(branches, _row_key("", depth, paths), a=Count("pk")),
        row(Member.objects.filter(_within("org__", **of)), _row_key("org__", depth, paths), b=Count("pk")),
        row(
            _records(_within("org__", **of), first, last), _row_key("org__", depth, paths),
            c=Sum("present"), d=Sum("expected"),
        ),
        row(past, Value(_BEHIND), a=Count("org_id", distinct=True)),
    ]  # fmt: skip
    if issuer_id is not None and issuer_path is not None:
        to_remind = unreminded(past, week=week, issuer_id=issuer_id, issuer_path=issuer_path)
        parts.append(row(to_remind, Value(_TO_REMIND), a=Count("org_id", distinct=True)))
    found: QuerySet[Organization, Any] = parts[0].union(*parts[1:], all=True)
    return found


def heads(filters: Filters, *, on: date, issuer: Issuer | None = None) -> tuple[dict[str, Heads], int, int]:
    """Branches, members, and who came out of whom was expected in the quarter, for each row; how many organisations
    `behind` gives in all, and how many of them `issuer` may remind. One query."""
    rows = _heads(
        on=on, first=filters.quarter.first, last=filters.quarter.last, depth=_depth(filters), week=week_of(on),
        issuer_id=issuer.id if issuer else None, issuer_path=issuer.path if issuer else None, **filters.given,
    )  # fmt: skip
    found: dict[str, Heads] = {}
    totals = {_BEHIND: 0, _TO_REMIND: 0}
    for row, a, b, c, d in rows:
        if row in totals:
            totals[row] = a
        else:
            found[row] = found.get(row, Heads()) + Heads(a, b, c or 0, d or 0)
    return found, totals[_BEHIND], totals[_TO_REMIND]


_BEHIND, _TO_REMIND = "*", "!"  # neither sectors nor paths


def _past(orgs: Q, on: date) -> QuerySet[DutyStatus]:
    """Duties of the regulations past their day and not held; what a level adds has columns of its own and no place here."""
    return DutyStatus.objects.filter(UNMET, duties.of_regulations(), orgs, due_on__lt=on)


def unreminded(past: QuerySet[DutyStatus], *, week: str, issuer_id: int, issuer_path: str) -> QuerySet[DutyStatus]:
    """Of duties past their day, those below the issuer that nobody has explained and that were not reminded of this week;
    nobody reminds itself."""
    key = Concat(Value("duty:"), OuterRef("rule_id"), Value(":"), OuterRef("period"))
    told = Reminder.objects.filter(org_id=OuterRef("org_id"), week=week, matter=key)
    theirs = past.filter(below(issuer_path, field="org__path"), explained=False)
    return theirs.exclude(org_id=issuer_id).exclude(Exists(told))


def _records(orgs: Q, first: date, last: date) -> QuerySet[Activity]:
    confirmed = Activity.objects.filter(orgs, state=RecordState.CONFIRMED, expected__gt=0)
    return confirmed.filter(held_on__gte=first, held_on__lte=last)


def records_of(filters: Filters, orgs: Q | None = None) -> QuerySet[Activity]:
    """Confirmed records of the quarter at which definite people were expected: what 到会率 is counted from. Of the
    organisations that the filters ask for, unless `orgs` says which."""
    return _records(filters.orgs("org__") if orgs is None else orgs, filters.quarter.first, filters.quarter.last)


@prepared
def _behind(
    *, on: date, months: list[str], many: bool, paths: tuple[str, ...] | None, **of: Any
) -> QuerySet[DutyStatus]:
    past = _past(_within("org__", paths=paths, **of), on)
    order = past.values("org_id").annotate(since=Min("due_on"), n=Count("pk")).order_by("-n", "since", "org_id")
    chosen = order[: MOST if many else SHOWN + 1]
    shown = Q(period__any=months) | (UNMET & Q(due_on__lt=on))
    found = DutyStatus.objects.filter(shown, duties.of_regulations(), org_id__in=Subquery(chosen.values("org_id")))
    return found.values_list(*duties.COLUMNS)


def behind(filters: Filters, *, on: date) -> list[Behind]:
    """Organisations with duties past their day and not held, the longest standing first, with their last twelve months.
    Two queries, whatever their number."""
    months = words.last_twelve(on)
    rows: dict[int, list[DueRow]] = {}
    found = _behind(on=on, months=[m.code for m in months], many=filters.show_all, **filters.given)
    for row in duties.rows_from(found, on=on, owners=False):
        rows.setdefault(row.org_id, []).append(row)
    facts = facts_of(list(rows), on=on)
    lines = [words.behind_of(of, facts[org_id], months) for org_id, of in rows.items()]
    return sorted(lines, key=lambda b: (-len(b.rows), b.since.first if b.since else on, b.org_id))


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
    organisations. The page says of how many of them `issuer`, who reads it, may remind."""
    sums = tallies(filters)
    rules = duties.rules_for({rule_id for _, rule_id, _ in sums})
    cells = [
        OverviewCell(sector=row, rule=rules[rule_id], period=Period.parse(period), tally=tally)
        for (row, rule_id, period), tally in sums.items()
        if not row and rule_id in rules
    ]
    counts, behind_total, to_remind = heads(filters, on=on, issuer=issuer)
    late = behind(filters, on=on)
    cut = late[:SHOWN] if not filters.show_all and len(late) > SHOWN else late
    made = put_together(filters, cells, sums, counts, row_names(filters), cut, behind_total)
    return replace(made, to_remind=to_remind)


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
