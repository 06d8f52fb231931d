"""Scoring an organisation by a scheme: each item worked out from what is known, the total, the grade. Pure, in whole tenths.

An item is rounded once, to tenths; what hangs together is added up, so that the total of a node is the sum of its
children. What is not known yet has no value and is counted as open, never as nought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jishi.appraisals.rules.scheme import (
    BY_MARK,
    Item,
    ItemKind,
    Measure,
    Phase,
    Source,
    Terms,
    Tree,
    Weighed,
    half_up,
    mean,
    tenths,
    worst,
)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is known of one organisation in one year. `figures` are numbers of the records by name and part of the year;
    `marks` the points given (tenths), by item, part and source, one a peer; `occurrences` how many were noted;
    `satisfied` the share (per mille) of a closed secret poll, None where there is none or it holds its result back;
    `targets` what was agreed with this organisation instead of an item's own."""

    figures: Mapping[tuple[str, Phase], int] = field(default_factory=dict)
    marks: Mapping[tuple[int, Phase, Source], Sequence[int]] = field(default_factory=dict)
    occurrences: Mapping[tuple[int, Phase], int] = field(default_factory=dict)
    satisfied: int | None = None
    targets: Mapping[int, int] = field(default_factory=dict)
    override: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the year of an item: its weight (per cent), its points (tenths, None while open), and how they came."""

    phase: Phase
    weight: int
    value: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """One item with its working-out. `of` is the most it can give."""

    item: Item
    value: int | None
    of: int
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Worked:
    """A whole working-out in the order of the tree. `grade` counts from 0, the best; `open` are leaves without a value."""

    lines: tuple[Line, ...]
    total: int
    open: int
    grade: int
    vetoed: tuple[int, ...]


def value_of(item: Item, phase: Phase, known: Inputs) -> int | None:
    """The points (tenths) of one item in one part of the year; None while nobody has given what it needs."""
    if item.kind is not ItemKind.POINTS:
        return _by_occurrence(item, times(item, phase, known))
    if item.source is Source.RECORDS:
        return _from_records(item, phase, known)
    if item.source is Source.MASSES and known.satisfied is not None:
        return half_up(item.points * known.satisfied, 1000)
    given = known.marks.get((item.id, phase, item.source)) if item.source in BY_MARK else None
    reviewed = known.marks.get((item.id, phase, Source.REVIEWER))
    counting = (reviewed or given) if item.source is Source.SELF else (given or reviewed)
    return min(item.points, max(0, mean(counting))) if counting else None


def times(item: Item, phase: Phase, known: Inputs) -> int:
    """How often what an item counts has happened."""
    if item.source is Source.RECORDS:
        return known.figures.get((item.figure, phase), 0)
    return known.occurrences.get((item.id, phase), 0)


def _by_occurrence(item: Item, number: int) -> int:
    match item.kind:
        case ItemKind.DEDUCT:
            return max(item.floor, item.points - item.step * number)
        case ItemKind.BONUS:
            return min(item.points, item.step * number)
    return 0


def _from_records(item: Item, phase: Phase, known: Inputs) -> int:
    number = known.figures.get((item.figure, phase), 0)
    if item.measure is Measure.SHARE:
        base = known.figures.get((item.base, phase), 0)
        # Whoever had nothing to do has left nothing undone.
        return half_up(item.points * min(number, base), base) if base else item.points
    target = known.targets.get(item.id, item.target)
    if item.measure is Measure.AT_MOST:
        return item.points if number <= target else 0
    return half_up(item.points * min(number, target), target) if target else item.points


def item_value(item: Item, weighed: Weighed, known: Inputs) -> int | None:
    """The points of one item over the whole year, of parts and their weights (per cent), rounded once."""
    total = 0
    for phase, weight in weighed:
        value = value_of(item, phase, known)
        if value is None:
            return None
        total += value * weight
    return half_up(total, 100)


def score(tree: Tree, terms: Terms, known: Inputs, words: Mapping[str, str] | None = None) -> Worked:
    """Work out one organisation, item by item. `words` are those of the figures, for the explanations."""
    worked: dict[int, Line] = {
        item.id: _line(item, tree.weighed(item, terms), known, words or {}) for item in tree.leaves
    }
    for item in reversed(tree.items):
        if item.id in tree.children:
            below = [worked[child.id] for child in tree.children[item.id]]
            values = [line.value for line in below if line.value is not None]
            worked[item.id] = Line(item, sum(values) if values else None, tree.points(item))
    lines = tuple(worked[item.id] for item in tree.items)
    leaves = [worked[item.id] for item in tree.leaves]
    total = sum(line.value or 0 for line in leaves)
    vetoed = vetoes(tree, terms, known)
    is_open = sum(line.value is None for line in leaves)
    return Worked(lines, total, is_open, grade_of(terms, total, known, vetoed), vetoed)


def totals_of(
    tree: Tree, terms: Terms, known: Sequence[Inputs], columns: Mapping[tuple[str, Phase], Sequence[int]]
) -> list[tuple[int, int, int]]:
    """(total, open, grade) of many organisations as `score` has them, without the working-out. `columns` are the figures,
    a number for each of `known`, whose own `figures` are not looked at: item by item, not organisation by organisation,
    for a county has a hundred thousand points to give."""
    totals, is_open, vetoed = [0] * len(known), [0] * len(known), [False] * len(known)
    for item in tree.leaves:
        weighed = tree.weighed(item, terms)
        if item.kind is ItemKind.VETO:
            times_ = [_times_column(item, phase, known, columns) for phase, _ in weighed]
            vetoed = [before or any(ns) for before, *ns in zip(vetoed, *times_, strict=True)]
        for n, value in enumerate(_weighed([_column(item, phase, known, columns) for phase, _ in weighed], weighed)):
            if value is None:
                is_open[n] += 1
            else:
                totals[n] += value
    grades = (grade_of(terms, total, one, [0][:veto]) for total, one, veto in zip(totals, known, vetoed, strict=True))
    return list(zip(totals, is_open, grades, strict=True))


def _weighed(by_phase: Sequence[Sequence[int | None]], weighed: Weighed) -> Sequence[int | None]:
    if len(by_phase) == 1:
        return by_phase[0]
    weights = [weight for _, weight in weighed]
    return [
        None if None in values else half_up(sum(w * (v or 0) for w, v in zip(weights, values, strict=True)), 100)
        for values in zip(*by_phase, strict=True)
    ]


def _times_column(
    item: Item, phase: Phase, known: Sequence[Inputs], columns: Mapping[tuple[str, Phase], Sequence[int]]
) -> Sequence[int]:
    if item.source is Source.RECORDS:
        return columns[item.figure, phase]
    return [one.occurrences.get((item.id, phase), 0) for one in known]


def _column(
    item: Item, phase: Phase, known: Sequence[Inputs], columns: Mapping[tuple[str, Phase], Sequence[int]]
) -> Sequence[int | None]:
    """The points of one item in one part of the year for everybody, as `value_of` gives them."""
    most = item.points
    match item.kind:
        case ItemKind.DEDUCT:
            return [max(item.floor, most - item.step * n) for n in _times_column(item, phase, known, columns)]
        case ItemKind.BONUS:
            return [min(most, item.step * n) for n in _times_column(item, phase, known, columns)]
        case ItemKind.VETO:
            return [0] * len(known)
    if item.source is not Source.RECORDS:
        return [value_of(item, phase, one) for one in known]
    numbers = columns[item.figure, phase]
    if item.measure is Measure.SHARE:
        bases = columns[item.base, phase]
        return [
            most if number >= base else (2 * most * number + base) // (2 * base)
            for number, base in zip(numbers, bases, strict=True)
        ]
    targets = [one.targets.get(item.id, item.target) if one.targets else item.target for one in known]
    if item.measure is Measure.AT_MOST:
        return [most if number <= target else 0 for number, target in zip(numbers, targets, strict=True)]
    return [
        most if number >= target else (2 * most * number + target) // (2 * target)
        for number, target in zip(numbers, targets, strict=True)
    ]


def vetoes(tree: Tree, terms: Terms, known: Inputs) -> tuple[int, ...]:
    """The ids of veto items that have happened."""
    return tuple(
        item.id for item in tree.vetoes if any(times(item, phase, known) for phase, _ in tree.weighed(item, terms))
    )


def grade_of(terms: Terms, total: int, known: Inputs, vetoed: Sequence[int]) -> int:
    """The grade: decided directly, else the worst after a veto, else by the bands."""
    if known.override is not None:
        return known.override
    return worst(terms.scale) if vetoed else terms.grade_at(total)


def _line(item: Item, weighed: Weighed, known: Inputs, words: Mapping[str, str]) -> Line:
    parts = tuple(
        Part(phase, weight, value_of(item, phase, known), _why(item, phase, known, words)) for phase, weight in weighed
    )
    return Line(item, item_value(item, weighed, known), item.points, parts)


def _why(item: Item, phase: Phase, known: Inputs, words: Mapping[str, str]) -> str:
    """How the points of one part came about, in one sentence."""
    number = times(item, phase, known)
    counted = f"{words.get(item.figure, item.figure)} {number}" if item.source is Source.RECORDS else f"{number} 次"
    match item.kind:
        case ItemKind.DEDUCT:
            floor = max(item.floor, item.points - item.step * number)
            return f"{counted}，{tenths(item.points)} − {tenths(item.step)} × {number} → {tenths(floor)}"
        case ItemKind.BONUS:
            return f"{counted}，{tenths(item.step)} × {number}，最多 {tenths(item.points)}"
        case ItemKind.VETO:
            return f"{counted}{'，定最低等次' if number else ''}"
    if item.source is Source.RECORDS:
        return _records_said(item, phase, known, words)
    if item.source is Source.MASSES and known.satisfied is not None:
        return f"满意率 {tenths(known.satisfied)}% × {tenths(item.points)}"
    given = known.marks.get((item.id, phase, item.source)) if item.source in BY_MARK else None
    reviewed = known.marks.get((item.id, phase, Source.REVIEWER))
    if item.source is Source.PEERS and given:
        return f"{len(given)} 个单位打分的平均"
    if reviewed:
        return "考评打分"
    return "自评打分" if given else f"还没有{item.source.label}"


def _records_said(item: Item, phase: Phase, known: Inputs, words: Mapping[str, str]) -> str:
    number = known.figures.get((item.figure, phase), 0)
    said = f"{words.get(item.figure, item.figure)} {number}"
    if item.measure is Measure.SHARE:
        base = known.figures.get((item.base, phase), 0)
        if not base:
            return f"{words.get(item.base, item.base)} 0，没有要办的，得满分"
        return f"{said} ÷ {words.get(item.base, item.base)} {base} × {tenths(item.points)}"
    target = known.targets.get(item.id, item.target)
    if item.measure is Measure.AT_MOST:
        return f"{said}，要求不超过 {target}"
    return f"{said} ÷ 目标 {target} × {tenths(item.points)}"


def satisfied_share(counts: Sequence[Mapping[str, int] | None]) -> int | None:
    """满意 and 基本满意 (the first two options) among all who chose, over all questions, per mille. None where the poll holds
    its result back, or nobody chose."""
    if not counts or any(one is None for one in counts):
        return None
    chosen = sum(number for one in counts for number in (one or {}).values())
    pleased = sum((one or {}).get(key, 0) for one in counts for key in ("0", "1"))
    return half_up(pleased * 1000, chosen) if chosen else None
