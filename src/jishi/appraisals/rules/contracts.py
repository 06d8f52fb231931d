"""目标管理责任书: its states and sides, a target shared out among many, what an item stands at with everything passed down from
it. Pure values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jishi.kernel.labels import Labelled


class ContractState(Labelled):
    """已发 → (修改意见 → answered) → 乙方已签 → 生效 once both sides have signed."""

    OFFERED = "offered", "等乙方签订"
    PROPOSED = "proposed", "乙方提了修改意见"
    SIGNED = "signed", "乙方已签，等甲方签订"
    IN_FORCE = "in_force", "双方已签，生效"


class Side(Labelled):
    """The two who sign."""

    UPPER = "upper", "甲方"
    LOWER = "lower", "乙方"


class ItemStand(Labelled):
    DONE = "done", "已达到"
    OPEN = "open", "在办"
    LATE = "late", "过了时限"


@dataclass(frozen=True, slots=True)
class Node:
    """One item of one contract. `parent` is the item of the level above that it was passed down from, `own` the number of
    the records or of the last report, `is_counted` that it comes from records (which already count everything below),
    `at_most` that the number must not be exceeded, `said` that the organisation reported it done."""

    id: int
    parent: int | None = None
    target: int | None = None
    own: int | None = None
    is_counted: bool = False
    at_most: bool = False
    said: bool = False


@dataclass(frozen=True, slots=True)
class Rolled:
    """What an item stands at: its number, whether it is reached; of what was passed down from it how many items, how many
    of them reached, and their targets added up (None where none has a number)."""

    reached: int | None
    is_done: bool
    below: int = 0
    below_done: int = 0
    shared: int | None = None


def roll_up(nodes: Iterable[Node]) -> dict[int, Rolled]:
    """Every item with what lies below it, in whatever order they come. The number of an item passed down is the sum of
    those below, unless records count it themselves; without a target it is reached when all below are."""
    given = {node.id: node for node in nodes}
    children: dict[int, list[Node]] = {}
    for node in given.values():
        if node.parent in given:
            children.setdefault(node.parent, []).append(node)
    found: dict[int, Rolled] = {}
    for node in _deepest_first(given, children):
        found[node.id] = _standing(node, children.get(node.id, []), found)
    return found


def _deepest_first(given: Mapping[int, Node], children: Mapping[int, Sequence[Node]]) -> list[Node]:
    """Each after all that hang on it. What hangs in a ring hangs on nothing and is left out."""
    order: list[Node] = []
    waiting = [node for node in given.values() if node.parent not in given]
    while waiting:
        node = waiting.pop()
        order.append(node)
        waiting.extend(children.get(node.id, ()))
    return order[::-1]


def _standing(node: Node, below: Sequence[Node], found: Mapping[int, Rolled]) -> Rolled:
    if not below:
        return Rolled(node.own, _is_done(node, node.own))
    numbers = [number for child in below if (number := found[child.id].reached) is not None]
    reached = node.own if node.is_counted else sum(numbers) if numbers else None
    done = sum(found[child.id].is_done for child in below)
    is_done = _is_done(node, reached) if node.target is not None else done == len(below)
    targets = [child.target for child in below if child.target is not None]
    return Rolled(reached, is_done, len(below), done, sum(targets) if targets else None)


def _is_done(node: Node, reached: int | None) -> bool:
    if node.target is None:
        return node.said
    if reached is None:
        return False
    return reached <= node.target if node.at_most else reached >= node.target


def stand_of(standing: Rolled, node: Node, due_on: date | None, on: date) -> ItemStand:
    """Late is what a signed day has passed for. What must not be exceeded is reached only when its day has come."""
    is_over = due_on is not None and on > due_on
    if standing.is_done and (not node.at_most or is_over):
        return ItemStand.DONE
    return ItemStand.LATE if is_over else ItemStand.OPEN


def share_out(total: int, weights: Sequence[int]) -> list[int]:
    """A target shared out by weight (members, say): whole numbers that add up to it, each within one of its exact part;
    evenly where no weight is positive. The larger remainder gets the odd one, at equal remainders the first."""
    if not weights:
        return []
    parts = list(weights) if sum(weights) > 0 else [1] * len(weights)
    whole = sum(parts)
    shares = [total * part // whole for part in parts]
    rest = sorted(range(len(parts)), key=lambda n: (-(total * parts[n] % whole), n))
    for n in rest[: total - sum(shares)]:
        shares[n] += 1
    return shares


@dataclass(frozen=True, slots=True)
class Aim:
    """What is agreed for an item: the number, the words of it, the day. None or "" leaves it as it is for all."""

    target: int | None = None
    measure: str = ""
    due_on: date | None = None

    def over(self, common: "Aim") -> "Aim":
        """This where it says something, else what holds for all."""
        return Aim(
            common.target if self.target is None else self.target,
            self.measure or common.measure,
            self.due_on or common.due_on,
        )

    @property
    def is_empty(self) -> bool:
        return self == Aim()
