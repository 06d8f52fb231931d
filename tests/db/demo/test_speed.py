"""The demo is there before one has read the address."""

import time
from datetime import datetime

import pytest

from jishi.demo.services import build_demo


@pytest.mark.django_db
def test_the_demo_is_built_in_under_half_a_minute(now: datetime) -> None:
    started = time.process_time()
    build_demo(today=now.date(), now=now)
    assert time.process_time() - started < 30
