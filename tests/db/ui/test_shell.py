from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404
from django.test import Client, RequestFactory

from jishi.config import shell
from jishi.ui import pages
from tests.builders import Cast
from tests.conftest import SignIn


def test_the_bar_says_whose_desk_it_is(cast: Cast, sign_in: SignIn) -> None:
    text = sign_in(cast.secretary).get("/notices/").content.decode()
    assert "红旗村党支部 · 书记 王建国" in text
    assert 'lang="zh-CN"' in text
    assert '<a class="skip" href="#main">' in text
    assert "换一个职务" not in text


def test_what_is_missing_is_a_page_with_the_shell(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.secretary).get("/no/such/page/")
    assert answer.status_code == 404
    assert "没有找到这个页面" in answer.content.decode()
    assert "王建国" in answer.content.decode()
    assert Client().get("/no/such/page/").status_code == 404


def test_a_forged_or_stale_form_is_told_what_to_do(cast: Cast) -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "secretary", "password": "x"})
    assert answer.status_code == 403
    assert "放得太久" in answer.content.decode()


def test_the_error_page_needs_nothing_that_may_be_broken() -> None:
    request = RequestFactory().get("/")
    answer = pages.broken(request)
    assert answer.status_code == 500
    assert "平台出错了" in answer.content.decode()
    assert pages.forbidden(request, Exception()).status_code == 403
    assert pages.missing(request, Http404()).status_code == 404


def test_pages_are_sent_with_the_strict_policy(cast: Cast, sign_in: SignIn) -> None:
    policy = sign_in(cast.secretary).get("/notices/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("name", ["ui/jishi.css", "ui/favicon.svg", "django_htmx/htmx-2.min.js"])
def test_what_the_shell_links_to_is_there(name: str) -> None:
    found = finders.find(name)
    assert found
    assert Path(found).stat().st_size > 0
    assert settings.STATIC_URL == "/static/"


def test_the_menu_lights_up_the_room_one_is_in() -> None:
    menu = [[{"name": "members-index", "word": "党员"}], [{"name": "duties-index", "word": "责任"}]]
    menu.append([{"name": "members-account", "word": "登录账号"}])
    assert shell._entered("members-account_open", menu) == "members-account"
    assert shell._entered("duties-index", menu) == "duties-index"
    assert shell._entered("members-show", menu) == "members-index"
    assert shell._entered("accounts-password", menu) == ""


@pytest.mark.parametrize(
    ("page", "word"),
    [
        ("/orgs/advice/", "组织"),
        ("/orgs/{branch}/merge/", "组织"),
        ("/committee/", "组织生活"),
        ("/load/demands/", "基层负担监测"),
        ("/duties/rules/", "责任"),
        ("/duties/rules/theme_party_day_monthly/", "责任"),
        ("/assignments/", "任务"),
    ],
)
def test_the_menu_lights_the_entry_a_page_belongs_to(cast: Cast, sign_in: SignIn, page: str, word: str) -> None:
    text = sign_in(cast.clerk).get(page.format(branch=cast.branch.pk), follow=True).content.decode()
    assert f'class="on" aria-current="page">{word}<' in text
