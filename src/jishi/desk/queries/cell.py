"""What stands behind each number of 组织生活一览: the same conditions, rows instead of counts."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from jishi.desk.queries.township import records_of
from jishi.desk.queries.township_filters import Filters
from jishi.duties import queries as duties
from jishi.duties.models import DutyStatus
from jishi.duties.rules import DueRow
from jishi.kernel.periods import Period
from jishi.members.models import Member
from jishi.orgs.models import Organization
from jishi.orgs.queries import below
from jishi.orgs.rules import BRANCH_KINDS, OrgKind, Sector

STATES = {
    "": "应办",
    "met": "已办",
    "unmet": "未办",
    "explained": "未办，已说明",
    "open": "未办，未说明",
    "met_late": "逾期办结",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One number: rules in a period, in a state, in one row of the table ("" is the sum)."""

    rules: tuple[str, ...]
    period: str
    state: str = ""
    row: str = ""


def _row(filters: Filters, row: str, prefix: str) -> Q:
    """The condition of one row of the table."""
    if not row:
        return Q()
    if not filters.by_unit:
        return Q(**{f"{prefix}sector": row})
    if filters.scope.org is not None and row == filters.scope.paths[0]:
        return Q(**{f"{prefix}path": row})
    return below(row, field=f"{prefix}path")


def cell_rows(filters: Filters, asked: Asked, *, on: date) -> list[DueRow]:
    """The duties behind one number, by the tree; as many as the number says. Two queries."""
    found = DutyStatus.objects.filter(
        filters.orgs("org__"),
        _row(filters, asked.row, "org__"),
        duties.CELL_STATES[asked.state],
        rule_id__in=asked.rules,
        period=asked.period,
    )
    return duties.rows_of(found, on=on)


@dataclass(frozen=True, slots=True)
class BranchLine:
    """A branch behind a number, with how many members it has."""

    id: int
    name: str
    kind: str
    sector: str
    members: int

    @property
    def words(self) -> tuple[str, str]:
        """Its kind and its sector."""
        return OrgKind.label_of(self.kind), Sector.label_of(self.sector)


def branches(filters: Filters, row: str) -> list[BranchLine]:
    """The branches behind a number; their members add up to the number of members. Two queries."""
    found = Organization.objects.filter(
        filters.orgs(), _row(filters, row, ""), kind__in=BRANCH_KINDS, ended_on=None
    ).order_by("path")
    counts = dict(
        Member.objects.filter(filters.orgs("org__"), _row(filters, row, "org__"))
        .values_list("org_id")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return [BranchLine(org.pk, org.name, org.kind, org.sector, counts.get(org.pk, 0)) for org in found]


@dataclass(frozen=True, slots=True)
class Attended:
    """Of one organisation: its records of the quarter, who was expected, who came."""

    org_id: int
    org_name: str
    records: int
    expected: int
    present: int


def attended(filters: Filters, row: str) -> list[Attended]:
    """Behind a 到会率, by the tree. One query."""
    found = (
        records_of(filters)
        .filter(_row(filters, row, "org__"))
        .values_list("org_id", "org__name")
        .annotate(n=Count("pk"), due=Sum("expected"), came=Sum("present"))
        .order_by("org__path")
    )
    return [Attended(org_id, name, n, due or 0, came or 0) for org_id, name, n, due, came in found]


def named(asked: Asked) -> str:
    """What the number counts, in words: 10月支委会、主题党日."""
    try:
        period = Period.parse(asked.period).short
    except ValueError:
        period = ""
    known = duties.rules_for(asked.rules)
    return period + "、".join(known[name].short for name in asked.rules if name in known)
