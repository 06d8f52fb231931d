"""The head counts of 组织生活一览 are counted along with every record, correction and withdrawal."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from jishi.activities import services as activities
from jishi.activities.queries import input_of
from jishi.desk.models import HeadsBelow, OwnHeads
from jishi.desk.queries import township
from jishi.desk.services.heads import rebuild_heads
from tests.builders import Cast, make_member
from tests.conftest import SignIn
from tests.db.activities.stories import held, meeting, secretary
from tests.laws.test_derived import counted_heads


def came(cast: Cast, quarter: str) -> tuple[int, int]:
    """Who came and who was expected in the township's branches."""
    found = HeadsBelow.objects.filter(org=cast.township, quarter=quarter).aggregate(p=Sum("present"), e=Sum("expected"))
    return found["p"] or 0, found["e"] or 0


def true() -> bool:
    kept = counted_heads()
    rebuild_heads()
    return counted_heads() == kept


@pytest.mark.django_db
def test_a_record_counts_and_a_withdrawn_one_no_more(cast: Cast, now: datetime) -> None:
    activity = held(cast, now)
    assert came(cast, "2026-Q4") == (activity.present, activity.expected)
    assert activity.expected
    assert true()
    activities.withdraw(activity.pk, "记错了支部", activity.version, actor=secretary(now), now=now)
    assert came(cast, "2026-Q4") == (0, 0)
    assert not OwnHeads.objects.exclude(quarter="").exists()
    assert true()


@pytest.mark.django_db
def test_a_record_put_into_another_quarter_leaves_the_first(cast: Cast, now: datetime) -> None:
    activity = held(cast, now)
    moved = replace(input_of(activity), held_on=date(2026, 9, 21), late_reason="会后没有及时录入")
    activities.correct(activity.pk, moved, "日期记错", activity.version, actor=secretary(now), now=now)
    assert came(cast, "2026-Q4") == (0, 0)
    assert came(cast, "2026-Q3")[1] > 0
    assert true()


@pytest.mark.django_db
def test_many_records_at_once_count_as_one_by_one(cast: Cast, now: datetime) -> None:
    days = [date(2026, 2, 3), date(2026, 5, 6), date(2026, 5, 7), date(2026, 11, 3)]
    activities.record_many(
        [meeting(cast, held_on=day, late_reason="补录") for day in days],
        actor=secretary(now), now=now, recorded_on=days,
    )  # fmt: skip
    assert came(cast, "2026-Q2")[1] == 2 * came(cast, "2026-Q1")[1] > 0
    assert came(cast, "2026-Q4")[1] > 0
    assert true()


@pytest.mark.django_db
def test_a_new_member_is_one_more_at_every_level(cast: Cast, now: datetime) -> None:
    def members() -> list[int]:
        tops = (cast.county, cast.township)
        return [HeadsBelow.objects.filter(org=o, quarter="").aggregate(n=Sum("members"))["n"] for o in tops]

    before = members()
    make_member(now=now, org=cast.branch)
    assert members() == [n + 1 for n in before]
    assert true()


@pytest.mark.django_db
def test_above_some_thousand_branches_their_superiors_are_named(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client: Client = sign_in(cast.department)
    where = reverse("desk-township")
    assert "不逐个列出" not in client.get(where).content.decode()
    monkeypatch.setattr(township, "MOST_BRANCHES", 1)
    page = client.get(where).content.decode()
    assert "不逐个列出" in page
    assert "提醒责任人" not in page
