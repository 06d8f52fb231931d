"""公示: shown for some working days, objections taken down and answered, concluded."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.keeping import demand_past, demand_text
from jishi.kernel.locks import earlier
from jishi.kernel.workdays import ONE, working_days_between
from jishi.notices.models import Objection, Publicity
from jishi.notices.rules import Issuer
from jishi.site.queries import day_table

LEAST_DAYS = 5  # working days: 关于公示的通行要求


def _line(event: str, row: Publicity, issuer: Issuer, *, actor: Actor, now: datetime, note: str = "") -> None:
    place = (issuer.id, issuer.path)
    subject = ("notices.publicity", row.pk, row.title)
    audit.record(event, actor=actor, at=now, act=Act.NOTIFY, org=place, subject=subject, note=note)


@transaction.atomic
def publicise(
    *, issuer: Issuer, title: str, text: str, shown_where: str, contact: str, from_on: date, to_on: date, actor: Actor,
    now: datetime, least: int = LEAST_DAYS, submission: UUID | None = None,
) -> Publicity:  # fmt: skip
    """Show `text` from a day to a day, at least `least` working days by the site's table. The same `submission` again
    gives the same 公示. Raises NotAllowed without NOTIFY at the issuer; Refused for too few days or a day before today."""
    demand(actor.may(Act.NOTIFY, issuer.path))
    if known := earlier(Publicity.objects.all(), submission):
        return known
    if from_on < now.date():
        raise Refused("公示不能从过去的日子算起。", "from_on")
    days = working_days_between(from_on - ONE, to_on, day_table(from_on, to_on)) if to_on >= from_on else 0
    if days < least:
        raise Refused(f"公示不少于 {least} 个工作日，现在是 {days} 个。", "to_on")
    row = Publicity.objects.create(
        issuer_id=issuer.id,
        title=demand_text(title, "title", "请写标题。"),
        text=text,
        shown_where=demand_text(shown_where, "shown_where", "请写公示在哪里。"),
        contact=demand_text(contact, "contact", "请写受理单位、电话和地址。"),
        from_on=from_on,
        to_on=to_on,
        at=now,
        by=actor.name,
        submission=submission,
    )
    _line("publicity.shown", row, issuer, actor=actor, now=now, note=f"{from_on}至{to_on}")
    return row


def _held(publicity_id: int, issuer: Issuer, *, actor: Actor) -> Publicity:
    row = Publicity.objects.select_for_update(of=("self",), no_key=True).get(pk=publicity_id, issuer_id=issuer.id)
    demand(actor.may(Act.NOTIFY, issuer.path))
    if row.concluded_on:
        raise Refused("公示已经写了结果。")
    return row


@transaction.atomic
def note_objection(
    *, publicity_id: int, issuer: Issuer, on: date, text: str, actor: Actor, now: datetime,
    submission: UUID | None = None,
) -> Objection:  # fmt: skip
    """Take down what somebody has said against it: the matter, never the person. Raises Refused for a day outside the
    公示 or after its conclusion."""
    row = _held(publicity_id, issuer, actor=actor)
    if known := earlier(Objection.objects.all(), submission):
        return known
    demand_past(on, today=now.date(), field="on")
    if on < row.from_on:
        raise Refused("公示还没有开始。", "on")
    made = Objection.objects.create(
        publicity=row, on=on, text=demand_text(text, "text", "请写反映的内容，不写反映人。"), at=now, by=actor.name,
        submission=submission,
    )  # fmt: skip
    _line("publicity.objected", row, issuer, actor=actor, now=now)
    return made


@transaction.atomic
def answer_objection(
    objection_id: int, *, issuer: Issuer, answer: str, is_upheld: bool, actor: Actor, now: datetime
) -> Objection:
    """Say what was found and answered. Raises Refused without words."""
    found = Objection.objects.get(pk=objection_id)
    row = _held(found.publicity_id, issuer, actor=actor)
    found.answer = demand_text(answer, "answer", "请写怎样核实、怎样答复。")
    found.answered_on, found.is_upheld = now.date(), is_upheld
    found.save()
    _line("publicity.answered", row, issuer, actor=actor, now=now, note="属实" if is_upheld else "不属实")
    return found


@transaction.atomic
def conclude_publicity(publicity_id: int, *, issuer: Issuer, conclusion: str, actor: Actor, now: datetime) -> Publicity:
    """Write what came of it. Raises Refused before its last day is over, or while an objection waits for its answer."""
    row = _held(publicity_id, issuer, actor=actor)
    if now.date() <= row.to_on:
        raise Refused(f"公示到 {row.to_on} 才满，期满以后再写结果。")
    if Objection.objects.filter(publicity=row, answered_on=None).exists():
        raise Refused("还有反映没有答复，先核实答复再写结果。")
    row.conclusion = demand_text(conclusion, "conclusion", "请写公示结果，如“没有收到反映”。")
    row.concluded_on = now.date()
    row.save()
    _line("publicity.concluded", row, issuer, actor=actor, now=now)
    return row
