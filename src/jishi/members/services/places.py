"""What a member's place gives: the county above, the keys of the name, the day a belonging opens."""

from collections.abc import Iterable
from datetime import date

from jishi.kernel.names import alternative_initials, initials, name_key
from jishi.members.models import Member
from jishi.orgs.models import Organization
from jishi.orgs.rules import OrgKind, ancestors

SPELLINGS = 12  # of one name's initials: three characters with two readings each make eight


def county_of(org: Organization) -> int | None:
    """The id of the county committee above (or at) `org`; of the topmost organisation where there is none."""
    return counties_of([org])[org.pk]


def counties_of(orgs: Iterable[Organization]) -> dict[int, int]:
    """As `county_of` for many organisations, in one query. The nearest county committee wins."""
    wanted = list(orgs)
    paths = {path for org in wanted for path in ancestors(org.path, itself=True)}
    above = {o.path: o for o in Organization.objects.filter(path__in=paths)}
    found = {}
    for org in wanted:
        line = [above[path] for path in ancestors(org.path, itself=True)]
        counties = [o for o in line if o.kind == OrgKind.COUNTY_COMMITTEE]
        found[org.pk] = (counties[-1] if counties else line[0]).pk
    return found


def set_name_keys(member: Member, name: str) -> None:
    """The columns derived from the person's name: order, initials, and prefixes of other spellings."""
    member.name_key, member.initials = name_key(name), initials(name)
    usual, *others = alternative_initials(name, limit=SPELLINGS)
    member.other_initials = sorted(
        {other[:end] for other in others for end in range(1, len(other) + 1)}
        - {usual[:e] for e in range(len(usual) + 1)}
    )


def opens_on(joined_on: date | None, today: date) -> date | None:
    """The day a first belonging opens: 入党日期, unbounded below where it is not known, never in the future."""
    return min(joined_on, today) if joined_on else None
