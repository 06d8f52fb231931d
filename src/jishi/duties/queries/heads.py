"""责任: the organisations in reach with the person who answers for each, and one organisation's duties with theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from jishi.duties.models import Answering
from jishi.duties.queries.answer import answerings_of
from jishi.duties.queries.due import due_rows
from jishi.duties.rules import DueRow
from jishi.kernel.actor import Act, Actor
from jishi.kernel.paging import Page, keyset
from jishi.orgs.models import Organization
from jishi.orgs.queries import Responsible, below, divided_counts, headless, org_ids_where, responsible, search_orgs
from jishi.orgs.rules import DIVIDED, OrgKind, Sector


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
    return [
        HeadRow(
            org=org,
            head=head,
            is_headless=(head is None or head.is_acting) and org.kind != OrgKind.PARTY_LEADING_GROUP,
            divided=divided.get(org.pk, 0),
        )
        for org in orgs
        for head in [heads[org.pk]]
    ]


def heads_page(actor: Actor, filters: HeadFilters, *, on: date, at: str = "") -> Page[HeadRow]:
    """A page of the organisations in reach, by tree, each with who answers for it. Four queries, whatever their number."""
    found = _narrowed(actor, filters, on)
    page = keyset(found, keys=("path",), at=at, total=found.count())
    return Page(rows=_rows(page.rows, on), next=page.next, previous=page.previous, total=page.total)


def all_heads(actor: Actor, filters: HeadFilters, *, on: date) -> list[HeadRow]:
    """Everything the pages of the same filters show, for the sheet. Three queries."""
    return _rows(list(_narrowed(actor, filters, on).order_by("path")), on)


def vacant_count(actor: Actor, filters: HeadFilters, *, on: date) -> int:
    """How many of them have no secretary; agrees with the list filtered to these."""
    narrowed = HeadFilters(under=filters.under, text=filters.text, kind=filters.kind, vacant=True)
    return _narrowed(actor, narrowed, on).count()


@dataclass(frozen=True, slots=True)
class Answered:
    """A duty an organisation has now, as its row of the present period, and the name given for it if one was."""

    row: DueRow
    named: Answering | None


def answered_duties(org: Organization, *, on: date) -> list[Answered]:
    """The duties of `org` in the periods of `on`, one line a rule, each with the person answering for it."""
    named = {one.rule_id: one for one in answerings_of(org, on) if not one.from_on or one.from_on <= on}
    rows = sorted((r for r in due_rows([org.pk], on=on) if r.period.contains(on)), key=lambda r: r.rule.order)
    return [Answered(row, named.get(row.rule.id)) for row in rows]


def division_card(actor: Actor, org_id: int, on: date) -> dict[str, object] | None:
    """The card of responsibility on an organisation's page; left out beyond the actor's reach."""
    org = Organization.objects.filter(pk=org_id, pk__in=org_ids_where(actor, Act.VIEW)).first()
    if org is None or org.ended_on:
        return None
    return {"row": _rows([org], on)[0], "may_divide": actor.reaches(Act.DIVIDE, org.path)}
