"""What can happen to whole organisations at once."""

from dataclasses import asdict, dataclass, field
from typing import Any, Self

from jishi.kernel.labels import Labelled


class ReshapeKind(Labelled):
    """组织调整. One act may concern several organisations; each has its own sentence in their history."""

    MERGE = "merge", "合并"
    SPLIT = "split", "拆分"
    DISSOLVE = "dissolve", "撤销"
    BECOME = "become", "改设"


class Basis(Labelled):
    """沿革口径: on which tree a list or a figure of a past day is read."""

    THEN = "then", "当日建制"
    NOW = "now", "现在建制"


# What became of the old organisation, said of it and of the one its members went to.
BECAME: dict[ReshapeKind, tuple[str, str]] = {
    ReshapeKind.MERGE: ("已并入{}", "{}并入"),
    ReshapeKind.SPLIT: ("拆分出{}", "从{}拆分出来"),
    ReshapeKind.DISSOLVE: ("撤销，党员编入{}", "{}撤销，党员编入"),
    ReshapeKind.BECOME: ("改设后党员编入{}", "{}改设时编入党员"),
}


def became(kind: str, *, successor: str = "", predecessor: str = "") -> str:
    """The sentence on the card of the old organisation (`successor` given) or of the new one (`predecessor` given)."""
    of_old, of_new = BECAME[ReshapeKind(kind)]
    return of_old.format(successor) if successor else of_new.format(predecessor)


@dataclass(slots=True)
class Trace:
    """What an act has changed, by ids, so that it can be taken back. Days are ISO texts: it is kept as JSON."""

    ended: list[tuple[int, int, int]] = field(default_factory=list)  # organisation, placement, naming
    made: list[int] = field(default_factory=list)
    placed: list[tuple[int, int, int, int | None, str]] = field(
        default_factory=list
    )  # .., closed, opened, parent, kind
    renamed: list[tuple[int, int, int, str]] = field(default_factory=list)  # organisation, closed, opened, old name
    posts: list[tuple[int, str | None]] = field(default_factory=list)
    guidances: list[tuple[int, str | None]] = field(default_factory=list)
    charges: list[tuple[int, str | None]] = field(default_factory=list)
    assistances: list[tuple[int, str | None]] = field(default_factory=list)
    seats: list[tuple[int, str | None]] = field(default_factory=list)
    points: list[tuple[int, str | None]] = field(default_factory=list)
    terms: list[int] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)
    members: dict[str, Any] = field(default_factory=dict)
    tasks: list[tuple[int, int, int]] = field(default_factory=list)  # task, old organisation, version after

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, kept: dict[str, Any]) -> Self:
        return cls(**kept)
