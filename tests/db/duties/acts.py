"""Small verbs for stories about duties: push a claim, move an organisation, read both tables."""

import itertools
from datetime import date

from jishi.duties.models import DutyStatus, RollUp
from jishi.duties.rules import Audience, Cadence, DemandInput, DemandKind
from jishi.kernel.registry import EvidenceChange, touched
from jishi.orgs.models import Organization
from jishi.orgs.rules import OrgKind, kinds_that_are

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


def asked(
    *,
    kind: str = DemandKind.MEETING,
    title: str = "防汛工作调度会",
    from_on: date = date(2026, 11, 1),
    until_on: date = date(2026, 12, 31),
    cadence: str = Cadence.ONCE,
    count: int = 1,
    extra: str = "",
    basis: str = "镇发〔2026〕12号",
    evidence: tuple[str, ...] = (),
    org_kinds: tuple[str, ...] = kinds_that_are(OrgKind.BRANCH),
    sectors: tuple[str, ...] = (),
    org_ids: tuple[int, ...] = (),
    people: int = 2,
    minutes: int = 90,
) -> DemandInput:
    """What a level asks of all branches below it: two persons for an hour and a half, once, unless told otherwise."""
    return DemandInput(
        kind=kind, title=title, basis=basis, from_on=from_on, until_on=until_on, cadence=cadence, count=count,
        extra=extra, evidence=evidence, people=people, minutes=minutes,
        audience=Audience(org_kinds=org_kinds, sectors=sectors, org_ids=org_ids),
    )  # fmt: skip
