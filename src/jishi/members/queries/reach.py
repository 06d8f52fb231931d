"""The members of a part of the tree, asked for by county wherever whole counties are meant.

Every member knows the county above (`Member.county`, derived), and an index holds each county's members by name. A part
of the tree that is given by paths alone leaves the database to choose between walking all names of a province and
sorting half a million."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from jishi.kernel.actor import Act, Actor
from jishi.kernel.paging import MOST
from jishi.members.models import Member
from jishi.orgs.models import Organization
from jishi.orgs.queries import Place, apart, below, meeting
from jishi.orgs.rules import OrgKind, ancestors

FEW = 1_000


@dataclass(frozen=True, slots=True)
class Reach:
    """The members whose branch of today lies in some places, and how many whole counties these are."""

    where: Q
    counties: int = 0

    @property
    def is_wide(self) -> bool:
        """More than a county: too many to be looked at one by one for a single page."""
        return self.counties > 1

    @property
    def most(self) -> int:
        """How far a narrowed list of them is counted: where it takes many looks to find the next one, not far."""
        return FEW if self.counties else MOST

    @property
    def members(self) -> QuerySet[Member]:
        return Member.objects.filter(self.where, org__isnull=False)


def reach_of(places: Iterable[Place]) -> Reach:
    """Who belongs there. One query."""
    asked = apart(places)
    if ("", True) in asked:
        return Reach(Q(), counties=2)
    found = small = Q(pk__in=[])
    tree = _Above([path for path, subtree in asked if subtree])
    many = 0
    for path, subtree in asked:
        counties = tree.counties_of_all_below(path) if subtree else []
        here = below(path) if subtree else Q(path=path)
        many += len(counties)
        if not counties:
            small |= here
        else:
            found |= Q(county__in=counties)
            if (over := tree.county_over(path)) not in counties:
                found |= Q(county=over, org_id__in=Organization.objects.filter(here).values("pk"))
    found |= Q(org_id__in=Organization.objects.filter(small).values("pk"))
    return Reach(found, many)


class _Above:
    """The county committees at and below some paths, and what stands above these."""

    def __init__(self, paths: list[str]) -> None:
        wanted = Q(path__in={step for path in paths for step in ancestors(path, itself=True)})
        for path in paths:
            wanted |= below(path) & Q(kind=OrgKind.COUNTY_COMMITTEE)
        rows = Organization.objects.filter(wanted).values_list("path", "pk", "kind") if paths else ()
        self.orgs = {path: (pk, kind == OrgKind.COUNTY_COMMITTEE) for path, pk, kind in rows}

    def counties_of_all_below(self, path: str) -> list[int]:
        """The counties that have all members of their own at and below `path`; the top is the county of who has none."""
        found = [pk for place, (pk, is_county) in self.orgs.items() if is_county and place.startswith(path)]
        is_top = not ancestors(path) and path in self.orgs
        return [*found, self.orgs[path][0]] if is_top else found

    def county_over(self, path: str) -> int | None:
        """The county of a member at `path` itself."""
        line = [self.orgs[step] for step in ancestors(path, itself=True) if step in self.orgs]
        return next((pk for pk, is_county in reversed(line) if is_county), line[0][0] if line else None)


def members_in_reach(actor: Actor, act: Act, *, under: Organization | None = None) -> Reach:
    """`members_where`, at and below `under` only if given, for lists of any size. One query."""
    places = list(actor.spans(act))
    return reach_of(meeting(places, under.path) if under else places)
