"""A law for calendars that leave the house: no name of anybody is in them."""

from uuid import uuid4

import pytest

from jishi.activities.models import Guest
from jishi.demo.world import World
from jishi.desk.queries.links import feed_of, subscribable
from jishi.desk.rules.ics import calendar_text
from jishi.desk.services.links import issue_link
from jishi.people.models import Person
from tests.builders import actor_named
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.mark.parametrize("login", ["hongqi", "ganshi", "zhenshuji", "xianwei", "zuzhang", "zhidao"])
def test_no_name_of_anybody_is_in_any_feed_of_the_demo(demo: World, login: str) -> None:
    now = NOW
    who = actor_named(login, today=TODAY)
    names = {*Person.objects.values_list("name", flat=True), *Guest.objects.values_list("name", flat=True)}
    assert len(names) > 900
    texts = []
    for org_id in (None, *(pk for pk, _ in subscribable(who))):
        token = issue_link(org_id=org_id, submission=uuid4(), actor=who, now=now)
        feed = feed_of(token, today=TODAY)
        texts.append(calendar_text(feed.name, feed.entries, site="x", now=now).replace("\r\n ", ""))
    whole = "\n".join(texts)
    assert [name for name in sorted(names) if name in whole] == []
    if login != "zhidao":
        assert whole.count("BEGIN:VEVENT") > 3
