"""届次 of everything in reach: where each term stands, who has none, the sheet of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat

from jishi.kernel.actor import Actor
from jishi.kernel.paging import Page, keyset
from jishi.orgs.models import Organization, Term
from jishi.orgs.queries.scope import below
from jishi.orgs.queries.tree import living, search_orgs
from jishi.orgs.rules import OrgKind, TermPlace, TermRule, TermState, term_rule, term_state
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


def _with_terms(orgs: QuerySet[Organization], today: date) -> Any:
    """Living organisations that elect, each with the day its open term ends (`until`) and where that stands (`stands`)."""
    # At most one term of an organisation is open, so the join adds no rows.
    dated = living(orgs).filter(kind__in=ELECTING).annotate(
        running=FilteredRelation("terms", condition=Q(terms__closed_on=None)),
        ends=F("running__ends_on"),
        extended=F("running__extended_to"),
        elected=Coalesce(F("running__elected_on"), Value(LATE, DateField())),
        until=Coalesce(F("running__extended_to"), F("running__ends_on"), Value(LATE, DateField())),
    )  # fmt: skip
    return dated.annotate(
        stands=Case(
            When(ends=None, then=Value(TermPlace.NONE.value)),
            When(until__lt=today, then=Value(TermPlace.PAST.value)),
            When(extended__isnull=False, then=Value(TermPlace.EXTENDED.value)),
            When(until__lte=today + timedelta(days=REMIND_DAYS), then=Value(TermPlace.SOON.value)),
            default=Value(TermPlace.RUNNING.value),
            output_field=TextField(),
        )
    )


def terms_where(actor: Actor, filters: TermFilters, *, today: date) -> Any:
    """The organisations in reach whose term is where the filters ask."""
    found = _with_terms(search_orgs(actor, filters.q), today)
    if filters.org_id:
        top = search_orgs(actor, "").filter(pk=filters.org_id).first()
        found = found.filter(below(top.path)) if top else found.none()
    if filters.kind:
        found = found.filter(kind=filters.kind)
    return found.filter(stands=filters.place) if filters.place else found


def _keys(sort: str) -> tuple[str, ...]:
    return {"tree": ("path",), "elected": ("elected", "pk")}.get(sort, ("until", "pk"))


def term_places(actor: Actor, filters: TermFilters, *, today: date) -> dict[str, int]:
    """How many stand where, under the other filters. One query."""
    wanted = TermFilters(q=filters.q, kind=filters.kind, org_id=filters.org_id)
    rows = terms_where(actor, wanted, today=today).order_by().values_list("stands").annotate(Count("pk"))
    counts = dict(rows)
    return {place.value: counts.get(place.value, 0) for place in TermPlace}


def term_page(actor: Actor, filters: TermFilters, *, today: date, at: str = "") -> Page[TermLine]:
    """A page of the list. Two queries."""
    rows = terms_where(actor, filters, today=today)
    page = keyset(rows, keys=_keys(filters.sort), at=at)
    return Page(term_lines(page.rows, today=today), page.next, page.previous)


def all_terms(actor: Actor, filters: TermFilters, *, today: date) -> list[TermLine]:
    """The whole list, for paper and for the workbook."""
    rows = terms_where(actor, filters, today=today).order_by(*_keys(filters.sort))
    return term_lines(list(rows[:PRINT_LIMIT]), today=today)


def term_lines(orgs: Any, *, today: date) -> list[TermLine]:
    """Organisations with their open terms, in the order given. One query."""
    terms = {t.org_id: t for t in Term.objects.filter(org__in=[o.pk for o in orgs], closed_on=None)}
    return [
        TermLine(
            org=org,
            place=TermPlace(org.stands),
            term=(term := terms.get(org.pk)),
            state=term_state(
                elected_on=term.elected_on, ends_on=term.ends_on, extended_to=term.extended_to, today=today
            )
            if term
            else None,
            rule=term_rule(org.kind, org.sector),
        )
        for org in orgs
    ]


def soon_until(today: date) -> date:
    """The last day of the six months within which a term ends soon."""
    return today + timedelta(days=REMIND_DAYS)


def terms_below(place: TermPlace, today: date, last: date) -> Coalesce:
    """How many terms strictly below an organisation end by `last` (SOON) or are past their end (PAST): to annotate the
    organisation with, so that a committee's desk asks nothing more for it."""
    rows = Term.objects.filter(
        closed_on=None, org__kind__in=ELECTING, org__ended_on=None, org__path__gt=OuterRef("path"),
        org__path__lt=Concat(OuterRef("path"), Value("~"), output_field=CharField()),
    )  # fmt: skip
    rows = rows.annotate(until=Coalesce("extended_to", "ends_on"))
    if place is TermPlace.PAST:
        rows = rows.filter(until__lt=today)
    else:
        rows = rows.filter(extended_to=None, until__gte=today, until__lte=last)
    counted = rows.order_by().values("closed_on").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))
