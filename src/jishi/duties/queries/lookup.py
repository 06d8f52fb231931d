"""规定: the rules of the pack as a list, and how many organisations are under each here."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Count, Q, Sum

from jishi.duties.models import DutyStatus, RollUp
from jishi.duties.queries.due import begun_periods
from jishi.duties.queries.pack import optional_rules, pack
from jishi.duties.rules import Rule
from jishi.kernel.actor import Act, Actor
from jishi.orgs.models import Organization
from jishi.orgs.queries import apart, below


@dataclass(frozen=True, slots=True)
class RuleFilters:
    """What the list is narrowed to; `text` is part of a title, a regulation, an article or a note."""

    text: str = ""
    regulation: str = ""
    modality: str = ""
    confidence: str = ""


def regulations() -> list[str]:
    """The regulations of the pack, by name."""
    return sorted({rule.regulation for rule in (*pack().values(), *optional_rules().values())})


def list_rules(filters: RuleFilters) -> list[Rule]:
    """The rules that fit, in the order lists show them; usual practices behind what regulations say."""
    return [
        rule
        for rule in (*pack().values(), *optional_rules().values())
        if all(
            word in f"{rule.title}{rule.short}{rule.citation}{rule.note}{rule.replaced}"
            for word in filters.text.split()
        )
        and filters.regulation in ("", rule.regulation)
        and filters.modality in ("", rule.modality)
        and filters.confidence in ("", rule.confidence)
    ]


def counts_here(actor: Actor, on: date) -> dict[str, int]:
    """Rule → how many organisations in reach owe it in its period of `on`; agrees with `under_rule`. Read from the
    roll-ups of the tops of the reach: three queries at most, whatever lies below."""
    codes = [period.code for period in begun_periods(on) if period.contains(on)]
    places = apart(actor.spans(Act.VIEW))
    tops = [path for path, subtree in places if subtree]
    summed = RollUp.objects.filter(period__in=codes, org__path__in=tops).order_by()
    found: Counter[str] = Counter()
    known = set()
    for path, rule_id, owing in summed.values_list("org__path", "rule_id").annotate(Sum("owing")):
        known.add(path)
        found[rule_id] += owing
    single = [below(path) if subtree else Q(path=path) for path, subtree in places if path not in known or not subtree]
    if single:  # a branch has no roll-up: its own duties are all there are
        orgs = Organization.objects.filter(reduce(or_, single))
        rows = DutyStatus.objects.filter(period__in=codes, org_id__in=orgs.values("pk")).order_by()
        found.update(dict(rows.values_list("rule_id").annotate(Count("pk"))))
    return dict(found)
