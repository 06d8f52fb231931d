"""The clock of the background work: once a day every daily job is queued, by one process however many are started.

A job is idempotent and takes no arguments, so a tick that comes twice, or after days of standstill, does no harm."""

import logging
import time
from datetime import date

from django.core.management import call_command
from django.db import connection, transaction
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from jishi.kernel import clock
from jishi.kernel.jobs import enqueue
from jishi.kernel.locks import Lock
from jishi.kernel.registry import jobs

DAILY = (
    "kernel.make_partitions", "duties.open_periods", "members.purge_rosters", "accounts.purge", "files.purge_downloads",
    "desk.remind_terms",
    "desk.remind_weekly",
)  # fmt: skip
PAUSE = 20.0  # seconds between looks at the clock
TRIES = 3
logger = logging.getLogger("jishi.scheduler")


def tick() -> list[str]:
    """Queue the daily jobs that are built; gives their names."""
    due = [name for name in DAILY if name in jobs]
    for name in due:
        enqueue(name)
    call_command("prune_db_task_results", verbosity=0)
    return due


@transaction.atomic
def requeue_orphans() -> int:
    """Work that a killed worker had begun goes back into the queue; after the third time it is left as failed. Gives how
    many were queued again. Only while no worker runs."""
    again = 0
    for result in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING):
        if len(result.worker_ids) < TRIES:
            DBTaskResult.objects.filter(pk=result.pk).update(status=TaskResultStatus.READY, started_at=None)
            again += 1
        else:
            result.set_failed(RuntimeError("the worker died three times"))
    return again


def hold_the_clock() -> bool:
    """Whether this process is the one scheduler of the database; held until its connection closes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [Lock.CLOCK])
        [held] = cursor.fetchone()
        return bool(held)


def release_the_clock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [Lock.CLOCK])


def main() -> None:
    """Run for ever; Django is set up."""
    done: date | None = None
    while True:
        if clock.today() != done and hold_the_clock():
            try:
                tick()
            except Exception:
                logger.exception("daily jobs")
                connection.close()
            else:
                done = clock.today()
        time.sleep(PAUSE)
