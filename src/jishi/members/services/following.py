"""What members derive from the tree, made anew when an organisation has moved."""

from collections.abc import Iterable

from jishi.kernel.registry import Change, FactsChange
from jishi.members.models import Member
from jishi.members.services.places import counties_of
from jishi.orgs.models import Organization


def follow_moves(changes: Iterable[Change]) -> None:
    """The listener behind `touched`: members of organisations that have moved get the county above them today. Other
    changes cost nothing."""
    moved = [change.org_id for change in changes if isinstance(change, FactsChange) and change.moved]
    if not moved:
        return
    by_county: dict[int, list[int]] = {}
    for org_id, county_id in counties_of(Organization.objects.filter(pk__in=moved)).items():
        by_county.setdefault(county_id, []).append(org_id)
    for county_id, org_ids in by_county.items():
        Member.objects.filter(org_id__in=org_ids).exclude(county_id=county_id).update(county_id=county_id)
