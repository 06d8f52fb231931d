"""A real browser: the system's Chromium, driven by Playwright. Any console error, page error or CSP report fails."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from jishi.kernel import clock
from tests.conftest import NOW
from tests.e2e.acts import Story, Watch

PATIENCE = 15_000  # milliseconds for what should come; two cores may have other work
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield launched
        launched.close()


def _page(browser: Browser, *, script: bool) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="zh-CN", java_script_enabled=script, accept_downloads=True
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert complaints == []


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def either_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The same story twice: once with scripts, once without."""
    yield from _page(browser, script=request.param)


@pytest.fixture
def story(live_server: LiveServer, either_page: Page, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Story:
    """A browser before the site, with a clock that goes when the story says so; told twice, as `either_page`."""
    watch = Watch(NOW)
    monkeypatch.setattr(clock, "now", lambda: watch.moment)
    return Story(either_page, live_server.url, watch, tmp_path)
