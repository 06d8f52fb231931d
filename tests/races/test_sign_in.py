"""Many hands at one door."""

import threading
from datetime import datetime

import pytest
from django.db import connection

from jishi.accounts import services
from jishi.accounts.models import FailedSignIn
from jishi.kernel.actor import Actor
from jishi.kernel.decision import Refused
from tests.builders import make_person

pytestmark = pytest.mark.races


@pytest.mark.django_db(transaction=True)
def test_parallel_guessing_gets_no_sixth_try(now: datetime) -> None:
    make_person(now=now, username="secretary")
    told: list[str] = []
    start = threading.Barrier(8)

    def guess() -> None:
        start.wait()
        try:
            services.sign_in(username="secretary", password="wrong", actor=Actor(name="未登录"), now=now)
        except Refused as refusal:
            told.append(refusal.reason)
        finally:
            connection.close()

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum("不对" in reason for reason in told) == 4
    assert sum("15 分钟" in reason for reason in told) == 4
    assert FailedSignIn.objects.count() == 5
