"""规定动作: how many have done one, and exactly which records those numbers count."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse

from jishi.activities.models import Activity
from jishi.campaigns.models import Campaign, PrescribedAction
from jishi.duties.models import DutyStatus, Evidence, RollUp, Statement
from jishi.duties.queries import OWN
from jishi.duties.queries.due import COLUMNS, rows_from
from jishi.duties.rules import DueRow
from jishi.duties.rules.spells import spells
from jishi.kernel.actor import Act, Actor
from jishi.kernel.paging import Page, keyset
from jishi.orgs.queries import org_ids_where

MET = Q(done__gte=F("required"))
_VALUES = attrgetter(*(column.replace("__", ".") for column in COLUMNS))
STANDING = {"met": MET, "open": ~MET}


def rule_of(action: PrescribedAction) -> str:
    """The duty that a started action is."""
    return f"{OWN}{action.demand_id}"


def _owed(actor: Actor, actions: Sequence[PrescribedAction]) -> QuerySet[DutyStatus]:
    rules = [rule_of(action) for action in actions if action.demand_id]
    return DutyStatus.objects.filter(rule_id__in=rules, org_id__in=org_ids_where(actor, Act.RECORD_VIEW))


def action_numbers(actor: Actor, campaign: Campaign, actions: Sequence[PrescribedAction]) -> dict[str, tuple[int, int]]:
    """By rule: how many of those the actor reads owe it, how many have met it; for the issuer the sums kept of all. One
    query."""
    rules = [rule_of(action) for action in actions if action.demand_id]
    if not rules:
        return {}
    if actor.may(Act.RECORD_VIEW, campaign.org.path):
        kept = RollUp.objects.filter(org_id=campaign.org_id, rule_id__in=rules).values_list("rule_id", "owing", "met")
    else:
        counted: Any = (
            _owed(actor, actions)
            .order_by()
            .values("rule_id")
            .annotate(n=Count("org_id"), m=Count("org_id", filter=MET))
        )
        kept = counted.values_list("rule_id", "n", "m")
    found: dict[str, tuple[int, int]] = {}
    for rule_id, owing, met in kept:
        known = found.get(rule_id, (0, 0))
        found[rule_id] = (known[0] + owing, known[1] + met)
    return found


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One organisation in one period: what it owes, and the records that count for it: (day, words, address)."""

    due: DueRow
    records: list[tuple[date, str, str]]


def action_page(
    actor: Actor, action: PrescribedAction, *, standing: str, find: str, on: date, at: str
) -> Page[ActionRow]:
    """Who owes an action of those the actor reads, by tree, with the records that count. Five queries for any number."""
    rows = _owed(actor, [action])
    if standing in STANDING:
        rows = rows.filter(STANDING[standing])
    if find:
        rows = rows.filter(org__name__contains=find)
    page: Page[DutyStatus] = keyset(rows.select_related("org"), keys=("org__path", "period"), at=at)
    dues = rows_from([_VALUES(row) for row in page.rows], on=on, owners=False)
    records = _records(dues)
    found = [ActionRow(due, records[due.org_id, due.period.code]) for due in dues]
    return Page(rows=found, next=page.next, previous=page.previous)


def _records(dues: Sequence[DueRow]) -> dict[tuple[int, str], list[tuple[date, str, str]]]:
    """What counts for each: the same days and kinds by which it was counted."""
    found: dict[tuple[int, str], list[tuple[date, str, str]]] = defaultdict(list)
    if not dues:
        return found
    rule = dues[0].rule
    evidence = Evidence.objects.filter(org_id__in={due.org_id for due in dues}, kind__in=rule.evidence)
    periods = list(dict.fromkeys(due.period for due in dues))
    found_in = {spell.period.code: spell for spell in spells([rule], periods)}
    by_org: dict[int, dict[tuple[str, int], tuple[date, int]]] = defaultdict(dict)
    for org_id, kind, pk, held_on, year in evidence.values_list(
        "org_id", "source_kind", "source_id", "held_on", "year"
    ):
        by_org[org_id][kind, pk] = (held_on, year)
    sources = {source for held in by_org.values() for source in held}
    titles = dict(Activity.objects.filter(pk__in=_ids(sources, "activities")).values_list("pk", "title"))
    said = dict(Statement.objects.filter(pk__in=_ids(sources, "duties.statement")).values_list("pk", "note"))
    for due in dues:
        spell = found_in[due.period.code]
        for (kind, pk), (held_on, year) in sorted(by_org[due.org_id].items(), key=lambda one: (one[1], one[0])):
            if year == due.period.year if spell.counts_by_year else spell.first_on <= held_on <= spell.counts_to:
                is_record = kind == "activities"
                words = titles.get(pk, "") if is_record else f"已办说明：{said.get(pk, '')}"
                url = reverse("activities-show", args=[pk]) if is_record else ""
                found[due.org_id, due.period.code].append((held_on, words, url))
    return found


def _ids(sources: set[tuple[str, int]], kind: str) -> list[int]:
    return [pk for source, pk in sources if source == kind]
