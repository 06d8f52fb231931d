"""Reading what holds for the whole site."""

from jishi.site.queries.days import day_table, days_of, get_day, years_with_days
from jishi.site.queries.words import choices, forget_words, hear_words, is_open, words_of

__all__ = [
    "choices",
    "day_table",
    "days_of",
    "forget_words",
    "get_day",
    "hear_words",
    "is_open",
    "words_of",
    "years_with_days",
]
