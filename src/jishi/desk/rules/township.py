"""The words and sums of 组织生活一览. Pure: rows and tallies in, what the page shows out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from jishi.duties.rules import MET, MET_LATE, DueRow, OverviewCell, Rule, Tally
from jishi.kernel.periods import Period, PeriodKind
from jishi.orgs.rules import Sector, TermState

type CellKey = tuple[str, str, str]  # row key (sector or child id, "" for the sum), rule id, period code


def quarter_of(code: str, today: date) -> Period:
    """The quarter an address asks for; today's when it names none that can be read or one that has not begun."""
    try:
        found = Period.parse(code)
    except ValueError:
        found = Period.containing(PeriodKind.QUARTER, today)
    found = Period.containing(PeriodKind.QUARTER, found.first)
    return found if found.first <= today else Period.containing(PeriodKind.QUARTER, today)


def months_of(quarter: Period) -> list[Period]:
    """The three months of a quarter."""
    first = Period.containing(PeriodKind.MONTH, quarter.first)
    return [first, first.next(), first.next().next()]


def month_of(code: str, quarter: Period, today: date) -> Period:
    """The month the monthly columns show: the one asked for, else the last of the quarter that is over, else its first."""
    months = months_of(quarter)
    asked = next((m for m in months if m.code == code and m.first <= today), None)
    ended = [m for m in months if m.last < today]
    return asked or (ended[-1] if ended else months[0])


@lru_cache(maxsize=100)
def recent_quarters(today: date, count: int = 5) -> tuple[Period, ...]:
    """This quarter and those before it, latest first."""
    found = [Period.containing(PeriodKind.QUARTER, today)]
    while len(found) < count:
        found.append(found[-1].previous())
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: one rule in one period."""

    rule: Rule
    period: Period

    @property
    def heading(self) -> str:
        return f"{self.rule.short}，{self.period.short}"


def columns_of(cells: Iterable[OverviewCell], quarter: Period, month: Period, *, added: bool = False) -> list[Column]:
    """Quarterly rules of the quarter and monthly rules of the month, as the pack orders them. What levels have added
    (`added`) is never in one table with the regulations."""
    wanted = {
        (c.rule.id, c.period): Column(c.rule, c.period)
        for c in cells
        if c.period in (quarter, month) and c.rule.is_scoped == added
    }
    return sorted(wanted.values(), key=lambda c: (c.period.kind != PeriodKind.QUARTER, c.rule.order))


def longer(cells: Iterable[OverviewCell]) -> list[OverviewCell]:
    """The sums of half-yearly and yearly rules, for a list of their own."""
    kinds = (PeriodKind.HALF_YEAR, PeriodKind.YEAR)
    return sorted(
        (c for c in cells if c.sector == "" and c.period.kind in kinds),
        key=lambda c: (c.rule.is_scoped, c.period.last, c.rule.order),
    )


@dataclass(frozen=True, slots=True)
class Number:
    """A tally with where it opens."""

    column: Column
    tally: Tally


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of 各领域: `key` is what the address calls it, "" for the sum of all."""

    key: str
    name: str
    numbers: tuple[Number, ...]
    branches: int
    members: int
    present: int
    expected: int

    @property
    def owes(self) -> bool:
        return any(number.tally.owing for number in self.numbers)

    @property
    def rate(self) -> str:
        """到会率 in whole percent, "" where nothing was recorded."""
        return f"{round(self.present * 100 / self.expected)}%" if self.expected else ""


@dataclass(frozen=True, slots=True)
class Heads:
    """Head counts of one row of the table."""

    branches: int = 0
    members: int = 0
    present: int = 0
    expected: int = 0

    def __add__(self, other: "Heads") -> "Heads":
        return Heads(
            self.branches + other.branches,
            self.members + other.members,
            self.present + other.present,
            self.expected + other.expected,
        )


def table(
    names: Sequence[tuple[str, str]],
    columns: Sequence[Column],
    tallies: Mapping[CellKey, Tally],
    heads: Mapping[str, Heads],
) -> list[TableRow]:
    """The rows of `names` (key, name) that have anything to show, and their sum as the last."""
    used = {key for key, _, _ in tallies if key} | {key for key, h in heads.items() if h != Heads()}
    rows = [_table_row(key, name, columns, tallies, heads.get(key, Heads())) for key, name in names if key in used]
    total = sum((heads.get(key, Heads()) for key, _ in names), Heads())
    return [*rows, _table_row("", "合计", columns, tallies, total)]


def _table_row(
    key: str, name: str, columns: Sequence[Column], tallies: Mapping[CellKey, Tally], heads: Heads
) -> TableRow:
    numbers = tuple(Number(c, tallies.get((key, c.rule.id, c.period.code), Tally())) for c in columns)
    return TableRow(key, name, numbers, heads.branches, heads.members, heads.present, heads.expected)


@dataclass(frozen=True, slots=True)
class Lede:
    """The sentence on top. `month` sums the monthly duties of the shown month; `quarter` are those of the quarter, one
    by one."""

    month: Tally
    by_rule: tuple[Number, ...]
    quarter: tuple[Number, ...]


def lede(total: TableRow, month: Period) -> Lede:
    """The sentence on top of the township page: what `month` asked of everybody together and what came of it. Only duties
    of the regulations; what a level adds is never in one figure with them."""
    numbers = [n for n in total.numbers if not n.column.rule.is_scoped]
    monthly = tuple(n for n in numbers if n.column.period == month)
    return Lede(
        month=sum((n.tally for n in monthly), Tally()),
        by_rule=monthly,
        quarter=tuple(n for n in numbers if n.column.period != month and n.tally.owing),
    )


@dataclass(frozen=True, slots=True)
class Behind:
    """An organisation with duties past their day: what, since when, who answers, and the last twelve months."""

    org_id: int
    org_name: str
    sector: str
    secretary: str
    part_time: bool
    term_word: str
    term_red: bool
    rows: tuple[DueRow, ...]
    since: Period | None
    strip: tuple[tuple[str, str, Period] | None, ...]

    @property
    def since_month(self) -> str:
        """2026-10, "" for whom nothing is past its day."""
        return f"{self.since.first:%Y-%m}" if self.since else ""

    @property
    def groups(self) -> list[tuple[str, list[DueRow]]]:
        """The unmet duties by period, so that a month is named once."""
        found: dict[str, list[DueRow]] = {}
        for row in self.rows:
            found.setdefault(row.period.short, []).append(row)
        return list(found.items())


@dataclass(frozen=True, slots=True)
class Facts:
    """Of an organisation: its secretary, whether full-time, and where its running term stands."""

    secretary: str = ""
    full_time: bool | None = None
    term: TermState | None = None


_PART_TIME = (Sector.PRIVATE_ENTERPRISE, Sector.SOCIAL_ORG)


def behind_of(
    rows: Sequence[DueRow], facts: Facts, months: Sequence[Period], met: Mapping[Period, bool] = MappingProxyType({})
) -> Behind:
    """One organisation's line of 待完成事项, from its duties of the last twelve `months` and those past their day. Of those
    met, `met` may say instead in which months there are any, and whether one was met late."""
    unmet = sorted((r for r in rows if r.is_unmet_past), key=lambda r: (r.due_on, r.rule.order))
    past = facts.term if facts.term and facts.term.days < 0 else None
    first = rows[0]
    return Behind(
        org_id=first.org_id,
        org_name=first.org_name,
        sector=Sector.label_of(first.sector),
        secretary=facts.secretary,
        part_time=first.sector in _PART_TIME and facts.full_time is False,
        term_word=past.word if past else "",
        term_red=past is not None and past.mark == "late",
        rows=tuple(unmet),
        since=unmet[0].period if unmet else None,
        strip=twelve([r for r in rows if r.period.kind is PeriodKind.MONTH], months, met),
    )


_WORST = ("late", "gap", "said", "soon", "open", "after", "done")


@lru_cache(maxsize=100)
def last_twelve(today: date) -> tuple[Period, ...]:
    """The month of `today` and the eleven before it, oldest first."""
    months = [Period.containing(PeriodKind.MONTH, today)]
    while len(months) < 12:
        months.insert(0, months[0].previous())
    return tuple(months)


def twelve(
    rows: Iterable[DueRow], months: Sequence[Period], met: Mapping[Period, bool] = MappingProxyType({})
) -> tuple[tuple[str, str, Period] | None, ...]:
    """For each month (shape, word, month): the worst state of its monthly duties, None where none was due. `met` as for
    `behind_of`."""
    worst: dict[Period, tuple[str, str]] = {month: MET_LATE if late else MET for month, late in met.items()}
    for row in rows:
        known, mark = worst.get(row.period), row.mark
        if known is None or _WORST.index(mark[0]) < _WORST.index(known[0]):
            worst[row.period] = mark
    return tuple((*worst[m], m) if m in worst else None for m in months)
