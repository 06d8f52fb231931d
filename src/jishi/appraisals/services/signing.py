"""Agreeing on a contract and signing it: what the one side wants otherwise, the answer of the other, the signatures of
both, whoever comes after."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jishi.appraisals.models import (
    Contract,
    ContractItem,
    ContractProposal,
    ContractSet,
    ContractSignature,
    Target,
)
from jishi.appraisals.queries.contracts import may_hold, may_sign
from jishi.appraisals.rules import Aim, ContractState, ItemKind, Measure, Side, Source
from jishi.appraisals.services.keeping import line
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.keeping import Facts, demand_past, demand_text, held, put
from jishi.kernel.locks import earlier
from jishi.orgs.queries import responsible

UNSIGNED = (ContractState.OFFERED, ContractState.PROPOSED)


def said(event: str, row: Contract, *, act: Act, actor: Actor, now: datetime, **more: Any) -> None:
    """The audit line of a verb on one contract: of the organisation that is bound."""
    named = f"{row.org.short_name or row.org.name}{row.set.year}年度责任书"
    line(event, row.org, ("contract", row.pk, named), act=act, actor=actor, now=now, **more)


def opened(contract_id: int, version: int | None, act: Act, *, actor: Actor) -> Contract:
    """A contract held for this transaction. Raises EditConflict when stale, NotAllowed without the right."""
    row = held(Contract, contract_id, version)
    row.set = ContractSet.objects.select_related("org", "edition__scheme").get(pk=row.set_id)
    demand(may_hold(actor, act, row))
    return row


def _unsigned(row: Contract) -> None:
    if row.state not in UNSIGNED:
        raise Refused("已经签订，目标不能再改。")


@transaction.atomic
def propose(
    *,
    item_id: int,
    text: str,
    actor: Actor,
    now: datetime,
    target: int | None = None,
    due_on: date | None = None,
    submission: UUID | None = None,
) -> ContractProposal:
    """Say what should be otherwise in an item before it is signed. The same `submission` again gives the same one. Raises
    NotAllowed without RECORD there, Refused once a side has signed."""
    item = ContractItem.objects.select_related("term__indicator").get(pk=item_id)
    row = opened(item.contract_id, None, Act.RECORD, actor=actor)
    if known := earlier(ContractProposal.objects.all(), submission):
        return known
    _unsigned(row)
    made = ContractProposal.objects.create(
        item=item, text=demand_text(text, "text", "请写希望怎样改、为什么。"), target=target, due_on=due_on, at=now,
        by=actor.name, submission=submission,
    )  # fmt: skip
    row.state = ContractState.PROPOSED
    row.save(update_fields=["state", "version"])
    about: Facts = {"考核内容": item.term.indicator.text}
    said("contract.proposed", row, act=Act.RECORD, actor=actor, now=now, after=about, note=made.text)
    return made


@transaction.atomic
def answer_proposal(
    proposal_id: int, *, is_taken: bool, answer: str, actor: Actor, now: datetime
) -> ContractProposal:  # fmt: skip
    """Take a proposal over, with the number and the day it asks for, or say why not. Raises Refused for one answered
    before, and for a refusal without a reason."""
    contract_id = ContractItem.objects.get(
        pk__in=ContractProposal.objects.filter(pk=proposal_id).values("item")
    ).contract_id
    row = opened(contract_id, None, Act.APPRAISE_LEAD, actor=actor)
    found = ContractProposal.objects.select_related("item__term__indicator").get(pk=proposal_id)
    if found.is_taken is not None:
        raise Refused("这条意见已经答复。")
    _unsigned(row)
    item = found.item
    found.answer = answer.strip() if is_taken else demand_text(answer, "answer", "不采纳的，请写原因。")
    found.is_taken, found.answered_on, found.answered_by = is_taken, now.date(), actor.name
    found.save()
    before: Facts = {}
    after: Facts = {"是否采纳": is_taken}
    if is_taken:
        wanted = {"target": found.target, "due_on": found.due_on}
        before, more = put(item, {name: value for name, value in wanted.items() if value is not None})
        item.save()
        after |= more
    if not ContractProposal.objects.filter(item__contract=row, is_taken=None).exists():
        row.state = ContractState.OFFERED
    row.save(update_fields=["state", "version"])
    said(
        "contract.answered", row, act=Act.APPRAISE_LEAD, actor=actor, now=now, before=before, after=after,
        note=found.answer,
    )  # fmt: skip
    return found


@transaction.atomic
def change_item(item_id: int, version: int, aim: Aim, *, actor: Actor, now: datetime) -> ContractItem:
    """The drafter changes an item of one contract before it is signed; `version` is that of the contract. What differs
    from the others is shown as a difference. Raises EditConflict, Refused once a side has signed."""
    item = ContractItem.objects.select_related("term__indicator").get(pk=item_id)
    row = opened(item.contract_id, version, Act.APPRAISE_LEAD, actor=actor)
    _unsigned(row)
    before, after = put(item, {"target": aim.target, "measure": aim.measure.strip(), "due_on": aim.due_on})
    item.save()
    row.save(update_fields=["version"])
    note = item.term.indicator.text
    said(
        "contract.item_changed", row, act=Act.APPRAISE_LEAD, actor=actor, now=now, before=before, after=after, note=note
    )
    return item


@transaction.atomic
def name_owner(item_id: int, person_id: int | None, *, actor: Actor, now: datetime) -> ContractItem:
    """Say who answers for an item in the organisation, at any time; None takes the name back."""
    item = ContractItem.objects.select_related("term__indicator").get(pk=item_id)
    row = opened(item.contract_id, None, Act.RECORD, actor=actor)
    before, after = put(item, {"owner_id": person_id})
    item.save()
    row.save(update_fields=["version"])
    note = item.term.indicator.text
    said("contract.owner_named", row, act=Act.RECORD, actor=actor, now=now, before=before, after=after, note=note)
    return item


def _demand_turn(row: Contract, side: Side) -> None:
    """乙方 signs first, once its proposals are answered; 甲方 after it."""
    if row.state == ContractState.IN_FORCE:
        raise Refused("双方都已经签订。")
    if side is Side.UPPER and row.state != ContractState.SIGNED:
        raise Refused(f"{row.org.name}还没有签，乙方签了甲方再签。")
    if side is Side.LOWER and row.state == ContractState.SIGNED:
        raise Refused("乙方已经签过了。")
    if row.state == ContractState.PROPOSED:
        raise Refused("还有修改意见没有答复，答复以后再签。")


def _sealed(row: Contract, side: Side, *, now: datetime) -> None:
    """What follows from a signature. In force the agreed numbers are those of the assessment."""
    row.state = ContractState.SIGNED
    if side is Side.UPPER:
        row.state, row.in_force_on = ContractState.IN_FORCE, now.date()
        _agree_targets(row)
    row.save()


def _agree_targets(row: Contract) -> None:
    items = ContractItem.objects.filter(contract=row, target__isnull=False).select_related("term__indicator")
    agreed = [
        Target(assessment_id=row.assessment_id, indicator=item.term.indicator, target=item.target or 0)
        for item in items
        if item.term.indicator.source == Source.RECORDS
        and item.term.indicator.kind == ItemKind.POINTS
        and item.term.indicator.measure in (Measure.AT_LEAST, Measure.AT_MOST)
        and item.term.indicator.target != item.target
    ]
    Target.objects.filter(assessment=row.assessment_id).delete()
    Target.objects.bulk_create(agreed)


@transaction.atomic
def sign(contract_id: int, version: int, side: Side, *, actor: Actor, now: datetime) -> Contract:
    """Sign for a side, as who answers for it today: name, post and moment are kept. With the second signature it is in
    force for the year. Raises NotAllowed for anybody else, Refused out of turn."""
    row = opened(contract_id, version, Act.VIEW, actor=actor)
    demand(may_sign(actor, row, side, now.date()))
    _demand_turn(row, side)
    _write(row, side, actor=actor, now=now)
    _sealed(row, side, now=now)
    said("contract.signed", row, act=Act.VIEW, actor=actor, now=now, after={"哪一方": side.label})
    return row


def _write(row: Contract, side: Side, *, actor: Actor, now: datetime, is_heir: bool = False) -> None:
    org_id = row.set.org_id if side is Side.UPPER else row.org_id
    head = responsible([org_id], now.date())[org_id]
    assert head is not None  # `may_sign` has asked
    ContractSignature.objects.create(
        contract=row, side=side, person_id=head.person_id, name=head.name, post=head.title, on=now.date(), at=now,
        by=actor.name, is_heir=is_heir,
    )  # fmt: skip


@transaction.atomic
def sign_all(set_id: int, *, actor: Actor, now: datetime) -> int:
    """甲方 signs every contract of a set that 乙方 has signed. How many; again there are none."""
    row = ContractSet.objects.get(pk=set_id)
    waiting = Contract.objects.filter(set=row, state=ContractState.SIGNED).order_by("pk")
    found = list(waiting.values_list("pk", "version"))
    for contract_id, version in found:
        sign(contract_id, version, Side.UPPER, actor=actor, now=now)
    return len(found)


@transaction.atomic
def note_paper(
    contract_id: int,
    version: int,
    side: Side,
    *,
    name: str,
    post: str,
    on: date,
    actor: Actor,
    now: datetime,
) -> Contract:
    """Put down that a side has signed on paper: who, in which post, on which day; the line says who noted it. By who
    records for 乙方, by who drafts for 甲方. Raises Refused out of turn."""
    act = Act.RECORD if side is Side.LOWER else Act.APPRAISE_LEAD
    row = opened(contract_id, version, act, actor=actor)
    _demand_turn(row, side)
    ContractSignature.objects.create(
        contract=row, side=side, name=demand_text(name, "name", "请写签订人姓名。"),
        post=demand_text(post, "post", "请写签订人职务。"), on=demand_past(on, today=now.date(), field="on"), at=now,
        by=actor.name, is_paper=True,
    )  # fmt: skip
    _sealed(row, side, now=now)
    said("contract.signed", row, act=act, actor=actor, now=now, after={"哪一方": side.label, "纸质签订日期": on})
    return row


@transaction.atomic
def go_on(contract_id: int, side: Side, *, actor: Actor, now: datetime) -> Contract:
    """继任续责: who answers for a side today goes on with what the one before signed. Once said it changes nothing."""
    row = opened(contract_id, None, Act.VIEW, actor=actor)
    demand(may_sign(actor, row, side, now.date()))
    rows = ContractSignature.objects.filter(contract=row, side=side)
    if not rows.exists():
        raise Refused("这份责任书还没有签，请直接签订。")
    if rows.filter(person=actor.person_id).exists():
        return row
    _write(row, side, actor=actor, now=now, is_heir=True)
    row.save(update_fields=["version"])
    said("contract.gone_on", row, act=Act.VIEW, actor=actor, now=now, after={"哪一方": side.label})
    return row
