"""Two officials press 提醒责任人 at the same moment; the clock strikes meanwhile."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import connection

from jishi.kernel.actor import operator
from jishi.kernel.decision import Refused
from jishi.notices import services
from jishi.notices.models import Notice, Reminder, ReminderSetting, Sending
from jishi.notices.rules import Addressee, Issuer, Matter
from tests.builders import Cast, make_cast


def _matters(cast: Cast, backwards: bool) -> list[Matter]:
    """Forty matters of two branches, in one order or the other."""
    found = [
        Matter(
            org_id=org.pk, org_name=org.name, key=f"duty:{n}", title=f"事项{n}", link="", said_to="书记",
            to=Addressee(org_id=org.pk, post="secretary"),
        )
        for org in (cast.branch, cast.sibling)
        for n in range(20)
    ]  # fmt: skip
    return found[::-1] if backwards else found


@pytest.mark.races
@pytest.mark.django_db(transaction=True)
def test_each_matter_is_reminded_of_once_however_many_press(now: datetime) -> None:
    cast = make_cast(now)
    issuer = Issuer(id=cast.township.pk, path=cast.township.path, name="镇党委")
    gate = threading.Barrier(4)

    def press(number: int) -> int:
        gate.wait()
        try:
            matters = _matters(cast, backwards=number % 2 == 1)[: 40 - number * 5]
            return services.remind(matters, issuer=issuer, actor=operator(), now=now).pk
        except Refused:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as presses:
        made = [press.result() for press in [presses.submit(press, n) for n in range(4)]]
    assert Reminder.objects.count() == 40
    assert len(set(Reminder.objects.values_list("org_id", "matter"))) == 40
    sent = set(filter(None, made))
    assert set(Sending.objects.values_list("pk", flat=True)) == sent
    assert not Reminder.objects.filter(notice=None).exists()
    assert Notice.objects.count() <= 2 * len(sent)


@pytest.mark.races
@pytest.mark.django_db(transaction=True)
def test_the_week_is_taken_by_one_clock(now: datetime) -> None:
    cast = make_cast(now)
    kept = ReminderSetting.objects.create(org=cast.township, is_weekly=True, weekday=1, set_at=now, set_by="某人")
    gate = threading.Barrier(3)

    def strike() -> bool:
        gate.wait()
        try:
            return services.mark_week(kept.pk, actor=operator(), now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as clocks:
        taken = [clock.result() for clock in [clocks.submit(strike) for _ in range(3)]]
    assert sorted(taken) == [False, False, True]
