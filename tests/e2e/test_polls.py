"""A token is fetched, waited with, and cast without a name, in a real browser; a slip is cast with and without scripts."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from jishi.ballots import services
from jishi.ballots.models import Poll
from jishi.ballots.queries import polls as read
from jishi.ballots.rules.polls import PollState, PollWay
from jishi.kernel import clock
from jishi.kernel.actor import operator
from tests.builders import make_cast
from tests.db.ballots.polling import make_motions, opened

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def poll() -> Iterator[tuple[Poll, list[str]]]:
    now = clock.now()
    made, codes = opened(make_motions(make_cast(now), now, PollWay.SLIP, PollWay.TOKEN), now)
    yield made, codes
    made.refresh_from_db()
    services.cancel_poll(poll=made, why="试完", version=made.version, actor=operator(), now=now)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A small phone; anything its console complains of fails."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert complaints == []


def sign_in(page: Page, server: LiveServer) -> None:
    page.goto(f"{server.url}/sign-in/")
    page.get_by_label("登录名").fill("secretary")
    page.get_by_label("密码").fill("jishi-test-pass")
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url(re.compile("^((?!sign-in).)*$"))


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_fetch_a_token_wait_and_cast_it(
    poll: tuple[Poll, list[str]], phone: Page, browser: Browser, live_server: LiveServer
) -> None:
    one, _ = poll
    sign_in(phone, live_server)
    phone.goto(f"{live_server.url}/polls/{one.pk}/token/")
    phone.get_by_role("button", name="领取电子票").click()
    expect(phone.get_by_text("票已领到")).to_be_visible()
    assert read.roll_counts(one)[PollWay.TOKEN] == 1
    assert fits(phone)
    # The phone dies; charged again, the same browser still has it.
    phone.goto("about:blank")
    phone.goto(f"{live_server.url}/polls/{one.pk}/token/")
    address = phone.get_by_role("link", name="去投票").get_attribute("href") or ""
    assert re.search(r"/cast/\w{8}/#t=[0-9a-f]{64}&s=[0-9a-f]{768}&a=\d+$", address)
    stranger = browser.new_context(viewport={"width": 360, "height": 740})
    page = stranger.new_page()
    page.clock.install()
    page.goto(address)
    assert "#" not in page.url
    send = page.get_by_role("button", name="投出这张票")
    expect(send).to_be_disabled()
    page.get_by_role("group", name="1. 同意修路方案").get_by_text("赞成", exact=True).click()
    page.clock.fast_forward("15:00")
    expect(send).to_be_enabled()
    assert fits(page)
    send.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已收到您的票")
    assert stranger.cookies() == []
    assert read.intake_of(one).ballots == 1
    page.goto("about:blank")
    page.goto(address)
    page.get_by_role("group", name="1. 同意修路方案").get_by_text("不赞成").click()
    page.clock.fast_forward("15:00")
    send.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("这张票已经投过了")
    assert read.intake_of(one).ballots == 1
    stranger.close()


def test_an_answer_lost_on_its_way_is_fetched_again(
    poll: tuple[Poll, list[str]], phone: Page, live_server: LiveServer
) -> None:
    one, _ = poll
    sign_in(phone, live_server)
    phone.goto(f"{live_server.url}/polls/{one.pk}/token/")
    signing = f"**/polls/{one.pk}/token/sign/"
    # The server signs, the answer never arrives.
    phone.route(signing, lambda route: (route.fetch(), route.fulfill(status=200, body="<html>"))[1])
    phone.get_by_role("button", name="领取电子票").click()
    expect(phone.get_by_text("网络断了")).to_be_visible()
    assert read.roll_counts(one)[PollWay.TOKEN] == 1
    phone.unroute(signing)
    phone.reload()
    phone.get_by_role("button", name="接着领取").click()
    expect(phone.get_by_text("票已领到")).to_be_visible()


def test_another_device_and_no_script_are_told_what_to_do(
    poll: tuple[Poll, list[str]], phone: Page, browser: Browser, live_server: LiveServer
) -> None:
    one, _ = poll
    sign_in(phone, live_server)
    phone.goto(f"{live_server.url}/polls/{one.pk}/token/")
    phone.get_by_role("button", name="领取电子票").click()
    expect(phone.get_by_text("票已领到")).to_be_visible()
    for scripts, said in ((True, "您已经在另一台设备上领过票了"), (False, "到现场抽一张票条")):
        context = browser.new_context(java_script_enabled=scripts)
        other = context.new_page()
        sign_in(other, live_server)
        other.goto(f"{live_server.url}/polls/{one.pk}/token/")
        expect(other.get_by_text(said)).to_be_visible()
        context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_slip_is_cast_with_and_without_scripts(
    poll: tuple[Poll, list[str]], browser: Browser, live_server: LiveServer, scripts: bool
) -> None:
    one, codes = poll
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{live_server.url}/cast/{one.public}/#c={codes[0]}")
    code = page.get_by_label("票号")
    assert code.input_value() == (codes[0] if scripts else "")
    code.fill(codes[0].lower())
    page.get_by_role("group", name="2. 同意植树方案").get_by_text("不赞成").click()
    page.get_by_role("button", name="投出这张票").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已收到您的票")
    page.get_by_role("link", name="查收据").click()
    page.get_by_label("票号或收据").fill(codes[0])
    page.get_by_role("button", name="查", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已经收到")
    assert context.cookies() == []
    context.close()
    assert Poll.objects.get(pk=one.pk).state == PollState.OPEN
