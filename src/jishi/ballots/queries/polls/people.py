"""Whom a poll may ask, whom it may judge, who may watch over it."""

from dataclasses import dataclass
from datetime import date

from jishi.members.models import Member
from jishi.members.queries import roster
from jishi.members.rules import Category
from jishi.orgs.models import Organization
from jishi.orgs.queries import below, committee_on
from jishi.orgs.rules import OrgKind, PostKind, is_a

MOST_PEOPLE = 1000


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
        return [Asked(entry.member_id, entry.name, entry.category == Category.FULL) for entry in found]
    rows = Member.objects.filter(below(org.path, field="org__path")).order_by("name_key", "pk")
    found_below = rows.values_list("pk", "person__name", "category")[:MOST_PEOPLE]
    return [Asked(pk, name, category == Category.FULL) for pk, name, category in found_below]


def leaders_of(org: Organization, today: date) -> list[tuple[int, str]]:
    """The committee of today, each person once, with its titles."""
    found: dict[int, list[str]] = {}
    names: dict[int, str] = {}
    for post in committee_on(org, today):
        names[post.person_id] = post.person.name
        found.setdefault(post.person_id, []).append(PostKind.label_of(post.post))
    return [(pk, f"{names[pk]}（{'、'.join(titles)}）") for pk, titles in found.items()]
