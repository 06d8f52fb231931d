"""Writing members and where they belong."""

from datetime import date, datetime

from django.db import transaction

from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import demand
from jishi.kernel.registry import FactsChange, touched
from jishi.members.models import Member, Membership
from jishi.members.rules import Category, MembershipKind
from jishi.orgs.models import Organization
from jishi.orgs.rules import OrgKind, ancestors
from jishi.people.models import Person


def county_of(org: Organization) -> int | None:
    """The id of the county committee above (or at) `org`; of the topmost organisation where there is none."""
    above = {o.path: o for o in Organization.objects.filter(path__in=ancestors(org.path, itself=True))}
    county = next((o for o in above.values() if o.kind == OrgKind.COUNTY_COMMITTEE), None)
    return (county or above[min(above)]).pk


@transaction.atomic
def add_member(
    *,
    person: Person,
    org: Organization,
    category: str,
    joined_on: date,
    actor: Actor,
    now: datetime,
    full_on: date | None = None,
    from_on: date | None = None,
    group: Organization | None = None,
) -> Member:
    """Put a person on the roster of branch `org` from `from_on` on (default: the day of joining). `group` is a 党小组
    of that branch. Raises NotAllowed without MEMBER_EDIT."""
    demand(actor.may(Act.MEMBER_EDIT, org.path))
    member = Member.objects.create(
        person=person,
        org=org,
        group=group,
        county_id=county_of(org),
        name_key=person.name_key,
        initials=person.initials,
        category=Category(category),
        joined_on=joined_on,
        full_on=full_on,
    )
    since = from_on or joined_on
    Membership.objects.create(member=member, org=org, kind=MembershipKind.FORMAL, from_on=since)
    if group:
        Membership.objects.create(member=member, org=group, kind=MembershipKind.GROUP, from_on=since)
    audit.record(
        "member.added",
        actor=actor,
        at=now,
        act=Act.MEMBER_EDIT,
        org=(org.pk, org.path),
        subject=("members.member", member.pk, person.name),
        after={"org": org.name, "category": category, "joined_on": joined_on},
    )
    touched([FactsChange(org.pk, since)])
    return member
