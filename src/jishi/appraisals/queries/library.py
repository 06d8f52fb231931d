"""The schemes that are delivered to start from: read once, checked like any other, copied into a draft of one's own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import yaml

from jishi.appraisals.rules import Item, ItemKind, Measure, Phase, Scale, Source, Terms

_LIBRARY = Path(__file__).parents[1] / "library"


@dataclass(frozen=True, slots=True)
class Template:
    """A delivered scheme. `edition` is its own, so that one sees which a copy came from; `rules` the rule texts by item."""

    code: str
    edition: str
    name: str
    about: str
    terms: Terms
    items: tuple[Item, ...]
    rules: Mapping[int, str]


def _items(nodes: Sequence[Mapping[str, Any]], parent: int | None, ids: Iterator[int]) -> Iterator[tuple[Item, str]]:
    for node in nodes:
        plain = {name: value for name, value in node.items() if name not in ("items", "rule")}
        item = Item(id=next(ids), parent=parent, **plain)
        yield (
            replace(
                item,
                kind=ItemKind(item.kind),
                source=Source(item.source),
                measure=Measure(item.measure) if item.measure else None,
            ),
            node.get("rule", ""),
        )
        yield from _items(node.get("items", ()), item.id, ids)


@cache
def templates() -> dict[str, Template]:
    """All of them by code, in the order of their files."""
    found = {}
    for path in sorted(_LIBRARY.glob("*.yaml")):
        raw = yaml.safe_load(path.read_text())
        pairs = list(_items(raw["items"], None, count(1)))
        scale = Scale(raw["scale"])
        weights = {Phase(name): weight for name, weight in raw["weights"].items()}
        terms = Terms(raw["maximum"], scale, tuple(raw.get("bands", scale.usual)), weights)
        found[raw["code"]] = Template(
            raw["code"],
            str(raw["edition"]),
            raw["name"],
            raw["about"],
            terms,
            tuple(item for item, _ in pairs),
            {item.id: rule for item, rule in pairs},
        )
    return found
