"""届次 of everything in reach: where each term stands, who has none, the sheet of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Count,
    DateField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Value,
)

from jishi.kernel.actor import Actor
from jishi.kernel.paging import SIZE, Page, keyset
from jishi.orgs.models import Organization, Term
from jishi.orgs.queries.scope import ABOVE, below
from jishi.orgs.queries.tree import search_orgs
from jishi.orgs.rules import OrgKind, TermPlace, TermRule, TermState, term_place, term_rule, term_state
from jishi.orgs.rules.terms import REMIND_DAYS

LATE = date(9999, 12, 31)
SORTS = {"until": "届满日期", "tree": "组织次序", "elected": "选举日期"}
PRINT_LIMIT = 20_000
# Kinds that elect to a term in some sector; the others (党小组, 党组, temporary ones) have none.
ELECTING = tuple(kind.value for kind in OrgKind if term_rule(kind, "other") is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFilters:
    """What is asked for; `place` is where the term stands."""

    q: str = ""
    place: str = ""
    kind: str = ""
    org_id: int | None = None
    sort: str = "until"


@dataclass(frozen=True, slots=True)
class TermLine:
    """One organisation and its open term, if one is on file."""

    org: Organization
    place: TermPlace
    term: Term | None
    state: TermState | None
    rule: TermRule | None


def _standing(place: str, today: date, prefix: str = "") -> Q:
    """Of open terms, those that stand at `place` ("" for all), as a condition on rows that lead to one by `prefix`. As
    `term_place` says it of one."""
    last = soon_until(today)
    found: dict[str, dict[str, Any]] = {
        TermPlace.PAST: {"until__lt": today},
        TermPlace.EXTENDED: {"until__gte": today, "extended_to__isnull": False},
        TermPlace.SOON: {"until__gte": today, "until__lte": last, "extended_to__isnull": True},
        TermPlace.RUNNING: {"until__gt": last, "extended_to__isnull": True},
        TermPlace.NONE: {"until__isnull": True},
    }
    return Q(**{f"{prefix}{name}": value for name, value in found.get(place, {}).items()})


def electing(actor: Actor, filters: TermFilters) -> QuerySet[Organization]:
    """The living organisations in reach that elect to a term, under the filters but wherever their term stands."""
    found = search_orgs(actor, filters.q).filter(kind__in=ELECTING)
    if filters.org_id:
        top = search_orgs(actor, "").filter(pk=filters.org_id).first()
        found = found.filter(below(top.path)) if top else found.none()
    return found.filter(kind=filters.kind) if filters.kind else found


def _open() -> Exists:
    """Whether an organisation has a term on file that is not closed."""
    return Exists(Term.objects.filter(org_id=OuterRef("pk"), closed_on=None))


def terms_at(orgs: QuerySet[Organization], place: str, today: date) -> QuerySet[Term]:
    """The open terms of `orgs` that stand at `place`; "" for all."""
    return Term.objects.filter(_standing(place, today), org__in=orgs.order_by().values("pk"), closed_on=None)


def _without(orgs: QuerySet[Organization], key: str) -> QuerySet[Organization]:
    """Those of `orgs` without an open term, with the keys by which terms are ordered, behind all of them."""
    return orgs.filter(~_open()).annotate(org_id=F("pk"), **{key: Value(LATE, DateField())})


def terms_by(
    orgs: QuerySet[Organization], *, key: str, today: date, place: str = "", at: str = "", size: int = SIZE
) -> Page[TermLine]:
    """A page of `orgs` whose term stands at `place` ("" for all), by `key` (`until` or `elected_on`) of their term; those
    without one come last. Three queries at most."""
    parts: list[Any] = [terms_at(orgs, place, today).select_related("org")]
    if place in ("", TermPlace.NONE):
        parts.append(_without(orgs, key))
    page = keyset(parts, keys=(key, "org_id"), at=at, size=size, in_turn=True)
    lines = [_line(row.org, row, today) if isinstance(row, Term) else _line(row, None, today) for row in page.rows]
    return Page(lines, page.next, page.previous)


def term_places(actor: Actor, filters: TermFilters, *, today: date) -> dict[str, int]:
    """How many stand where, under the other filters. One query."""
    # At most one term of an organisation is open, so the join adds no rows.
    dated = electing(actor, filters).annotate(open_term=FilteredRelation("terms", condition=Q(terms__closed_on=None)))
    counts: dict[str, int] = dated.aggregate(
        **{place.value: Count("pk", filter=_standing(place, today, "open_term__")) for place in TermPlace}
    )
    return counts


def term_page(actor: Actor, filters: TermFilters, *, today: date, at: str = "", size: int = SIZE) -> Page[TermLine]:
    """A page of the list. Three queries at most."""
    orgs = electing(actor, filters)
    if filters.sort == "tree":
        page = keyset(_at(orgs, filters.place, today), keys=("path",), at=at, size=size)
        return Page(term_lines(page.rows, today=today), page.next, page.previous)
    key = "elected_on" if filters.sort == "elected" else "until"
    return terms_by(orgs, key=key, today=today, place=filters.place, at=at, size=size)


def _at(orgs: QuerySet[Organization], place: str, today: date) -> QuerySet[Organization]:
    if place == TermPlace.NONE:
        return orgs.filter(~_open())
    return orgs.filter(pk__in=terms_at(orgs, place, today).values("org_id")) if place else orgs


def all_terms(actor: Actor, filters: TermFilters, *, today: date) -> list[TermLine]:
    """The whole list, for paper and for the workbook."""
    return list(term_page(actor, filters, today=today, size=PRINT_LIMIT).rows)


def term_lines(orgs: Iterable[Organization], *, today: date) -> list[TermLine]:
    """Organisations with their open terms, in the order given. One query."""
    asked = list(orgs)
    terms = {t.org_id: t for t in Term.objects.filter(org__in=[o.pk for o in asked], closed_on=None)}
    return [_line(org, terms.get(org.pk), today) for org in asked]


def _line(org: Organization, term: Term | None, today: date) -> TermLine:
    rule = term_rule(org.kind, org.sector)
    if term is None:
        return TermLine(org, TermPlace.NONE, None, None, rule)
    ends, extended = term.ends_on, term.extended_to
    state = term_state(elected_on=term.elected_on, ends_on=ends, extended_to=extended, today=today)
    return TermLine(org, term_place(ends_on=ends, extended_to=extended, today=today), term, state, rule)


def soon_until(today: date) -> date:
    """The last day of the six months within which a term ends soon."""
    return today + timedelta(days=REMIND_DAYS)


def terms_below(path: str, last: date) -> QuerySet[Term]:
    """The open terms strictly below an organisation that end by `last` or are past their end, for a prepared query."""
    within = {
        "org__path__gt": path,
        "org__path__lt": f"{path}{ABOVE}",
        "org__kind__in": ELECTING,
        "org__ended_on": None,
    }
    return Term.objects.filter(closed_on=None, until__lte=last, **within)
