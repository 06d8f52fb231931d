"""The year strip: twelve months of one branch, rule by rule."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from jishi.duties.models import DutyStatus, Evidence, OpenPeriod
from jishi.duties.queries.due import COLUMNS, rows_from
from jishi.duties.rules import DueRow, Rule, StripCell, StripLine
from jishi.kernel.periods import MONTHS, Period, PeriodKind, periods_between
from jishi.kernel.prepared import kept
from jishi.orgs.models import Organization
from jishi.orgs.rules import OrgKind


def _of_branch(org_id: int) -> Q:
    """What belongs to an organisation or to one of its 党小组. Asked as the few that they are: an OR across the join would
    have the database read everybody's."""
    own = Organization.objects.filter(Q(pk=org_id) | Q(parent_id=org_id, kind=OrgKind.PARTY_GROUP))
    return Q(org_id__in=own.values("pk"))


@kept
def _statuses(*, org_id: int, periods: list[str]) -> QuerySet[DutyStatus, Any]:
    return DutyStatus.objects.filter(_of_branch(org_id), period__any=periods).values_list(*COLUMNS)


@kept
def _evidence(*, org_id: int, year: int, first: date, last: date) -> QuerySet[Evidence, Any]:
    of_year = Q(year=year) | Q(held_on__gte=first, held_on__lte=last)
    found = Evidence.objects.filter(_of_branch(org_id), of_year)
    return found.values_list("org_id", "kind", "held_on", "year", "recorded_on")


def strip(org: Organization, year: int, *, on: date) -> list[StripLine]:
    """Every rule that `org` (and its 党小组) owed in `year`, over its months; a quarter is one cell of three. Only
    periods that have begun by `on` are filled. Four queries."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    codes = [p.code for p in periods_between(first, last) if p.first <= on]
    rows = rows_from(_statuses(org_id=org.pk, periods=codes), on=on)
    held: dict[tuple[int, str], list[tuple[date, int, date]]] = {}
    for org_id, kind, held_on, counted, recorded_on in _evidence(org_id=org.pk, year=year, first=first, last=last):
        held.setdefault((org_id, kind), []).append((held_on, counted, recorded_on))
    lines: dict[tuple[bool, int, str, str], dict[str, DueRow]] = {}
    for row in rows:
        key = (row.org_id != org.pk, row.rule.order, row.org_path, row.rule.id)
        lines.setdefault(key, {})[row.period.code] = row
    return [_line(org, found, held, year) for _, found in sorted(lines.items())]


def _line(
    org: Organization,
    found: dict[str, DueRow],
    held: dict[tuple[int, str], list[tuple[date, int, date]]],
    year: int,
) -> StripLine:
    some = next(iter(found.values()))
    evidence = [e for kind in some.rule.evidence for e in held.get((some.org_id, kind), [])]
    counted: dict[int | None, set[tuple[date, int, date]]] = {}
    for one in evidence:
        counted.setdefault(_cell(some.rule, one[0], one[1], year), set()).add(one)
    span = MONTHS[some.rule.period]
    cells = []
    for index in range(1, 12 // span + 1):
        counts = sorted(counted.get(index, ()))
        cells.append(
            StripCell(
                month=(index - 1) * span + 1,
                span=span,
                row=found.get(Period(year, some.rule.period, index).code),
                dates=tuple(day for day, _, _ in counts),
                entered_late=any((rec.year, rec.month) > (day.year, day.month) for day, _, rec in counts),
            )
        )
    return StripLine(
        rule=some.rule,
        org_id=some.org_id,
        org_name=some.org_name,
        is_group=some.org_id != org.pk,
        cells=tuple(cells),
    )


def _cell(rule: Rule, held_on: date, counted_for: int, year: int) -> int | None:
    """The cell of the year's line in which evidence counts, None for none."""
    if rule.once:
        return 1 if rule.effective is None or held_on >= rule.effective else None
    if rule.period is PeriodKind.YEAR:
        return 1 if counted_for == year else None
    return (held_on.month - 1) // MONTHS[rule.period] + 1 if held_on.year == year else None


def opened_years() -> list[int]:
    """The years that have a strip, latest first."""
    years = OpenPeriod.objects.filter(code__regex=r"^\d{4}$").values_list("first_on__year", flat=True)
    return sorted(set(years), reverse=True)
