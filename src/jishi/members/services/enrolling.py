"""Somebody who comes between two rosters: the person and the member in one act."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.locks import earlier
from jishi.kernel.names import clean_name, name_key
from jishi.members.models import Member
from jishi.members.rules import EnterReason
from jishi.members.services.members import add_member
from jishi.orgs.models import Organization
from jishi.people import services as people
from jishi.people.models import Person
from jishi.people.queries import person_ids_by_number, persons


@transaction.atomic
def enrol_member(
    *,
    values: Mapping[str, Any],
    org: Organization,
    from_on: date,
    reason: str,
    submission: UUID,
    actor: Actor,
    now: datetime,
) -> Member:
    """Put one person on the roster of branch `org` from `from_on` on. `values` are the fields of the person and
    category, joined_on, full_on. Somebody known already without being a member (a cadre with a post) is recognised by
    the citizen number and stays one person. The same `submission` again changes nothing. Raises NotAllowed without
    MEMBER_EDIT, Refused for somebody who is a member already or looks the same as one of the branch, and for dates
    that contradict each other."""
    demand(actor.may(Act.MEMBER_EDIT, org.path))
    if made := earlier(Member.objects.all(), submission):
        return made
    if from_on > now.date():
        raise Refused("进入日期不能晚于今天。", "from_on")
    joined_on = values["joined_on"]
    if joined_on and from_on < joined_on:
        raise Refused("进入本支部的日期早于入党日期，请核对。", "from_on")
    how = EnterReason(reason)
    return add_member(
        person=_person(values, org, actor=actor, now=now),
        org=org,
        category=values["category"],
        joined_on=joined_on,
        full_on=values["full_on"],
        from_on=from_on,
        reason=how.label,
        submission=submission,
        actor=actor,
        now=now,
    )


def _person(values: Mapping[str, Any], org: Organization, *, actor: Actor, now: datetime) -> Person:
    """The person of that citizen number, or a new one."""
    of_person = {n: v for n, v in values.items() if n in people.PLAIN or n in people.SEALED}
    number, name = of_person.get("citizen_id", ""), clean_name(of_person["name"])
    if number and (found := person_ids_by_number([number])):
        [pk] = found.values()
        person = persons([pk])[pk]
        if person.name != name:
            raise Refused("这个身份证号登记的是另一个姓名，请核对号码和姓名。", "citizen_id")
        return person
    same = Member.objects.filter(org=org, name_key=name_key(name), person__born_on=of_person.get("born_on"))
    if not number and same.exists():
        raise Refused(f"{org.name}已有同名、同出生日期的党员。确是另一个人的，请填身份证号。", "name")
    return people.add_person(**of_person, actor=actor, now=now)
