"""组织调整 as plain values: what is asked for, what would come of it, and the fingerprint of what was shown."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Self

from jishi.orgs.rules import ReshapeKind

# Kinds that a branch may become, and that may become a branch again.
ABOVE_BRANCHES = ("general_branch", "party_committee")


@dataclass(frozen=True, slots=True)
class Part:
    """Where members go: an organisation that stands (`org_id`), or a new one of `name` and `kind`. `group_ids` come with
    their members; `member_ids` are named one by one and win over the group."""

    org_id: int | None = None
    name: str = ""
    kind: str = "branch"
    member_ids: tuple[int, ...] = ()
    group_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for. `org_ids` are those it happens to; the first gives a new organisation its place and its units.
    A merge and a dissolving have one part. `stays`: a branch that is split goes on with whoever no part names. `new_kind`
    is for a change of kind alone."""

    kind: ReshapeKind
    on: date
    basis: str
    org_ids: tuple[int, ...]
    parts: tuple[Part, ...] = ()
    stays: bool = False
    new_kind: str = ""

    def as_text(self) -> str:
        """For the hidden field of the confirming form; what comes back is judged anew."""
        return json.dumps(asdict(self), default=str, ensure_ascii=False)

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises ValueError (KeyError, TypeError) for a text that `as_text` did not write."""
        kept = json.loads(text)
        parts = [
            Part(**(part | {"member_ids": tuple(part["member_ids"]), "group_ids": tuple(part["group_ids"])}))
            for part in kept["parts"]
        ]
        return cls(
            kind=ReshapeKind(kept["kind"]),
            on=date.fromisoformat(kept["on"]),
            basis=str(kept["basis"]),
            org_ids=tuple(int(pk) for pk in kept["org_ids"]),
            parts=tuple(parts),
            stays=bool(kept["stays"]),
            new_kind=str(kept["new_kind"]),
        )


@dataclass(frozen=True, slots=True)
class Effect:
    """One line of the preview: what it is about, how many, what becomes of it, and the things themselves in words,
    which the page opens."""

    about: str
    count: int
    words: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Effects:
    """Everything that would happen, for the preview. `members` is how many change their branch; `fingerprint` stands for
    every row behind it: what is confirmed is what was shown, or it is refused."""

    title: str
    on: date
    lines: tuple[Effect, ...]
    members: int
    fingerprint: str
    warnings: tuple[str, ...] = field(default=())


def fingerprint(*parts: Sequence[Any]) -> str:
    """The same for the same rows, whatever their order."""
    text = json.dumps([sorted(map(list, part), key=repr) for part in parts], default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
