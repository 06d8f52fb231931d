"""A record on a day that has one of its kind already: asked once, beside the date; a true second meeting is kept."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from jishi.activities import services
from jishi.activities.models import Activity
from jishi.activities.rules import Kind
from jishi.kernel import clock
from jishi.kernel.decision import Refused
from tests.builders import Cast
from tests.conftest import SignIn
from tests.db.activities.stories import HELD, held, meeting, secretary
from tests.db.activities.test_pages import FORM, text, typed


@pytest.fixture
def client(cast: Cast, sign_in: SignIn, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(clock, "now", lambda: now)
    return sign_in(cast.secretary)


def confirm(client: Client, cast: Cast, **changes: Any) -> str:
    return text(client.post(reverse(FORM), typed(cast, **changes) | {"confirm": ""}, follow=True))


def test_the_same_meeting_is_not_entered_twice_unnoticed(cast: Cast, client: Client, now: datetime) -> None:
    first = held(cast, now)
    page = confirm(client, cast)
    assert "确认是另外一次再提交" in page
    assert f'href="{reverse("activities-show", args=[first.pk])}"' in page
    assert "学习发展党员工作细则" in page  # nothing typed is lost
    assert Activity.objects.count() == 1
    confirm(client, cast, again=str(first.pk))
    assert Activity.objects.count() == 2
    confirm(client, cast, again=str(first.pk))  # the same form once more
    assert Activity.objects.count() == 2


def test_the_question_stands_there_as_soon_as_the_day_is_typed(cast: Cast, client: Client, now: datetime) -> None:
    held(cast, now)
    shown = text(client.post(reverse(FORM), typed(cast)))
    assert "是另外一次" in shown
    other_day = text(client.post(reverse(FORM), typed(cast, held_on="2026-11-20", day="2026-11-20")))
    assert "是另外一次" not in other_day
    other_kind = text(client.post(reverse(FORM), typed(cast, kinds=["theme_party_day"])))
    assert "是另外一次" not in other_kind
    assert "是另外一次" not in text(client.post(reverse(FORM), typed(cast, held_on="")))


def test_one_that_came_meanwhile_is_asked_about_too(cast: Cast, client: Client, now: datetime) -> None:
    first, second = held(cast, now), held(cast, now)
    page = confirm(client, cast, again=str(first.pk))
    assert "请勾选“是另外一次”" in page
    assert f'value="{first.pk}.{second.pk}"' in page
    assert f'value="{first.pk}.{second.pk}" checked' not in page
    kept = text(client.post(reverse(FORM), typed(cast, again=f"{first.pk}.{second.pk}")))
    assert f'value="{first.pk}.{second.pk}" checked' in kept


def test_withdrawn_ones_and_other_kinds_are_no_twins(cast: Cast, now: datetime) -> None:
    gone = held(cast, now)
    services.withdraw(gone.pk, reason="记错了", version=1, actor=secretary(now), now=now)
    held(cast, now, kinds=(Kind.THEME_PARTY_DAY,))
    services.record(meeting(cast), others=(), actor=secretary(now), now=now)
    with pytest.raises(Refused, match="同一天已有") as caught:
        services.record(meeting(cast), others=(), actor=secretary(now), now=now)
    assert caught.value.field == "held_on"
    services.record(meeting(cast, held_on=date(2026, 11, 20)), others=(), actor=secretary(now), now=now)


def test_the_same_submission_is_never_asked(cast: Cast, now: datetime) -> None:
    form = UUID("6f1f9f3c-43a1-4a52-9a1a-0d9c1b1e7a01")
    made = [services.record(meeting(cast), others=(), submission=form, actor=secretary(now), now=now) for _ in range(2)]
    assert made[0].pk == made[1].pk
    assert made[0].held_on == HELD
