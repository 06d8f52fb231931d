"""The walk: a roster in, what is due, a meeting recorded, its papers, and the township's numbers; with scripts and
without, and nothing that was typed is ever lost."""

from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from jishi.duties import services as duties
from jishi.kernel import clock
from tests.builders import make_cast
from tests.conftest import NOW
from tests.e2e.acts import Story, Watch
from tests.e2e.walk_roster import roster_in

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_the_walk(
    live_server: LiveServer, either_page: Page, monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    watch = Watch(NOW)
    monkeypatch.setattr(clock, "now", lambda: watch.moment)
    # The background stands still until the story says so: that is when progress can be seen.
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
    settings.IDLE_LOCK_MINUTES = 20
    cast = make_cast(NOW)
    duties.open_periods(NOW.date())
    story = Story(either_page, live_server.url, watch, tmp_path)
    with story.as_account("clerk"):
        roster_in(story, cast)
