"""The one place that reads the clock. Everything below pages is handed its `now`."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This moment, in Beijing time."""
    return datetime.now(ZONE)


def today() -> date:
    """This day, in Beijing."""
    return now().date()
