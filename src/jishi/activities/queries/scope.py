"""Whose records an actor may read and enter."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from jishi.activities.models import Activity, ActivityKind
from jishi.activities.rules import Kind, State, kinds_for, may_record
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.orgs.models import Organization
from jishi.orgs.queries import get_org, org_ids_where, orgs_where
from jishi.orgs.rules import OrgKind


def recording_orgs_where(actor: Actor) -> QuerySet[Organization]:
    """Exactly the organisations for which `rules.may_record` says yes: those in RECORD reach, and the 党小组 of them."""
    own = org_ids_where(actor, Act.RECORD)
    return Organization.objects.filter(Q(pk__in=own) | Q(kind=OrgKind.PARTY_GROUP, parent_id__in=own))


@dataclass(frozen=True, slots=True)
class RecordingOrg:
    """An organisation one may record for, with the kinds it holds."""

    id: int
    name: str
    kinds: tuple[Kind, ...]


def recording_choices(actor: Actor) -> list[RecordingOrg]:
    """Those organisations in the order of the tree; one query."""
    rows = recording_orgs_where(actor).order_by("path").values_list("pk", "name", "kind")
    return [RecordingOrg(pk, name, kinds_for(kind)) for pk, name, kind in rows]


def org_of(actor: Actor, org_id: int | None) -> Organization | None:
    """The organisation a list is narrowed to, if the actor may see it."""
    return orgs_where(actor, Act.VIEW).filter(pk=org_id).first() if org_id else None


def get_recording_org(actor: Actor, org_id: int) -> Organization:
    """The organisation a new record is entered for. Out of VIEW reach looks like missing; within it a refusal carries
    its reason."""
    org = get_org(actor, Act.VIEW, org_id)
    demand(may_record(actor, org.path, org.kind))
    return org


def activities_where(actor: Actor, act: Act) -> QuerySet[Activity]:
    """The records on which the actor may do `act`, by the organisation that held them."""
    orgs = recording_orgs_where(actor) if act is Act.RECORD else orgs_where(actor, act)
    return Activity.objects.filter(org_id__in=orgs.values_list("pk", flat=True))


def get_activity(actor: Actor, act: Act, activity_id: int) -> Activity:
    """The one door. Out of VIEW reach looks like missing; within it a refusal carries its reason."""
    found = (
        activities_where(actor, Act.VIEW)
        .select_related("org", "chair", "recorder", "lecturer", "scan")
        .get(pk=activity_id)
    )
    if act is Act.RECORD:
        demand(may_record(actor, found.org.path, found.org.kind))
    else:
        demand(actor.may(act, found.org.path))
    return found


def demand_standing(org: Organization, activity_id: int | None, *kinds: Kind) -> int | None:
    """The id of a confirmed record of `org` (of one of `kinds`, if named) that something is linked to. Raises Refused for
    any other."""
    if activity_id is None:
        return None
    rows = Activity.objects.filter(pk=activity_id, org=org, state=State.CONFIRMED)
    if kinds:
        rows = rows.filter(pk__in=ActivityKind.objects.filter(kind__in=kinds).values("activity_id"))
    if not rows.exists():
        raise Refused("没有找到这条记录：它要是本组织的，没有撤回。", "activity")
    return activity_id
