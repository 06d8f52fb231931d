"""Background work by name. A job is an entry of the registry; the queue carries its name and plain values only."""

from typing import Any

from django.db import transaction
from django.tasks import task

from jishi.kernel.registry import jobs


@task()
def run(name: str, values: dict[str, Any]) -> None:
    """What the worker executes."""
    jobs[name](**values)


def enqueue(name: str, **values: Any) -> None:
    """Queue the job once the running transaction has committed. Values must be JSON: ids, texts, numbers."""
    assert name in jobs, name
    transaction.on_commit(lambda: run.enqueue(name, values))
