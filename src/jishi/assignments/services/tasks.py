"""Writing tasks: assign, report, accept by a second person, send back, what meetings hear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from jishi.assignments.models import Assignment, Helper, Progress
from jishi.assignments.queries import get_assignment, latest_part_day, roll_ups
from jishi.assignments.rules import RollUp, State, Verb, may_judge, may_report
from jishi.assignments.services.keeping import LONGEST, Task, day_of, inform, line, locked, made, put_helpers, step
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.locks import earlier
from jishi.orgs.models import Organization


def _tell_helpers(assignment: Assignment, *, actor: Actor, now: datetime) -> None:
    for one in Helper.objects.filter(assignment=assignment, person__isnull=False):
        inform(
            one.person_id, f"请您协办{assignment.org.name}的任务：{assignment.title}", assignment, actor=actor, now=now
        )


@transaction.atomic
def assign(
    *,
    org: Organization,
    task: Task,
    actor: Actor,
    now: datetime,
    submission: UUID | None = None,
    origin: tuple[str, int] | None = None,
    issuer: Organization | None = None,
) -> Assignment:
    """Set a task and tell its owner. The same `submission` again gives the same task. `origin` is the record it comes
    from; with an `issuer` above `org` that organisation judges it. Raises Refused without a title or an owner, or with a
    day already past; NotAllowed without ASSIGN (over `org`, or over an issuer above it)."""
    above = issuer if issuer and issuer.pk != org.pk else None
    if above and not org.path.startswith(above.path):
        raise Refused("任务只能交给下级组织。", "org")
    demand(actor.may(Act.ASSIGN, above.path if above else org.path))
    known = earlier(Assignment.objects.all(), submission)
    if known:
        return known
    due_on = day_of(task.due_on, task.working_days, now.date())
    assignment = made(org, replace(task, due_on=due_on), actor=actor, now=now, origin=origin, issuer=above)
    assignment.submission = submission
    assignment.save()
    if task.helpers:
        put_helpers(assignment, task.helpers)
        _tell_helpers(assignment, actor=actor, now=now)
    Progress.objects.create(
        assignment=assignment, verb=Verb.ASSIGN, at=now, by=actor.name, origin_kind=assignment.origin_kind,
        origin_id=assignment.origin_id,
    )  # fmt: skip
    line("assignment.assigned", assignment, org, Act.ASSIGN, actor=actor, now=now)
    giver = above or org
    inform(task.owner_id, f"{giver.name}交给您一项任务：{task.title}", assignment, actor=actor, now=now)
    return assignment


def assign_from_record(
    batches: Sequence[tuple[Organization, tuple[str, int], Sequence[Task]]],
    *,
    actor: Actor,
    now: datetime,
    tell: bool = True,
) -> list[Assignment]:
    """Tasks that recorded meetings gave, for many records in two statements. The right is the record's: whoever may enter
    it has been checked by the caller, inside whose transaction this runs and whose audit line tells of it. The task may
    be dated before today: it is what the meeting decided then."""
    rows = [made(org, task, actor=actor, now=now, origin=origin) for org, origin, tasks in batches for task in tasks]
    if not rows:
        return []
    Assignment.objects.bulk_create(rows, batch_size=1000)
    Progress.objects.bulk_create(
        [
            Progress(
                assignment=row, verb=Verb.ASSIGN, at=now, by=actor.name, origin_kind=row.origin_kind,
                origin_id=row.origin_id,
            )
            for row in rows
        ],
        batch_size=1000,
    )  # fmt: skip
    if tell:
        for row in rows:
            inform(row.owner_id, f"{row.org.name}会议交给您一项任务：{row.title}", row, actor=actor, now=now)
    return rows


@transaction.atomic
def note_progress(assignment_id: int, note: str, version: int, *, actor: Actor, now: datetime) -> Assignment:
    """Say how it goes. Open to the owner and to those who record for the organisation."""
    get_assignment(actor, Act.RECORD, assignment_id)
    if not note:
        raise Refused("请写进展情况。", "note")
    row = locked(assignment_id, version)
    step(row, Verb.NOTE, note, actor=actor, now=now)
    line("assignment.noted", row, row.org, Act.RECORD, actor=actor, now=now)
    return row


@transaction.atomic
def report(
    assignment_id: int, note: str, version: int, *, actor: Actor, now: datetime, without_parts: str = ""
) -> Assignment:
    """Say that it is done: what was done, in a sentence. Open to the owner and to those who record for the organisation
    (for owners without an account). A task in parts waits for them, unless `without_parts` says why not. Raises Refused
    without a note, EditConflict when stale."""
    get_assignment(actor, Act.RECORD, assignment_id)
    if not note:
        raise Refused("请用一两句话写清办成了什么。", "note")
    row = locked(assignment_id, version)
    parts = roll_ups([row.pk], now.date()).get(row.pk, RollUp())
    if not (answer := may_report(parts, without_parts)):
        raise Refused(answer.reason, "without_parts")
    if parts.left:
        note = f"{note}（{parts.sentence}；没有等分任务：{without_parts}）"[:LONGEST]
    before = row.state
    row.reported_at, row.reported_by_id = now, actor.person_id
    step(row, Verb.REPORT, note, actor=actor, now=now)
    line("assignment.reported", row, row.org, Act.RECORD, actor=actor, now=now, before=before)
    return row


@transaction.atomic
def accept(assignment_id: int, note: str, version: int, *, actor: Actor, now: datetime) -> Assignment:
    """Accept what was reported done. A second person does: raises NotAllowed for the owner and without ACCEPT."""
    seen = get_assignment(actor, Act.ACCEPT, assignment_id)
    demand(may_judge(seen.owner_id, actor.person_id, seen.reported_by_id))
    row = locked(assignment_id, version)
    before = row.state
    row.accepted_at, row.accepted_by_id = now, actor.person_id
    step(row, Verb.ACCEPT, note, actor=actor, now=now)
    line("assignment.accepted", row, row.org, Act.ACCEPT, actor=actor, now=now, before=before)
    inform(row.owner_id, f"任务已验收：{row.title}", row, actor=actor, now=now)
    return row


@transaction.atomic
def send_back(assignment_id: int, note: str, version: int, *, actor: Actor, now: datetime) -> Assignment:
    """Return what was reported done, saying what is missing. A second person does, as for `accept`."""
    seen = get_assignment(actor, Act.ACCEPT, assignment_id)
    demand(may_judge(seen.owner_id, actor.person_id, seen.reported_by_id))
    if not note:
        raise Refused("请写清还差什么，再退回。", "note")
    row = locked(assignment_id, version)
    before = row.state
    row.reported_at, row.reported_by = None, None
    step(row, Verb.RETURN, note, actor=actor, now=now)
    line("assignment.returned", row, row.org, Act.ACCEPT, actor=actor, now=now, before=before)
    inform(row.owner_id, f"任务被退回：{row.title}。{note}"[:300], row, actor=actor, now=now)
    return row


@dataclass(frozen=True, slots=True)
class Report:
    """What a meeting heard about an earlier task: a note, whether it is done, a new day if one was set."""

    assignment_id: int
    note: str
    done: bool = False
    due_on: date | None = None


def hear_reports(
    org_id: int, reports: Sequence[Report], origin: tuple[str, int], *, actor: Actor, now: datetime
) -> None:
    """Write down what a meeting heard about the organisation's own open tasks. The right is the record's, checked by the
    caller, inside whose transaction this runs. Raises Refused for a task that is not open or not this organisation's."""
    rows = {
        row.pk: row
        for row in Assignment.objects.select_for_update(of=("self",), no_key=True).filter(
            org_id=org_id, pk__in=[report.assignment_id for report in reports]
        )
    }
    left = roll_ups(list(rows), now.date())
    for heard in reports:
        row = rows.get(heard.assignment_id)
        if row is None or row.state != State.OPEN:
            raise Refused("有一项议定事项已经办结或取消了，请刷新后再填。", "items")
        if heard.due_on:
            _demand_movable(row, heard.due_on)
        if heard.done and not heard.note and left.get(row.pk, RollUp()).left:
            raise Refused("有一项任务的分任务还没有验收，请写明为什么不用等。", "items")
        if heard.due_on:
            row.due_on, row.working_days = heard.due_on, None
        if heard.done:
            row.reported_at = now
        verb = Verb.REPORT if heard.done else Verb.POSTPONE if heard.due_on else Verb.NOTE
        step(row, verb, heard.note[:500], actor=actor, now=now, origin=origin)


def _demand_movable(row: Assignment, due_on: date) -> None:
    """A meeting moves the day of a task that is nobody's part, not before the days of its own parts."""
    if row.issuer_id or row.parent_id:
        raise Refused("上级任务分下来的，时限由交办的人在任务页上改。", "items")
    last = latest_part_day(row.pk)
    if last and last > due_on:
        raise Refused(f"有分任务的时限是{last:%Y-%m-%d}，请先改分任务的时限。", "items")


def hand_over(
    targets: Mapping[int, Sequence[int]], note: str, *, actor: Actor, now: datetime
) -> list[tuple[int, int, int]]:
    """Give tasks in hand to other organisations: {organisation: ids}. Owners and days stay; each task's history says why.
    The right is that of the act on the organisations, checked by the caller, whose audit tells of it. Gives (task, old
    organisation, version now) of each."""
    moved = []
    for org_id, ids in targets.items():
        for pk, old, version in (
            Assignment.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "org_id", "version")
        ):
            moved.append((pk, old, version + 1))
        Assignment.objects.filter(pk__in=ids).update(org_id=org_id, version=F("version") + 1)
    Progress.objects.bulk_create(
        [Progress(assignment_id=pk, verb=Verb.NOTE, note=note[:500], at=now, by=actor.name) for pk, _, _ in moved],
        batch_size=1000,
    )
    return moved
