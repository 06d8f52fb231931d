"""People and organisations by the names that were typed."""

import re
from collections.abc import Collection
from datetime import date

from django.db.models import Q

from jishi.assignments.models import Assignment, Helper
from jishi.assignments.rules import Help
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused
from jishi.members.models import Membership
from jishi.orgs.models import Organization, PostHeld
from jishi.orgs.queries import orgs_where, true_on

BETWEEN = re.compile(r"[、，,；;\s]+")


def persons_named(wanted: Collection[tuple[int, str]], day: date) -> dict[tuple[int, str], set[int]]:
    """Who bears a name among those who hold a post in an organisation or are its members, by (organisation, name). Two
    queries for any number."""
    found: dict[tuple[int, str], set[int]] = {pair: set() for pair in wanted}
    orgs, names = {org for org, _ in wanted}, {name for _, name in wanted}
    held = PostHeld.objects.filter(true_on(day), org_id__in=orgs, person__name__in=names)
    members = Membership.objects.filter(true_on(day), org_id__in=orgs, member__person__name__in=names)
    rows = [
        *held.values_list("org_id", "person__name", "person_id"),
        *members.values_list("org_id", "member__person__name", "member_id"),
    ]
    for org_id, name, person_id in rows:
        if (org_id, name) in found:
            found[org_id, name].add(person_id)
    return found


def owner_named(org: Organization, name: str, found: dict[tuple[int, str], set[int]]) -> tuple[int | None, str]:
    """(person, note): the one person of that name, else the name as it stands. Raises Refused for a name that two bear."""
    bearers = found.get((org.pk, name), set())
    if len(bearers) > 1:
        raise Refused(f"{org.name}有 {len(bearers)} 位{name}，请在名字后面注明职务。", f"owner_{org.pk}")
    return (next(iter(bearers)), "") if bearers else (None, name)


def helpers_named(actor: Actor, org: Organization, text: str, day: date) -> tuple[Help, ...]:
    """Who helps, typed as names with 、 between: people of the organisation, organisations in reach by their full or short
    name, anybody else as the name stands. Raises Refused (`helpers`) for a name that two bear."""
    names = list(dict.fromkeys(name for name in BETWEEN.split(text.strip()) if name))
    if not names:
        return ()
    people = persons_named([(org.pk, name) for name in names], day)
    rows = orgs_where(actor, Act.VIEW).filter(Q(name__in=names) | Q(short_name__in=names), ended_on=None)
    orgs: dict[str, set[int]] = {}
    for pk, name, short in rows.values_list("pk", "name", "short_name"):
        for each in {name, short} & set(names):
            orgs.setdefault(each, set()).add(pk)
    return tuple(_help(name, people[org.pk, name], orgs.get(name, set())) for name in names)


def _help(name: str, people: set[int], orgs: set[int]) -> Help:
    if len(people) > 1 or (not people and len(orgs) > 1):
        raise Refused(f"叫{name}的不止一个，请写全称，或在名字后面注明职务。", "helpers")
    if people:
        return Help(person_id=next(iter(people)))
    return Help(org_id=next(iter(orgs))) if orgs else Help(note=name)


def helpers_of(ids: Collection[int]) -> dict[int, list[Helper]]:
    """Who helps with these tasks. One query; a task without helpers has no entry."""
    found: dict[int, list[Helper]] = {}
    for row in Helper.objects.filter(assignment_id__in=ids).select_related("person", "org").order_by("pk"):
        found.setdefault(row.assignment_id, []).append(row)
    return found


def helper_names(assignment: Assignment) -> str:
    """Who helps with a task, as it is typed."""
    return "、".join(one.name for one in helpers_of([assignment.pk]).get(assignment.pk, []))
