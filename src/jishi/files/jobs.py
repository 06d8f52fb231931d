"""Background work of files, by name."""

from jishi.files import services
from jishi.kernel import clock


def purge_downloads() -> None:
    services.purge_downloads(now=clock.now())
