"""The rules: the pack, read once, checked word by word and kept; and what levels have added, read where it is needed."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q, QuerySet

from jishi.duties.models import Demand
from jishi.duties.rules import (
    BRANCH_COMMITTEE,
    DUE_WITHIN,
    Cadence,
    Confidence,
    DemandKind,
    DemandState,
    Edition,
    Modality,
    Origin,
    Rule,
    level_word,
)
from jishi.kernel.periods import PeriodKind
from jishi.kernel.prepared import columns, instance, kept
from jishi.orgs.models import Organization
from jishi.orgs.rules import OrgKind, Sector, WorkField, kinds_that_are

PACK = Path(__file__).parents[1] / "pack"
OWN = "own:"  # begins the id of a duty that a level has added
AFTER_ALL = 10_000  # a level's own stand behind everything of the pack
_NEEDED = frozenset(
    ["id", "title", "short", "field", "selector", "period", "count", "evidence", "modality", "article", "confidence", "article_confidence", "effective", "expires"]
)  # fmt: skip
_OPTIONAL = frozenset({"window", "only_if", "note", "replaced", "optional"})


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
        origin=Origin.OPTIONAL if entry.get("optional") else Origin.REGULATION,
    )


def _entries() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for path in sorted(PACK.glob("*.yaml")):
        regulation = yaml.safe_load(path.read_text())
        for entry in regulation["rules"]:
            yield regulation, entry


@cache
def _all() -> dict[str, Rule]:
    kinds = list(PeriodKind)
    entries = sorted(
        _entries(), key=lambda pair: (bool(pair[1].get("optional")), kinds.index(PeriodKind(pair[1]["period"])))
    )
    rules = [_rule(entry, regulation=source, order=order) for order, (source, entry) in enumerate(entries)]
    found = {rule.id: rule for rule in rules}
    if len(found) != len(rules):
        raise ValueError("规则编号重复")
    if wrong := [rule.id for rule in rules if rule.is_scoped and rule.modality is not Modality.MAY]:
        raise ValueError(f"{wrong}: 可选事项只能是“可以”")
    return found


@cache
def pack() -> dict[str, Rule]:
    """Every duty of the regulations by its id, in the order lists show them: monthly first, then as the regulations
    stand. Raises at start if the pack has a word the house does not know, or one id twice."""
    return {rule.id: rule for rule in _all().values() if not rule.is_scoped}


@cache
def optional_rules() -> dict[str, Rule]:
    """The usual practices that a county may switch on; off until it does."""
    return {rule.id: rule for rule in _all().values() if rule.is_scoped}


def own_rule(demand: Demand) -> Rule:
    """A duty that a level has laid on those below, read as a rule. Its issuer is loaded with it."""
    issuer = demand.issuer
    once = demand.cadence == Cadence.ONCE
    level = level_word(issuer.kind)
    return Rule(
        id=f"{OWN}{demand.pk}",
        order=AFTER_ALL + demand.pk,
        title=f"{demand.title}（{level}要求）",
        short=f"{demand.title}（{level}要求）",
        kinds=tuple(demand.org_kinds),
        org_kinds=tuple(demand.org_kinds),
        with_committee=False,
        sectors=tuple(demand.sectors),
        period=PeriodKind.YEAR if once else PeriodKind(demand.cadence),
        count=demand.count,
        evidence=tuple(demand.evidence) or (f"statement:{OWN}{demand.pk}",),
        modality=Modality.MAY,
        regulation=demand.basis,
        article=None,
        confidence=Confidence.SECONDARY,
        article_confidence="none",
        effective=demand.from_on,
        expires=demand.until_on + timedelta(days=1),
        note=demand.asks,
        origin=Origin.OWN,
        issuer=issuer.short_name or issuer.name,
        once=once,
    )


def _own(where: Q) -> list[Rule]:
    found = Demand.objects.filter(where, kind=DemandKind.DUTY, state=DemandState.REGISTERED)
    return [own_rule(demand) for demand in found.select_related("issuer").order_by("pk")]


def known() -> Q:
    """Rows by the id of a rule that the house knows: of the regulations, of usual practice, of a level's own."""
    return Q(rule_id__in=_all()) | Q(rule_id__startswith=OWN)


def of_regulations() -> Q:
    """Rows of the regulations' own duties: what figures count. What a level adds is never among them."""
    return Q(rule_id__in=pack())


def rules_for(rule_ids: Iterable[str]) -> dict[str, Rule]:
    """The rules behind these ids; ids that nobody knows are left out. One query if a level's own is among them, else
    none."""
    wanted = set(rule_ids)
    found = {rule_id: _all()[rule_id] for rule_id in wanted if rule_id in _all()}
    own = [int(number) for rule_id in wanted if (number := rule_id.removeprefix(OWN)) != rule_id and number.isdecimal()]
    return found | ({rule.id: rule for rule in _own_with(own)} if own else {})


_ISSUER = ("id", "kind", "short_name", "name")


@kept
def _demands(*, ids: list[int]) -> QuerySet[Demand, Any]:
    found = Demand.objects.filter(pk__any=ids, kind=DemandKind.DUTY, state=DemandState.REGISTERED).order_by("pk")
    return found.values_list(*(f"issuer__{name}" for name in _ISSUER), *columns(Demand))


def _own_with(ids: list[int]) -> list[Rule]:
    """The same as `_own` for some ids: read with every page on which a level's own duty stands."""
    found = []
    for row in _demands(ids=ids):
        demand = instance(Demand, [row[len(_ISSUER) :]])
        assert demand
        demand.issuer = Organization(**dict(zip(_ISSUER, row, strict=False)))
        found.append(own_rule(demand))
    return found


def rules_between(first: date, last: date) -> list[Rule]:
    """Every rule that may ask for something from `first` to `last`. One query."""
    return [*_all().values(), *_own(Q(from_on__lte=last, until_on__gte=first - timedelta(days=DUE_WITHIN)))]


def rules_met_by(kinds: Iterable[str], first: date, last: date) -> list[Rule]:
    """The rules that evidence of these kinds, held or counted from `first` to `last`, counts towards. One query."""
    wanted = set(kinds)
    stated = [int(n) for kind in wanted if (n := kind.removeprefix(f"statement:{OWN}")) != kind and n.isdecimal()]
    met = Q(evidence__overlap=sorted(wanted)) | Q(pk__in=stated)
    own = _own(met & Q(from_on__lte=last, until_on__gte=first - timedelta(days=DUE_WITHIN)))
    return [*(rule for rule in _all().values() if wanted & set(rule.evidence)), *own]


def rule_named(rule_id: str) -> Rule | None:
    """A rule by its id; None for one that nobody knows. One query for a level's own."""
    return rules_for([rule_id]).get(rule_id)


def get_rule(rule_id: str) -> Rule:
    """The rule behind an address. Raises ObjectDoesNotExist."""
    found = rule_named(rule_id)
    if found is None:
        raise ObjectDoesNotExist(rule_id)
    return found
