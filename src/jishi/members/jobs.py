"""Background work of the roster, by name."""

from jishi.kernel import clock
from jishi.members import services


def judge_batch(batch: int) -> None:
    services.judge_batch(batch_id=batch, now=clock.now())


def import_batch(batch: int) -> None:
    services.import_batch(batch_id=batch, now=clock.now())


def purge_rosters() -> None:
    services.purge_rosters(now=clock.now())
