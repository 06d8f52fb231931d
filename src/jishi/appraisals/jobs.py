"""Background work of assessments, by name."""

from jishi.appraisals import services
from jishi.kernel import clock


def work_off(batch: int) -> None:
    services.work_off(batch, now=clock.now())
