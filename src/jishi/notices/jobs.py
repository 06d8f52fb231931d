"""Background work of notices, by name."""

from jishi.kernel import clock
from jishi.notices import services


def deliver(sending_id: int) -> None:
    """Send what waits for one sending."""
    services.deliver(sending_id, now=clock.now())


def deliver_one(delivery_id: int) -> None:
    """Send one message."""
    services.deliver_one(delivery_id, now=clock.now())
