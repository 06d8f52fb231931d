"""Private calendar links: shown once, kept as a hash, ended at any time, and never a name in them."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jishi.accounts.models import Account
from jishi.audit.models import AuditLine
from jishi.desk.models import CalendarLink
from jishi.desk.services.links import issue_link, revoke_link
from jishi.duties import services as duties
from jishi.kernel.actor import Actor, operator
from jishi.kernel.decision import NotAllowed, Refused
from jishi.orgs import services as orgs
from jishi.orgs.models import PostHeld
from jishi.site import services as site
from tests.builders import Cast, actor_named
from tests.conftest import NOW, SignIn

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
URL = "/calendar/links/"
# A statement whose plan the server keeps is logged with its values beside it.
READS = re.compile(r"(QUERY = ')?[( ]*SELECT")


@pytest.fixture
def secretary(cast: Cast, sign_in: SignIn) -> Client:
    duties.open_periods(TODAY)
    return sign_in(cast.secretary)


def issued(client: Client, org: str = "me") -> str:
    """The path of a new link, read off the page as its owner would."""
    page = client.post(URL, {"org": org, "submission": str(uuid4())}).content.decode()
    found = re.search(r"http://testserver(/calendar/[\w-]+\.ics)", page)
    assert found
    return found[1]


def events(path: str) -> list[str]:
    answer = Client().get(path)
    assert answer.status_code == 200
    text = answer.content.decode().replace("\r\n ", "")
    return re.findall(r"SUMMARY:(.*)\r", text)


def actor() -> Actor:
    return actor_named("secretary", today=TODAY)


def test_a_link_opens_without_signing_in_and_is_a_calendar(secretary: Client) -> None:
    path = issued(secretary)
    answer = Client().get(path)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, max-age=900"
    text = answer.content.decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert "SUMMARY:支委会最后一天 · 红旗村党支部" in text.replace("\r\n ", "")
    assert Client().post(path).status_code == 405


def test_the_address_is_stored_nowhere_and_shown_once(secretary: Client) -> None:
    token = issued(secretary).removeprefix("/calendar/").removesuffix(".ics")
    link = CalendarLink.objects.get()
    assert len(token) * 6 >= 128
    assert token not in str(vars(link))
    assert token not in str(list(AuditLine.objects.values()))
    assert token not in secretary.get(URL).content.decode()


def test_the_same_form_twice_makes_no_second_link(secretary: Client) -> None:
    form = {"org": "me", "submission": str(uuid4())}
    secretary.post(URL, form)
    assert "只显示一次" in secretary.post(URL, form).content.decode()
    assert CalendarLink.objects.count() == 1
    with pytest.raises(Refused, match="再生成一个"):
        issue_link(org_id=None, submission=CalendarLink.objects.get().submission, actor=actor(), now=NOW)


def test_a_new_link_ends_the_old_one_and_revoking_ends_it_too(secretary: Client) -> None:
    first = issued(secretary)
    second = issued(secretary)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    link = CalendarLink.objects.get(revoked_at=None)
    secretary.post(f"/calendar/links/{link.pk}/revoke/")
    assert Client().get(second).status_code == 404
    revoke_link(link, actor=actor(), now=NOW)  # again: nothing
    assert AuditLine.objects.filter(event="calendar_link.revoked").count() == 1


def test_an_unknown_address_is_not_there_and_costs_little(secretary: Client) -> None:
    issued(secretary)
    with CaptureQueriesContext(connection) as asked:
        assert Client().get("/calendar/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.ics").status_code == 404
    assert len(asked) <= 2


def test_a_link_is_one_s_own(cast: Cast, secretary: Client, sign_in: SignIn) -> None:
    issued(secretary)
    link = CalendarLink.objects.get()
    assert sign_in(cast.sibling_secretary).post(f"/calendar/links/{link.pk}/revoke/").status_code == 404
    with pytest.raises(NotAllowed, match="只能停用自己"):
        revoke_link(link, actor=actor_named("sibling_secretary", today=TODAY), now=NOW)
    with pytest.raises(NotAllowed, match="没有对应的人员"):
        issue_link(org_id=None, submission=uuid4(), actor=Actor(name="账号"), now=NOW)


def test_rights_are_asked_anew_at_every_fetch(cast: Cast, secretary: Client, sign_in: SignIn) -> None:
    own, branch = issued(secretary), issued(secretary, str(cast.branch.pk))
    assert events(own)
    assert events(branch)
    for held in PostHeld.objects.filter(person_id=cast.members[0].pk).select_related("org", "person").order_by("pk"):
        orgs.end_post(held=held, on=TODAY, actor=operator(), now=NOW)
    assert events(own) == []
    assert events(branch) == []
    assert "现在没有党内职务" in secretary.get(URL).content.decode()


def test_out_of_reach_is_empty_though_another_post_is_held(cast: Cast, secretary: Client) -> None:
    branch = issued(secretary, str(cast.branch.pk))
    [held] = PostHeld.objects.filter(person_id=cast.members[0].pk).select_related("org", "person")
    orgs.end_post(held=held, on=TODAY, actor=operator(), now=NOW)
    orgs.hold_post(
        person_id=cast.members[0].pk,
        org=cast.sibling,
        post="committee_member",
        from_on=TODAY,
        actor=operator(),
        now=NOW,
    )
    assert events(branch) == []


def test_a_closed_account_has_no_calendar(cast: Cast, secretary: Client) -> None:
    path = issued(secretary)
    Account.objects.filter(pk=cast.secretary.pk).update(is_active=False)
    assert Client().get(path).status_code == 404


def test_the_county_closes_all_links_and_opens_them_again(cast: Cast, secretary: Client, sign_in: SignIn) -> None:
    path = issued(secretary)
    department = sign_in(cast.department)
    department.post("/settings/feeds/", {"version": 0})
    assert Client().get(path).status_code == 404
    assert "已关闭日历订阅" in secretary.get(URL).content.decode()
    assert "已关闭" in department.get("/settings/").content.decode()
    department.post("/settings/feeds/", {"version": 0, "is_open": "on"})  # an old page changes nothing
    assert Client().get(path).status_code == 404
    department.post("/settings/feeds/", {"version": 1, "is_open": "on"})
    assert Client().get(path).status_code == 200
    site.open_feeds(True, version=2, actor=actor_named("department", today=TODAY), now=NOW)
    assert department.post("/settings/feeds/", {}).status_code == 302
    events_written = AuditLine.objects.filter(event__startswith="site.feeds").order_by("at", "seq")
    assert list(events_written.values_list("event", flat=True)) == ["site.feeds_closed", "site.feeds_opened"]


def test_a_fetch_writes_nothing(secretary: Client) -> None:
    path = issued(secretary)
    with CaptureQueriesContext(connection) as asked:
        Client().get(path)
    assert [q["sql"] for q in asked if not READS.match(q["sql"])] == []
    assert len(asked) <= 14


def test_the_days_of_a_feed_reach_back_a_month_and_half_a_year_ahead(cast: Cast, secretary: Client) -> None:
    text = Client().get(issued(secretary)).content.decode()
    days = sorted(
        date.fromisoformat(f"{d[:4]}-{d[4:6]}-{d[6:]}") for d in re.findall(r"DTSTART;VALUE=DATE:(\d{8})", text)
    )
    assert days[0] >= date(2026, 10, 18)
    assert date(2027, 4, 1) < days[-1] <= date(2027, 6, 10)
