"""What members hold of the tree, made anew when an organisation has moved or ended."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q

from jishi.kernel.registry import Change, FactsChange
from jishi.members.models import Member, Membership
from jishi.members.rules import MembershipKind
from jishi.members.services.places import counties_of
from jishi.orgs.models import Organization

GROUP_ENDED = "党小组撤销"


def follow_tree(changes: Iterable[Change]) -> None:
    """The listener behind `touched`: members of organisations that have moved get the county above them today, members
    of a 党小组 that has ended belong to none from that day on. Other changes cost nothing."""
    facts = [change for change in changes if isinstance(change, FactsChange)]
    _follow_moves([change.org_id for change in facts if change.moved])
    for change in facts:
        if change.ended and change.since:
            _leave_group(change.org_id, change.since)


def _follow_moves(moved: list[int]) -> None:
    if not moved:
        return
    by_county: dict[int, list[int]] = {}
    for org_id, county_id in counties_of(Organization.objects.filter(pk__in=moved)).items():
        by_county.setdefault(county_id, []).append(org_id)
    for county_id, org_ids in by_county.items():
        Member.objects.filter(org_id__in=org_ids).exclude(county_id=county_id).update(county_id=county_id)


def _leave_group(org_id: int, on: date) -> None:
    places = Membership.objects.filter(Q(to_on=None) | Q(to_on__gt=on), org_id=org_id, kind=MembershipKind.GROUP)
    places.filter(from_on__gte=on).delete()
    places.update(to_on=on, reason=GROUP_ENDED)
    # Ended from inside the tree: the line of the ending tells of it. Forms opened before must not put anybody back.
    Member.objects.filter(group_id=org_id).update(group=None, version=F("version") + 1)
