"""A plan beside what was held, in counts and words. Counts of events, never a score of persons or organisations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, Self

from jishi.activities.rules import PlanRow, PlanState
from jishi.desk.rules.owed import Owed


class Recorded(Protocol):
    """What is needed of a record that nobody planned."""

    @property
    def held_on(self) -> date: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One event of a plan with the duties it serves. `here`: the page's own organisation, not one of its 党小组."""

    row: PlanRow
    serves: tuple[Owed, ...]
    here: bool = True

    @property
    def is_stated(self) -> bool:
        """Met by a 已办说明: it has no record of its own."""
        return not self.row.kinds

    @property
    def statement(self) -> Owed | None:
        """The duty to state as done from here."""
        return next((owed for owed in self.serves if owed.kind is None), None)

    @property
    def is_done(self) -> bool:
        done = [owed.held >= owed.count for owed in self.serves if owed.kind is None]
        return self.row.activity_id is not None or (self.is_stated and bool(done) and all(done))

    @property
    def mark(self) -> tuple[str, str]:
        """(shape, word) for the mark component."""
        if self.is_stated and self.row.is_live:
            if self.is_done:
                return "done", "已办"
            if self.row.state is PlanState.PAST:
                return "gap", "时间已过，未见已办说明"
        return self.row.mark

    @property
    def reasons(self) -> tuple[str, ...]:
        """Which duties it serves and by which article, each once."""
        return tuple(dict.fromkeys(f"{o.label}（{o.rule.citation}）" for o in self.serves))


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthTally:
    """One month of the comparison: events planned (given up ones apart), of these held, past without a record and still to
    come; records of that month that nobody planned. Entries met by a 已办说明 have no record and are not counted."""

    month: date
    planned: int = 0
    held: int = 0
    past: int = 0
    dropped: int = 0
    unplanned: int = 0

    @property
    def to_come(self) -> int:
        return self.planned - self.held - self.past

    @property
    def code(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def word(self) -> str:
        """What the month comes to, in a few words."""
        if self.past:
            return f"{self.past}项未见记录"
        if self.to_come:
            return f"{self.to_come}项待开展"
        return "都有记录" if self.planned else "没有计划"

    @classmethod
    def sum(cls, tallies: Iterable[Self], year: int) -> Self:
        months = list(tallies)
        return cls(
            month=date(year, 1, 1),
            planned=sum(m.planned for m in months),
            held=sum(m.held for m in months),
            past=sum(m.past for m in months),
            dropped=sum(m.dropped for m in months),
            unplanned=sum(m.unplanned for m in months),
        )


SHOWS = {
    "planned": "计划",
    "held": "已开展",
    "past": "时间已过，未见记录",
    "to_come": "待开展",
    "dropped": "不开展",
    "unplanned": "有记录、计划里没有",
}


def counts_as(line: Line, show: str) -> bool:
    """Whether an event is one of those a number of the comparison counts."""
    state = line.row.state
    if line.is_stated:
        return False
    match show:
        case "planned":
            return line.row.is_live
        case "held":
            return state is PlanState.HELD
        case "past":
            return state is PlanState.PAST
        case "to_come":
            return state in (PlanState.OPEN, PlanState.THIS_MONTH)
        case _:
            return state is PlanState.DROPPED and show == "dropped"


def tally_months(year: int, lines: Sequence[Line], unplanned: Sequence[Recorded]) -> tuple[MonthTally, ...]:
    """Planned and held, month by month: the twelve months, and later ones that a window reaches into."""
    months = {date(year, n, 1) for n in range(1, 13)} | {line.row.month for line in lines if not line.is_stated}
    return tuple(
        MonthTally(
            month=month,
            **{
                show: sum(line.row.month == month and counts_as(line, show) for line in lines)
                for show in ("planned", "held", "past", "dropped")
            },
            unplanned=sum(record.held_on.replace(day=1) == month for record in unplanned),
        )
        for month in sorted(months)
    )
