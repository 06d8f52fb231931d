"""Background work of the desk, by name."""

from jishi.desk import services
from jishi.desk.services.inspection import write_package
from jishi.kernel import clock
from jishi.orgs.jobs import make_download


def remind_weekly() -> None:
    """Weekly reminders of the organisations that switched them on."""
    services.remind_weekly(now=clock.now())


def remind_terms() -> None:
    """Terms that end within six months."""
    services.remind_terms(now=clock.now())


def inspection(download: int) -> None:
    """What exists for an inspection list, as one zip."""
    make_download(download, write_package)


def parcel(download: int) -> None:
    """A paper of every branch below an organisation, as one zip."""
    make_download(download, services.write_parcel)
