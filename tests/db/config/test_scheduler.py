"""The daily clock: every job it names is built, and one process holds it."""

import pytest

from jishi.config import scheduler
from jishi.kernel.registry import jobs

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
