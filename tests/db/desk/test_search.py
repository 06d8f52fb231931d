"""The box at the top: a clerk finds whatever is within reach, nobody finds what is not."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jishi.activities import services
from jishi.desk.queries.search import found
from jishi.desk.rules.search import read
from jishi.kernel.actor import Actor, operator
from jishi.orgs.models import Organization
from jishi.people.queries import open_sealed
from tests.builders import Cast, actor_named, make_member, make_org
from tests.conftest import SignIn
from tests.db.activities.stories import meeting


def names(actor: Actor, typed: str, now: datetime, place: str = "") -> dict[str, list[str]]:
    sections = found(actor, read(typed, today=now.date()), today=now.date(), place=place)
    return {section.place.label: [hit.name for hit in section.page.rows] for section in sections}


@pytest.fixture
def clerk(cast: Cast, now: datetime) -> Actor:
    return actor_named("clerk", today=now.date())


def test_members_by_two_characters_and_by_initials(cast: Cast, clerk: Actor, now: datetime) -> None:
    make_member(now=now, org=cast.branch, name="欧阳翰墨")
    assert names(clerk, "翰墨", now) == {"党员": ["欧阳翰墨"]}
    assert names(clerk, "oyhm", now)["党员"] == ["欧阳翰墨"]


def test_organisations_by_piece_initials_and_code(cast: Cast, clerk: Actor, now: datetime) -> None:
    org = make_org(now=now, parent=cast.township, name="中共长河县春风物流有限公司支部委员会", code="088001")
    assert names(clerk, "春风", now)["组织"] == [org.name]
    assert names(clerk, "cfwl", now)["组织"] == [org.name]
    assert names(clerk, "0880", now) == {"组织": [org.name]}
    assert Organization.objects.get(pk=org.pk).initials.startswith("zgchx")


def test_records_by_title_and_by_day(cast: Cast, clerk: Actor, now: datetime) -> None:
    record = services.record(meeting(cast, title="学习长河防汛规程"), actor=operator(), now=now)
    assert names(clerk, "防汛", now)["记录"] == [record.title]
    assert names(clerk, f"{record.held_on:%Y-%m-%d}", now) == {"记录": [record.title]}
    assert names(clerk, f"{record.held_on.month}月", now) == {"记录": [record.title]}
    assert names(clerk, "1999-01-01", now) == {}


def test_rules_by_their_words(clerk: Actor, now: datetime) -> None:
    assert any("主题党日" in name for name in names(clerk, "主题党日", now)["规定"])
    assert any("党课" in name for name in names(clerk, "各地通行", now)["规定"])  # usual practices too


def test_nothing_beyond_reach(cast: Cast, now: datetime) -> None:
    make_member(now=now, org=cast.sibling, name="欧阳翰墨")
    actor = actor_named("secretary", today=now.date())
    elsewhere = meeting(cast, title="学习长河防汛规程", org_id=cast.sibling.pk, chair_id=None, recorder_id=None)
    services.record(elsewhere, actor=operator(), now=now)
    assert names(actor, "翰墨", now) == names(actor, "防汛", now) == {}
    assert "组织" not in names(actor, cast.sibling.name, now)
    assert names(Actor(name="过客"), "党", now) == {}


def test_one_place_is_walked_page_by_page(cast: Cast, clerk: Actor, now: datetime, sign_in: SignIn) -> None:
    for number in range(60):
        make_member(now=now, org=cast.branch, name=f"欧阳{chr(0x4E00 + number)}墨")
    assert len(names(clerk, "欧阳", now)["党员"]) == 6
    client = sign_in(cast.clerk)
    first = client.get(reverse("desk-search"), {"q": "欧阳", "in": "members"})
    [section] = first.context["sections"]
    assert len(section.page.rows) == 50
    rest = client.get(reverse("desk-search"), {"q": "欧阳", "in": "members", "at": section.page.next})
    [section] = rest.context["sections"]
    assert len(section.page.rows) == 10


def test_queries_do_not_grow_with_what_is_found(cast: Cast, clerk: Actor, now: datetime) -> None:
    with CaptureQueriesContext(connection) as few:
        names(clerk, "党", now)
    for number in range(8):
        make_org(now=now, parent=cast.township, name=f"第{number}党支部")
    with CaptureQueriesContext(connection) as many:
        names(clerk, "党", now)
    assert len(many) == len(few) <= 5  # the counties in reach; members, found and shown; organisations; records


def test_an_id_number_goes_into_no_address(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    member = cast.members[3]
    number = open_sealed([member.pk])[member.pk]["citizen_id"]
    client = sign_in(cast.clerk)
    answer = client.post(reverse("desk-search_go"), {"q": number})
    assert answer.headers["Location"] == reverse("members-show", args=[member.pk])
    stranger = sign_in(cast.sibling_secretary).post(reverse("desk-search_go"), {"q": number}, follow=True)
    assert "没有这个身份证号" in stranger.content.decode()
    assert found(actor_named("clerk", today=now.date()), read(number, today=now.date()), today=now.date()) == ()


def test_from_the_box_to_the_page_and_at_a_glance(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.clerk)
    page = client.post(reverse("desk-search_go"), {"q": "红旗"}, follow=True)
    assert "红旗村党支部" in page.content.decode()
    assert "红旗村党支部" in client.post(reverse("desk-search_glance"), {"q": "红旗"}).content.decode()
    nothing = client.post(reverse("desk-search_glance"), {"q": "查无此名"}).content.decode()
    assert "没有找到" in nothing
    assert "拼音首字母" in client.get(reverse("desk-search")).content.decode()
    assert "10月01日" not in client.get(reverse("desk-search"), {"q": "10月"}).content.decode()
