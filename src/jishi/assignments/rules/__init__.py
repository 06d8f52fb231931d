"""任务: states and steps, days; 督办 and the five accounts. Pure values."""

from jishi.assignments.rules.ledger import CallState, LedgerStep, ProblemState, ShownTo, Source
from jishi.assignments.rules.tasks import (
    CATEGORIES,
    OTHER,
    STEPS,
    DueHint,
    State,
    Verb,
    categories,
    category_word,
    due_hint,
    is_late,
    may_judge,
    may_step,
)

__all__ = [
    "CATEGORIES",
    "OTHER",
    "STEPS",
    "CallState",
    "DueHint",
    "LedgerStep",
    "ProblemState",
    "ShownTo",
    "Source",
    "State",
    "Verb",
    "categories",
    "category_word",
    "due_hint",
    "is_late",
    "may_judge",
    "may_step",
]
