"""What somebody who typed a few characters into the box is looking for."""

import re
from dataclasses import dataclass
from datetime import date

from jishi.kernel.labels import Labelled
from jishi.kernel.names import comparable, initials
from jishi.kernel.periods import Period, PeriodKind

_DAY = re.compile(r"(?:(\d{4})\s*[-./年]\s*)?(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(?:(\d{4})\s*[-./年]\s*)?(\d{1,2})\s*月?")
_CITIZEN_NUMBER = re.compile(r"\d{17}[\dXx]|\d{15}")
LONGEST = 60


class Place(Labelled):
    """Where is searched, in the order of the page."""

    MEMBERS = "members", "党员"
    ORGS = "orgs", "组织"
    RECORDS = "records", "记录"
    RULES = "rules", "规定"


@dataclass(frozen=True, slots=True)
class Wanted:
    """`text` as typed, trimmed; `days` the first and last day when it is a date or a month; `is_letters` pinyin initials;
    `is_citizen_number` a whole ID number, which belongs into no address."""

    text: str
    days: tuple[date, date] | None = None
    is_letters: bool = False
    is_citizen_number: bool = False

    def __bool__(self) -> bool:
        return bool(self.text)


def read(typed: str, *, today: date) -> Wanted:
    """Understand what was typed. A day or month without a year is the latest one that has come."""
    text = " ".join(typed.split())[:LONGEST]
    if _CITIZEN_NUMBER.fullmatch(text.replace(" ", "")):
        return Wanted(text.replace(" ", ""), is_citizen_number=True)
    return Wanted(text, days=_days(text, today), is_letters=text.isascii() and text.isalpha())


def _days(text: str, today: date) -> tuple[date, date] | None:
    if found := _DIGITS.fullmatch(text) or _DAY.fullmatch(text):
        year, month, day = found.groups()
        if not year and "." in text:
            return None  # 3.15 alone is as well a number of a rule
        one = _date(int(year) if year else today.year, int(month), int(day))
        if one and not year and one > today:
            one = _date(one.year - 1, one.month, one.day)
        return (one, one) if one else None
    if (found := _MONTH.fullmatch(text)) and ("月" in text or found[1]):
        first = _date(int(found[1] or today.year), int(found[2]), 1)
        if first and not found[1] and first > today:
            first = first.replace(year=first.year - 1)
        month_of = Period.containing(PeriodKind.MONTH, first) if first else None
        return (month_of.first, month_of.last) if month_of else None
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def names_it(wanted: Wanted, *texts: str) -> bool:
    """Whether one of the texts has what was typed, as it stands or by its pinyin initials."""
    typed = comparable(wanted.text)
    return any(typed in comparable(text) or (wanted.is_letters and typed in initials(text)) for text in texts)
