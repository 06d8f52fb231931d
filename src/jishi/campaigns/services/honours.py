"""The register of honours: lines put in, withdrawn when withdrawn, medals of fifty years."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from jishi.campaigns.models import Honour
from jishi.campaigns.queries import AT_ONCE, fifty_years, still_to_give
from jishi.campaigns.rules import HonourKind, HonourLevel, medal_day
from jishi.campaigns.services.keeping import Subject, line, opened
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.keeping import demand_past, demand_text
from jishi.kernel.locks import earlier
from jishi.members.models import Member
from jishi.orgs.models import Organization
from jishi.orgs.queries import below


def _named(row: Honour) -> Subject:
    return ("honour", row.pk, row.title)


@transaction.atomic
def register_honour(
    *,
    org: Organization,
    kind: str,
    title: str,
    level: str,
    given_by: str,
    given_on: date,
    actor: Actor,
    now: datetime,
    person_id: int | None = None,
    target_id: int | None = None,
    number: str = "",
    submission: UUID | None = None,
) -> Honour:
    """Put an honour into the register that `org` keeps: of a member or an organisation at or below it. The same
    `submission` again gives the same line. Raises NotAllowed without RECORD; Refused for nobody, for both, for somebody
    elsewhere, or a day to come."""
    demand(actor.may(Act.RECORD, org.path))
    if known := earlier(Honour.objects.all(), submission):
        return known
    if (person_id is None) == (target_id is None):
        raise Refused("请选一个人，或者一个党组织。", "person")
    there = (
        Member.objects.filter(below(org.path, field="org__path"), pk=person_id)
        if person_id is not None
        else Organization.objects.filter(below(org.path), pk=target_id or 0)
    )
    if not there.exists():
        raise Refused("请从本组织和下级里选。", "person" if person_id is not None else "target")
    row = Honour.objects.create(
        org=org,
        person_id=person_id,
        target_id=target_id,
        kind=HonourKind(kind),
        title=demand_text(title or HonourKind(kind).label, "title", "请写荣誉名称。"),
        level=HonourLevel(level),
        given_by=demand_text(given_by, "given_by", "请写授予单位。"),
        given_on=demand_past(given_on, today=now.date(), field="given_on"),
        number=number.strip(),
        submission=submission,
    )
    facts: dict[str, object] = {"荣誉": row.title, "授予日期": given_on}
    line("honour.registered", org, _named(row), actor=actor, now=now, act=Act.RECORD, after=facts)
    return row


@transaction.atomic
def withdraw_honour(
    honour_id: int, version: int, *, on: date, why: str, actor: Actor, now: datetime
) -> Honour:  # fmt: skip
    """撤销: the line stays, marked with the basis and the reason. Raises EditConflict when stale; Refused without a reason,
    for a day before it was given, or the second time."""
    row = opened(Honour, honour_id, version, act=Act.RECORD, actor=actor)
    demand_past(on, today=now.date(), field="on")
    if row.withdrawn_on or on < row.given_on:
        raise Refused("撤销不能早于授予，而且只能撤销一次。", "on")
    row.withdrawn_on = on
    row.withdrawn_why = demand_text(why, "why", "请写撤销的依据和原因。")
    row.save()
    line("honour.withdrawn", row.org, _named(row), actor=actor, now=now, act=Act.RECORD, note=row.withdrawn_why)
    return row


@transaction.atomic
def give_medals(
    *, org: Organization, year: int, ids: Sequence[int], given_by: str, given_on: date, actor: Actor, now: datetime
) -> list[Honour]:
    """Note the “光荣在党50年” medals given to members who had their fifty years by 1 July of `year` and have none on record;
    the others of `ids` are passed over. Raises NotAllowed without RECORD, Refused for nobody, for more than a hundred or a
    day to come."""
    demand(actor.may(Act.RECORD, org.path))
    demand_past(given_on, today=now.date(), field="given_on")
    by = demand_text(given_by, "given_by", "请写颁发单位。")
    if len(ids) > AT_ONCE:
        raise Refused(f"一次最多登记 {AT_ONCE} 人。", "ids")
    due = still_to_give(fifty_years(actor, year, org=org), ids)
    if not due:
        raise Refused("请选至少一名还没有颁发的党员。", "ids")
    rows = Honour.objects.bulk_create(
        Honour(
            org=org, person_id=person_id, kind=HonourKind.MEDAL, title=HonourKind.MEDAL.label,
            level=HonourLevel.CENTRE, given_by=by, given_on=given_on,
        )
        for person_id in due
    )  # fmt: skip
    facts: dict[str, object] = {"人数": len(rows), "截至": medal_day(year)}
    line(
        "honour.medals_given",
        org,
        ("organization", org.pk, org.name),
        actor=actor,
        now=now,
        act=Act.RECORD,
        after=facts,
    )
    return rows
