"""Background work that acts for somebody, by name."""

from collections.abc import Callable

from jishi.files.services import Made, Work, make
from jishi.kernel import clock
from jishi.kernel.actor import Actor
from jishi.orgs.queries import actor_of


def make_download(download: int, write: Callable[[Work], Made]) -> None:
    """Make the file somebody asked for, with the rights they have today."""
    now = clock.now()

    def actor(account_id: int) -> Actor:
        return actor_of(account_id=account_id, chosen=None, today=now.date())

    make(download_id=download, actor_of=actor, write=write, now=now)
