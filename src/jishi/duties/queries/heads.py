"""责任: the organisations in reach with the person who answers for each, and one organisation's duties with theirs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from jishi.duties.models import Answering, DutyStatus
from jishi.duties.queries.answer import answerings_of
from jishi.duties.queries.due import rows_of
from jishi.duties.rules import DueRow
from jishi.kernel.actor import Act, Actor
from jishi.kernel.paging import Page, bounded, keyset
from jishi.kernel.periods import Period, PeriodKind
from jishi.orgs.models import Organization
from jishi.orgs.queries import (
    Card,
    Responsible,
    below,
    divided_counts,
    division_of,
    headless,
    responsible,
    search_orgs,
)
from jishi.orgs.rules import DIVIDED, OrgKind, Sector, WorkField
from jishi.papers.division import DivisionTable


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadFilters:
    """What the list of organisations is narrowed to. Without a kind 党小组 are left out: they are parts of a branch."""

    under: Organization | None = None
    text: str = ""
    kind: str = ""
    vacant: bool = False


@dataclass(frozen=True, slots=True)
class HeadRow:
    """An organisation with its first responsible person and how many fields of work are divided."""

    org: Organization
    head: Responsible | None
    is_headless: bool
    divided: int
    fields: int = len(DIVIDED)

    @property
    def kind(self) -> str:
        return OrgKind.label_of(self.org.kind)

    @property
    def sector(self) -> str:
        return Sector.label_of(self.org.sector)


def _narrowed(actor: Actor, filters: HeadFilters, day: date) -> QuerySet[Organization]:
    found = search_orgs(actor, filters.text)
    if filters.under:
        found = found.filter(below(filters.under.path))
    if filters.kind in list(OrgKind):
        found = found.filter(kind=filters.kind)
    else:
        found = found.exclude(kind=OrgKind.PARTY_GROUP)
    return headless(found, day) if filters.vacant else found


def _rows(orgs: Sequence[Organization], day: date) -> list[HeadRow]:
    ids = [org.pk for org in orgs]
    heads, divided = responsible(ids, day), divided_counts(ids, day)
    return [_row(org, heads[org.pk], divided) for org in orgs]


def _row(org: Organization, head: Responsible | None, divided: Mapping[int, int]) -> HeadRow:
    return HeadRow(
        org=org,
        head=head,
        is_headless=(head is None or head.is_acting) and org.kind != OrgKind.PARTY_LEADING_GROUP,
        divided=divided.get(org.pk, 0),
    )


def heads_page(actor: Actor, filters: HeadFilters, *, on: date, at: str = "") -> Page[HeadRow]:
    """A page of the organisations in reach, by tree, each with who answers for it. Four queries, whatever their number."""
    found = _narrowed(actor, filters, on)
    page = keyset(found, keys=("path",), at=at, total=bounded(found))
    return Page(rows=_rows(page.rows, on), next=page.next, previous=page.previous, total=page.total)


def all_heads(actor: Actor, filters: HeadFilters, *, on: date) -> list[HeadRow]:
    """Everything the pages of the same filters show, for the sheet. Three queries."""
    return _rows(list(_narrowed(actor, filters, on).order_by("path")), on)


def vacant_count(actor: Actor, filters: HeadFilters, *, on: date) -> int:
    """How many of them have no secretary; agrees with the list filtered to these."""
    narrowed = HeadFilters(under=filters.under, text=filters.text, kind=filters.kind, vacant=True)
    return bounded(_narrowed(actor, narrowed, on))


@dataclass(frozen=True, slots=True)
class Answered:
    """A duty an organisation has now, as its row of the present period, and the name given for it if one was."""

    row: DueRow
    named: Answering | None


def answered_duties(org: Organization, *, on: date, named: Iterable[Answering] | None = None) -> list[Answered]:
    """The duties of `org` in the periods of `on`, one line a rule, each with the person answering for it. `named` saves
    reading `answerings_of` again."""
    given = answerings_of(org, on) if named is None else named
    by_rule = {one.rule_id: one for one in given if not one.from_on or one.from_on <= on}
    now = [Period.containing(kind, on).code for kind in PeriodKind]
    owed = rows_of(DutyStatus.objects.filter(org=org, period__in=now), on=on)
    rows = sorted(owed, key=lambda r: (r.rule.order, r.due_on))
    return [Answered(row, by_rule.get(row.rule.id)) for row in rows]


def division_table(org: Organization, *, on: date) -> DivisionTable:
    """党建工作责任分工表 of `org` on `on`, as its paper and its sheet print it."""
    found = division_of(org, on)
    return DivisionTable(
        org=org.name,
        on=on,
        head=found.head.words if found.head else "书记空缺" if found.is_headless else "未登记",
        shares=[
            ("、".join(s.posts), s.name, "、".join(WorkField.label_of(c.field) for c in s.charges), s.note)
            for s in found.shares
        ],
        free=tuple(field.label for field in found.free),
        helpers=[
            (WorkField.label_of(one.field), one.called, f"{one.from_on:%Y.%m.%d}" if one.from_on else "")
            for one in found.assistances
        ],
        duties=[
            (one.row.rule.title, one.row.rule.cadence, one.row.rule.citation, one.row.owner or "空缺", one.row.owner_by)
            for one in answered_duties(org, on=on)
        ],
    )


def division_card(actor: Actor, card: Card, on: date) -> dict[str, object] | None:
    """The card of responsibility on an organisation's page. One query beside the card's own."""
    if card.org.ended_on:
        return None
    row = _row(card.org, card.head, divided_counts([card.pk], on))
    return {"row": row, "may_divide": actor.reaches(Act.DIVIDE, card.org.path)}
