"""支部工作手册: what it says and how it is printed."""

from jishi.papers.attendance import ABSENT, LATE, NOT_EXPECTED, ON_LEAVE, PRESENT, Held, Marks
from jishi.papers.yearbook.facts import (
    Away,
    Change,
    Group,
    Officer,
    Person,
    Statement,
    YearBook,
    event_words,
)
from jishi.papers.yearbook.write import NO_RECORDS, Section, sections, yearbook

__all__ = [
    "ABSENT",
    "LATE",
    "NOT_EXPECTED",
    "NO_RECORDS",
    "ON_LEAVE",
    "PRESENT",
    "Away",
    "Change",
    "Group",
    "Held",
    "Marks",
    "Officer",
    "Person",
    "Section",
    "Statement",
    "YearBook",
    "event_words",
    "sections",
    "yearbook",
]  # fmt: skip
