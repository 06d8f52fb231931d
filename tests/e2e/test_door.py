"""The door in a real browser, with scripts and without: in, locked while away, on with what was being sent, out."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from jishi.kernel import clock
from jishi.notices import services
from tests.builders import make_cast

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def _go_away_for_an_hour() -> None:
    for row in Session.objects.all():
        session = row.get_decoded()
        session["seen_at"] = (clock.now() - timedelta(hours=1)).timestamp()
        row.session_data = Session.objects.encode(session)
        row.save()


def test_in_locked_on_and_out(live_server: LiveServer, either_page: Page) -> None:
    page, now = either_page, clock.now()
    cast = make_cast(now)
    person_id = cast.members[0].person_id
    services.notify(person_id=person_id, text="请看通知。", link="", org_id=cast.branch.pk, now=now)

    page.goto(f"{live_server.url}/notices/")
    page.get_by_label("登录名").fill("secretary")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("登录名或密码不对")
    page.get_by_label("密码").fill("jishi-test-pass")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="通知")).to_be_visible()
    expect(page.get_by_text("请看通知。")).to_be_visible()

    page.get_by_role("button", name="大字版").click()
    expect(page.locator("html.large")).to_have_count(1)
    page.get_by_role("button", name="标准字号").click()
    expect(page.locator("html.large")).to_have_count(0)

    _go_away_for_an_hour()
    page.get_by_role("button", name="全部标为已读").click()
    expect(page.get_by_text("这是王建国的登录")).to_be_visible()
    page.get_by_label("密码").fill("jishi-test-pass")
    page.get_by_role("button", name="继续").click()
    page.get_by_role("button", name="继续提交").click()
    expect(page.get_by_text("没有未读的通知")).to_be_visible()

    page.locator("details.me summary").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    page.goto(f"{live_server.url}/notices/")
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
