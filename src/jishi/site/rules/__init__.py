"""What may stand in the table of days, and whose hands it is in."""

from jishi.site.rules.days import DayKind, DayRow, read_kind, read_row, year_of_days
from jishi.site.rules.words import MAX_WORD, faults_of, may_set, standing_of

__all__ = [
    "MAX_WORD",
    "DayKind",
    "DayRow",
    "faults_of",
    "may_set",
    "read_kind",
    "read_row",
    "standing_of",
    "year_of_days",
]
