"""整建制转移: many members from one branch to another in a few statements, when organisations are merged, split or
dissolved. The caller has checked rights and the past, holds the tree alone and the members' rows, and writes the
audit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, Value, When
from django.db.models.functions import Concat, Left

from jishi.kernel.bulk import copy_in
from jishi.members.models import Member, Membership
from jishi.members.rules import MembershipKind
from jishi.members.services.places import counties_of
from jishi.orgs.models import Organization

TRANSFERRED = "整建制转移"
LENGTH = 40


@dataclass(frozen=True, slots=True)
class Stay:
    """A member's place that ends: `row_id` of Membership, and where the member goes (None: nowhere, the row only ends)."""

    row_id: int
    member_id: int
    kind: str
    from_id: int
    to_id: int | None


def transfer(stays: Sequence[Stay], *, on: date) -> dict[str, Any]:
    """Close these rows on `on` and open their successors that day; the columns of Member follow. Gives what `take_back`
    needs. Six statements and a COPY a target, whatever the number."""
    ids = [stay.row_id for stay in stays]
    reasons = dict(Membership.objects.filter(pk__in=ids).exclude(reason="").values_list("pk", "reason"))
    Membership.objects.filter(pk__in=ids).update(
        to_on=on,
        reason=Case(
            When(reason="", then=Value(TRANSFERRED)),
            default=Left(Concat("reason", Value(f"，后{TRANSFERRED}")), LENGTH),
        ),
    )
    opened = copy_in(
        Membership,
        [
            Membership(
                member_id=stay.member_id, org_id=stay.to_id, kind=stay.kind, from_on=on, reason=TRANSFERRED
            )
            for stay in stays
            if stay.to_id is not None
        ],
    )  # fmt: skip
    _place_formal({s.member_id: s.to_id for s in stays if s.kind == MembershipKind.FORMAL and s.to_id})
    left = [s.member_id for s in stays if s.kind == MembershipKind.GROUP]
    Member.objects.filter(pk__in=left).update(group=None)
    return {
        "closed": ids,
        "reasons": {str(pk): reason for pk, reason in reasons.items()},
        "opened": [row.pk for row in opened],
        "formal": [[s.member_id, s.from_id] for s in stays if s.kind == MembershipKind.FORMAL],
        "groups": [[s.member_id, s.from_id] for s in stays if s.kind == MembershipKind.GROUP],
    }


def _place_formal(places: Mapping[int, int]) -> None:
    by_org: dict[int, list[int]] = {}
    for member_id, org_id in places.items():
        by_org.setdefault(org_id, []).append(member_id)
    counties = counties_of(Organization.objects.filter(pk__in=by_org))
    for org_id, member_ids in by_org.items():
        Member.objects.filter(pk__in=member_ids).update(
            org_id=org_id, county_id=counties[org_id], version=F("version") + 1
        )


def take_back(kept: Mapping[str, Any]) -> None:
    """What `transfer` did, undone: its rows go, the closed ones are open again. The tree has been taken back before,
    for the county is that of the old place."""
    Membership.objects.filter(pk__in=kept["opened"]).delete()
    reasons = {int(pk): reason for pk, reason in kept["reasons"].items()}
    by_reason: dict[str, list[int]] = {}
    for pk in kept["closed"]:
        by_reason.setdefault(reasons.get(pk, ""), []).append(pk)
    for reason, ids in by_reason.items():
        Membership.objects.filter(pk__in=ids).update(to_on=None, reason=reason)
    _place_formal({int(pk): int(org_id) for pk, org_id in kept["formal"]})
    by_group: dict[int, list[int]] = {}
    for member_id, group_id in kept["groups"]:
        by_group.setdefault(group_id, []).append(member_id)
    for group_id, member_ids in by_group.items():
        Member.objects.filter(pk__in=member_ids).update(group_id=group_id)
