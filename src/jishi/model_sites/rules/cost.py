"""What a programme costs a branch: people × minutes. Money is only what was really spent, in 分."""

from collections.abc import Iterable
from dataclasses import dataclass

from jishi.kernel.labels import Labelled


class CostKind(Labelled):
    PAPERS = "papers", "准备材料"
    VISIT = "visit", "接待检查、参观"
    BUILDING = "building", "场地和设施"
    OTHER = "other", "其他"


class PaidBy(Labelled):
    """Who bore the money."""

    OWN = "own", "本组织自己"
    SUPERIOR = "superior", "上级补助"
    OTHERS = "others", "其他来源"


@dataclass(frozen=True, slots=True)
class Spent:
    """What one entry cost: people, minutes of each, and 分."""

    people: int
    minutes: int
    fen: int


@dataclass(frozen=True, slots=True)
class Total:
    """Sums of entries: turns of people, person-minutes, 分."""

    turns: int = 0
    minutes: int = 0
    fen: int = 0


def total(entries: Iterable[Spent]) -> Total:
    """The sum of entries, in whatever order they come."""
    turns = minutes = fen = 0
    for one in entries:
        turns += one.people
        minutes += one.people * one.minutes
        fen += one.fen
    return Total(turns, minutes, fen)
