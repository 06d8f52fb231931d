"""Days of reminders."""

import calendar
from datetime import date


def months_after(day: date, months: int) -> date:
    """The same day that many months later, the last of the month where there is none."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
