"""载体: entered, corrected, withdrawn; taken up by others, who say what came of it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jishi.campaigns.models import Carrier, Trial, TrialResult
from jishi.campaigns.queries.carriers import results_to_name
from jishi.campaigns.rules import TOLD, TrialState, kinds_of
from jishi.campaigns.services.keeping import Subject, line, opened
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.keeping import demand_past, demand_text, put
from jishi.kernel.locks import earlier
from jishi.orgs.models import Organization
from jishi.orgs.rules import ancestors


def _named(row: Carrier) -> Subject:
    return ("carrier", row.pk, row.name)


def _tried(row: Trial) -> Subject:
    return ("trial", row.pk, row.carrier.name)


def _checked(row: Carrier) -> None:
    row.name = demand_text(row.name, "name", "请写载体的名称。")
    row.what = demand_text(row.what, "what", "请写是什么、怎么办，写到别人能照着办。")
    if not Organization.objects.filter(pk=row.shared_in_id, path__in=ancestors(row.org.path, itself=True)).exists():
        raise Refused("请从本组织和上级组织里选给谁看。", "shared_in")
    if Carrier.objects.filter(org=row.org, name=row.name).exclude(pk=row.pk).exists():
        raise Refused("本组织已经登记过这个载体，请在那一条上改。", "name")


@transaction.atomic
def enter_carrier(
    *, org: Organization, name: str, what: str, shared_in_id: int, actor: Actor, now: datetime,
    org_kinds: Sequence[str] = (), sectors: Sequence[str] = (), submission: UUID | None = None,
) -> Carrier:  # fmt: skip
    """Enter a carrier for all at and below `shared_in`. `org_kinds` are words of AUDIENCES; none means all, the same of
    `sectors`. The same `submission` again gives the same one. Raises NotAllowed without RECORD; Refused without a name or
    what it is, for the second of a name, or for an organisation that is not above."""
    demand(actor.may(Act.RECORD, org.path))
    if known := earlier(Carrier.objects.all(), submission):
        return known
    row = Carrier(
        org=org, name=name, what=what, shared_in_id=shared_in_id, org_kinds=list(kinds_of(org_kinds)),
        sectors=list(sectors), entered_on=now.date(), submission=submission,
    )  # fmt: skip
    _checked(row)
    row.save()
    line("carrier.entered", org, _named(row), actor=actor, now=now, act=Act.RECORD, after={"名称": row.name})
    return row


@transaction.atomic
def edit_carrier(carrier_id: int, version: int, *, actor: Actor, now: datetime, **facts: Any) -> Carrier:
    """Correct what a carrier says. Raises EditConflict when stale; Refused once it is withdrawn."""
    row = opened(Carrier, carrier_id, version, act=Act.RECORD, actor=actor)
    if row.withdrawn_on:
        raise Refused("这个载体已经撤回，不再改。")
    facts["org_kinds"] = list(kinds_of(facts["org_kinds"]))
    before, after = put(row, facts, untold=["what"])
    _checked(row)
    row.save()
    line(
        "carrier.edited", row.org, _named(row), actor=actor, now=now, act=Act.RECORD, before=before, after=after
    )  # fmt: skip
    return row


@transaction.atomic
def withdraw_carrier(carrier_id: int, version: int, *, why: str, actor: Actor, now: datetime) -> Carrier:
    """Take a carrier back: nobody takes it up any more, who tries it keeps the own record. Raises EditConflict; Refused
    without a reason or the second time."""
    row = opened(Carrier, carrier_id, version, act=Act.RECORD, actor=actor)
    if row.withdrawn_on:
        raise Refused("这个载体已经撤回。")
    row.withdrawn_why, row.withdrawn_on = demand_text(why, "why", "请写撤回的原因。"), now.date()
    row.save()
    line("carrier.withdrawn", row.org, _named(row), actor=actor, now=now, act=Act.RECORD, note=row.withdrawn_why)
    return row


@transaction.atomic
def try_carrier(
    *, carrier: Carrier, org: Organization, from_on: date, actor: Actor, now: datetime, how: str = "",
    campaign_id: int | None = None, submission: UUID | None = None,
) -> Trial:  # fmt: skip
    """Take a carrier up in an organisation it was entered for. The same `submission` again gives the same trial. Raises
    NotAllowed without RECORD; Refused for a withdrawn carrier, the second time, or outside those it was entered for."""
    demand(actor.may(Act.RECORD, org.path))
    if known := earlier(Trial.objects.all(), submission):
        return known
    carrier = Carrier.objects.select_for_update(of=("self",)).select_related("shared_in").get(pk=carrier.pk)
    if carrier.withdrawn_on:
        raise Refused("这个载体已经撤回，不能再试。")
    if not org.path.startswith(carrier.shared_in.path):
        raise Refused("这个载体没有给本组织。")
    if Trial.objects.filter(carrier=carrier, org=org).exclude(state=TrialState.WITHDRAWN).exists():
        raise Refused("本组织已经在试这个载体。")
    row = Trial.objects.create(
        carrier=carrier, org=org, campaign_id=campaign_id, from_on=demand_past(from_on, today=now.date(), field="from_on"),
        how=how.strip(), submission=submission,
    )  # fmt: skip
    line("carrier.tried", org, _tried(row), actor=actor, now=now, act=Act.RECORD, after={"开始": from_on})
    return row


@transaction.atomic
def edit_trial(
    trial_id: int, version: int, *, state: str, outcome: str, from_on: date, actor: Actor, now: datetime, how: str = "",
    campaign_id: int | None = None, pledges: Sequence[str] = (), tasks: Sequence[str] = (),
) -> Trial:  # fmt: skip
    """Say what came of a trial, or correct it: in words, with the kept promises and accepted tasks (ids) it names. Raises
    NotAllowed without RECORD, EditConflict; Refused for an end without words, or for what is neither kept nor accepted."""
    row = opened(Trial, trial_id, version, act=Act.RECORD, actor=actor)
    if row.state == TrialState.WITHDRAWN or state not in TOLD:
        raise Refused("这次尝试已经撤回，不再改。")
    demand_past(from_on, today=now.date(), field="from_on")
    before, after = put(
        row, {"state": TrialState(state), "outcome": outcome.strip(), "from_on": from_on, "how": how.strip(), "campaign_id": campaign_id}
    )  # fmt: skip
    if state != TrialState.TRYING:
        demand_text(outcome, "outcome", "请用自己的话写成效：办成了什么、没有办成什么。")
    row.told_on = now.date() if row.outcome else None
    row.save()
    offered = results_to_name(row)
    for word, ids in (("pledges", pledges), ("tasks", tasks)):
        if not set(ids) <= {pk for pk, _ in offered[word]}:
            raise Refused("只能选开始以后已兑现的承诺、已验收的任务。", word)
    TrialResult.objects.filter(trial=row).delete()
    TrialResult.objects.bulk_create(
        [
            *(TrialResult(trial=row, pledge_id=int(pk)) for pk in pledges),
            *(TrialResult(trial=row, assignment_id=int(pk)) for pk in tasks),
        ]
    )
    after |= {"承诺": len(pledges), "任务": len(tasks)}
    line("carrier.told", row.org, _tried(row), actor=actor, now=now, act=Act.RECORD, before=before, after=after)
    return row


@transaction.atomic
def withdraw_trial(trial_id: int, version: int, *, why: str, actor: Actor, now: datetime) -> Trial:
    """Take back a trial that was entered by mistake, saying why. Raises EditConflict; Refused without a reason or the second
    time."""
    row = opened(Trial, trial_id, version, act=Act.RECORD, actor=actor)
    if row.state == TrialState.WITHDRAWN:
        raise Refused("这次尝试已经撤回。")
    row.withdrawn_why, row.state = demand_text(why, "why", "请写撤回的原因。"), TrialState.WITHDRAWN
    row.save()
    line(
        "carrier.trial_withdrawn", row.org, _tried(row), actor=actor, now=now, act=Act.RECORD, note=row.withdrawn_why
    )  # fmt: skip
    return row
