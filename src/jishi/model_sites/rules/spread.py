"""How an experience spreads: who took it over from whom, as a chain; what the goals of three levels wait for. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from jishi.committees.rules import GoalLevel, GoalState
from jishi.kernel.labels import Labelled


class AdoptionState(Labelled):
    """How far whoever took it over has come."""

    TRYING = "trying", "正在试"
    WORKS = "works", "用得上"
    CHANGED = "changed", "改了再用"
    DROPPED = "dropped", "不适用，没有用"


class ExperienceState(Labelled):
    DRAFT = "draft", "起草中"
    SHARED = "shared", "已推广"


@dataclass(frozen=True, slots=True)
class Link[Row]:
    """One who took it over, and how many hands it went through before."""

    row: Row
    depth: int


def chain[Row](rows: Iterable[tuple[int, int | None, Row]]) -> list[Link[Row]]:
    """(id, id of the one it came from, row) as a list in the order of a tree, with its depths; each row stands once, and
    one whose source is not among them stands at the root."""
    given = list(rows)
    known = {pk for pk, _, _ in given}
    children: dict[int | None, list[tuple[int, Row]]] = defaultdict(list)
    for pk, source, row in given:
        children[source if source in known else None].append((pk, row))
    found: list[Link[Row]] = []

    def walk(source: int | None, depth: int) -> None:
        for pk, row in children.get(source, ()):
            found.append(Link(row, depth))
            walk(pk, depth + 1)

    walk(None, 0)
    return found


class Aim(Protocol):
    """What a goal says of itself."""

    state: str
    level: str
    due_on: date
    result: str


def waits_for(goal: Aim, *, begun: bool, said: int, of: int, today: date) -> tuple[str, str]:
    """(words, shape) of what a goal waits for: `begun` if a step of it was noted, `said` of `of` organisations below have
    reported on it. Past its day is a reminder, nothing more."""
    if goal.state != GoalState.OPEN:
        return goal.result, "done" if goal.state == GoalState.REACHED else "said"
    if goal.due_on < today:
        return "已过时限，等写明结果", "gap"
    if goal.level == GoalLevel.BELOW:
        silent = max(of - said, 0)
        return (
            (f"等 {silent} 个所属党组织报进展（共 {of} 个）", "open") if silent else ("都报了进展，等写明结果", "soon")
        )
    return ("推进中，等写明结果", "open") if begun else ("还没有进展，等第一步", "open")
