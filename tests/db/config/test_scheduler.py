"""The daily clock: every job it names is built, and one process holds it."""

import pytest
from django.db import connection

from jishi.config import scheduler
from jishi.kernel.locks import Lock
from jishi.kernel.registry import jobs
from jishi.orgs.services.standing import hold_tree_alone, hold_tree_still

pytestmark = pytest.mark.django_db


def test_every_daily_job_is_built_and_queued_once(monkeypatch: pytest.MonkeyPatch) -> None:
    queued: list[str] = []
    monkeypatch.setattr(scheduler, "enqueue", queued.append)
    monkeypatch.setattr(scheduler, "call_command", lambda name, **options: None)  # tests have no queue to prune
    assert set(scheduler.DAILY) <= set(jobs)
    assert scheduler.tick() == queued == list(scheduler.DAILY)


def test_the_clock_is_held_and_given_back() -> None:
    assert scheduler.hold_the_clock()
    scheduler.release_the_clock()
    assert scheduler.requeue_orphans() == 0


def test_a_running_clock_keeps_nobody_from_moving_an_organisation() -> None:
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [Lock.CLOCK])
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '1s'")
        hold_tree_still()
        hold_tree_alone()
    finally:
        other.close()
