"""Coming, going and the 党小组, through the pages."""

from datetime import date, datetime
from uuid import uuid4

import pytest
from django.test import Client

from jishi.kernel.actor import operator
from jishi.members import queries, services
from jishi.members.models import Member, Membership
from jishi.orgs import services as orgs
from jishi.orgs.rules import OrgKind
from jishi.people.models import Person
from tests.builders import Cast, citizen_id, make_org, make_person

TODAY = date(2026, 11, 22)
BORN = date(1990, 5, 6)


@pytest.fixture
def clerk(client: Client, cast: Cast) -> Client:
    client.force_login(cast.clerk)
    return client


def filled(cast: Cast, **other: object) -> dict[str, object]:
    return {
        "submission": str(uuid4()),
        "org": cast.branch.pk,
        "reason": "transferred_in",
        "from_on": "2026-11-01",
        "name": "赵新来",
        "sex": "1",
        "citizen_id": citizen_id(7777, born=BORN),
        "born_on": "1990-05-06",
        "ethnicity": "01",
        "education": "20",
        "phone": "13900001111",
        "category": "full",
        "joined_on": "2015-07-01",
        "full_on": "2016-07-01",
    } | other


def test_a_member_comes_between_two_rosters(clerk: Client, cast: Cast) -> None:
    page = clerk.get("/members/new/", {"org": cast.branch.pk}).content.decode()
    assert "以全国党员管理信息系统为准" in page
    values = filled(cast)
    answer = clerk.post("/members/new/", values)
    member = Member.objects.get(person__name="赵新来")
    assert answer.headers["Location"] == f"/members/{member.pk}/"
    stay = Membership.objects.get(member=member)
    assert (stay.org_id, stay.kind, stay.from_on, stay.reason) == (
        cast.branch.pk,
        "formal",
        date(2026, 11, 1),
        "组织关系转入",
    )
    assert (member.org_id, member.county_id, member.category) == (cast.branch.pk, cast.county.pk, "full")
    clerk.post("/members/new/", values)
    assert Member.objects.filter(person__name="赵新来").count() == 1


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"citizen_id": "990101197503080011"}, "校验码不对"),
        ({"full_on": "2010-01-01"}, "转正日期早于入党日期"),
        ({"category": "probationary"}, "预备党员没有转正日期"),
        ({"from_on": "2026-12-01"}, "进入日期不能晚于今天"),
        ({"from_on": "2014-01-01"}, "进入本支部的日期早于入党日期"),
        ({"citizen_id": "", "name": "王建国", "born_on": "1975-03-08"}, "已有同名、同出生日期的党员"),
    ],
)
def test_what_cannot_be_enrolled_says_why(clerk: Client, cast: Cast, other: dict[str, object], sentence: str) -> None:
    before = Person.objects.count()
    page = clerk.post("/members/new/", filled(cast, **other)).content.decode()
    assert sentence in page
    assert "13900001111" in page
    assert Person.objects.count() == before


def test_a_cadre_who_becomes_a_member_stays_one_person(clerk: Client, cast: Cast, now: datetime) -> None:
    cadre = make_person(now=now, name="孙志强")
    number = queries_number(cadre)
    page = clerk.post("/members/new/", filled(cast, name="孙强", citizen_id=number)).content.decode()
    assert "登记的是另一个姓名" in page
    clerk.post("/members/new/", filled(cast, name="孙志强", citizen_id=number))
    assert Member.objects.get(person__name="孙志强").pk == cadre.pk
    page = clerk.post("/members/new/", filled(cast, name="孙志强", citizen_id=number)).content.decode()
    assert "换支部要办组织关系转接" in page


def queries_number(person: Person) -> str:
    from jishi.people.queries import open_sealed  # noqa: PLC0415  only this story opens it

    return open_sealed([person.pk])[person.pk]["citizen_id"]


def test_a_member_leaves_and_the_history_stays(clerk: Client, cast: Cast) -> None:
    member = cast.members[1]
    url = f"/members/{member.pk}/leave/"
    version = queries.version_of(Member.objects.select_related("person").get(pk=member.pk))
    assert "转出" in clerk.get(url).content.decode()
    late = clerk.post(url, {"version": version, "reason": "transferred_out", "left_on": "2026-12-01"}).content.decode()
    assert "离开日期不能晚于今天" in late
    clerk.post(url, {"version": version, "reason": "transferred_out", "left_on": "2026-11-20"})
    left = Member.objects.get(pk=member.pk)
    assert (left.org_id, left.group_id, left.left_on) == (None, None, date(2026, 11, 20))
    closed = Membership.objects.filter(member=member).values_list("kind", "to_on", "reason").order_by("kind")
    assert list(closed) == [("formal", date(2026, 11, 20), "转出"), ("group", date(2026, 11, 20), "转出")]
    assert "登记离开" not in clerk.get(f"/members/{member.pk}/").content.decode()


def test_a_stale_form_says_so_and_keeps_what_was_typed(clerk: Client, cast: Cast) -> None:
    url = f"/members/{cast.members[1].pk}/leave/"
    page = clerk.post(url, {"version": 0, "reason": "died", "left_on": "2026-11-19"}).content.decode()
    assert Member.objects.get(pk=cast.members[1].pk).org_id == cast.branch.pk
    assert "2026-11-19" in page


def test_a_member_is_placed_in_a_group(clerk: Client, cast: Cast) -> None:
    member = cast.members[3]
    url = f"/members/{member.pk}/group/"
    assert "红旗村第一党小组" in clerk.get(url).content.decode()
    version = queries.version_of(Member.objects.select_related("person").get(pk=member.pk))
    early = clerk.post(url, {"version": version, "group": cast.group.pk, "from_on": "1990-01-01"}).content.decode()
    assert "编入日期要在进入本支部" in early
    clerk.post(url, {"version": version, "group": cast.group.pk, "from_on": "2026-11-10"})
    assert Member.objects.get(pk=member.pk).group_id == cast.group.pk
    version = queries.version_of(Member.objects.select_related("person").get(pk=member.pk))
    clerk.post(url, {"version": version, "group": "", "from_on": "2026-11-22"})
    assert Member.objects.get(pk=member.pk).group_id is None


def test_buttons_are_only_for_those_who_may(client: Client, cast: Cast) -> None:
    card = f"/members/{cast.members[1].pk}/"
    for account, shown in ((cast.secretary, False), (cast.clerk, True)):
        client.force_login(account)
        assert ("登记离开" in client.get(card).content.decode()) is shown
        assert ("新增党员" in client.get("/members/").content.decode()) is shown


def test_an_ended_group_lets_its_members_go(cast: Cast, now: datetime) -> None:
    second = make_org(now=now, name="红旗村第二党小组", kind=OrgKind.PARTY_GROUP, parent=cast.branch)
    moved = Member.objects.select_related("person").get(pk=cast.members[3].pk)
    services.place_in_group(
        member_id=moved.pk,
        group_id=second.pk,
        from_on=date(2026, 11, 15),
        version=queries.version_of(moved),
        actor=operator(),
        now=now,
    )
    orgs.end_organization(org=cast.group, on=date(2026, 11, 10), basis="支部决议", actor=operator(), now=now)
    places = Membership.objects.filter(org=cast.group, kind="group").values_list("member_id", "to_on", "reason")
    assert set(places) == {(m.pk, date(2026, 11, 10), "党小组撤销") for m in cast.members[:2]}
    assert set(Member.objects.filter(pk__in=[m.pk for m in cast.members[:2]]).values_list("group_id", flat=True)) == {
        None
    }
    assert Member.objects.get(pk=moved.pk).group_id == second.pk
    assert [g.pk for g in queries.groups_of(Member.objects.get(pk=moved.pk))] == [second.pk]
    assert queries.roster(cast.group.pk, date(2026, 11, 10)) == []
    assert len(queries.roster(cast.group.pk, date(2026, 11, 9))) == 2
    orgs.end_organization(org=second, on=date(2026, 11, 15), basis="支部决议", actor=operator(), now=now)
    assert not Membership.objects.filter(org=second).exists()
