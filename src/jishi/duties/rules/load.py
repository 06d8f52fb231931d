"""Sums of what levels have laid on those below: tables by month, and the drawing of a year. Pure; regulations are not in it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from jishi.duties.rules.demands import DemandKind, DemandState, hours, level_word

KEPT_MONTHS = tuple(range(1, 13))


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadCell:
    """What one issuer's demands of one kind ask in one month of one part of the tree: `turns` persons who come or fill
    in, each time counted, and their minutes."""

    issuer_id: int
    issuer_name: str
    issuer_path: str
    issuer_kind: str
    kind: str
    state: str
    month: date
    turns: int
    minutes: int


@dataclass(frozen=True, slots=True)
class LoadNumber:
    """A number of the table with the month it opens (0: the whole year)."""

    month: int
    turns: int
    minutes: int

    @property
    def hours(self) -> str:
        return hours(self.minutes)


@dataclass(frozen=True, slots=True)
class LoadRow:
    """A row: its name, what the address calls it, twelve months and their sum."""

    key: str
    name: str
    numbers: tuple[LoadNumber, ...]
    total: LoadNumber


@dataclass(frozen=True, slots=True)
class LoadTable:
    rows: tuple[LoadRow, ...]
    total: LoadRow


type _Key = Callable[[LoadCell], tuple[str, str]]


def _row(key: str, name: str, cells: Sequence[LoadCell]) -> LoadRow:
    numbers = tuple(
        LoadNumber(
            m, sum(c.turns for c in cells if c.month.month == m), sum(c.minutes for c in cells if c.month.month == m)
        )
        for m in KEPT_MONTHS
    )
    return LoadRow(
        key, name, numbers, LoadNumber(0, sum(n.turns for n in numbers), sum(n.minutes for n in numbers))
    )  # fmt: skip


def _table(cells: Iterable[LoadCell], key: _Key, order: Callable[[LoadCell], object]) -> LoadTable:
    groups: dict[tuple[str, str], list[LoadCell]] = {}
    kept = sorted(cells, key=lambda c: (order(c), key(c)))
    for cell in kept:
        groups.setdefault(key(cell), []).append(cell)
    return LoadTable(tuple(_row(*names, of) for names, of in groups.items()), _row("", "合计", kept))


def by_kind(cells: Iterable[LoadCell]) -> LoadTable:
    """A row a kind of demand."""
    kinds = list(DemandKind)
    return _table(cells, lambda c: (c.kind, DemandKind.label_of(c.kind)), lambda c: kinds.index(DemandKind(c.kind)))


def by_issuer(cells: Iterable[LoadCell]) -> LoadTable:
    """A row an issuer, from the top down; what its receivers noted themselves stands apart until it is confirmed."""

    def key(cell: LoadCell) -> tuple[str, str]:
        noted = cell.state == DemandState.NOTED
        return f"{cell.issuer_id}{'-noted' if noted else ''}", cell.issuer_name + (
            "（未登记，下级先记）" if noted else ""
        )

    return _table(cells, key, lambda c: (c.issuer_path, c.state != DemandState.REGISTERED))


def by_level(cells: Iterable[LoadCell]) -> LoadTable:
    """A row a level, all its organisations together: single ones are not held against each other."""
    return _table(cells, lambda c: (level_word(c.issuer_kind), level_word(c.issuer_kind)), lambda c: len(c.issuer_path))


def total(cells: Iterable[LoadCell]) -> tuple[int, int]:
    """(turns, minutes) of all."""
    kept = list(cells)
    return sum(c.turns for c in kept), sum(c.minutes for c in kept)


def seen_from(path: str, cells: Iterable[LoadCell]) -> tuple[list[LoadCell], list[LoadCell], list[LoadCell]]:
    """What the organisation at `path` has laid on those below, what comes from above it, what those below add. Of its own
    and of theirs only what is registered: what a receiver noted is not said by its issuer."""
    kept = list(cells)
    said = [c for c in kept if c.state == DemandState.REGISTERED]
    own = [c for c in said if c.issuer_path == path]
    above = [c for c in kept if c.issuer_path != path and path.startswith(c.issuer_path)]
    below = [c for c in said if c.issuer_path != path and c.issuer_path.startswith(path)]
    return own, above, below


WIDTH, HEIGHT, BASE = 48, 96, 112


@dataclass(frozen=True, slots=True)
class Bar:
    """A month as drawn, in the units of the picture: `low` is what comes from above, `high` what this level adds."""

    month: int
    x: int
    low_y: int
    low: int
    high_y: int
    high: int
    word: str


def bars(above: Sequence[LoadNumber], own: Sequence[LoadNumber]) -> tuple[Bar, ...]:
    """The twelve months side by side; the tallest fills the height. Nothing at all draws no height."""
    most = max([a.minutes + o.minutes for a, o in zip(above, own, strict=True)] or [0]) or 1
    found = []
    for a, o in zip(above, own, strict=True):
        low, high = round(a.minutes * HEIGHT / most), round(o.minutes * HEIGHT / most)
        word = f"{a.month}月：上级 {a.hours} 小时，本级 {o.hours} 小时"
        found.append(Bar(a.month, (a.month - 1) * WIDTH, BASE - low, low, BASE - low - high, high, word))
    return tuple(found)
