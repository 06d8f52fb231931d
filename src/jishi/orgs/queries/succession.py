"""Who took over from whom, and what stands in the way of a change dated in the past."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from jishi.kernel.actor import Act, Actor
from jishi.orgs.models import Guidance, Naming, Organization, Placement, PostHeld, Reshaping, Succession, Term
from jishi.orgs.queries.scope import get_org
from jishi.orgs.rules import became


@dataclass(frozen=True, slots=True)
class Later:
    """Something on file that a change on an earlier day would contradict: in words, and the first day that does not."""

    words: str
    first_possible: date


@dataclass(frozen=True, slots=True)
class Heir:
    """One line on a card: what became of it, or from where it came. `org` is the other one."""

    org: Organization
    words: str
    on: date
    basis: str
    members: int
    act_id: int


def heirs_of(org: Organization) -> tuple[list[Heir], list[Heir]]:
    """(what became of it, from where it came), the latest first. Two queries."""
    rows = Succession.objects.filter(Q(predecessor=org) | Q(successor=org)).select_related("predecessor", "successor")
    after, before = [], []
    for row in rows.order_by("-on", "-pk"):
        if row.predecessor_id == org.pk:
            words = became(row.kind, successor=row.successor.name)
            after.append(Heir(row.successor, words, row.on, row.basis, row.members, row.act_id))
        else:
            words = became(row.kind, predecessor=row.predecessor.name)
            before.append(Heir(row.predecessor, words, row.on, row.basis, row.members, row.act_id))
    return after, before


def reshapings_of(org: Organization) -> QuerySet[Reshaping]:
    """The acts that were done at this organisation or that it took part in, the latest first."""
    part = Succession.objects.filter(Q(predecessor=org) | Q(successor=org)).values("act_id")
    return Reshaping.objects.filter(Q(org=org) | Q(pk__in=part)).order_by("-at")


def get_reshaping(actor: Actor, act: Act, reshaping_id: int) -> Reshaping:
    """An act through the door of the organisation at which it was done."""
    found = Reshaping.objects.select_related("org").get(pk=reshaping_id)
    get_org(actor, act, found.org_id)
    return found


def changed_since(org_ids: Collection[int], on: date) -> list[Later]:
    """What the tree, the posts, terms and guidance of these organisations say of `on` and later days: entries that end
    or begin then, and so would be contradicted by something that happened on `on`."""
    day = timedelta(days=1)
    found = []
    begun = (
        (Placement, "from_on", "有隶属或类别变动"),
        (Naming, "from_on", "有更名"),
        (PostHeld, "from_on", "有人开始任职"),
        (Term, "elected_on", "有选举换届"),
    )
    for model, field, words in begun:
        rows = model.objects.filter(org_id__in=org_ids, **{f"{field}__gte": on}).select_related("org")
        found += [Later(f"{row.org.name} {getattr(row, field)} {words}", getattr(row, field) + day) for row in rows]
    for held in PostHeld.objects.filter(org_id__in=org_ids, to_on__gt=on).select_related("org"):
        assert held.to_on
        found.append(Later(f"{held.org.name} {held.to_on} 有人免职", held.to_on))
    for term in Term.objects.filter(org_id__in=org_ids, closed_on__gt=on).select_related("org"):
        assert term.closed_on
        found.append(Later(f"{term.org.name} {term.closed_on} 有一届结束", term.closed_on))
    meant = Guidance.objects.filter(Q(guide_id__in=org_ids) | Q(guided_id__in=org_ids), from_on__gte=on)
    for guidance in meant.select_related("guided"):
        assert guidance.from_on
        found.append(Later(f"{guidance.guided.name} {guidance.from_on} 建立指导关系", guidance.from_on + day))
    under = Placement.objects.filter(parent_id__in=org_ids).select_related("org", "parent")
    for row in under.filter(to_on__gt=on).exclude(org_id__in=org_ids):
        assert row.to_on
        assert row.parent
        found.append(Later(f"{row.parent.name}下面的{row.org.name} {row.to_on} 有变动", row.to_on))
    return sorted(found, key=lambda later: later.first_possible, reverse=True)
