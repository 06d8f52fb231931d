"""What stands behind each number of 组织生活一览: the same conditions, rows instead of counts."""

from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from jishi.desk.queries.township import records_of
from jishi.desk.queries.township_filters import Filters
from jishi.desk.queries.township_heads import heads
from jishi.desk.rules.township import Heads
from jishi.duties import queries as duties
from jishi.duties.models import DutyStatus
from jishi.duties.rules import DueRow
from jishi.kernel.paging import Page, bounded, keyset
from jishi.kernel.periods import Period
from jishi.members.models import Member
from jishi.orgs.models import Organization
from jishi.orgs.queries import below
from jishi.orgs.rules import BRANCH_KINDS, OrgKind, Sector

SIZE = 100  # of a page
MOST = 20_000  # duties counted: a city's branches
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


def statuses(filters: Filters, asked: Asked) -> QuerySet[DutyStatus]:
    """The duties behind one number; as many as it says."""
    return DutyStatus.objects.filter(
        filters.orgs("org__"),
        _row(filters, asked.row, "org__"),
        duties.CELL_STATES[asked.state],
        duties.known(),
        rule_id__in=asked.rules,
        period=asked.period,
    )


_COLUMNS = attrgetter(*(name.replace("__", ".") for name in duties.COLUMNS))


def cell_page(filters: Filters, asked: Asked, *, on: date, at: str = "") -> Page[DueRow]:
    """A page of them as rows, by the tree, counted up to MOST. Three queries."""
    found = statuses(filters, asked)
    page = keyset(
        found.select_related("org"), keys=("org__path", "rule_id"), at=at, size=SIZE, total=bounded(found, most=MOST)
    )
    return replace(page, rows=duties.rows_from([_COLUMNS(one) for one in page.rows], on=on), most=MOST)


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


def branch_page(filters: Filters, row: str, *, at: str = "") -> Page[BranchLine]:
    """A page of the branches behind a number, by the tree. Two queries."""
    found = Organization.objects.filter(filters.orgs(), _row(filters, row, ""), kind__in=BRANCH_KINDS, ended_on=None)
    page = keyset(found, keys=("path",), at=at, size=SIZE)
    members = Member.objects.filter(org_id__in=[org.pk for org in page.rows])
    counts = dict(members.values_list("org_id").annotate(n=Count("pk")).order_by())
    lines = [BranchLine(org.pk, org.name, org.kind, org.sector, counts.get(org.pk, 0)) for org in page.rows]
    return replace(page, rows=lines)


def heads_of(filters: Filters, row: str) -> Heads:
    """How many branches and members one row of the table counts ("" is the sum). One query, two across the tree."""
    found, _ = heads(filters)
    return sum((some for key, some in found.items() if row in ("", key)), Heads())


@dataclass(frozen=True, slots=True)
class Attended:
    """Of one organisation: its records of the quarter, who was expected, who came."""

    org_id: int
    org_name: str
    records: int
    expected: int
    present: int


def attended_page(filters: Filters, row: str, *, at: str = "") -> Page[Attended]:
    """A page behind a 到会率: the organisations that hold such records, by the tree. Two queries."""
    held = Exists(records_of(filters, Q(org_id=OuterRef("pk"))))
    page = keyset(
        Organization.objects.filter(filters.orgs(), _row(filters, row, ""), held), keys=("path",), at=at, size=SIZE
    )
    records = records_of(filters, Q(org_id__in=[org.pk for org in page.rows]))
    sums = records.values_list("org_id").annotate(n=Count("pk"), due=Sum("expected"), came=Sum("present")).order_by()
    numbers = {org_id: (n, due or 0, came or 0) for org_id, n, due, came in sums}
    return replace(page, rows=[Attended(org.pk, org.name, *numbers[org.pk]) for org in page.rows])


def named(asked: Asked) -> str:
    """What the number counts, in words: 10月支委会、主题党日."""
    try:
        period = Period.parse(asked.period).short
    except ValueError:
        period = ""
    known = duties.rules_for(asked.rules)
    return period + "、".join(known[name].short for name in asked.rules if name in known)
