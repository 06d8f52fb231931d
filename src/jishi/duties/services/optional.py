"""Switching a usual practice on and off below an organisation."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from jishi.audit import services as audit
from jishi.duties.models import OptionalDuty
from jishi.duties.queries import optional_rules
from jishi.duties.rules import Rule
from jishi.duties.services.derive import derive_below, opened_from
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, Refused, demand
from jishi.kernel.locks import earlier
from jishi.orgs.models import Organization


def _optional(rule_id: str) -> Rule:
    if rule_id not in optional_rules():
        raise Refused("这不是可选事项。规定的事项对所有组织有效，不能开关。", "rule_id")
    return optional_rules()[rule_id]


@transaction.atomic
def switch_on(
    *,
    issuer: Organization,
    rule_id: str,
    from_on: date,
    basis: str,
    actor: Actor,
    now: datetime,
    until_on: date | None = None,
    submission: UUID | None = None,
) -> OptionalDuty:
    """开启可选事项 for `issuer` and all below, from `from_on` to `until_on` (included; None: until it is switched off). Whole
    periods within count. What is owed changes at once. A repeat of the same `submission` changes nothing. Raises
    NotAllowed without SETTING, Refused for a rule that is not optional, without a basis, or when it is on already."""
    demand(actor.may(Act.SETTING, issuer.path))
    if again := earlier(OptionalDuty.objects.all(), submission):
        return again
    rule = _optional(rule_id)
    if not basis.strip():
        raise Refused("请写通知的文号或名称。没有通知，不能要求下级多办。", "basis")
    if until_on and until_on < from_on:
        raise Refused("结束日期不能早于开始日期。", "until_on")
    to_on = date.fromordinal(until_on.toordinal() + 1) if until_on else None
    rows = OptionalDuty.objects.select_for_update().filter(issuer=issuer, rule_id=rule_id)
    if any((r.to_on is None or r.to_on > from_on) and (to_on is None or r.from_on < to_on) for r in rows):
        raise Refused("这段时间里已经开着，不用再开。要改时间，先停用再开。", "from_on")
    found = OptionalDuty.objects.create(
        issuer=issuer,
        rule_id=rule_id,
        from_on=from_on,
        to_on=to_on,
        basis=basis.strip(),
        by=actor.name,
        at=now,
        submission=submission,
    )
    audit.record(
        "optional_duty.switched_on",
        actor=actor,
        at=now,
        act=Act.SETTING,
        org=(issuer.pk, issuer.path),
        subject=("duties.optionalduty", found.pk, rule.short),
        after={"from_on": from_on, "until_on": until_on, "basis": basis.strip()},
    )
    derive_below(issuer, opened_from(from_on, until_on), [rule])
    return found


@transaction.atomic
def switch_off(*, optional_id: int, last_on: date, version: int, actor: Actor, now: datetime) -> None:
    """停用可选事项 after `last_on`: periods that are not over by then are no longer asked for; those before stay as they
    are. Already over by then changes nothing. Raises NotAllowed without SETTING, EditConflict when it was changed
    meanwhile."""
    found = OptionalDuty.objects.select_for_update(of=("self",)).select_related("issuer").get(pk=optional_id)
    issuer, rule = found.issuer, _optional(found.rule_id)
    demand(actor.may(Act.SETTING, issuer.path))
    to_on = max(date.fromordinal(last_on.toordinal() + 1), found.from_on)
    if found.to_on and found.to_on <= to_on:
        return
    if found.version != version:
        raise EditConflict
    before = {"until_on": date.fromordinal(found.to_on.toordinal() - 1) if found.to_on else None}
    OptionalDuty.objects.filter(pk=found.pk).update(to_on=to_on, version=version + 1)
    audit.record(
        "optional_duty.switched_off",
        actor=actor,
        at=now,
        act=Act.SETTING,
        org=(issuer.pk, issuer.path),
        subject=("duties.optionalduty", found.pk, rule.short),
        before=before,
        after={"until_on": last_on},
    )
    derive_below(issuer, opened_from(found.from_on, None), [rule])
