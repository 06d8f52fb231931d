"""A working-out as plain data: what a page shows, and what is kept for ever once it is settled."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from jishi.appraisals.rules.scheme import ItemKind, Source, Terms, Tree, rule_said
from jishi.appraisals.rules.scheme_score import Line, Worked


def kept(
    tree: Tree, terms: Terms, worked: Worked, words: Mapping[str, str], rules: Mapping[int, str]
) -> dict[str, Any]:
    """The whole working-out in the order of the tree, in numbers and sentences. `rules` are the schemes' own texts."""
    numbers = {item.id: number for number, item in tree.numbered()}
    return {
        "total": worked.total,
        "open": worked.open,
        "maximum": terms.maximum,
        "grade": worked.grade,
        "grades": list(terms.scale.grades),
        "vetoed": list(worked.vetoed),
        "lines": [_line(line, tree, numbers, words, rules) for line in worked.lines],
    }


def _line(
    line: Line, tree: Tree, numbers: Mapping[int, str], words: Mapping[str, str], rules: Mapping[int, str]
) -> dict[str, Any]:
    item = line.item
    is_leaf = item.id not in tree.children
    return {
        "id": item.id,
        "number": numbers[item.id],
        "depth": tree.depth[item.id],
        "text": item.text,
        "is_leaf": is_leaf,
        "kind": item.kind.value,
        "source": item.source.value if is_leaf else "",
        "source_word": item.source.label if is_leaf else "",
        "figure": item.figure,
        "base": item.base,
        "rule": rules.get(item.id) or (rule_said(item, words) if is_leaf else ""),
        "value": line.value,
        "of": line.of,
        "bonus": item.kind is ItemKind.BONUS,
        "parts": [
            {"phase": p.phase.value, "phase_word": p.phase.label, "weight": p.weight, "value": p.value, "why": p.why}
            for p in line.parts
        ],
        "is_records": is_leaf and item.source is Source.RECORDS,
    }


def seal_of(working: Mapping[str, Any]) -> str:
    """The hash of a working-out: the same content, the same hash, in whatever order its keys come. Hexadecimal."""
    return sha256(json.dumps(working, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def differences(stood: Mapping[str, Any], now: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """The leaves whose points the records give differently now from when it was settled: (then, now)."""
    later: Mapping[int, Mapping[str, Any]] = {line["id"]: line for line in now["lines"]}
    pairs: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]] = [
        (line, later[line["id"]]) for line in stood["lines"] if line["is_leaf"] and line["id"] in later
    ]
    return [(then, new) for then, new in pairs if then["value"] != new["value"]]
