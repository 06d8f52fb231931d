"""民主生活会: opened for a year, its steps by their days, talks by date and pair, the meeting's record, the 整改清单."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jishi.activities.queries import demand_standing
from jishi.activities.rules import Kind
from jishi.assignments import services as assignments
from jishi.committees.models import LifeMeeting, LifeStepDone, Rectification, Talk
from jishi.committees.rules import LifeStep, has_committee_life
from jishi.committees.services.keeping import line, opened
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.keeping import demand_past, demand_text, put
from jishi.kernel.locks import earlier
from jishi.orgs.models import Organization


def _subject(row: LifeMeeting) -> tuple[str, int, str]:
    return ("lifemeeting", row.pk, f"{row.year}年度民主生活会")


@transaction.atomic
def open_life_meeting(
    *, org: Organization, year: int, theme: str, actor: Actor, now: datetime, submission: UUID | None = None
) -> LifeMeeting:
    """Begin preparing the 民主生活会 of a year. Raises Refused for a second one of the year, and for an organisation that
    holds none."""
    demand(actor.may(Act.RECORD, org.path))
    if known := earlier(LifeMeeting.objects.all(), submission):
        return known
    if not has_committee_life(org.kind):
        raise Refused("党支部开组织生活会，不开民主生活会。")
    said = demand_text(theme, "theme", "请写主题。")
    if LifeMeeting.objects.filter(org=org, year=year).exists():
        raise Refused(f"{year}年度的民主生活会已经建立。", "year")
    row = LifeMeeting.objects.create(org=org, year=year, theme=said, submission=submission)
    line("life.opened", org, _subject(row), actor=actor, now=now, after={"主题": said})
    return row


@transaction.atomic
def edit_life_meeting(meeting_id: int, version: int, *, actor: Actor, now: datetime, **facts: Any) -> LifeMeeting:
    """Change the theme, or link the record of the meeting. Raises EditConflict when stale; Refused for a record that is
    not a 民主生活会 of this organisation."""
    row = opened(LifeMeeting, meeting_id, version, actor=actor)
    if "theme" in facts:
        facts["theme"] = demand_text(facts["theme"], "theme", "请写主题。")
    if "activity_id" in facts:
        facts["activity_id"] = demand_standing(row.org, facts["activity_id"], Kind.DEMOCRATIC_LIFE_MEETING)
    before, after = put(row, facts)
    row.save()
    line("life.edited", row.org, _subject(row), actor=actor, now=now, before=before, after=after)
    return row


@transaction.atomic
def note_life_step(
    *, meeting_id: int, step: str, done_on: date, actor: Actor, now: datetime, note: str = ""
) -> LifeStepDone:
    """Note the day of a step; again for the same step replaces it. What was written of persons stays on paper."""
    meeting = opened(LifeMeeting, meeting_id, None, actor=actor)
    demand_past(done_on, today=now.date(), field="done_on")
    row, _ = LifeStepDone.objects.update_or_create(
        meeting=meeting,
        step=LifeStep(step),
        defaults={"done_on": done_on, "note": note.strip(), "at": now, "by": actor.name},
    )
    about: dict[str, object] = {"环节": LifeStep.label_of(step), "日期": done_on}
    line("life.step_noted", meeting.org, _subject(meeting), actor=actor, now=now, after=about)
    return row


@transaction.atomic
def note_talk(
    *, meeting_id: int, held_on: date, one_id: int, other_id: int, actor: Actor, now: datetime,
    submission: UUID | None = None,
) -> Talk:  # fmt: skip
    """Note that two talked before the meeting: the day and the pair, never a word of it."""
    meeting = opened(LifeMeeting, meeting_id, None, actor=actor)
    if known := earlier(Talk.objects.all(), submission):
        return known
    demand_past(held_on, today=now.date(), field="held_on")
    if one_id == other_id:
        raise Refused("谈话双方不能是同一人。", "other")
    row = Talk.objects.create(
        meeting=meeting, held_on=held_on, one_id=one_id, other_id=other_id, at=now, by=actor.name, submission=submission
    )
    line("life.talk_noted", meeting.org, _subject(meeting), actor=actor, now=now, after={"日期": held_on})
    return row


@transaction.atomic
def rectify(
    *,
    meeting_id: int,
    problem: str,
    measure: str,
    owner_id: int,
    due_on: date,
    actor: Actor,
    now: datetime,
    submission: UUID | None = None,
) -> Rectification:
    """Put an item on the 整改清单; what is to be done becomes a task of its owner, accepted by a second person. Raises
    NotAllowed without RECORD and ASSIGN, Refused as `assignments.assign` does."""
    meeting = opened(LifeMeeting, meeting_id, None, actor=actor)
    if known := earlier(Rectification.objects.all(), submission):
        return known
    said = demand_text(problem, "problem", "请写问题。")
    what = demand_text(measure, "measure", "请写整改措施。")
    task = assignments.assign(
        org=meeting.org, task=assignments.Task(what, owner_id=owner_id, due_on=due_on), actor=actor, now=now
    )
    row = Rectification.objects.create(
        meeting=meeting, problem=said, assignment=task, at=now, by=actor.name, submission=submission
    )
    about: dict[str, object] = {"问题": said, "整改措施": what, "时限": due_on}
    line("life.rectified", meeting.org, _subject(meeting), actor=actor, now=now, after=about)
    return row
