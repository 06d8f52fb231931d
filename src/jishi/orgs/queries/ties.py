"""Who studies in the 中心组, and which leading cadre looks after which organisation."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import demand
from jishi.orgs.models import ContactPoint, Organization, StudySeat
from jishi.orgs.queries.scope import get_org, org_ids_where, true_on


def seats_of(org: Organization, *, day: date | None = None) -> QuerySet[StudySeat]:
    """The 中心组 of `org` on `day`, or all who ever sat in it: the leader first, then as they were named."""
    seats = StudySeat.objects.filter(org=org).select_related("person")
    return (seats.filter(true_on(day)) if day else seats).order_by("role", "from_on", "pk")


def get_seat(actor: Actor, act: Act, seat_id: int) -> StudySeat:
    """A seat through the door of its organisation."""
    seat = StudySeat.objects.select_related("org", "person").get(pk=seat_id)
    get_org(actor, act, seat.org_id)
    return seat


def points_where(actor: Actor, act: Act) -> QuerySet[ContactPoint]:
    """The contact points on which the actor may do `act`: by the committee; for reading also by the organisation that is
    looked after, and whoever looks after it sees the own ones."""
    within = Q(org_id__in=org_ids_where(actor, act))
    if act in (Act.VIEW, Act.RECORD_VIEW):
        within |= Q(place_id__in=org_ids_where(actor, act))
        if actor.person_id is not None:
            within |= Q(person_id=actor.person_id)
    return ContactPoint.objects.filter(within).select_related("org", "person", "place")


def get_point(actor: Actor, act: Act, point_id: int) -> ContactPoint:
    """The one door. Who does not see it finds nothing; who sees it and may not do `act` gets the reason."""
    point = points_where(actor, Act.RECORD_VIEW).get(pk=point_id)
    if act not in (Act.VIEW, Act.RECORD_VIEW):
        demand(actor.may(act, point.org.path))
    return point


def points_of(org: Organization, *, day: date | None = None) -> QuerySet[ContactPoint]:
    """The contact points of the leading cadres of `org`, on `day` or of all time; the present ones first."""
    points = ContactPoint.objects.filter(org=org).select_related("person", "place", "org")
    return (points.filter(true_on(day)) if day else points).order_by("-to_on", "place__path", "pk")


def points_of_place(place_id: int, day: date) -> QuerySet[ContactPoint]:
    """Who looks after an organisation on `day`."""
    points = ContactPoint.objects.filter(true_on(day), place_id=place_id)
    return points.select_related("person", "org").order_by("from_on", "pk")


def seats_running(orgs: Collection[Organization], on: date) -> QuerySet[StudySeat]:
    """The seats of their 中心组 that have not ended by `on`."""
    return StudySeat.objects.filter(Q(to_on=None) | Q(to_on__gt=on), org__in=orgs)


def points_running(orgs: Collection[Organization], on: date) -> QuerySet[ContactPoint]:
    """The 联系点 of their cadres, and those that cadres above have in them, that have not ended by `on`."""
    return ContactPoint.objects.filter(Q(to_on=None) | Q(to_on__gt=on), Q(org__in=orgs) | Q(place__in=orgs))
