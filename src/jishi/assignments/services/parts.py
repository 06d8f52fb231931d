"""一级抓一级: a task is split among those below, changed, and called off with its parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from jishi.assignments.models import Assignment, Progress
from jishi.assignments.queries import get_assignment, latest_part_day
from jishi.assignments.rules import Verb, may_be_due, may_step
from jishi.assignments.services.keeping import LONGEST, Task, day_of, inform, line, locked, made, put_helpers, step
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.locks import earlier
from jishi.orgs.models import Organization

MOST_NAMED = 5  # organisations named in the history; the rest stand among the parts


@dataclass(frozen=True, slots=True)
class Part:
    """What one organisation is to do of a task: the organisation itself or one directly below it. Without a title, a day or
    measures those of the whole hold."""

    org: Organization
    owner_id: int | None = None
    owner_note: str = ""
    title: str = ""
    due_on: date | None = None
    working_days: int | None = None
    measures: str = ""


@transaction.atomic
def split(
    assignment_id: int,
    parts: Sequence[Part],
    version: int,
    *,
    actor: Actor,
    now: datetime,
    submission: UUID | None = None,
) -> list[Assignment]:
    """Give parts of a task to its organisation and to those directly below it, and tell their owners. Parts of others are
    judged by the organisation that splits. The same `submission` again gives the same parts. Raises NotAllowed without
    ASSIGN at the task's organisation; Refused, naming the row (`part_<org id>`), for one without an owner, with a day past
    or later than the whole's, or not directly below; EditConflict when stale."""
    seen = get_assignment(actor, Act.VIEW, assignment_id)
    demand(actor.may(Act.ASSIGN, seen.org.path))
    if earlier(Assignment.objects.all(), _numbered(submission, 0)):
        return list(Assignment.objects.filter(parent_id=assignment_id).order_by("pk"))
    if not parts:
        raise Refused("请选要分给哪些组织。", "parts")
    whole = locked(assignment_id, version)
    rows = [_part(whole, part, actor=actor, now=now) for part in parts]
    for number, row in enumerate(rows):
        row.submission = _numbered(submission, number)
    names = "、".join(row.org.name for row in rows[:MOST_NAMED])
    more = "等" if len(rows) > MOST_NAMED else ""
    step(whole, Verb.SPLIT, f"分给 {len(rows)} 个组织：{names}{more}"[:LONGEST], actor=actor, now=now)
    Assignment.objects.bulk_create(rows)
    Progress.objects.bulk_create(Progress(assignment=row, verb=Verb.ASSIGN, at=now, by=actor.name) for row in rows)
    line("assignment.split", whole, whole.org, Act.ASSIGN, actor=actor, now=now, note=f"{len(rows)} 项")
    for row in rows:
        line("assignment.assigned", row, row.org, Act.ASSIGN, actor=actor, now=now)
        inform(row.owner_id, f"{whole.org.name}交给您一项任务：{row.title}", row, actor=actor, now=now)
    return rows


def _numbered(submission: UUID | None, number: int) -> UUID | None:
    """The number of one part of a form."""
    return uuid5(submission, str(number)) if submission else None


def _part(whole: Assignment, part: Part, *, actor: Actor, now: datetime) -> Assignment:
    field = f"part_{part.org.pk}"
    if part.org.pk != whole.org_id and (part.org.parent_id != whole.org_id or part.org.ended_on):
        raise Refused(f"{part.org.name}不是直接下级组织。", field)
    if part.owner_id is None and not part.owner_note:
        raise Refused(f"{part.org.name}没有负责人，请写上责任人。", field)
    try:
        due_on = day_of(part.due_on, part.working_days, now.date()) or whole.due_on
    except Refused as refusal:
        raise Refused(f"{part.org.name}：{refusal.reason}", field) from None
    # Parts of a whole that is late already take its day, unless they have their own.
    if due_on != whole.due_on and not (answer := may_be_due(due_on, parent_due=whole.due_on, today=now.date())):
        raise Refused(f"{part.org.name}：{answer.reason}", field)
    given = Task(
        title=part.title.strip() or whole.title,
        owner_id=part.owner_id,
        owner_note=part.owner_note,
        due_on=due_on,
        working_days=part.working_days,
        category=whole.category,
        measures=part.measures.strip() or whole.measures,
    )
    issuer = whole.org if part.org.pk != whole.org_id else None
    return made(part.org, given, actor=actor, now=now, origin=None, issuer=issuer, parent=whole)


@transaction.atomic
def cancel(assignment_id: int, note: str, version: int, *, actor: Actor, now: datetime) -> Assignment:
    """Call a task off with all its parts that are not accepted, saying why. Raises Refused without a reason, NotAllowed
    without ASSIGN."""
    get_assignment(actor, Act.ASSIGN, assignment_id)
    if not note:
        raise Refused("请写取消的原因。", "note")
    row = locked(assignment_id, version)
    before = row.state
    step(row, Verb.CANCEL, note, actor=actor, now=now)
    line("assignment.cancelled", row, row.org, Act.ASSIGN, actor=actor, now=now, before=before, note=note)
    inform(row.owner_id, f"任务已取消：{row.title}", row, actor=actor, now=now)
    _fall(row, note, actor=actor, now=now)
    return row


def _fall(whole: Assignment, note: str, *, actor: Actor, now: datetime) -> None:
    """Call off what hangs below a task. Each level is locked before the next is read, so that a part being split at this
    moment is waited for, and its parts are found."""
    level = [whole.pk]
    while level:
        under = Assignment.objects.filter(parent_id__in=level).select_related("org").order_by("pk")
        rows = list(under.select_for_update(of=("self",), no_key=True))
        for row in rows:
            if not may_step(row.state, Verb.FALL):
                continue
            before = row.state
            step(row, Verb.FALL, f"上级任务“{whole.title}”已取消：{note}"[:LONGEST], actor=actor, now=now)
            line("assignment.fell", row, row.org, Act.ASSIGN, actor=actor, now=now, before=before, note=note)
            inform(row.owner_id, f"任务随上级任务取消：{row.title}", row, actor=actor, now=now)
        level = [row.pk for row in rows]


@transaction.atomic
def amend(assignment_id: int, version: int, *, note: str = "", actor: Actor, now: datetime, **facts: Any) -> Assignment:
    """Change what a task asks for (title, category, measures, leader_id, helpers) or its day (due_on or working_days; that
    with a `note` why). Whoever judges it may. Raises Refused for a day past, later than the whole's or earlier than a
    part's; EditConflict when stale."""
    seen = get_assignment(actor, Act.ASSIGN, assignment_id)
    if seen.parent_id:  # from the top down, as calling off does; its day then stands still
        Assignment.objects.select_for_update(no_key=True).get(pk=seen.parent_id)
    row = locked(assignment_id, version)
    if not (answer := may_step(row.state, Verb.POSTPONE)):
        raise Refused(answer.reason)
    if "title" in facts and not facts["title"].strip():
        raise Refused("请写清要办的事。", "title")
    moved = _new_day(row, facts.pop("due_on", row.due_on), facts.pop("working_days", None), now.date())
    if moved and not note:
        raise Refused("改时限要写原因。", "note")
    helpers = facts.pop("helpers", None)
    if helpers is not None:
        put_helpers(row, helpers)
    for name, value in facts.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    step(row, Verb.POSTPONE if moved else Verb.AMEND, note, actor=actor, now=now)
    line("assignment.amended", row, row.org, Act.ASSIGN, actor=actor, now=now, note=note)
    inform(row.owner_id, f"任务{'时限' if moved else '内容'}有修改：{row.title}", row, actor=actor, now=now)
    return row


def _new_day(row: Assignment, due_on: date | None, working_days: int | None, today: date) -> bool:
    """Set the row's day; whether it is another one."""
    if working_days is None and due_on == row.due_on:
        return False
    day = day_of(None if working_days else due_on, working_days, today)
    whole = row.parent.due_on if row.parent else None
    if not (answer := may_be_due(day, parent_due=whole, today=today)):
        raise Refused(answer.reason, "due_on")
    if whole and day is None:
        raise Refused("上级任务有时限，分任务也要有。", "due_on")
    last = latest_part_day(row.pk)
    if day and last and last > day:
        raise Refused(f"有分任务的时限是{last:%Y-%m-%d}，请先改分任务。", "due_on")
    row.due_on, row.working_days = day, working_days
    return True
