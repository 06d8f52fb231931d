"""Organisations to choose from: in sight while they are few, by pages and a search where they are many."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from jishi.campaigns.models import Carrier, Mending, Selection, Trial
from jishi.campaigns.queries.carriers import get_carrier
from jishi.campaigns.queries.doors import concerned_by, get_campaign
from jishi.campaigns.queries.selections import get_selection
from jishi.campaigns.rules import RUNNING, TrialState
from jishi.kernel.actor import Act, Actor
from jishi.kernel.paging import Page, keyset
from jishi.orgs.models import Organization
from jishi.orgs.queries import below, living, org_ids_where, org_named, orgs_where
from jishi.orgs.queries.tree import matching
from jishi.orgs.rules import OrgKind

IN_SIGHT = 100


@dataclass(frozen=True, slots=True)
class Places:
    """Organisations in sight by tree: (id, name). `is_many`: there are more than a page shows at once, and none is in
    sight; they are chosen on a page of their own."""

    rows: list[tuple[int, str]]
    is_many: bool = False


def in_sight(orgs: QuerySet[Organization]) -> Places:
    """One query, which reads no more than it shows."""
    found = list(orgs.order_by("path").values_list("pk", "name")[: IN_SIGHT + 1])
    return Places([], is_many=True) if len(found) > IN_SIGHT else Places(found)


def place_page(orgs: QuerySet[Organization], *, find: str, at: str) -> Page[Organization]:
    """A page of them by tree, narrowed to those with every word in their name, initials or code. One query."""
    for word in find.split():
        orgs = orgs.filter(matching(word))
    return keyset(orgs, keys=("path",), at=at)


def org_meant(actor: Actor, typed: str, *, field: str) -> Organization:
    """The organisation in sight that is meant by its full name or code. Raises Refused (`field`) for none or several."""
    return org_named(actor, Act.VIEW, typed, field=field)


def _standing(actor: Actor, act: Act) -> QuerySet[Organization]:
    return living(orgs_where(actor, act)).exclude(kind=OrgKind.PARTY_GROUP)


def keeping_orgs(actor: Actor) -> QuerySet[Organization]:
    """Where the actor may keep lines of the register, medals and carriers."""
    return _standing(actor, Act.RECORD)


def issuing_orgs(actor: Actor) -> QuerySet[Organization]:
    """Where the actor may run a campaign or a selection: organisations with others below them."""
    return living(orgs_where(actor, Act.DEMAND_SET)).filter(
        Exists(Organization.objects.filter(parent=OuterRef("pk")))
    )  # fmt: skip


def to_mend(actor: Actor) -> QuerySet[Organization]:
    """The organisations the actor may make a plan for: below one where the actor sets tasks, without a plan that runs."""
    there = Q(pk__in=[])
    for post in actor.seats(Act.ASSIGN):
        there |= below(post.org_path) & ~Q(path=post.org_path)
    running = Mending.objects.filter(state__in=RUNNING, target=OuterRef("pk"))
    return _standing(actor, Act.ASSIGN).filter(there, ~Exists(running))


def trying_orgs(actor: Actor, carrier: Carrier) -> QuerySet[Organization]:
    """Where the actor may take a carrier up; none once it is withdrawn."""
    if carrier.withdrawn_on:
        return Organization.objects.none()
    busy = Trial.objects.filter(carrier=carrier, org=OuterRef("pk")).exclude(state=TrialState.WITHDRAWN)
    return _standing(actor, Act.RECORD).filter(below(carrier.shared_in.path), ~Exists(busy))


def nominating_orgs(actor: Actor, selection: Selection) -> QuerySet[Organization]:
    """The organisations that take part for which the actor may recommend."""
    rows = _standing(actor, Act.RECORD).filter(below(selection.org.path))
    return rows.filter(pk__in=org_ids_where(actor, Act.GRADE_VIEW))


def trying_by_id(actor: Actor, carrier_id: int) -> QuerySet[Organization]:
    """`trying_orgs` through the door of the carrier."""
    return trying_orgs(actor, get_carrier(actor, Act.RECORD_VIEW, carrier_id))


def nominating_by_id(actor: Actor, selection_id: int) -> QuerySet[Organization]:
    """`nominating_orgs` through the door of the selection."""
    return nominating_orgs(actor, get_selection(actor, Act.RECORD_VIEW, selection_id))


def graded_by_id(actor: Actor, campaign_id: int) -> QuerySet[Organization]:
    """Whom a campaign is for, through its door, for its issuer. Raises NotAllowed for others."""
    return concerned_by(get_campaign(actor, Act.DEMAND_SET, campaign_id))
