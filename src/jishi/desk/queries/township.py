"""组织生活一览: tallies by sector or by the organisations below, who is behind, and what stands behind each number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Case, Count, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Substr

from jishi.activities.models import Activity
from jishi.activities.rules import State as RecordState
from jishi.desk.queries.scope import Scope
from jishi.desk.rules import township as words
from jishi.desk.rules.township import Behind, CellKey, Column, Facts, Heads, TableRow
from jishi.duties import queries as duties
from jishi.duties.models import DutyStatus, RollUp
from jishi.duties.rules import DueRow, OverviewCell, Tally
from jishi.kernel.periods import Period, PeriodKind
from jishi.members.models import Member
from jishi.orgs.models import Organization, PostHeld, Term
from jishi.orgs.queries import true_on
from jishi.orgs.rules import BRANCH_KINDS, STEP, Basis, OrgKind, PostKind, Sector, term_state

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
        found = self.scope.within(prefix)
        if self.sector:
            found &= Q(**{f"{prefix}sector": self.sector})
        if self.kind:
            found &= Q(**{f"{prefix}kind": self.kind})
        return found


def child_depth(scope: Scope) -> int:
    """How long the path of a direct child is; guided organisations stand for themselves and are never children."""
    return len(scope.paths[0]) + STEP if scope.paths else STEP


def _row_key(filters: Filters, prefix: str) -> Substr | F | Case:
    """What groups rows: the sector, or the path of the child of the scope they stand in."""
    if not filters.by_unit:
        return F(f"{prefix}sector")
    if filters.scope.org is None:
        tops = [When(**{f"{prefix}path__startswith": path}, then=Value(path)) for path in filters.scope.paths]
        return Case(*tops, default=Value(""))
    return Substr(f"{prefix}path", 1, child_depth(filters.scope))


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


def _live(filters: Filters) -> list[tuple[str, str, str, Tally]]:
    """Tallies counted from the duties themselves: for guided organisations and where a kind is asked for."""
    rows = (
        DutyStatus.objects.filter(filters.orgs("org__"), period__in=[p.code for p in filters.periods])
        .filter(duties.known())
        .annotate(row=_row_key(filters, "org__"))
        .values("row", "rule_id", "period")
        .annotate(
            owing=Count("org_id"),
            met=Count("org_id", filter=Q(done__gte=F("required"))),
            met_late=Count("org_id", filter=Q(done__gte=F("required"), done_late=True)),
            explained=Count("org_id", filter=UNMET & Q(explained=True)),
        )
        .order_by()
    )
    return [
        (
            r["row"],
            r["rule_id"],
            r["period"],
            Tally(owing=r["owing"], met=r["met"], met_late=r["met_late"], explained=r["explained"]),
        )
        for r in rows
    ]


def _rolled(org: Organization, filters: Filters) -> list[tuple[str, str, str, Tally]]:
    """Tallies read from the roll-up of the scope's organisation."""
    found = RollUp.objects.filter(org_id=org.pk, period__in=[p.code for p in filters.periods])
    if filters.sector:
        found = found.filter(sector=filters.sector)
    return [
        (r.sector, r.rule_id, r.period, Tally(owing=r.owing, met=r.met, met_late=r.met_late, explained=r.explained))
        for r in found.filter(duties.known())
    ]


def tallies(filters: Filters) -> dict[CellKey, Tally]:
    """Owing, met and explained for each row × rule × period of the page, and their sums under "". One query: from the
    roll-up where it has the answer, counted from the duties otherwise."""
    org = filters.scope.org
    rolled = org is not None and not filters.kind and not filters.by_unit and org.kind not in _WITHOUT_ROLL_UP
    parts = _rolled(org, filters) if rolled and org is not None else _live(filters)
    found: dict[CellKey, Tally] = {}
    for row, rule_id, period, tally in parts:
        for key in (row, ""):
            cell = (key, rule_id, period)
            found[cell] = found.get(cell, Tally()) + tally
    return found


_WITHOUT_ROLL_UP = (*BRANCH_KINDS, OrgKind.PARTY_GROUP)


def heads(
    filters: Filters, *, on: date, reminding: QuerySet[DutyStatus] | None = None
) -> tuple[dict[str, Heads], int, int]:
    """Branches, members, and who came out of whom was expected in the quarter, for each row; how many organisations
    `behind` gives in all, and how many the duties `reminding` belong to. One query."""
    zero = Value(0, output_field=IntegerField())
    branches = (
        Organization.objects.filter(filters.orgs(), kind__in=BRANCH_KINDS, ended_on=None)
        .annotate(row=_row_key(filters, ""))
        .values("row")
        .annotate(a=Count("pk"), b=zero, c=zero, d=zero)
        .order_by()
    )
    members = (
        Member.objects.filter(filters.orgs("org__"))
        .annotate(row=_row_key(filters, "org__"))
        .values("row")
        .annotate(a=zero, b=Count("pk"), c=zero, d=zero)
        .order_by()
    )
    attended = (
        records_of(filters)
        .annotate(row=_row_key(filters, "org__"))
        .values("row")
        .annotate(a=zero, b=zero, c=Sum("present"), d=Sum("expected"))
        .order_by()
    )
    counted = {_BEHIND: _past(filters, on), _TO_REMIND: reminding}
    orgs = [
        statuses.annotate(row=Value(key))
        .values("row")
        .annotate(a=Count("org_id", distinct=True), b=zero, c=zero, d=zero)
        .order_by()
        for key, statuses in counted.items()
        if statuses is not None
    ]
    found: dict[str, Heads] = {}
    totals = dict.fromkeys(counted, 0)
    for row in branches.union(members, attended, *orgs, all=True):
        if row["row"] in totals:
            totals[row["row"]] = row["a"]
            continue
        add = Heads(row["a"], row["b"], row["c"] or 0, row["d"] or 0)
        found[row["row"]] = found.get(row["row"], Heads()) + add
    return found, totals[_BEHIND], totals[_TO_REMIND]


_BEHIND, _TO_REMIND = "*", "!"  # neither sectors nor paths


def _past(filters: Filters, on: date) -> QuerySet[DutyStatus]:
    """Duties of the regulations past their day and not held; what a level adds has columns of its own and no place here."""
    return DutyStatus.objects.filter(UNMET, duties.of_regulations(), filters.orgs("org__"), due_on__lt=on)


def records_of(filters: Filters, orgs: Q | None = None) -> QuerySet[Activity]:
    """Confirmed records of the quarter at which definite people were expected: what 到会率 is counted from. Of the
    organisations that the filters ask for, unless `orgs` says which."""
    return Activity.objects.filter(
        filters.orgs("org__") if orgs is None else orgs,
        state=RecordState.CONFIRMED,
        held_on__range=(filters.quarter.first, filters.quarter.last),
        expected__gt=0,
    )


def behind(filters: Filters, *, on: date) -> list[Behind]:
    """Organisations with duties past their day and not held, the longest standing first, with their last twelve months.
    Two queries, whatever their number."""
    order = (
        _past(filters, on)
        .values("org_id")
        .annotate(since=Min("due_on"), n=Count("pk"))
        .order_by("-n", "since", "org_id")
    )
    chosen = order[: MOST if filters.show_all else SHOWN + 1]
    months = words.last_twelve(on)
    shown = Q(period__in=[m.code for m in months]) | (UNMET & Q(due_on__lt=on))
    rows: dict[int, list[DueRow]] = {}
    statuses = DutyStatus.objects.filter(shown, duties.of_regulations(), org_id__in=Subquery(chosen.values("org_id")))
    for row in duties.rows_of(statuses, on=on, owners=False):
        rows.setdefault(row.org_id, []).append(row)
    facts = facts_of(list(rows), on=on)
    found = [words.behind_of(of, facts[org_id], months) for org_id, of in rows.items()]
    return sorted(found, key=lambda b: (-len(b.rows), b.since.first if b.since else on, b.org_id))


def facts_of(org_ids: Sequence[int], *, on: date) -> dict[int, Facts]:
    """The facts of each organisation on `on`. One query."""
    secretary = PostHeld.objects.filter(
        true_on(on), org_id=OuterRef("pk"), post__in=(PostKind.SECRETARY, PostKind.GROUP_LEADER)
    ).order_by("order", "pk")
    running = Q(closed_on=None) | Q(closed_on__gt=on)
    term = Term.objects.filter(running, org_id=OuterRef("pk"), elected_on__lte=on).order_by("-elected_on")
    rows = Organization.objects.filter(pk__in=org_ids).values_list(
        "pk",
        Subquery(secretary.values("person__name")[:1]),
        Subquery(secretary.values("is_full_time")[:1]),
        Subquery(term.values("elected_on")[:1]),
        Subquery(term.values("ends_on")[:1]),
        Subquery(term.values("extended_to")[:1]),
    )
    return {
        pk: Facts(
            name or "",
            full_time,
            term_state(elected_on=elected, ends_on=ends, extended_to=extended, today=on) if ends else None,
        )
        for pk, name, full_time, elected, ends, extended in rows
    }


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


def overview(filters: Filters, *, on: date, reminding: QuerySet[DutyStatus] | None = None) -> Overview:
    """Everything 组织生活一览 shows: five queries at most, six where a level has added duties, whatever the number of
    organisations. `reminding` are the duties that the reader may remind of; the page says of how many organisations."""
    sums = tallies(filters)
    rules = duties.rules_for({rule_id for _, rule_id, _ in sums})
    cells = [
        OverviewCell(sector=row, rule=rules[rule_id], period=Period.parse(period), tally=tally)
        for (row, rule_id, period), tally in sums.items()
        if rule_id in rules
    ]
    counts, behind_total, to_remind = heads(filters, on=on, reminding=reminding)
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
    """The page, from what was counted."""
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
