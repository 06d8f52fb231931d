"""The township's numbers, and the organisations behind each of them."""

from collections.abc import Sequence
from datetime import date

from django.db.models import F, Min, Q, QuerySet

from jishi.duties.models import DutyStatus, RollUp
from jishi.duties.queries.due import UNMET, begun_periods, rows_of
from jishi.duties.queries.pack import of_regulations, rules_for
from jishi.duties.rules import DueRow, OverviewCell, Tally, UnmetOrg
from jishi.kernel.periods import Period, PeriodKind
from jishi.orgs.models import Organization
from jishi.orgs.queries import below

CELL_STATES = {
    "": Q(),
    "met": Q(done__gte=F("required")),
    "met_late": Q(done__gte=F("required"), done_late=True),
    "unmet": UNMET,
    "explained": UNMET & Q(explained=True),
    "open": UNMET & Q(explained=False),
}


def overview(
    org: Organization, periods: Sequence[Period], *, sectors: Sequence[str] = (), rules: Sequence[str] = ()
) -> list[OverviewCell]:
    """Per sector × rule × period, how many organisations at `org` and below owe, have met, have explained; and their
    sum under sector "". Duties of the regulations, unless `rules` names others. One query. An organisation without any below it has no roll-up: no cells."""
    found = RollUp.objects.filter(org_id=org.pk, period__in=[p.code for p in periods])
    found = found.filter(rule_id__in=rules) if rules else found.filter(of_regulations())
    if sectors:
        found = found.filter(sector__in=sectors)
    cells: dict[tuple[str, str, str], Tally] = {}
    for row in found:
        tally = Tally(owing=row.owing, met=row.met, met_late=row.met_late, explained=row.explained)
        for sector in (row.sector, ""):
            key = (sector, row.rule_id, row.period)
            cells[key] = cells.get(key, Tally()) + tally
    known = rules_for({rule_id for _, rule_id, _ in cells})
    return [
        OverviewCell(sector=sector, rule=known[rule_id], period=Period.parse(period), tally=tally)
        for (sector, rule_id, period), tally in sorted(
            cells.items(), key=lambda item: (item[0][0], known[item[0][1]].order, item[0][2])
        )
    ]


def overview_statuses(
    org: Organization, *, rule: str, period: str, state: str = "", sector: str = ""
) -> QuerySet[DutyStatus]:
    """The duties behind one number of the overview; `state` is a key of CELL_STATES. Agrees with it to the unit."""
    found = DutyStatus.objects.filter(
        below(org.path, field="org__path"), CELL_STATES[state], rule_id=rule, period=period
    )
    return found.filter(org__sector=sector) if sector else found


def overview_orgs(
    org: Organization, *, rule: str, period: str, on: date, state: str = "", sector: str = ""
) -> list[DueRow]:
    """The organisations behind one number of the overview, by tree. Two queries."""
    return rows_of(overview_statuses(org, rule=rule, period=period, state=state, sector=sector), on=on)


def unmet_orgs(
    org: Organization, *, on: date, limit: int = 50, offset: int = 0, sectors: Sequence[str] = ()
) -> list[UnmetOrg]:
    """Organisations at `org` and below with duties past their day and not held, the longest standing first, each with
    its unmet duties and a strip of the last twelve months. Four queries, whatever their number."""
    begun = begun_periods(on)
    past = DutyStatus.objects.filter(
        UNMET, of_regulations(), below(org.path, field="org__path"), due_on__lt=on, period__in=[p.code for p in begun]
    )  # fmt: skip
    if sectors:
        past = past.filter(org__sector__in=sectors)
    chosen = list(
        past.values("org_id").annotate(since=Min("due_on")).order_by("since", "org__path")[offset : offset + limit]
    )
    ids = [row["org_id"] for row in chosen]
    months = _last_twelve(on)
    shown = Q(period__in=[m.code for m in months]) | UNMET & Q(due_on__lt=on, period__in=[p.code for p in begun])
    rows: dict[int, list[DueRow]] = {org_id: [] for org_id in ids}
    for row in rows_of(DutyStatus.objects.filter(shown, of_regulations(), org_id__in=ids), on=on):
        rows[row.org_id].append(row)
    return [_unmet(rows[org_id], months) for org_id in ids]


def unmet_orgs_count(org: Organization, *, on: date, sectors: Sequence[str] = ()) -> int:
    """How many organisations `unmet_orgs` would list in all."""
    past = DutyStatus.objects.filter(
        UNMET, of_regulations(), below(org.path, field="org__path"), due_on__lt=on,
        period__in=[p.code for p in begun_periods(on)],
    )  # fmt: skip
    if sectors:
        past = past.filter(org__sector__in=sectors)
    return past.values("org_id").distinct().count()


def _last_twelve(on: date) -> list[Period]:
    months = [Period.containing(PeriodKind.MONTH, on)]
    while len(months) < 12:
        months.insert(0, months[0].previous())
    return months


_WORST = ("late", "gap", "said", "soon", "open", "after", "done")


def _unmet(rows: list[DueRow], months: list[Period]) -> UnmetOrg:
    unmet = sorted((r for r in rows if r.is_unmet_past), key=lambda r: (r.due_on, r.rule.order))
    by_month: dict[Period, list[tuple[str, str]]] = {}
    for row in rows:
        by_month.setdefault(row.period, []).append(row.mark)
    first = unmet[0]
    return UnmetOrg(
        org_id=first.org_id,
        org_name=first.org_name,
        org_path=first.org_path,
        sector=first.sector,
        owner=first.owner,
        rows=tuple(unmet),
        since=first.period,
        strip=tuple(
            min(by_month[month], key=lambda mark: _WORST.index(mark[0])) if month in by_month else None
            for month in months
        ),
    )
