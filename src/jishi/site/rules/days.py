"""The table of days: its kinds, its import sheet, a year laid out by months."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from jishi.kernel.labels import Labelled
from jishi.kernel.sheets import Cell, as_text, parse_date
from jishi.kernel.workdays import SATURDAY, DayTable

MAX_NAME, MAX_BASIS = 20, 120
HEADINGS: dict[str, tuple[str, ...]] = {
    "day": ("日期", "年月日"),
    "kind": ("类型", "放假或上班", "安排"),
    "name": ("节日", "节日名称", "名称"),
    "basis": ("依据", "通知"),
}


class DayKind(Labelled):
    """What the notice makes of a day."""

    REST = "rest", "放假休息"
    WORK = "work", "调休上班"


_WORDS = {
    DayKind.REST: ("放假休息", "放假", "休息", "节假日", "节假日休息", "休"),
    DayKind.WORK: ("调休上班", "上班", "工作日", "调休", "补班", "班"),
}


def read_kind(text: str) -> DayKind:
    """What a cell makes of a day. Raises ValueError with a sentence for a word that says neither."""
    said = "".join(text.split())
    for kind, words in _WORDS.items():
        if said in words:
            return kind
    raise ValueError(
        f"类型“{text}”认不出来，请写“放假休息”或“调休上班”" if said else "没有写类型，请写“放假休息”或“调休上班”"
    )


@dataclass(slots=True)
class DayRow:
    """A row of the import sheet as read; `reasons` say why it cannot come in."""

    number: int
    shown: str = ""
    day: date | None = None
    kind: DayKind | None = None
    name: str = ""
    basis: str = ""
    reasons: list[str] = field(default_factory=list)


def read_row(number: int, cells: Mapping[str, Cell]) -> DayRow:
    """One row: what it says, or why it says nothing."""
    row = DayRow(number, as_text(cells.get("day")), name=as_text(cells.get("name")), basis=as_text(cells.get("basis")))
    try:
        row.day = parse_date(cells.get("day"))
        if row.day is None:
            row.reasons.append("没有写日期")
    except ValueError as trouble:
        row.reasons.append(str(trouble))
    try:
        row.kind = read_kind(as_text(cells.get("kind")))
    except ValueError as trouble:
        row.reasons.append(str(trouble))
    if not row.name:
        row.reasons.append("没有写节日，如“国庆节”")
    if len(row.name) > MAX_NAME:
        row.reasons.append(f"节日超过{MAX_NAME}个字")
    if len(row.basis) > MAX_BASIS:
        row.reasons.append(f"依据超过{MAX_BASIS}个字")
    if row.day and row.kind is DayKind.WORK and row.day.weekday() < SATURDAY:
        row.reasons.append(f"{row.day:%m-%d} 是周{'一二三四五'[row.day.weekday()]}，本来就上班，不用写调休上班")
    return row


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day of the year view: `mark` is rest, work, weekend or "", `said` what the table says of it."""

    day: date
    mark: str
    said: str


@dataclass(frozen=True, slots=True)
class MonthOfDays:
    """A month by weeks from Monday; None where a week reaches into a neighbouring month."""

    month: int
    weeks: tuple[tuple[DayCell | None, ...], ...]


def _cell(day: date, table: DayTable) -> DayCell:
    weekend = "weekend" if day.weekday() >= SATURDAY else ""
    mark = "rest" if day in table.rest else "work" if day in table.work else weekend
    return DayCell(day, mark, table.name_of(day))


def year_of_days(year: int, table: DayTable) -> list[MonthOfDays]:
    """The twelve months as the page draws them."""
    weeks = calendar.Calendar().monthdatescalendar
    return [
        MonthOfDays(
            month,
            tuple(tuple(_cell(d, table) if d.month == month else None for d in week) for week in weeks(year, month)),
        )
        for month in range(1, 13)
    ]
