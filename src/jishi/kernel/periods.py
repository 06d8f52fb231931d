"""The periods duties are counted in: `2026-10`, `2026-Q4`, `2026-H2`, `2026`."""

import calendar
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from jishi.kernel.labels import Labelled


class PeriodKind(Labelled):
    MONTH = "month", "月"
    QUARTER = "quarter", "季度"
    HALF_YEAR = "half_year", "半年"
    YEAR = "year", "年"


MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF_YEAR: 6, PeriodKind.YEAR: 12}
_NUMERALS = "零一二三四"
_CODE = re.compile(r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>0[1-9]|1[0-2])))?")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A month, quarter, half-year or year; `index` counts from 1 within the year (0-based nowhere).

    `code` is how addresses and tables write it; `short` how people say it without the year: 10月, 第四季度, 下半年; a year
    keeps it: 2026年度. A page asks for both a thousand times, so they are written when it is made."""

    year: int
    kind: PeriodKind
    index: int
    code: str = field(init=False, compare=False, repr=False)
    short: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        match self.kind:
            case PeriodKind.MONTH:
                code, short = f"{self.year}-{self.index:02d}", f"{self.index}月"
            case PeriodKind.QUARTER:
                code, short = f"{self.year}-Q{self.index}", f"第{_NUMERALS[self.index]}季度"
            case PeriodKind.HALF_YEAR:
                code, short = f"{self.year}-H{self.index}", "上半年" if self.index == 1 else "下半年"
            case _:
                code, short = str(self.year), f"{self.year}年度"
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "short", short)

    def __hash__(self) -> int:
        return hash(self.code)

    @classmethod
    def containing(cls, kind: PeriodKind, day: date) -> "Period":
        """The period of `kind` that `day` falls into."""
        return cls(day.year, kind, (day.month - 1) // MONTHS[kind] + 1)

    @staticmethod
    def parse(code: str) -> "Period":
        """Read `2026`, `2026-H2`, `2026-Q4` or `2026-10`. Raises ValueError on anything else."""
        return _read(code)

    @property
    def label(self) -> str:
        """As people say it: 2026年10月, 2026年第四季度, 2026年下半年, 2026年度."""
        return f"{self.year}年{self.short}" if self.kind is not PeriodKind.YEAR else f"{self.year}年度"

    def of(self, what: str) -> str:
        """A thing with its period before it, no word twice: 10月支委会, and 第一季度党课 for 季度党课."""
        is_doubled = self.kind in {PeriodKind.QUARTER, PeriodKind.HALF_YEAR}
        return self.short + (what.removeprefix(self.kind.label) if is_doubled else what)

    @property
    def first(self) -> date:
        return date(self.year, (self.index - 1) * MONTHS[self.kind] + 1, 1)

    @property
    def last(self) -> date:
        month = self.index * MONTHS[self.kind]
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    def contains(self, day: date) -> bool:
        return self.year == day.year and self.index == (day.month - 1) // MONTHS[self.kind] + 1

    def next(self) -> "Period":
        return Period.containing(self.kind, self.last + timedelta(days=1))

    def previous(self) -> "Period":
        return Period.containing(self.kind, self.first - timedelta(days=1))


@lru_cache(maxsize=1024)
def _read(code: str) -> Period:
    found = _CODE.fullmatch(code)
    if not found:
        raise ValueError(f"不是一个期间：{code}")
    year = int(found["year"])
    for group, kind in (("quarter", PeriodKind.QUARTER), ("half", PeriodKind.HALF_YEAR), ("month", PeriodKind.MONTH)):
        if found[group]:
            return Period(year, kind, int(found[group]))
    return Period(year, PeriodKind.YEAR, 1)


def periods_of(day: date) -> list[Period]:
    """The month, quarter, half-year and year that `day` falls into."""
    return [Period.containing(kind, day) for kind in PeriodKind]


def periods_between(first: date, last: date) -> list[Period]:
    """Every period of every kind that touches the days from `first` to `last`, both included."""
    found: list[Period] = []
    for kind in PeriodKind:
        period = Period.containing(kind, first)
        while period.first <= last:
            found.append(period)
            period = period.next()
    return found
