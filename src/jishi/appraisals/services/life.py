"""组织生活会: its plan and the superior's answer, its steps by their days, talks by date and pair, its record."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jishi.activities.queries import demand_standing
from jishi.activities.rules import Kind
from jishi.appraisals.models import HeartTalk, OrgLife, OrgLifeDone
from jishi.appraisals.queries import closed_polls, written_in
from jishi.appraisals.rules import Filing, OrgLifeStep, holds_org_life
from jishi.appraisals.services.keeping import line, named, opened
from jishi.ballots.rules.polls import PollKind
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.keeping import Facts, demand_past, demand_text, put
from jishi.kernel.locks import earlier
from jishi.orgs.models import Organization

ASKING = (PollKind.SATISFACTION, PollKind.MOTIONS, PollKind.CHOICE, PollKind.LEADERS)
PLAN = ("theme", "planned_on", "place", "scope", "invited")


@transaction.atomic
def open_org_life(
    *,
    org: Organization,
    year: int,
    theme: str,
    actor: Actor,
    now: datetime,
    planned_on: date | None = None,
    place: str = "",
    scope: str = "",
    invited: str = "",
    submission: UUID | None = None,
) -> OrgLife:
    """Begin preparing the 组织生活会 of a year (the year it is held for, which may be the last). The same `submission`
    again gives the same one. Raises NotAllowed without RECORD; Refused for a second one of the year, and for an
    organisation that holds none (支部工作条例第十七条)."""
    demand(actor.may(Act.RECORD, org.path))
    if known := earlier(OrgLife.objects.all(), submission):
        return known
    if not holds_org_life(org.kind):
        raise Refused("党支部开组织生活会；党委、党组开民主生活会。")
    said = demand_text(theme, "theme", "请写主题。")
    Organization.objects.select_for_update(no_key=True).get(pk=org.pk)
    if OrgLife.objects.filter(org=org, year=year).exists():
        raise Refused(f"{year}年度的组织生活会已经建立。", "year")
    row = OrgLife.objects.create(
        org=org, year=year, theme=said, planned_on=planned_on, place=place.strip(), scope=scope.strip(),
        invited=invited.strip(), submission=submission,
    )  # fmt: skip
    line("org_life.opened", org, named(row), act=Act.RECORD, actor=actor, now=now, after={"主题": said})
    return row


@transaction.atomic
def edit_org_life(life_id: int, version: int, *, actor: Actor, now: datetime, **facts: Any) -> OrgLife:
    """Change the plan, or link the record of the meeting. A plan changed after it went up has to go up again. Raises
    EditConflict when stale; Refused for a record that is not an 组织生活会 of this branch."""
    row = opened(OrgLife, life_id, version, actor=actor, act=Act.RECORD)
    if "theme" in facts:
        facts["theme"] = demand_text(facts["theme"], "theme", "请写主题。")
    if "activity_id" in facts:
        facts["activity_id"] = demand_standing(row.org, facts["activity_id"], Kind.ORG_LIFE_MEETING)
    is_planned = any(name in PLAN and getattr(row, name) != value for name, value in facts.items())
    if is_planned and row.filing in (Filing.FILED, Filing.RECEIVED):
        facts |= {"filing": Filing.NONE, "filed_on": None, "answered_on": None, "answer": ""}
    before, after = put(row, facts)
    row.save()
    line("org_life.edited", row.org, named(row), act=Act.RECORD, actor=actor, now=now, before=before, after=after)
    return row


@transaction.atomic
def file_plan(life_id: int, version: int, *, actor: Actor, now: datetime) -> OrgLife:
    """Send the plan up to be filed. Raises Refused without a day for the meeting, and when it has gone up already."""
    row = opened(OrgLife, life_id, version, actor=actor, act=Act.RECORD)
    if row.filing in (Filing.FILED, Filing.RECEIVED):
        raise Refused("方案已经上报，不用再报。")
    if row.planned_on is None:
        raise Refused("请先填拟开会日期，再上报。", "planned_on")
    row.filing, row.filed_on, row.filed_by = Filing.FILED, now.date(), actor.name
    row.save()
    about: Facts = {"主题": row.theme, "拟开会日期": row.planned_on}
    line("org_life.filed", row.org, named(row), act=Act.RECORD, actor=actor, now=now, after=about)
    return row


@transaction.atomic
def answer_plan(
    life_id: int, version: int, *, is_accepted: bool, actor: Actor, now: datetime, note: str = ""
) -> OrgLife:
    """The superior takes a plan on file, or sends it back saying what to mend. Raises NotAllowed for anybody of the branch
    itself, Refused for a plan that waits for no answer."""
    row = opened(OrgLife, life_id, version, actor=actor, act=Act.APPRAISE_LEAD)
    if row.filing != Filing.FILED:
        raise Refused("这份方案没有在等备案。")
    said = note.strip() if is_accepted else demand_text(note, "note", "请写清要改什么，再退回。")
    row.filing = Filing.RECEIVED if is_accepted else Filing.RETURNED
    row.answered_on, row.answered_by, row.answer = now.date(), actor.name, said
    row.save()
    about: Facts = {"备案情况": Filing(row.filing).label}
    line("org_life.answered", row.org, named(row), act=Act.APPRAISE_LEAD, actor=actor, now=now, after=about, note=said)
    return row


@transaction.atomic
def note_org_life_step(
    *,
    life_id: int,
    step: str,
    done_on: date,
    actor: Actor,
    now: datetime,
    people: int | None = None,
    pieces: int | None = None,
    note: str = "",
) -> OrgLifeDone:
    """Note the day of a step with its numbers; again for the same step replaces it. What was said or written of persons
    stays on paper."""
    life = opened(OrgLife, life_id, None, actor=actor, act=Act.RECORD)
    demand_past(done_on, today=now.date(), field="done_on")
    row, _ = OrgLifeDone.objects.update_or_create(
        life=life,
        step=OrgLifeStep(step),
        defaults={
            "done_on": done_on, "people": people, "pieces": pieces, "note": note.strip(), "at": now, "by": actor.name,
        },
    )  # fmt: skip
    about: Facts = {"环节": OrgLifeStep.label_of(step), "日期": done_on}
    line("org_life.step_noted", life.org, named(life), act=Act.RECORD, actor=actor, now=now, after=about)
    return row


@transaction.atomic
def take_opinions(life_id: int, version: int, poll_id: int, *, actor: Actor, now: datetime) -> OrgLifeDone:
    """Note that opinions were asked by a secret poll of this branch that is closed: its day, how many took part, how many
    wrote something. Its result is read in the poll itself, by those entitled. Raises Refused for any other poll."""
    life = opened(OrgLife, life_id, version, actor=actor, act=Act.RECORD)
    poll = closed_polls(life.org, *ASKING).filter(pk=poll_id).first()
    if poll is None or poll.closed_at is None:
        raise Refused("请选择本支部已经结束的无记名测评。", "poll")
    life.poll = poll
    life.save(update_fields=["poll", "version"])
    return note_org_life_step(
        life_id=life.pk, step=OrgLifeStep.OPINIONS, done_on=poll.closed_at.astimezone(now.tzinfo).date(),
        people=poll.taken_part, pieces=written_in(poll), note=poll.title, actor=actor, now=now,
    )  # fmt: skip


@transaction.atomic
def note_heart_talk(
    *,
    life_id: int,
    held_on: date,
    one_id: int,
    other_id: int,
    actor: Actor,
    now: datetime,
    submission: UUID | None = None,
) -> HeartTalk:
    """Note that two talked before the meeting: the day and the pair, never a word of it."""
    life = opened(OrgLife, life_id, None, actor=actor, act=Act.RECORD)
    if known := earlier(HeartTalk.objects.all(), submission):
        return known
    demand_past(held_on, today=now.date(), field="held_on")
    if one_id == other_id:
        raise Refused("谈话双方不能是同一人。", "other")
    row = HeartTalk.objects.create(
        life=life, held_on=held_on, one_id=one_id, other_id=other_id, at=now, by=actor.name, submission=submission
    )
    about: Facts = {"日期": held_on}
    line("org_life.talk_noted", life.org, named(life), act=Act.RECORD, actor=actor, now=now, after=about)
    return row
