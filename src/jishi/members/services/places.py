"""What a member's row takes from elsewhere: the county above, what the person says, the day a belonging opens."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from jishi.kernel.names import alternative_initials, initials, name_key
from jishi.members.models import Member
from jishi.orgs.models import Organization
from jishi.orgs.rules import OrgKind, ancestors
from jishi.people.models import Person
from jishi.people.services import NewPerson

FROM_PERSON = ("name_key", "initials", "other_initials", "sex", "born_on")
SOURCES = ("name", "sex", "born_on")  # what these are made of
SPELLINGS = 12  # of one name's initials: three characters with two readings each make eight


class Placed(Protocol):
    """An organisation as far as its place goes."""

    @property
    def pk(self) -> int: ...

    @property
    def path(self) -> str: ...


def county_of(org: Organization) -> int | None:
    """The id of the county committee above (or at) `org`; of the topmost organisation where there is none."""
    return counties_of([org])[org.pk]


def counties_of(orgs: Iterable[Placed]) -> dict[int, int]:
    """As `county_of` for many organisations, in one query. The nearest county committee wins."""
    paths = {org.pk: org.path for org in orgs}
    wanted = {above for path in paths.values() for above in ancestors(path, itself=True)}
    rows = Organization.objects.filter(path__in=wanted).values_list("path", "pk", "kind")
    above = {path: (pk, kind) for path, pk, kind in rows}
    found = {}
    for org_id, path in paths.items():
        line = [above[one] for one in ancestors(path, itself=True)]
        counties = [pk for pk, kind in line if kind == OrgKind.COUNTY_COMMITTEE]
        found[org_id] = counties[-1] if counties else line[0][0]
    return found


def from_person(person: Person | NewPerson) -> tuple[str, str, list[str], str, date | None]:
    """What `FROM_PERSON` hold: order, initials and prefixes of other spellings of the name; what lists are narrowed by."""
    name = person.name
    return name_key(name), initials(name), other_initials(name), str(person.sex), person.born_on


def set_from_person(member: Member, person: Person) -> None:
    """Make the member's row say what the person says."""
    for column, value in zip(FROM_PERSON, from_person(person), strict=True):
        setattr(member, column, value)


def other_initials(name: str) -> list[str]:
    """Prefixes of the other spellings of a name's initials; none for most names."""
    usual, *others = alternative_initials(name, limit=SPELLINGS)
    if not others:
        return []
    return sorted(
        {other[:end] for other in others for end in range(1, len(other) + 1)}
        - {usual[:e] for e in range(len(usual) + 1)}
    )


def opens_on(joined_on: date | None, today: date) -> date | None:
    """The day a first belonging opens: 入党日期, unbounded below where it is not known, never in the future."""
    return min(joined_on, today) if joined_on else None
