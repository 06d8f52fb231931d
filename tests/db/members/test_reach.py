"""Members asked for by county are those asked for by path; few and many are listed alike, however they are found."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jishi.duties.queries import load_orgs
from jishi.kernel.actor import Act, Actor, Grant
from jishi.members import queries
from jishi.members.models import Member
from jishi.members.queries import Filters
from jishi.orgs.models import Organization
from jishi.orgs.rules import OrgKind
from tests.builders import Cast, make_member, make_org
from tests.conftest import SignIn


def over(*places: tuple[Organization, bool]) -> Actor:
    return Actor(name="某人", grants=tuple(Grant(Act.MEMBER_VIEW, org.path, subtree, 1) for org, subtree in places))


@pytest.fixture
def city(db: None, now: datetime) -> dict[str, Organization]:
    """A city of two counties, with a branch of its own beside them, and a branch in each county's township."""
    found = {"top": make_org(now=now, kind=OrgKind.PARTY_COMMITTEE, name="省委")}
    found["city"] = make_org(now=now, kind=OrgKind.PARTY_COMMITTEE, name="市委", parent=found["top"])
    found["beside"] = make_org(now=now, name="市直支部", parent=found["city"])
    found["above"] = make_org(now=now, name="省直支部", parent=found["top"])
    for name in ("east", "west"):
        county = make_org(now=now, kind=OrgKind.COUNTY_COMMITTEE, name=f"{name}县委", parent=found["city"])
        township = make_org(now=now, kind=OrgKind.TOWNSHIP_COMMITTEE, name=f"{name}镇党委", parent=county)
        branch = make_org(now=now, name=f"{name}支部", parent=township)
        found |= {name: county, f"{name}_township": township, f"{name}_branch": branch}
    for org in [org for org in found.values() if org.kind == OrgKind.BRANCH]:
        for name in ("王志强", "曾王", "单小重"):
            make_member(now=now, org=org, name=name)
    return found


def reached(actor: Actor, under: Organization | None = None) -> set[int]:
    reach = queries.members_in_reach(actor, Act.MEMBER_VIEW, under=under)
    return set(reach.members.values_list("pk", flat=True))


def test_by_county_as_by_path(city: dict[str, Organization]) -> None:
    single = [over((org, subtree)) for org in city.values() for subtree in (True, False)]
    several = [
        over((city["east"], True), (city["west_branch"], False)),
        over((city["beside"], False), (city["east_township"], True), (city["east"], True)),
        Actor(name="运维", grants=(Grant(Act.MEMBER_VIEW, "", True, 0),)),
        Actor(name="无职务"),
    ]
    for actor in [*single, *several]:
        seen = queries.members_where(actor, Act.MEMBER_VIEW)
        assert reached(actor) == set(seen.values_list("pk", flat=True))
        for org in city.values():
            below = seen.filter(org__path__startswith=org.path)
            assert reached(actor, org) == set(below.values_list("pk", flat=True)), (actor.grants, org.name)


def listed(actor: Actor, now: datetime, **asked: object) -> list[int]:
    """All pages of a list, one after the other, and back again."""
    ways = queries.ways(actor, Filters(**asked), today=now.date())  # type: ignore[arg-type]  # words given by name
    page = queries.page_of(ways, at="", size=2)
    found, pages = [m.pk for m in page.rows], [page]
    while page.next:
        page = queries.page_of(ways, at=page.next, size=2)
        found += [m.pk for m in page.rows]
        pages.append(page)
    back = [m.pk for m in page.rows]
    while page.previous:
        page = queries.page_of(ways, at=page.previous, size=2)
        back = [m.pk for m in page.rows] + back
    assert back == found
    return found


ASKED: list[dict[str, object]] = [
    {"q": "w"}, {"q": "s"}, {"q": "d"}, {"q": "志强"}, {"q": "王"}, {"q": "重"}, {"q": "鑫"}, {"sort": "joined"}, {"sort": "born"},
    {"category": "full"}, {"category": "probationary"}, {"mobile": True}, {"figure": "members.formal"},
]  # fmt: skip


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_few_in_memory_and_many_walked_are_one_list(
    city: dict[str, Organization], now: datetime, asked: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    Member.objects.filter(org=city["east_branch"]).update(is_mobile=True)
    Member.objects.filter(org=city["beside"]).update(category="probationary", full_on=None)
    actors = [over((city["city"], True)), over((city["east"], True))]
    few = [listed(actor, now, **asked) for actor in actors]
    for limit in ("reach.FEW", "reach.MOST", "lists.MOST", "lists.FEW"):
        monkeypatch.setattr(f"jishi.members.queries.{limit}", 1)
    assert [listed(actor, now, **asked) for actor in actors] == few


def test_one_character_is_a_surname_where_there_are_many(city: dict[str, Organization], now: datetime) -> None:
    names: Callable[[Actor, str], set[str]] = lambda actor, q: set(  # noqa: E731
        Member.objects.filter(pk__in=listed(actor, now, q=q)).values_list("person__name", flat=True)
    )
    assert names(over((city["east"], True)), "王") == {"王志强", "曾王"}
    assert names(over((city["city"], True)), "王") == {"王志强"}
    assert names(over((city["city"], True)), "单") == {"单小重"}


def test_no_further_is_counted_than_people_read(
    cast: Cast, now: datetime, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jishi.members.queries.lists.MOST", 3)
    page = sign_in(cast.clerk).get(reverse("members-index")).content.decode()
    assert "<b>3 多</b> 名" in page
    assert "其中正式党员" not in page


def test_where_there_are_many_branches_the_filter_leads_down_the_tree(
    cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = over((cast.township, True))
    every = queries.places_of(actor, None)
    assert (cast.branch.pk, cast.branch.name) in every
    monkeypatch.setattr("jishi.members.queries.lists.MOST_BRANCHES", 1)
    led = queries.places_of(actor, None)
    assert led[0] == (cast.township.pk, cast.township.name)
    assert (cast.branch.pk, f"　{cast.branch.name}") in led
    assert queries.places_of(actor, cast.branch)[-1] == (cast.branch.pk, f"　{cast.branch.name}")


PAGES = [
    "members-index", "members-index?q=wzq", "members-index?category=probationary&q=w", "members-index?sort=born",
    "activities-index", "activities-index?find=学习", "duties-heads", "duties-rules", "duties-load", "duties-demands",
    "assignments-index", "orgs-log", "orgs-account", "notices-index", "desk-search?q=王", "desk-search?q=w",
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_a_list_takes_twelve_queries_at_most(cast: Cast, sign_in: SignIn, page: str) -> None:
    client = sign_in(cast.clerk)
    name, _, asked = page.partition("?")
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"{reverse(name)}?{asked}").status_code == 200
    counted = [q for q in captured if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "SET ROLE"))]
    assert len(counted) <= 12, [q["sql"] for q in counted]


def test_who_left_is_in_no_list(cast: Cast, now: datetime) -> None:
    gone = make_member(now=now, org=cast.branch, name="离去者")
    Member.objects.filter(pk=gone.pk).update(org=None, group=None, left_on=date(2026, 3, 1))
    assert gone.pk not in reached(over((cast.county, True)))


def test_where_there_are_many_organisations_the_load_leads_down_the_tree(
    cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = Actor(name="某人", grants=(Grant(Act.VIEW, cast.county.path, True, 1),))
    every = load_orgs(actor, cast.county)
    monkeypatch.setattr("jishi.duties.queries.demands.MOST_CHOICES", 0)
    assert cast.township in load_orgs(actor, cast.county)
    assert load_orgs(actor, cast.county)[0] == every[0] == cast.county
