"""Whom a poll may ask, whom it may judge, who may watch over it."""

from dataclasses import dataclass
from datetime import date

from jishi.kernel.paging import bounded
from jishi.members.models import Member
from jishi.members.queries import roster
from jishi.members.rules import Category
from jishi.orgs.models import Organization
from jishi.orgs.queries import below, committee_on
from jishi.orgs.rules import OrgKind, PostKind, is_a
from jishi.people.models import Person
from jishi.people.rules import Called, told_apart

MOST_PEOPLE = 1000
ON_A_FORM = 200  # names a form draws to be ticked


@dataclass(frozen=True, slots=True)
class Asked:
    """One member of the organisation; 预备党员 take part and are never graded."""

    person_id: int
    name: str
    is_full: bool


def people_to_ask(org: Organization, today: date) -> list[Asked]:
    """The members of a branch on its roster of today, those only attached left out; of a wider organisation those of all
    its branches, a thousand at most. By name; two queries at most."""
    if is_a(org.kind, OrgKind.BRANCH):
        found = [entry for entry in roster(org.pk, today) if not entry.is_attached]
        called = told_apart(Called(entry.member_id, entry.name, entry.born_on) for entry in found)
        return [Asked(one.member_id, called[one.member_id], one.category == Category.FULL) for one in found]
    rows = Member.objects.filter(below(org.path, field="org__path")).order_by("name_key", "pk")
    below_it = list(rows.values_list("pk", "person__name", "person__born_on", "category")[:MOST_PEOPLE])
    called = told_apart(Called(pk, name, born_on) for pk, name, born_on, _ in below_it)
    return [Asked(pk, called[pk], category == Category.FULL) for pk, _, _, category in below_it]


def is_too_wide(org: Organization) -> bool:
    """Whether more people belong below an organisation, which is no branch, than a form can list to be ticked. One query,
    none for a branch."""
    if is_a(org.kind, OrgKind.BRANCH):
        return False
    return bounded(Member.objects.filter(below(org.path, field="org__path")), most=ON_A_FORM) > ON_A_FORM


def leaders_of(org: Organization, today: date) -> list[tuple[int, str]]:
    """The committee of today, each person once, with its titles."""
    found: dict[int, list[str]] = {}
    people: dict[int, Person] = {}
    for post in committee_on(org, today):
        people[post.person_id] = post.person
        found.setdefault(post.person_id, []).append(PostKind.label_of(post.post))
    rows = (Called(pk, people[pk].name, people[pk].born_on, "、".join(titles)) for pk, titles in found.items())
    return list(told_apart(rows).items())
