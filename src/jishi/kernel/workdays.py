"""Working days: weekends, and what the State Council's notice of each year changes in them. Pure; the table is given."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

ONE = timedelta(days=1)
SATURDAY = 5
# Every year's notice frees this day: a year whose table lacks it has no table yet.
NATIONAL_DAY = (10, 1)


@dataclass(frozen=True, slots=True)
class DayTable:
    """The days that differ from the week: `rest` are free though the week may say otherwise, `work` are worked on a
    weekend; each with the name of the holiday they belong to."""

    rest: Mapping[date, str] = field(default_factory=dict)
    work: Mapping[date, str] = field(default_factory=dict)

    def knows(self, year: int) -> bool:
        """Whether the notice of `year` has been entered; without it only weekends are known."""
        return date(year, *NATIONAL_DAY) in self.rest

    def name_of(self, day: date) -> str:
        """What the table says of a day: 国庆节休息, 国庆节调休上班; "" for a day it does not name."""
        if day in self.rest:
            return f"{self.rest[day]}休息"
        return f"{self.work[day]}调休上班" if day in self.work else ""


def is_working_day(day: date, table: DayTable) -> bool:
    """Whether people are at work on `day`: the table first, then the week."""
    if day in table.rest:
        return False
    return day in table.work or day.weekday() < SATURDAY


def add_working_days(day: date, count: int, table: DayTable) -> date:
    """The `count`-th working day after `day` (before it, if negative); `day` itself for 0, working or not."""
    step, left = (ONE if count > 0 else -ONE), abs(count)
    while left:
        day += step
        left -= is_working_day(day, table)
    return day


def working_days_between(first: date, last: date, table: DayTable) -> int:
    """How many working days come after `first` up to and including `last`; the same number below nothing when `last` is
    the earlier one. So from `day` to `add_working_days(day, n)` there are n."""
    if last < first:
        return -working_days_between(last, first, table)
    return sum(is_working_day(day, table) for day in days_between(first + ONE, last))


def working_day_by(day: date, table: DayTable) -> date:
    """The last working day not after `day`: by when something due on a rest day is done in office hours."""
    while not is_working_day(day, table):
        day -= ONE
    return day


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included."""
    while first <= last:
        yield first
        first += ONE


def unknown_years(first: date, last: date, table: DayTable) -> tuple[int, ...]:
    """The years touched by a count from `first` to `last` whose notice is not in the table: what is counted in them
    knows weekends only, and the page has to say so."""
    return tuple(year for year in range(min(first, last).year, max(first, last).year + 1) if not table.knows(year))


def said_of(day: date, table: DayTable) -> str:
    """Why `day` is no working day, as people say it: 周六, 国庆节休息; "" for a working day."""
    if is_working_day(day, table):
        return ""
    return table.name_of(day) or f"周{'一二三四五六日'[day.weekday()]}"
