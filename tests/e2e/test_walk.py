"""The walk: a roster in, what is due, a meeting recorded, its papers, and the township's numbers; with scripts and
without, and nothing that was typed is ever lost."""

from pathlib import Path

import pytest
from pytest_django import Settings

from jishi.duties import services as duties
from jishi.members.models import RosterBatch
from tests.builders import make_cast
from tests.conftest import NOW
from tests.e2e.acts import Story
from tests.e2e.walk_branch import (
    correct,
    late_said_and_taken_back,
    locked_while_typing,
    look_at_the_desk,
    papers,
    record_the_meeting,
)
from tests.e2e.walk_roster import roster_in
from tests.e2e.walk_township import no_page_is_pushed_sideways, numbers_open_their_lists, outsiders_find_nothing

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_the_walk(story: Story, settings: Settings, tmp_path: Path) -> None:
    # The background stands still until the story says so: that is when progress can be seen.
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
    settings.IDLE_LOCK_MINUTES = 20
    cast = make_cast(NOW)
    duties.open_periods(NOW.date())
    with story.as_account("clerk"):
        roster_in(story, cast)
    with story.as_account("secretary"):
        look_at_the_desk(story)
        record = record_the_meeting(story, cast)
        late_said_and_taken_back(story)
        correct(story, record)
        papers(story, record)
        locked_while_typing(story)
        no_page_is_pushed_sideways(
            story,
            [
                "/",
                record,
                f"{record}correct/",
                f"{record}withdraw/",
                "/activities/",
                "/activities/new/",
                f"/activities/new/?org={cast.branch.pk}&kind=members_meeting",
                f"/duties/{cast.branch.pk}/theme_party_day_monthly/2026-10/explain/",
                "/duties/rules/theme_party_day_monthly/",
                "/books/",
                "/members/",
                f"/members/{cast.members[0].pk}/",
                "/assignments/",
                "/help/",
            ],
        )
    with story.as_account("clerk"):
        numbers_open_their_lists(story)
        batch = RosterBatch.objects.order_by("-pk")[0].pk
        no_page_is_pushed_sideways(
            story,
            [
                "/",
                "/overview/",
                "/overview/?by=unit",
                "/members/import/",
                f"/members/import/{batch}/",
                f"/members/import/{batch}/?outcome=changed",
                "/orgs/",
            ],
        )
    with story.as_account("sibling_secretary"):
        outsiders_find_nothing(story, cast, record)
