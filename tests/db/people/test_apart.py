"""Wherever persons are chosen, two of one name can be told apart."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jishi.activities.queries import people_of as people_of_record
from jishi.assignments.queries import people_of
from jishi.ballots.queries.polls import people_to_ask
from jishi.duties.queries import persons_to_name
from jishi.orgs.queries import holders_of
from jishi.orgs.rules import PostKind
from jishi.people.models import Person
from jishi.people.queries import apart
from tests.builders import Cast, make_member, make_post
from tests.conftest import SignIn

TWO = {"李秀英（1975年3月生）", "李秀英（1981年12月生）"}


@pytest.fixture
def two(cast: Cast, now: datetime) -> Cast:
    """The branch has a second 李秀英."""
    second = make_member(now=now, org=cast.branch, name="李秀英")
    Person.objects.filter(pk=cast.members[1].pk).update(born_on=date(1975, 3, 8))
    Person.objects.filter(pk=second.pk).update(born_on=date(1981, 12, 1))
    return cast


def test_owners_of_tasks_and_of_duties(two: Cast, now: datetime) -> None:
    names = {name for _, name in people_of(two.branch.pk, now.date())}
    assert {name.replace("，组织委员", "") for name in names if name.startswith("李秀英")} == TWO
    assert persons_to_name(two.branch, now.date()) == people_of(two.branch.pk, now.date())


def test_attendance_and_whoever_is_named_in_a_record(two: Cast, now: datetime, sign_in: SignIn) -> None:
    labels = [one.label for one in people_of_record(two.branch, now.date()) if one.name == "李秀英"]
    assert len(set(labels)) == 2
    page = sign_in(two.secretary).get(reverse("activities-new"), {"org": two.branch.pk, "kind": "members_meeting"})
    assert all(name in page.content.decode() for name in TWO)


def test_voters_and_holders_of_posts(two: Cast, now: datetime) -> None:
    assert {one.name for one in people_to_ask(two.branch, now.date())} >= TWO
    assert {one.name for one in people_to_ask(two.township, now.date())} >= TWO
    second = Person.objects.filter(name="李秀英").exclude(pk=two.members[1].pk).get()
    make_post(now=now, person_id=second.pk, org=two.branch, post=PostKind.COMMITTEE_MEMBER)
    held = [words for _, words in holders_of(two.branch, now.date()) if words.startswith("李秀英")]
    assert "李秀英（1981年12月生，委员）" in held


def test_a_list_without_namesakes_asks_nothing(two: Cast) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert apart([(1, "甲"), (2, "乙")]) == [(1, "甲"), (2, "乙")]
    assert len(captured) == 0
    pairs = list(Person.objects.filter(name="李秀英").order_by("pk").values_list("pk", "name"))
    assert {name for _, name in apart(pairs)} == TWO
