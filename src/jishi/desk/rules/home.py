"""The words of the 工作台: what to do first, what still has time, the sentence on top. Pure values and functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from jishi.duties.rules import DueRow, State, StripCell, StripLine
from jishi.kernel.periods import Period, PeriodKind

SETTLED = (State.DONE, State.EXPLAINED)
FIRST = (PeriodKind.MONTH, PeriodKind.QUARTER)  # what a month's desk is about; the rest of the year stands below


@dataclass(frozen=True, slots=True)
class DueLine:
    """One line of the list: `when` is what the calendar says of it, `source` the rule in a sentence, `way` how it is
    met: "record" (a meeting of `record_kind`) or "state" (已办说明)."""

    row: DueRow
    title: str
    when: str
    source: str
    way: str
    record_kind: str

    @property
    def is_past(self) -> bool:
        return self.row.is_unmet_past


def when(row: DueRow) -> str:
    """How the day of a duty is spoken of on the day it is read."""
    left = (row.due_on - row.on).days
    if left < 0:
        return f"逾期 {-left} 天" if row.is_red else f"{row.period.short}未见记录"
    if left == 0:
        return "今天到期"
    return f"还有 {left} 天 · {row.due_on:%m-%d}" if row.due_on.year == row.on.year else f"{row.due_on:%Y-%m-%d} 前"


def source(row: DueRow) -> str:
    """The rule in half a sentence: who says it, whether it commands, how often."""
    rule = row.rule
    return f"{rule.citation}：{rule.cadence}" + (f"；{rule.only_if}" if rule.only_if else "")


def line(row: DueRow, *, short: bool = False) -> DueLine:
    """A due row as the list shows it; `short` leaves the month out of the title where a heading says it."""
    kind = "" if row.rule.by_statement else row.rule.evidence[0]
    return DueLine(
        row=row,
        title=row.rule.title if short else row.title if row.rule.once else f"{row.period.short} {row.rule.short}",
        when=when(row),
        source=source(row),
        way="record" if kind and not kind.startswith("statement:") else "state",
        record_kind=kind,
    )


def to_do(rows: Iterable[DueRow]) -> tuple[list[DueLine], list[DueLine]]:
    """What is to be done first (everything past its day, and this month's and quarter's), and what this year still
    asks; each by its last day, what a level has added behind what the regulations ask. What is done or explained is in
    neither."""
    open_rows = sorted(
        (r for r in rows if r.state not in SETTLED),
        key=lambda r: (r.rule.is_scoped, r.due_on, r.rule.order, r.org_path),
    )
    first = [line(r) for r in open_rows if r.is_unmet_past or r.rule.period in FIRST]
    later = [line(r) for r in open_rows if not (r.is_unmet_past or r.rule.period in FIRST)]
    return first, later


@dataclass(frozen=True, slots=True)
class Summary:
    """The sentence on top: this month's open duties, earlier periods with how many have no record, this quarter's and
    the open ones among them by name."""

    month: str
    this_month: int
    earlier: tuple[tuple[str, int], ...]
    quarter: tuple[str, ...]
    added: int = 0

    @property
    def is_clear(self) -> bool:
        return not (self.this_month or self.earlier or self.quarter)


def summary(rows: Iterable[DueRow], today: date) -> Summary:
    """What the sentence on top counts: this month's open duties, last month's gaps, this quarter's meeting; and, apart
    from these, how many things a level has added are open."""
    month = Period.containing(PeriodKind.MONTH, today)
    quarter = Period.containing(PeriodKind.QUARTER, today)
    unsettled = [r for r in rows if r.state not in SETTLED]
    open_rows = [r for r in unsettled if not r.rule.is_scoped]
    earlier: dict[Period, int] = {}
    for row in open_rows:
        if row.is_unmet_past:
            earlier[row.period] = earlier.get(row.period, 0) + 1
    return Summary(
        month=month.label,
        this_month=sum(r.period == month for r in open_rows),
        earlier=tuple((p.short, n) for p, n in sorted(earlier.items(), key=lambda item: item[0].last)),
        quarter=tuple(r.rule.short for r in open_rows if r.period == quarter),
        added=len(unsettled) - len(open_rows),
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the year strip as drawn: the shape, what it says, and what a click opens ("held" the record, "gap" the
    duty, "" nothing)."""

    span: int
    shape: str
    word: str
    opens: str
    is_now: bool
    row: DueRow | None
    first: date | None


def strip_cell(cell: StripCell, today: date, year: int) -> Cell:
    """One stretch of a line. Entered late is half a disc; held late is said in words."""
    is_now = year == today.year and cell.month <= today.month < cell.month + cell.span
    row = cell.row
    if row is None:
        return Cell(cell.span, "", "", "", is_now, None, None)
    shape, word = row.mark
    if row.state is State.DONE and shape == "done" and cell.entered_late:
        shape, word = "after", "事后补记"
    days = "、".join(f"{day:%m-%d}" for day in cell.dates)
    said = f"{row.period.of(row.rule.short)}：{word}" + (f"（{days}）" if days else "")
    opens = "held" if cell.dates else "gap"
    return Cell(cell.span, shape, said, opens, is_now, row, cell.dates[0] if cell.dates else None)


def _ahead(cell: StripCell, today: date, year: int, *, holds: bool) -> Cell:
    """A cell as drawn; a month still to come of a rule that holds today is an empty ring."""
    if cell.row is None and holds and year == today.year and cell.month > today.month:
        return Cell(cell.span, "open", f"{cell.month}月：未到", "", False, None, None)
    return strip_cell(cell, today, year)


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    cells: tuple[Cell, ...]


def strip_lines(lines: Iterable[StripLine], today: date, year: int) -> list[Line]:
    """The strip: monthly and quarterly rules; a 党小组 stands under its own name."""
    found = []
    for line in lines:
        if line.rule.period in FIRST:
            holds = any(cell.row and cell.row.period.contains(today) for cell in line.cells)
            name = f"{line.rule.short} · {line.org_name}" if line.is_group else line.rule.short
            found.append(Line(name, tuple(_ahead(cell, today, year, holds=holds) for cell in line.cells)))
    return found


def rows_within(lines: Sequence[StripLine], today: date) -> list[DueRow]:
    """The due rows a strip already holds: those of periods that contain today, and earlier ones not done."""
    rows = [cell.row for line in lines for cell in line.cells if cell.row]
    return [row for row in rows if row.period.contains(today) or row.done < row.required]
