"""What follows an organisation that moves."""

from datetime import date, datetime

from jishi.kernel.actor import Act, operator
from jishi.members import services as members
from jishi.members.models import Member
from jishi.orgs import queries, services
from jishi.orgs.rules import OrgKind
from tests.builders import Cast, actor_named, make_member, make_org


def test_members_follow_their_branch_to_another_county(db: None, now: datetime) -> None:
    city = make_org(now=now, kind=OrgKind.PARTY_COMMITTEE)
    one, other = (make_org(now=now, kind=OrgKind.COUNTY_COMMITTEE, parent=city) for _ in range(2))
    town = make_org(now=now, kind=OrgKind.TOWNSHIP_COMMITTEE, parent=one)
    member = make_member(now=now, org=make_org(now=now, parent=town))
    stays = make_member(now=now, org=make_org(now=now, parent=one))
    services.move(org=town, parent=other, on=date(2026, 6, 1), basis="批复", actor=operator(), now=now)
    assert Member.objects.get(pk=member.pk).county_id == other.pk
    assert Member.objects.get(pk=stays.pk).county_id == one.pk


def test_a_clerk_names_members_of_the_own_roster_and_nobody_else(cast: Cast, now: datetime) -> None:
    clerk = actor_named("clerk", today=now.date())
    assert [p.name for p in queries.persons_named(clerk, "陈 敏")] == ["陈敏"]
    make_member(now=now, org=make_org(now=now, parent=cast.other_township), name="陌生人")
    assert queries.persons_named(clerk, "陌生人") == []
    assert queries.persons_named(actor_named("member", today=now.date()), "陈敏", act=Act.RECORD)


def test_members_follow_when_a_county_is_none_any_more(cast: Cast, now: datetime) -> None:
    city = make_org(now=now, kind=OrgKind.PARTY_COMMITTEE, parent=cast.county)
    member = make_member(now=now, org=make_org(now=now, parent=city))
    services.change_kind(
        org=cast.county, kind=OrgKind.PARTY_COMMITTEE, on=date(2026, 6, 1), basis="批复", actor=operator(), now=now
    )
    services.change_kind(
        org=city, kind=OrgKind.COUNTY_COMMITTEE, on=date(2026, 6, 1), basis="批复", actor=operator(), now=now
    )
    assert Member.objects.get(pk=member.pk).county_id == city.pk
    assert members.recompute(actor=operator(), now=now) == 0


def test_a_branch_that_grows_into_a_general_branch_keeps_its_members_until_they_are_placed(
    db: None, now: datetime
) -> None:
    branch = make_org(now=now)
    member = make_member(now=now, org=branch)
    services.change_kind(
        org=branch, kind=OrgKind.GENERAL_BRANCH, on=date(2026, 6, 1), basis="批复", actor=operator(), now=now
    )
    assert members.recompute(actor=operator(), now=now) == 0
    assert Member.objects.get(pk=member.pk).org_id == branch.pk
