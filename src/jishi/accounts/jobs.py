"""What accounts forget every day."""

from django.core.management import call_command

from jishi.accounts import services
from jishi.kernel import clock


def purge() -> None:
    """Old drafts, old wrong passwords, sessions that have ended."""
    services.purge(now=clock.now())
    call_command("clearsessions")
