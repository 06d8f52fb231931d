"""A receiver's word on a demand, and the issuer's answer. Nothing is blocked by it."""

from datetime import datetime

from django.db import transaction

from jishi.audit import services as audit
from jishi.duties.models import Demand, DemandFlag
from jishi.duties.queries import concerns
from jishi.duties.rules import FlagReason
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.orgs.models import Organization


@transaction.atomic
def flag_demand(
    *, demand_id: int, org: Organization, reason: str, text: str, actor: Actor, now: datetime
) -> DemandFlag:
    """反映: `org` says that a demand repeats another, goes beyond its basis or leaves too little time. One word of each
    organisation stands; saying something else replaces it, the same again changes nothing. Raises NotAllowed without
    RECORD in `org`, Refused without words or when the demand does not concern it."""
    demand(actor.may(Act.RECORD, org.path))
    found = Demand.objects.select_for_update(of=("self",)).select_related("issuer").get(pk=demand_id)
    said = text.strip()
    if not said:
        raise Refused("请写具体情况：和哪一项重复、超出了什么、多长时间才够。", "text")
    if reason not in list(FlagReason):
        raise Refused("请选反映的问题。", "reason")
    if not concerns(found, org):
        raise Refused("这项要求不涉及本组织。")
    if found.ends_on < now.date():
        raise Refused("这项要求已经结束。")
    standing = DemandFlag.objects.filter(demand=found, org=org, withdrawn_at=None).first()
    if standing and (standing.reason, standing.text) == (reason, said):
        return standing
    if standing:
        standing.withdrawn_at = now
        standing.save(update_fields=["withdrawn_at"])
    flag = DemandFlag.objects.create(demand=found, org=org, reason=reason, text=said, by=actor.name, at=now)
    audit.record(
        "demand.flagged",
        actor=actor,
        at=now,
        act=Act.RECORD,
        org=(org.pk, org.path),
        subject=("duties.demand", found.pk, found.title),
        before={"reason": standing.text} if standing else None,
        after={"reason": FlagReason(reason).label, "note": said},
    )
    return flag


@transaction.atomic
def withdraw_flag(*, flag_id: int, actor: Actor, now: datetime) -> None:
    """Take a word back; a second time changes nothing. Raises NotAllowed without RECORD in its organisation."""
    flag = DemandFlag.objects.select_for_update(of=("self",)).select_related("org", "demand").get(pk=flag_id)
    demand(actor.may(Act.RECORD, flag.org.path))
    if flag.withdrawn_at:
        return
    flag.withdrawn_at = now
    flag.save(update_fields=["withdrawn_at"])
    audit.record(
        "demand.flag_withdrawn",
        actor=actor,
        at=now,
        act=Act.RECORD,
        org=(flag.org.pk, flag.org.path),
        subject=("duties.demand", flag.demand.pk, flag.demand.title),
        before={"note": flag.text},
    )


@transaction.atomic
def answer_flag(*, flag_id: int, answer: str, actor: Actor, now: datetime) -> None:
    """答复: what the issuer says to it; a later answer takes the place of an earlier one. Raises NotAllowed without DEMAND_SET
    in the issuer, Refused without words or when the word was taken back."""
    flag = (
        DemandFlag.objects.select_for_update(of=("self",)).select_related("org", "demand__issuer").get(pk=flag_id)
    )  # fmt: skip
    issuer = flag.demand.issuer
    demand(actor.may(Act.DEMAND_SET, issuer.path))
    if not answer.strip():
        raise Refused("请写答复。", "answer")
    if flag.withdrawn_at:
        raise Refused("对方已经撤回，不用答复了。")
    before = {"answer": flag.answer} if flag.answer else None
    flag.answer, flag.answered_by, flag.answered_at = answer.strip(), actor.name, now
    flag.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.record(
        "demand.flag_answered",
        actor=actor,
        at=now,
        act=Act.DEMAND_SET,
        org=(issuer.pk, issuer.path),
        subject=("duties.demand", flag.demand.pk, flag.demand.title),
        before=before,
        after={"answer": flag.answer, "org": flag.org.name},
    )
