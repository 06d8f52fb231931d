"""Who leads an organisation and where its term stands, for the lists of 组织生活一览."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable

from jishi.desk.rules.township import Facts
from jishi.kernel.prepared import kept
from jishi.orgs.models import Organization, PostHeld, Term
from jishi.orgs.queries import true_on
from jishi.orgs.rules import PostKind, term_state


def rows_of_facts(*more: Combinable, org_ids: list[int], on: date) -> QuerySet[Organization, Any]:
    """For a prepared query: the rows `made_of` reads, with `more` behind them."""
    secretary = PostHeld.objects.filter(
        true_on(on), org_id=OuterRef("pk"), post__in=(PostKind.SECRETARY, PostKind.GROUP_LEADER)
    ).order_by("order", "pk")
    running = Q(closed_on=None) | Q(closed_on__gt=on)
    term = Term.objects.filter(running, org_id=OuterRef("pk"), elected_on__lte=on).order_by("-elected_on")
    return Organization.objects.filter(pk__any=org_ids).values_list(
        "pk",
        Subquery(secretary.values("person__name")[:1]),
        Subquery(secretary.values("is_full_time")[:1]),
        Subquery(term.values("elected_on")[:1]),
        Subquery(term.values("ends_on")[:1]),
        Subquery(term.values("extended_to")[:1]),
        *more,
    )


@kept
def _facts(*, org_ids: list[int], on: date) -> QuerySet[Organization, Any]:
    return rows_of_facts(org_ids=org_ids, on=on)


def made_of(row: Sequence[Any], *, on: date) -> Facts:
    """The facts of one row of `rows_of_facts`."""
    _, name, full_time, elected, ends, extended, *_ = row
    term = term_state(elected_on=elected, ends_on=ends, extended_to=extended, today=on) if ends else None
    return Facts(name or "", full_time, term)


def facts_of(org_ids: Sequence[int], *, on: date) -> dict[int, Facts]:
    """The facts of each organisation on `on`. One query."""
    return {row[0]: made_of(row, on=on) for row in _facts(org_ids=list(org_ids), on=on)}
