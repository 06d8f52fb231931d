"""评选表彰: opened with its quota and conditions, recommended, opinions, shown, decided."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jishi.activities.queries import demand_standing
from jishi.campaigns.models import Honour, Nominee, Opinion, Quota, Selection
from jishi.campaigns.queries import checks_of, lines_of, may_award, publicity_text
from jishi.campaigns.rules import (
    OF_PERSONS,
    Condition,
    HonourKind,
    HonourLevel,
    NomineeState,
    OpinionFrom,
    SelectionState,
    is_eligible,
    why_not,
)
from jishi.campaigns.services.keeping import Subject, line, opened
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.keeping import demand_past, demand_text, held, put
from jishi.kernel.locks import earlier
from jishi.members.models import Member
from jishi.notices import services as notices
from jishi.notices.rules import Issuer
from jishi.orgs.models import Organization
from jishi.orgs.queries import below


def _named(row: Selection) -> Subject:
    return ("selection", row.pk, row.title)


def _subject(row: Nominee) -> Subject:
    return ("nominee", row.pk, row.person.name if row.person else row.target.name if row.target else "")


@transaction.atomic
def open_selection(
    *,
    org: Organization,
    title: str,
    basis: str,
    year: int,
    level: str,
    quotas: Mapping[str, int],
    conditions: Sequence[str],
    actor: Actor,
    now: datetime,
    campaign_id: int | None = None,
    submission: UUID | None = None,
) -> Selection:
    """Open a 评选表彰 with how many of each title, and what the notice asks of those recommended. The same `submission`
    again gives the same one. Raises NotAllowed without DEMAND_SET; Refused without a basis or a single title."""
    demand(actor.may(Act.DEMAND_SET, org.path))
    if known := earlier(Selection.objects.all(), submission):
        return known
    wanted = {kind: number for kind, number in quotas.items() if number}
    if not wanted:
        raise Refused("至少要有一种称号的名额。", "member")
    row = Selection.objects.create(
        org=org,
        campaign_id=campaign_id,
        title=demand_text(title, "title", "请写名称。"),
        basis=demand_text(basis, "basis", "请写通知文号或名称。"),
        year=year,
        level=HonourLevel(level),
        conditions=[Condition(one) for one in conditions],
        submission=submission,
    )
    Quota.objects.bulk_create(
        Quota(selection=row, kind=HonourKind(kind), number=number) for kind, number in wanted.items()
    )
    facts: dict[str, object] = {HonourKind.label_of(kind): number for kind, number in wanted.items()}
    line("selection.opened", org, _named(row), actor=actor, now=now, after=facts, note=row.basis)
    return row


def _open(selection_id: int) -> Selection:
    row = held(Selection, selection_id, None)
    if row.state != SelectionState.OPEN:
        raise Refused("已经公示或作出决定，推荐名单不再改。")
    return row


@transaction.atomic
def recommend(
    *,
    selection_id: int,
    org: Organization,
    kind: str,
    deeds: str,
    actor: Actor,
    now: datetime,
    person_id: int | None = None,
    target_id: int | None = None,
    submission: UUID | None = None,
    **facts: str,
) -> Nominee:
    """推荐 a person or an organisation for a title. The conditions are looked at and kept with the form. Raises NotAllowed
    without RECORD and GRADE_VIEW at `org`; Refused for who does not meet a condition, with the reasons, for a title without
    a quota, and for who is recommended already."""
    demand(actor.may(Act.RECORD, org.path))
    demand(actor.may(Act.GRADE_VIEW, org.path))
    if known := earlier(Nominee.objects.all(), submission):
        return known
    row = _open(selection_id)
    if not org.path.startswith(row.org.path):
        raise Refused("本组织不在这次评选的范围里。")
    if not Quota.objects.filter(selection=row, kind=kind).exists():
        raise Refused("这次评选没有这个称号的名额。", "kind")
    _demand_reach(org, kind, person_id, target_id)
    subject: Any = {"person_id": person_id, "target_id": target_id}
    if Nominee.objects.filter(selection=row, **subject).exists():
        raise Refused("已经在推荐名单里，一人一个称号。", "who")
    checks = checks_of(row, kind, person_id=person_id, org_id=target_id, on=now.date())
    if not is_eligible(checks):
        raise Refused(why_not(checks), "who")
    made = Nominee.objects.create(
        selection=row,
        org=org,
        kind=HonourKind(kind),
        person_id=person_id,
        target_id=target_id,
        deeds=demand_text(deeds, "deeds", "请写主要事迹：做了什么、结果怎样。"),
        checks=[[c.condition.label, c.reason, c.source] for c in checks],
        submission=submission,
        **facts,
    )
    after: dict[str, object] = {"称号": made.get_kind_display()}
    line("nominee.recommended", org, _subject(made), actor=actor, now=now, act=Act.RECORD, after=after)
    return made


def _demand_reach(org: Organization, kind: str, person_id: int | None, target_id: int | None) -> None:
    if (kind in OF_PERSONS) != (person_id is not None):
        raise Refused("个人称号推荐个人，集体称号推荐党组织。", "who")
    there = (
        Member.objects.filter(below(org.path, field="org__path"), pk=person_id)
        if person_id is not None
        else Organization.objects.filter(below(org.path), pk=target_id or 0, ended_on=None)
    )
    if not there.exists():
        raise Refused("请从本组织和下级里推荐。", "who")


def _nominee(nominee_id: int, version: int | None, *, actor: Actor) -> Nominee:
    row = held(Nominee, nominee_id, version)
    demand(actor.may(Act.RECORD, row.org.path) or actor.may(Act.RECORD, row.selection.org.path))
    if row.selection.state != SelectionState.OPEN:
        raise Refused("已经公示或作出决定，推荐名单不再改。")
    return row


@transaction.atomic
def edit_nominee(nominee_id: int, version: int, *, actor: Actor, now: datetime, **facts: Any) -> Nominee:
    """Mend the words of a recommendation before it is shown. Raises EditConflict when stale."""
    row = _nominee(nominee_id, version, actor=actor)
    before, after = put(row, facts, untold=list(facts))
    demand_text(row.deeds, "deeds", "请写主要事迹：做了什么、结果怎样。")
    row.save()
    line(
        "nominee.edited", row.org, _subject(row), actor=actor, now=now, act=Act.RECORD, before=before, after=after
    )  # fmt: skip
    return row


@transaction.atomic
def drop_nominee(nominee_id: int, version: int, *, why: str, actor: Actor, now: datetime) -> Nominee:
    """Recommend no longer, saying why. Raises EditConflict when stale; Refused without a reason."""
    row = _nominee(nominee_id, version, actor=actor)
    row.why = demand_text(why, "why", "请写不再推荐的原因。")
    row.state = NomineeState.DROPPED
    row.save()
    line("nominee.dropped", row.org, _subject(row), actor=actor, now=now, act=Act.RECORD, note=row.why)
    return row


@transaction.atomic
def note_opinion(
    *, nominee_id: int, whose: str, agrees: bool, text: str, on: date, actor: Actor, now: datetime,
    submission: UUID | None = None,
) -> Opinion:  # fmt: skip
    """What the branch, the masses, the committee or discipline inspection says of a nominee; a later word takes the place of
    the earlier. The branch's and the masses' are noted by who recommends, the others by who decides. Raises NotAllowed,
    Refused without words."""
    row = held(Nominee, nominee_id, None)
    place = row.place_of(whose)
    demand(actor.may(Act.RECORD, place.path))
    if known := earlier(Opinion.objects.all(), submission):
        return known
    if row.selection.state != SelectionState.OPEN:
        raise Refused("已经公示或作出决定，意见不再改。")
    demand_past(on, today=now.date(), field="on")
    found = Opinion.objects.filter(nominee=row, whose=whose).first() or Opinion(nominee=row, whose=OpinionFrom(whose))
    found.agrees, found.on, found.at, found.by, found.submission = agrees, on, now, actor.name, submission
    found.text = demand_text(text, "text", "请写意见。")
    found.save()
    facts: dict[str, object] = {"谁的意见": found.get_whose_display(), "同意": "是" if agrees else "否"}
    line("nominee.opinion", place, _subject(row), actor=actor, now=now, act=Act.RECORD, after=facts)
    return found


@transaction.atomic
def show_selection(
    selection_id: int, version: int, *, shown_where: str, contact: str, from_on: date, to_on: date, actor: Actor, now: datetime
) -> Selection:  # fmt: skip
    """公示 those recommended: names and titles, nothing else. Raises EditConflict; Refused when nobody is recommended, an
    opinion that is needed is missing or against, a condition is met no longer, or the days are too few."""
    row = opened(Selection, selection_id, version, act=Act.DEMAND_SET, actor=actor)
    if row.state != SelectionState.OPEN:
        raise Refused("已经公示过了。")
    live = lines_of(Nominee.objects.filter(selection=row, state=NomineeState.PROPOSED))
    if not live:
        raise Refused("还没有推荐对象。")
    for one in live:
        if one.missing:
            raise Refused(f"{one.name}还缺：{'、'.join(one.missing)}（同意）。")
        _demand_still(row, one.nominee, one.name, now.date())
    row.publicity = notices.publicise(
        issuer=Issuer.of(row.org), title=f"{row.title}公示", text=publicity_text(row), shown_where=shown_where,
        contact=contact, from_on=from_on, to_on=to_on, actor=actor, now=now,
    )  # fmt: skip
    row.state = SelectionState.PUBLIC
    row.save()
    line("selection.shown", row.org, _named(row), actor=actor, now=now, after={"公示起": from_on, "公示止": to_on})
    return row


def _demand_still(selection: Selection, row: Nominee, name: str, on: date) -> None:
    checks = checks_of(selection, row.kind, person_id=row.person_id, org_id=row.target_id, on=on)
    if not is_eligible(checks):
        raise Refused(f"{name}{why_not(checks)}")


@transaction.atomic
def decide_selection(
    selection_id: int,
    version: int,
    *,
    ids: Sequence[int],
    decision: str,
    on: date,
    actor: Actor,
    now: datetime,
    activity_id: int | None = None,
) -> Selection:
    """表彰决定: those chosen enter the register of honours, the others are not commended this time. Raises EditConflict;
    Refused before the 公示 is concluded, for more than the quota, and for who meets a condition no longer."""
    row = opened(Selection, selection_id, version, act=Act.DEMAND_SET, actor=actor)
    if why := may_award(row, now.date()):
        raise Refused(why)
    demand_past(on, today=now.date(), field="on")
    number = demand_text(decision, "decision", "请写表彰决定的文号或名称。")
    live = lines_of(Nominee.objects.filter(selection=row, state=NomineeState.PROPOSED))
    chosen = [one for one in live if one.nominee.pk in set(ids)]
    if not chosen:
        raise Refused("请选至少一个表彰对象。", "ids")
    _demand_quota(row, [one.nominee.kind for one in chosen])
    for one in chosen:
        _demand_still(row, one.nominee, one.name, on)
    for one in live:
        awarded = one in chosen
        one.nominee.state = NomineeState.AWARDED if awarded else NomineeState.DROPPED
        one.nominee.why = "" if awarded else "没有列入表彰决定"
    Nominee.objects.bulk_update([one.nominee for one in live], ["state", "why"])
    Honour.objects.bulk_create(
        Honour(
            org=row.org, person_id=one.nominee.person_id, target_id=one.nominee.target_id, kind=one.nominee.kind,
            title=one.nominee.get_kind_display(), level=row.level, given_by=row.org.name, given_on=on, number=number,
            nominee=one.nominee,
        )
        for one in chosen
    )  # fmt: skip
    row.state, row.decision, row.decided_on = SelectionState.DECIDED, number, on
    row.decided_in_id = demand_standing(row.org, activity_id)
    row.save()
    facts: dict[str, object] = {"表彰": len(chosen), "文号": number}
    line("selection.decided", row.org, _named(row), actor=actor, now=now, after=facts)
    return row


def _demand_quota(row: Selection, kinds: Sequence[str]) -> None:
    for kind, number in Quota.objects.filter(selection=row).values_list("kind", "number"):
        if kinds.count(kind) > number:
            raise Refused(f"{HonourKind.label_of(kind)}名额 {number} 个，选了 {kinds.count(kind)} 个。", "ids")
