from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jishi.kernel.actor import operator
from jishi.notices import services
from jishi.notices.models import Notice
from jishi.notices.queries import unread_count
from tests.builders import Cast, actor_named
from tests.conftest import SignIn


@pytest.fixture
def secretary(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.secretary)


def _tell(cast: Cast, now: datetime, text: str, link: str = "") -> Notice:
    services.notify(person_id=cast.members[0].person_id, text=text, link=link, org_id=cast.branch.pk, now=now)
    return Notice.objects.latest("pk")


def test_unread_come_first_and_are_counted_in_the_bar(cast: Cast, secretary: Client, now: datetime) -> None:
    newest_but_read = _tell(cast, now, "已经看过的")
    actor = actor_named("secretary", today=now.date())
    services.mark_read(notice_id=newest_but_read.pk, actor=actor, now=now)
    _tell(cast, now - timedelta(days=1), "还没有看的")
    text = secretary.get("/notices/").content.decode()
    assert text.index("还没有看的") < text.index("已经看过的")
    assert '<span class="count">1</span>' in text


def test_reading_goes_where_it_points_and_counts_once(cast: Cast, secretary: Client, now: datetime) -> None:
    notice = _tell(cast, now, "请看", "/password/")
    assert secretary.post(f"/notices/{notice.pk}/read/")["Location"] == "/password/"
    first = Notice.objects.get().read_at
    assert first
    secretary.post(f"/notices/{notice.pk}/read/")
    assert Notice.objects.get().read_at == first


def test_nobody_opens_anothers_notice(cast: Cast, sign_in: SignIn, now: datetime) -> None:
    notice = _tell(cast, now, "请看")
    assert sign_in(cast.clerk).post(f"/notices/{notice.pk}/read/").status_code == 404
    assert unread_count(actor_named("secretary", today=now.date())) == 1
    assert unread_count(operator()) == 0


def test_all_are_marked_read_at_once_but_not_those_of_others(cast: Cast, secretary: Client, now: datetime) -> None:
    _tell(cast, now - timedelta(days=1), "一")
    services.notify(person_id=cast.members[1].person_id, text="二", link="", org_id=None, now=now)
    secretary.post("/notices/read/")
    assert list(Notice.objects.filter(read_at=None).values_list("text", flat=True)) == ["二"]


def test_many_are_told_once_each(cast: Cast, now: datetime) -> None:
    ids = [cast.members[0].person_id, cast.members[0].person_id, cast.members[1].person_id]
    services.notify_many(person_ids=ids, text="长" * 400, link="", org_id=None, now=now)
    assert Notice.objects.count() == 2
    with pytest.raises(AssertionError):
        _tell(cast, now, "骗人的", "//elsewhere.example")


def test_long_lists_page_forth_and_back(cast: Cast, secretary: Client, now: datetime) -> None:
    for number in range(120):
        _tell(cast, now - timedelta(minutes=number), f"第{number}条。")
    seen, at = [], ""
    for _ in range(3):
        page = secretary.get("/notices/", {"at": at}).context["page"]
        seen += [n.text for n in page.rows]
        at = page.next
    assert seen == [f"第{number}条。" for number in range(120)]
    assert at == ""
    back = secretary.get("/notices/", {"at": page.previous}).context["page"]
    assert [n.text for n in back.rows] == seen[50:100]
    first = secretary.get("/notices/", {"at": back.previous}).context["page"]
    assert ([n.text for n in first.rows], first.previous) == (seen[:50], "")
    assert secretary.get("/notices/", {"at": "mangled!"}).context["page"].rows[0].text == "第0条。"


def test_the_page_costs_the_same_with_three_and_thirty(cast: Cast, secretary: Client, now: datetime) -> None:
    secretary.get("/notices/")
    counts = []
    for number in (3, 27):
        for _ in range(number):
            _tell(cast, now, "一条")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            secretary.get("/notices/")
        counts.append(len(captured))
    assert counts == [6, 6]  # session, account, posts, guided organisations, notices, unread
