"""What a member's place gives: the county above, the keys of the name, the day a belonging opens."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from jishi.kernel.names import alternative_initials, initials, name_key
from jishi.members.models import Member
from jishi.orgs.models import Organization
from jishi.orgs.rules import OrgKind, ancestors

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


def set_name_keys(member: Member, name: str) -> None:
    """The columns derived from the person's name: order, initials, and prefixes of other spellings."""
    member.name_key, member.initials = name_key(name), initials(name)
    member.other_initials = other_initials(name)


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
