"""The rule pack: read once, checked word by word, kept."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ObjectDoesNotExist

from jishi.duties.rules import BRANCH_COMMITTEE, Confidence, Edition, Modality, Rule
from jishi.kernel.periods import PeriodKind
from jishi.orgs.rules import OrgKind, Sector, WorkField, kinds_that_are

PACK = Path(__file__).parents[1] / "pack"
_NEEDED = frozenset(
    ["id", "title", "short", "field", "selector", "period", "count", "evidence", "modality", "article", "confidence", "article_confidence", "effective", "expires"]
)  # fmt: skip
_OPTIONAL = frozenset({"window", "only_if", "note", "replaced"})


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _edition(entry: dict[str, Any]) -> Edition:
    return Edition(
        title=entry["title"], year=entry["year"], effective=_day(entry["effective"]), expires=_day(entry["expires"])
    )


def _rule(entry: dict[str, Any], *, regulation: dict[str, Any], order: int) -> Rule:
    words = set(entry)
    if words - _NEEDED - _OPTIONAL or _NEEDED - words:
        raise ValueError(f"{entry.get('id')}: {sorted(words ^ _NEEDED - _OPTIONAL)}")
    kinds = tuple(entry["selector"]["kinds"])
    with_committee = kinds == (BRANCH_COMMITTEE,)
    covered = {kind for word in kinds for kind in kinds_that_are(OrgKind.BRANCH if with_committee else OrgKind(word))}
    if not kinds or not entry["evidence"] or entry["count"] < 1:
        raise ValueError(f"{entry['id']}: 没有对象、依据或次数")
    return Rule(
        id=entry["id"],
        order=order,
        title=entry["title"],
        short=entry["short"],
        kinds=kinds,
        org_kinds=tuple(kind.value for kind in OrgKind if kind in covered),
        with_committee=with_committee,
        sectors=tuple(Sector(word).value for word in entry["selector"]["sectors"]),
        period=PeriodKind(entry["period"]),
        count=entry["count"],
        evidence=tuple(entry["evidence"]),
        modality=Modality(entry["modality"]),
        regulation=regulation["title"],
        article=entry["article"],
        confidence=Confidence(entry["confidence"]),
        article_confidence=entry["article_confidence"],
        effective=_day(entry["effective"]),
        expires=_day(entry["expires"]),
        window=entry.get("window", ""),
        note=entry.get("note", ""),
        only_if=entry.get("only_if", ""),
        replaced=entry.get("replaced", ""),
        field=WorkField(entry["field"]).value if entry["field"] else "",
        earlier=tuple(_edition(edition) for edition in regulation.get("replaces", ())) if "replaced" in entry else (),
    )


def _entries() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for path in sorted(PACK.glob("*.yaml")):
        regulation = yaml.safe_load(path.read_text())
        for entry in regulation["rules"]:
            yield regulation, entry


@cache
def pack() -> dict[str, Rule]:
    """Every rule by its id, in the order lists show them: monthly first, then as the regulations stand. Raises at start
    if the pack has a word the house does not know, or one id twice."""
    kinds = list(PeriodKind)
    entries = sorted(_entries(), key=lambda pair: kinds.index(PeriodKind(pair[1]["period"])))
    rules = [_rule(entry, regulation=found, order=order) for order, (found, entry) in enumerate(entries)]
    by_id = {rule.id: rule for rule in rules}
    if len(by_id) != len(rules):
        raise ValueError("规则编号重复")
    return by_id


def rule_named(rule_id: str) -> Rule | None:
    """A rule by its id; None for one that the pack does not know."""
    return pack().get(rule_id)


def get_rule(rule_id: str) -> Rule:
    """The rule behind an address. Raises ObjectDoesNotExist."""
    if rule_id not in pack():
        raise ObjectDoesNotExist(rule_id)
    return pack()[rule_id]
