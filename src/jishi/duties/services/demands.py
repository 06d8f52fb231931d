"""What a level lays on those below it beyond the regulations: registered, changed, shortened, withdrawn, noted, settled."""

from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from jishi.activities.rules import SECRETARY_LECTURE, Kind
from jishi.audit import services as audit
from jishi.duties.models import Demand, DemandTime
from jishi.duties.queries import own_rule, pack
from jishi.duties.rules import (
    Audience,
    Cadence,
    DemandInput,
    DemandKind,
    DemandState,
    due_days,
    first_refusal,
    names_org_life,
)
from jishi.duties.services.derive import derive_below, opened_from
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, Refused, demand
from jishi.kernel.labels import Labelled
from jishi.kernel.locks import earlier
from jishi.orgs.models import Organization
from jishi.orgs.queries import below
from jishi.orgs.rules import OrgKind, Sector, ancestors

# Records of organisational life: a demand met by one of these asks for nothing new unless it says what.
LIFE_KINDS = (*(kind.value for kind in Kind if names_org_life(kind.label)), SECRETARY_LECTURE)


def _checked(issuer: Organization, values: DemandInput) -> None:
    words = [rule.short for rule in pack().values()]
    if refusal := first_refusal(values, rule_words=words, life_kinds=LIFE_KINDS):
        raise Refused(refusal[1], refusal[0])
    if values.kind == DemandKind.DUTY and set(values.evidence) - set(Kind):
        raise Refused("请从列出的记录类别里选。", "evidence")
    concerned = Organization.objects.filter(below(issuer.path), ended_on=None).exclude(pk=issuer.pk)
    tops = list(concerned.filter(pk__in=values.audience.org_ids).values_list("path", flat=True))
    if len(tops) != len(set(values.audience.org_ids)):
        raise Refused("选中的组织里有不在本组织下面的，或已经撤销。", "org_ids")
    concerned = concerned.filter(kind__in=values.audience.org_kinds)
    if values.audience.sectors:
        concerned = concerned.filter(sector__in=values.audience.sectors)
    if tops:
        concerned = concerned.filter(reduce(or_, (below(path) for path in tops), Q(pk__in=[])))
    if not concerned.exists():
        raise Refused("下面没有符合这些条件的党组织，请改组织类别、领域或选中的组织。", "org_kinds")


def why_refused(issuer: Organization, values: DemandInput) -> Refused | None:
    """What keeps a demand from being registered, before anything is saved; None if nothing does."""
    try:
        _checked(issuer, values)
    except Refused as refusal:
        return refusal
    return None


def _fields(values: DemandInput) -> dict[str, Any]:
    audience: Audience = values.audience
    return {
        "kind": values.kind,
        "title": values.title.strip(),
        "extra": values.extra.strip(),
        "asks": values.asks.strip(),
        "basis": values.basis.strip(),
        "from_on": values.from_on,
        "until_on": values.until_on,
        "cadence": values.cadence,
        "count": values.count,
        "evidence": list(values.evidence) if values.kind == DemandKind.DUTY else [],
        "org_kinds": list(audience.org_kinds),
        "sectors": list(audience.sectors),
        "org_ids": sorted(set(audience.org_ids)),
        "people": values.people,
        "minutes": values.minutes,
    }


_LABELS: dict[str, type[Labelled]] = {
    "kind": DemandKind, "cadence": Cadence, "evidence": Kind, "org_kinds": OrgKind, "sectors": Sector,
}  # fmt: skip


def _words(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a demand as the audit keeps them: choices by their words."""

    def said(name: str, value: Any) -> Any:
        if name not in _LABELS:
            return value
        label = _LABELS[name].label_of
        return [label(one) for one in value] if isinstance(value, list) else label(value)

    return {("类别" if name == "kind" else name): said(name, value) for name, value in fields.items()}


def _write_times(found: Demand) -> None:
    """The days it falls due, as they follow from the demand itself."""
    DemandTime.objects.filter(demand=found).delete()
    if found.ends_on >= found.from_on and found.state != DemandState.DECLINED:
        days = due_days(found.cadence, found.from_on, found.until_on)
        DemandTime.objects.bulk_create(DemandTime(demand=found, due_on=day) for day in days if day <= found.ends_on)


def _derive(found: Demand, first: date, last: date) -> None:
    """What a duty asks is owed from now on. The last statements of the transaction."""
    if found.kind == DemandKind.DUTY:
        derive_below(found.issuer, opened_from(first, last), [own_rule(found)])


def _line(event: str, found: Demand, *, actor: Actor, now: datetime, act: Act, org: Organization, **said: Any) -> None:
    audit.record(
        event,
        actor=actor,
        at=now,
        act=act,
        org=(org.pk, org.path),
        subject=("duties.demand", found.pk, found.title),
        **said,
    )


def _held(demand_id: int) -> Demand:
    return Demand.objects.select_for_update(of=("self",)).select_related("issuer").get(pk=demand_id)


@transaction.atomic
def register_demand(
    *, issuer: Organization, values: DemandInput, actor: Actor, now: datetime, submission: UUID | None = None
) -> Demand:
    """登记本级要求: what `issuer` asks of those below beyond the regulations, with its basis and its end. A duty is owed from
    the same moment. A repeat of the same `submission` changes nothing. Raises NotAllowed without DEMAND_SET in the issuer;
    Refused for what the regulations ask already and for what cannot be."""
    demand(actor.may(Act.DEMAND_SET, issuer.path))
    if again := earlier(Demand.objects.all(), submission):
        return again
    _checked(issuer, values)
    found = Demand.objects.create(issuer=issuer, by=actor.name, at=now, submission=submission, **_fields(values))
    _write_times(found)
    _line(
        "demand.registered", found, actor=actor, now=now, act=Act.DEMAND_SET, org=issuer,
        after=_words({name: value for name, value in _fields(values).items() if value}),
    )  # fmt: skip
    _derive(found, found.from_on, found.until_on)
    return found


@transaction.atomic
def change_demand(*, demand_id: int, values: DemandInput, version: int, actor: Actor, now: datetime) -> Demand:
    """更正登记: the same demand with other particulars; its kind stays. Raises NotAllowed without DEMAND_SET in the issuer,
    EditConflict when it was changed meanwhile, Refused as at registering and once it has ended."""
    found = _held(demand_id)
    issuer = found.issuer
    demand(actor.may(Act.DEMAND_SET, issuer.path))
    if found.ended_on or found.state != DemandState.REGISTERED:
        raise Refused("已经撤销或没有登记的要求不能更正。")
    if found.version != version:
        raise EditConflict
    if values.kind != found.kind:
        raise Refused("类别不能改。类别记错了的，撤销以后另登记一项。", "kind")
    _checked(issuer, values)
    fields = _fields(values)
    before = {name: getattr(found, name) for name, value in fields.items() if getattr(found, name) != value}
    if not before:
        return found
    after = {name: fields[name] for name in before}
    first, last = min(found.from_on, values.from_on), max(found.until_on, values.until_on)
    for name, value in fields.items():
        setattr(found, name, value)
    found.version = version + 1
    found.save()
    _write_times(found)
    _line(
        "demand.changed", found, actor=actor, now=now, act=Act.DEMAND_SET, org=issuer, before=_words(before), after=_words(after),
    )  # fmt: skip
    _derive(found, first, last)
    return found


@transaction.atomic
def shorten_demand(*, demand_id: int, until_on: date, reason: str, version: int, actor: Actor, now: datetime) -> None:
    """缩短期限: the last day is `until_on` now; whole periods beyond it are no longer asked for. What is asked once keeps its
    day and is withdrawn instead. Raises NotAllowed without DEMAND_SET, EditConflict, and Refused for a day that is no
    earlier."""
    found = _held(demand_id)
    demand(actor.may(Act.DEMAND_SET, found.issuer.path))
    if found.ended_on or found.version != version:
        raise EditConflict
    if not reason.strip():
        raise Refused("请写缩短的原因，下级看得到。", "reason")
    if found.cadence == Cadence.ONCE:
        raise Refused("一次性的要求没有期数可以缩短。不要了就撤销，期限不对就更正。", "until_on")
    if not found.from_on <= until_on < found.until_on:
        raise Refused(f"新的结束日期要在{found.from_on:%Y-%m-%d}和{found.until_on:%Y-%m-%d}之间。", "until_on")
    was = found.until_on
    found.until_on, found.ended_why, found.version = until_on, reason.strip(), version + 1
    found.save(update_fields=["until_on", "ended_why", "version"])
    _write_times(found)
    _line(
        "demand.shortened", found, actor=actor, now=now, act=Act.DEMAND_SET, org=found.issuer,
        before={"until_on": was}, after={"until_on": until_on}, note=reason.strip(),
    )  # fmt: skip
    _derive(found, found.from_on, was)


@transaction.atomic
def withdraw_demand(*, demand_id: int, reason: str, version: int, actor: Actor, now: datetime) -> None:
    """撤销要求 from today on: what has fallen due before stays counted. A second time changes nothing. Raises NotAllowed
    without DEMAND_SET, EditConflict, Refused without a reason or after its end."""
    found = _held(demand_id)
    demand(actor.may(Act.DEMAND_SET, found.issuer.path))
    if found.ended_on:
        return
    if found.version != version:
        raise EditConflict
    if not reason.strip():
        raise Refused("请写撤销的原因，下级看得到。", "reason")
    if found.until_on < now.date():
        raise Refused("这项要求已经到期，自动结束了，不用撤销。")
    found.ended_on, found.ended_why, found.version = now.date(), reason.strip(), version + 1
    found.save(update_fields=["ended_on", "ended_why", "version"])
    _write_times(found)
    _line(
        "demand.withdrawn", found, actor=actor, now=now, act=Act.DEMAND_SET, org=found.issuer,
        after={"ended_on": found.ended_on}, note=reason.strip(),
    )  # fmt: skip
    _derive(found, found.from_on, found.until_on)


@transaction.atomic
def note_demand(
    *,
    org: Organization,
    issuer: Organization,
    values: DemandInput,
    actor: Actor,
    now: datetime,
    submission: UUID | None = None,
) -> Demand:
    """来自上级的未登记要求: `org` puts down what a superior has asked of it and not registered. Marked so until the issuer
    speaks. Never a duty: what is owed only its issuer can say. A repeat of the same `submission` changes nothing. Raises
    NotAllowed without RECORD in `org`, Refused when the issuer does not stand above it or the regulations ask it."""
    demand(actor.may(Act.RECORD, org.path))
    if again := earlier(Demand.objects.all(), submission):
        return again
    if issuer.path not in ancestors(org.path):
        raise Refused("请从本组织的上级里选发文组织。", "issuer")
    if values.kind == DemandKind.DUTY:
        raise Refused("定期办理的事项由发文组织自己登记，这里请选会议、报表材料、检查督查或其他。", "kind")
    own = _fields(values) | {"org_kinds": [org.kind], "sectors": [], "org_ids": [org.pk]}
    words = [rule.short for rule in pack().values()]
    if refusal := first_refusal(values, rule_words=words, life_kinds=LIFE_KINDS):
        raise Refused(refusal[1], refusal[0])
    found = Demand.objects.create(
        issuer=issuer, noted_by=org, state=DemandState.NOTED, by=actor.name, at=now, submission=submission, **own
    )
    _write_times(found)
    _line(
        "demand.noted", found, actor=actor, now=now, act=Act.RECORD, org=org,
        after={"issuer": issuer.name, "basis": found.basis, "until_on": found.until_on},
    )  # fmt: skip
    return found


@transaction.atomic
def settle_noted(*, demand_id: int, is_ours: bool, answer: str, version: int, actor: Actor, now: datetime) -> None:
    """The issuer speaks on what a receiver has noted: 认可 makes it registered, 不认可 (with the reason) takes it out of every
    sum; the words stay beside it. Raises NotAllowed without DEMAND_SET in the issuer, EditConflict, Refused without a
    reason for a no."""
    found = _held(demand_id)
    demand(actor.may(Act.DEMAND_SET, found.issuer.path))
    if found.state != DemandState.NOTED or found.version != version:
        raise EditConflict
    if not is_ours and not answer.strip():
        raise Refused("请写不认可的理由，下级看得到。", "answer")
    found.state = DemandState.REGISTERED if is_ours else DemandState.DECLINED
    found.answer, found.version = answer.strip(), version + 1
    found.save(update_fields=["state", "answer", "version"])
    _write_times(found)
    _line(
        "demand.confirmed" if is_ours else "demand.declined",
        found, actor=actor, now=now, act=Act.DEMAND_SET, org=found.issuer, note=answer.strip(),
    )  # fmt: skip
