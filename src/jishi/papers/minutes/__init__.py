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
from jishi.papers.minutes.form import put_minutes
from jishi.papers.minutes.write import blank_minutes, minutes, sign_in_sheet

__all__ = [
    "Absence", "Correction", "Form", "Guest", "Item", "Minutes", "SignIn", "Task", "Vote", "absence_words",
    "blank_minutes", "correction_words", "guest_words", "minutes", "put_minutes", "sign_in_sheet", "task_words",
]  # fmt: skip
