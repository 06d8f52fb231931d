"""Builders: plain typed functions that set up a story through the real services, as the operator."""

import itertools
from dataclasses import dataclass
from datetime import date, datetime

from jishi.accounts.models import Account
from jishi.kernel.actor import Actor, operator
from jishi.members import services as members
from jishi.members.models import Member
from jishi.members.rules import Category
from jishi.orgs import queries as orgs_queries
from jishi.orgs import services as orgs
from jishi.orgs.models import Organization, PostHeld
from jishi.orgs.rules import OrgKind, PostKind, Sector
from jishi.people import services as people
from jishi.people.models import Person

_numbers = itertools.count(1)
# No name that a story gives somebody by hand comes out of these: two of one name in a room confuse a click.
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = [
    "建军",
    "秀兰",
    "大勇",
    "敏",
    "志强",
    "玉兰",
    "长河",
    "丽华",
    "刚",
    "伟",
    "桂芳",
    "海燕",
    "德胜",
    "春梅",
]


def citizen_id(number: int, *, born: date = date(1975, 3, 8), male: bool = True) -> str:
    """A valid synthetic number with area code 99xxxx, which belongs to nobody."""
    body = f"99{number % 10000:04d}{born:%Y%m%d}{number % 500 * 2 + (1 if male else 0):03d}"[:17]
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def make_org(
    *,
    now: datetime,
    name: str = "",
    kind: str = OrgKind.BRANCH,
    parent: Organization | None = None,
    code: str = "",
    sector: str | None = Sector.VILLAGE,
    founded_on: date | None = None,
    duties_from: date | None = None,
) -> Organization:
    number = next(_numbers)
    return orgs.create_organization(
        name=name or f"第{number}组织",
        kind=kind,
        parent=parent,
        code=code or f"099{number:09d}",
        sector=sector,
        founded_on=founded_on,
        duties_from=duties_from,
        actor=operator(),
        now=now,
    )


def make_person(*, now: datetime, name: str = "", username: str = "", born_on: date = date(1975, 3, 8)) -> Person:
    number = next(_numbers)
    account = None
    if username:
        account = Account(username=username, created_at=now)
        account.set_password("jishi-test-pass")
        account.save()
    return people.add_person(
        name=name or SURNAMES[number % len(SURNAMES)] + GIVEN[number % len(GIVEN)],
        born_on=born_on,
        sex="1",
        citizen_id=citizen_id(number, born=born_on),
        account_id=account.pk if account else None,
        actor=operator(),
        now=now,
    )


def make_member(
    *,
    now: datetime,
    org: Organization,
    name: str = "",
    username: str = "",
    category: str = Category.FULL,
    joined_on: date = date(2001, 7, 1),
    full_on: date | None = None,
    group: Organization | None = None,
) -> Member:
    """A member of a branch; a full one became so a year after joining unless told otherwise."""
    if category == Category.FULL and full_on is None:
        full_on = joined_on.replace(year=joined_on.year + 1)
    return members.add_member(
        person=make_person(now=now, name=name, username=username),
        org=org,
        category=category,
        joined_on=joined_on,
        full_on=full_on,
        group=group,
        actor=operator(),
        now=now,
    )


def make_post(
    *, now: datetime, person_id: int, org: Organization, post: str, from_on: date | None = date(2024, 3, 1)
) -> PostHeld:
    return orgs.hold_post(person_id=person_id, org=org, post=post, from_on=from_on, actor=operator(), now=now)


def actor_named(username: str, *, today: date) -> Actor:
    """The actor behind a login, as a request would see it."""
    account = Account.objects.get(username=username)
    return orgs_queries.actor_of(account_id=account.pk, chosen=None, today=today)


@dataclass(frozen=True)
class Cast:
    """The people every story is about. Each has an account named like the field."""

    county: Organization
    township: Organization
    branch: Organization
    sibling: Organization
    other_township: Organization
    group: Organization
    secretary: Account
    sibling_secretary: Account
    clerk: Account
    department: Account
    member: Account
    members: list[Member]


def make_cast(now: datetime) -> Cast:
    """A county with two townships; the first has 红旗村党支部 (nine members, one probationary, a 党小组) and 柳树湾村党支部."""
    county = make_org(now=now, name="中共晴川县委员会", kind=OrgKind.COUNTY_COMMITTEE, sector=None, code="099000000001")
    township = make_org(now=now, name="中共和平镇委员会", kind=OrgKind.TOWNSHIP_COMMITTEE, parent=county, sector=None)
    other = make_org(now=now, name="中共青山乡委员会", kind=OrgKind.TOWNSHIP_COMMITTEE, parent=county, sector=None)
    branch = make_org(now=now, name="红旗村党支部", parent=township)
    sibling = make_org(now=now, name="柳树湾村党支部", parent=township)
    group = make_org(now=now, name="红旗村第一党小组", kind=OrgKind.PARTY_GROUP, parent=branch)
    first = make_member(now=now, org=branch, name="王建国", username="secretary", group=group)
    plain = make_member(now=now, org=branch, name="李秀英", username="member", group=group)
    rest = [make_member(now=now, org=branch) for _ in range(6)]
    young = make_member(now=now, org=branch, name="陈敏", category=Category.PROBATIONARY, joined_on=date(2026, 6, 20))
    neighbour = make_member(now=now, org=sibling, name="刘长河", username="sibling_secretary")
    clerk = make_person(now=now, name="周敏", username="clerk")
    department = make_person(now=now, name="何伟", username="department")
    make_post(now=now, person_id=first.pk, org=branch, post=PostKind.SECRETARY)
    make_post(now=now, person_id=plain.pk, org=branch, post=PostKind.ORGANIZATION_MEMBER)
    make_post(now=now, person_id=plain.pk, org=group, post=PostKind.GROUP_LEADER)
    make_post(now=now, person_id=rest[0].pk, org=branch, post=PostKind.DISCIPLINE_MEMBER)
    make_post(now=now, person_id=neighbour.pk, org=sibling, post=PostKind.SECRETARY)
    make_post(now=now, person_id=clerk.pk, org=township, post=PostKind.OFFICE_CLERK)
    make_post(now=now, person_id=department.pk, org=county, post=PostKind.ORG_DEPARTMENT)
    accounts = {a.username: a for a in Account.objects.all()}
    return Cast(
        county=county,
        township=township,
        branch=branch,
        sibling=sibling,
        other_township=other,
        group=group,
        secretary=accounts["secretary"],
        sibling_secretary=accounts["sibling_secretary"],
        clerk=accounts["clerk"],
        department=accounts["department"],
        member=accounts["member"],
        members=[first, plain, *rest, young],
    )
