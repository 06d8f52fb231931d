"""A township committee with four leading cadres, one of whom belongs to the branch next door."""

from dataclasses import dataclass
from datetime import date, datetime

import pytest

from jishi.accounts.models import Account
from jishi.activities import services as activities
from jishi.activities.models import Activity
from jishi.activities.rules import GuestInput, Kind, RecordInput, SpecialSubject
from jishi.duties.services import open_periods
from jishi.kernel.actor import Actor, operator
from jishi.orgs.models import Organization
from jishi.orgs.rules import PostKind
from tests.builders import Cast, actor_named, make_member, make_person, make_post


@dataclass(frozen=True)
class Town:
    """The committee, its leaders in the order of the table (书记, 副书记, 组织委员, 委员), and those who act."""

    org: Organization
    leaders: list[int]
    clerk: Actor
    secretary: Account
    deputy: Account
    cast: Cast

    def held(self, kind: Kind, on: date, now: datetime, **facts: object) -> Activity:
        """A record of the committee."""
        subject = SpecialSubject.PARTY_BUILDING if kind is Kind.SPECIAL_MEETING else None
        came = frozenset(self.leaders[:1]) if kind is Kind.RESEARCH else frozenset()
        record = RecordInput(
            org_id=self.org.pk, kinds=(kind,), held_on=on, chair_id=self.leaders[0], subject=subject, came=came,
            late_reason="补记", **facts,  # type: ignore[arg-type]
        )  # fmt: skip
        return activities.record(record, actor=operator(), now=now)

    def at_branch(self, kind: Kind, on: date, now: datetime, **facts: object) -> Activity:
        """A record of the branch that is a contact point."""
        record = RecordInput(
            org_id=self.cast.branch.pk, kinds=(kind,), held_on=on, chair_id=self.cast.members[0].pk, late_reason="补记",
            **facts,  # type: ignore[arg-type]
        )  # fmt: skip
        return activities.record(record, actor=operator(), now=now)


GUEST = (GuestInput("何伟", "县委组织部"),)


@pytest.fixture
def town(cast: Cast, now: datetime) -> Town:
    secretary = make_member(now=now, org=cast.sibling, name="高志远", username="town_secretary")
    people = [
        secretary.pk,
        make_person(now=now, name="郑海涛", username="deputy").pk,
        make_person(now=now, name="孙丽").pk,
        make_person(now=now, name="马强").pk,
    ]
    posts = (PostKind.SECRETARY, PostKind.DEPUTY_SECRETARY, PostKind.ORGANIZATION_MEMBER, PostKind.COMMITTEE_MEMBER)
    for person, post in zip(people, posts, strict=True):
        make_post(now=now, person_id=person, org=cast.township, post=post, from_on=date(2024, 1, 1))
    open_periods(now.date())
    return Town(
        org=cast.township,
        leaders=people,
        clerk=actor_named("clerk", today=now.date()),
        secretary=Account.objects.get(username="town_secretary"),
        deputy=Account.objects.get(username="deputy"),
        cast=cast,
    )
