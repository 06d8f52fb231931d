"""The demo as it is written: through the services, fast, and as the plan said."""

import time
from datetime import datetime

import pytest

from jishi.activities.models import Activity
from jishi.demo.services import build_demo
from jishi.members.models import Member


@pytest.mark.django_db
def test_the_demo_is_built_in_under_half_a_minute(now: datetime) -> None:
    started = time.monotonic()
    world = build_demo(today=now.date(), now=now)
    took = time.monotonic() - started
    print(took)
    assert took < 30
    assert Member.objects.count() == sum(map(len, world.rosters.values()))
    assert Activity.objects.count() == len(world.diary.held)
