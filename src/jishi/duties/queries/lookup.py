"""规定: the rules of the pack as a list, and how many organisations are under each here."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from jishi.duties.models import DutyStatus
from jishi.duties.queries.due import begun_periods
from jishi.duties.queries.pack import optional_rules, pack
from jishi.duties.rules import Rule
from jishi.kernel.actor import Act, Actor
from jishi.orgs.queries import org_ids_where


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
    """Rule → how many organisations in reach owe it in its period of `on`; agrees with `under_rule`. Two queries."""
    codes = [period.code for period in begun_periods(on) if period.contains(on)]
    rows = DutyStatus.objects.filter(period__in=codes, org_id__in=org_ids_where(actor, Act.VIEW)).order_by()
    return dict(rows.values_list("rule_id").annotate(Count("pk")))
