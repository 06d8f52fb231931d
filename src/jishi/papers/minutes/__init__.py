"""The record of one meeting, theme day or lecture as a printed form; the same form empty, and a sign-in sheet."""

from jishi.papers.minutes.facts import (
    Absence,
    Correction,
    Form,
    Guest,
    Item,
    Minutes,
    SignIn,
    Task,
    Vote,
    absence_words,
    correction_words,
    guest_words,
    task_words,
)
from jishi.papers.minutes.kinds import put_minutes
from jishi.papers.minutes.write import blank_minutes, minutes, minutes_book, sign_in_sheet, starter_minutes

__all__ = [
    "Absence", "Correction", "Form", "Guest", "Item", "Minutes", "SignIn", "Task", "Vote", "absence_words",
    "blank_minutes", "correction_words", "guest_words", "minutes", "minutes_book", "put_minutes", "sign_in_sheet", "starter_minutes",
    "task_words",
]  # fmt: skip
