"""Small verbs for stories about duties: push a claim, move an organisation, read both tables."""

import itertools
from datetime import date

from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from jishi.duties.models import DutyStatus, RollUp
from jishi.kernel.registry import EvidenceChange, FactsChange, touched
from jishi.orgs.models import Organization, Placement
from jishi.orgs.queries import below
from jishi.orgs.rules import STEP, step_code, step_number

_sources = itertools.count(1)


def claim(
    org: Organization,
    kind: str,
    held_on: date,
    *,
    year: int | None = None,
    source: int | None = None,
    present: bool = True,
) -> EvidenceChange:
    """A record's claim on a duty of `org`; recorded on the day it was held."""
    return EvidenceChange(
        org_id=org.pk,
        kind=kind,
        held_on=held_on,
        year=year or held_on.year,
        recorded_on=held_on,
        source=("activities", source or next(_sources)),
        present=present,
    )


def held(
    org: Organization, kind: str, held_on: date, *, year: int | None = None, source: int | None = None
) -> EvidenceChange:
    """Push one claim, as a confirmed record does; returns it, so that it can be withdrawn."""
    change = claim(org, kind, held_on, year=year, source=source)
    touched([change])
    return change


def withdraw(change: EvidenceChange) -> None:
    touched([EvidenceChange(change.org_id, change.kind, change.held_on, change.year, change.recorded_on,
                            change.source, present=False)])  # fmt: skip


def move(org_id: int, parent_id: int, on: date) -> None:
    """Put an organisation under another superior from `on` on, and say so."""
    org, parent = Organization.objects.get(pk=org_id), Organization.objects.get(pk=parent_id)
    last = Organization.objects.filter(parent=parent).order_by("-path").values_list("path", flat=True).first()
    new = parent.path + step_code(step_number(last[-STEP:]) + 1 if last else 0)
    Organization.objects.filter(below(org.path)).update(path=Concat(Value(new), Substr(F("path"), len(org.path) + 1)))
    Organization.objects.filter(pk=org.pk).update(parent=parent)
    current = Placement.objects.get(org=org, to_on=None)
    if current.from_on is None or current.from_on < on:
        Placement.objects.filter(pk=current.pk).update(to_on=on)
        Placement.objects.create(org=org, parent=parent, kind=org.kind, from_on=on)
    else:
        Placement.objects.filter(pk=current.pk).update(parent=parent)
    touched([FactsChange(org.pk, on)])


def tables() -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """DutyStatus and RollUp, whole and in order."""
    duties = DutyStatus.objects.order_by("org_id", "rule_id", "period").values_list(
        "org_id", "rule_id", "period", "required", "done", "done_late", "explained", "due_on"
    )
    sums = RollUp.objects.order_by("org_id", "rule_id", "period", "sector").values_list(
        "org_id", "rule_id", "period", "sector", "owing", "met", "met_late", "explained"
    )
    return list(duties), list(sums)


def status(org: Organization, rule: str, period: str) -> DutyStatus | None:
    return DutyStatus.objects.filter(org=org, rule_id=rule, period=period).first()
