"""Background work by name. A job is an entry of the registry; the queue carries its name and plain values only."""

from typing import Any

from django.db import transaction
from django.tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from jishi.kernel.registry import jobs

LAST = -50
UNDONE = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


@task()
def run(name: str, values: dict[str, Any]) -> None:
    """What the worker executes."""
    jobs[name](**values)


def enqueue(name: str, *, can_wait: bool = False, **values: Any) -> None:
    """Queue the job once the running transaction has committed. Values must be JSON: ids, texts, numbers. What takes long
    and `can_wait` lets everything else that is queued go first."""
    assert name in jobs, name
    queued = run.using(priority=LAST) if can_wait else run
    transaction.on_commit(lambda: queued.enqueue(name, values))


def is_waiting(*names: str) -> bool:
    """Whether one of these jobs is queued or running. One query."""
    return DBTaskResult._default_manager.filter(status__in=UNDONE, args_kwargs__args__0__in=names).exists()
