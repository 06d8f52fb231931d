"""Naming somebody to answer for one duty, beside the division of work."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from jishi.audit import services as audit
from jishi.duties.models import Answering
from jishi.duties.queries import persons_to_name, rules_for
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.locks import earlier
from jishi.orgs.models import Organization


def _record(
    event: str, found: Answering, org: Organization, *, actor: Actor, now: datetime, after: dict[str, object], note: str
) -> None:
    rule = rules_for([found.rule_id]).get(found.rule_id)
    audit.record(
        event,
        actor=actor,
        at=now,
        act=Act.DIVIDE,
        org=(org.pk, org.path),
        subject=("orgs.organization", org.pk, org.name),
        after={"事项": rule.short if rule else found.rule_id, "负责人": found.person.name} | after,
        note=note,
    )


@transaction.atomic
def name_answering(
    *,
    org: Organization,
    rule_id: str,
    person_id: int,
    from_on: date,
    reason: str,
    actor: Actor,
    now: datetime,
    to_on: date | None = None,
    submission: UUID | None = None,
) -> Answering:
    """Name the person who answers for one duty of `org` from `from_on` on (until before `to_on`), instead of the one in
    charge of its field. Whoever was named before hands over that day. The same again changes nothing.

    Raises NotAllowed without DIVIDE; Refused for an unknown rule, a stranger to the organisation, or without a reason."""
    demand(actor.may(Act.DIVIDE, org.path))
    if again := earlier(Answering.objects.all(), submission):
        return again
    if not rules_for([rule_id]):
        raise Refused("请选一项事项。", "rule_id")
    if not reason.strip():
        raise Refused("请写明为什么另行指定，如“书记外出学习”。", "reason")
    if to_on and to_on <= from_on:
        raise Refused("结束日期要晚于开始日期。", "to_on")
    if person_id not in dict(persons_to_name(org, now.date())):
        raise Refused("只能指定在本组织任职的人或本组织的党员。", "person")
    Organization.objects.select_for_update(of=("self",), no_key=True).get(pk=org.pk)
    for before in Answering.objects.filter(org=org, rule_id=rule_id).exclude(to_on__lte=from_on):
        if (before.person_id, before.from_on, before.to_on) == (person_id, from_on, to_on):
            return before
        if before.from_on and before.from_on >= from_on:
            raise Refused(f"{before.person.name}已从 {before.from_on} 起负责这项事项，请先撤销那一条。", "from_on")
        before.to_on = from_on
        before.save(update_fields=["to_on"])
    made = Answering.objects.create(
        org=org,
        rule_id=rule_id,
        person_id=person_id,
        from_on=from_on,
        to_on=to_on,
        reason=reason.strip(),
        submission=submission,
    )
    _record("answering.named", made, org, actor=actor, now=now, after={"起": from_on, "止": to_on}, note=reason.strip())
    return made


@transaction.atomic
def end_answering(*, answering_id: int, on: date, actor: Actor, now: datetime) -> None:
    """Take a name back from `on` on: the one in charge of the field answers again. One that had not begun by then is
    dropped; one that is over changes nothing. Raises NotAllowed without DIVIDE."""
    found = (
        Answering.objects.select_for_update(of=("self",))
        .select_related("org", "person")
        .filter(pk=answering_id)
        .first()
    )
    if found is None:
        return
    demand(actor.may(Act.DIVIDE, found.org.path))
    if found.to_on and found.to_on <= on:
        return
    _record("answering.ended", found, found.org, actor=actor, now=now, after={"止": on}, note="")
    if found.from_on and found.from_on >= on:
        found.delete()
        return
    found.to_on = on
    found.save(update_fields=["to_on"])
