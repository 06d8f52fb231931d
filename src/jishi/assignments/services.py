"""Writing tasks: assign, report, accept by a second person, send back, cancel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from jishi.assignments.models import Assignment, Progress
from jishi.assignments.queries import get_assignment
from jishi.assignments.rules import STEPS, State, Verb, may_judge, may_step
from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, Refused, demand
from jishi.kernel.locks import earlier
from jishi.notices import services as notices
from jishi.orgs.models import Organization


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done, by whom (a person, or a name outside the roster), by which day."""

    title: str
    owner_id: int | None = None
    owner_note: str = ""
    due_on: date | None = None


def _link(assignment_id: int) -> str:
    return f"/assignments/{assignment_id}/"


def _tell(person_id: int | None, text: str, assignment: Assignment, *, actor: Actor, now: datetime) -> None:
    """A notice to `person_id`, unless that is the one who acts."""
    if person_id is not None and person_id != actor.person_id:
        notices.notify(person_id=person_id, text=text, link=_link(assignment.pk), org_id=assignment.org_id, now=now)


def _line(event: str, assignment: Assignment, org: Organization, act: Act, *, actor: Actor, now: datetime,
          before: str = "", note: str = "") -> None:  # fmt: skip
    audit.record(
        event,
        actor=actor,
        at=now,
        act=act,
        org=(org.pk, org.path),
        subject=("assignments.assignment", assignment.pk, assignment.title),
        before={"state": before} if before else None,
        after={"state": assignment.state, "due_on": assignment.due_on, "owner_id": assignment.owner_id},
        note=note,
    )


def _made(org: Organization, task: Task, *, actor: Actor, now: datetime, origin: tuple[str, int] | None) -> Assignment:
    if not task.title:
        raise Refused("请写清要办的事。", "title")
    if task.owner_id is None and not task.owner_note:
        raise Refused("请选责任人；名册外的人写上姓名。", "owner")
    return Assignment(
        org=org,
        title=task.title,
        owner_id=task.owner_id,
        owner_note=task.owner_note,
        due_on=task.due_on,
        origin_kind=origin[0] if origin else "",
        origin_id=origin[1] if origin else None,
        created_at=now,
        created_by=actor.name,
    )


@transaction.atomic
def assign(*, org: Organization, task: Task, actor: Actor, now: datetime, submission: UUID | None = None) -> Assignment:
    """Set a task and tell its owner. The same `submission` again gives the same task. Raises Refused without a title or
    an owner, or with a day already past; NotAllowed without ASSIGN."""
    demand(actor.may(Act.ASSIGN, org.path))
    known = earlier(Assignment.objects.all(), submission)
    if known:
        return known
    if task.due_on and task.due_on < now.date():
        raise Refused("完成时限已经过去，请选今天或以后的日期。", "due_on")
    assignment = _made(org, task, actor=actor, now=now, origin=None)
    assignment.submission = submission
    assignment.save()
    Progress.objects.create(assignment=assignment, verb=Verb.ASSIGN, at=now, by=actor.name)
    _line("assignment.assigned", assignment, org, Act.ASSIGN, actor=actor, now=now)
    _tell(task.owner_id, f"{org.name}交给您一项任务：{task.title}", assignment, actor=actor, now=now)
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
    rows = [_made(org, task, actor=actor, now=now, origin=origin) for org, origin, tasks in batches for task in tasks]
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
            _tell(row.owner_id, f"{row.org.name}会议交给您一项任务：{row.title}", row, actor=actor, now=now)
    return rows


def _locked(assignment_id: int, version: int) -> Assignment:
    row = Assignment.objects.select_related("org").select_for_update(of=("self",), no_key=True).get(pk=assignment_id)
    if row.version != version:
        raise EditConflict
    return row


def _step(
    row: Assignment, verb: Verb, note: str, *, actor: Actor, now: datetime, origin: tuple[str, int] | None = None
) -> None:
    """Take one step of the table and say so in the task's history. Raises Refused where the table has none."""
    answer = may_step(row.state, verb)
    if not answer:
        raise Refused(answer.reason)
    row.state = STEPS[State(row.state), verb]
    row.version += 1
    row.save()
    Progress.objects.create(
        assignment=row,
        verb=verb,
        note=note,
        at=now,
        by=actor.name,
        origin_kind=origin[0] if origin else "",
        origin_id=origin[1] if origin else None,
    )


@transaction.atomic
def note_progress(assignment_id: int, note: str, version: int, *, actor: Actor, now: datetime) -> Assignment:
    """Say how it goes. Open to the owner and to those who record for the organisation."""
    get_assignment(actor, Act.RECORD, assignment_id)
    if not note:
        raise Refused("请写进展情况。", "note")
    row = _locked(assignment_id, version)
    _step(row, Verb.NOTE, note, actor=actor, now=now)
    _line("assignment.noted", row, row.org, Act.RECORD, actor=actor, now=now)
    return row


@transaction.atomic
def report(assignment_id: int, note: str, version: int, *, actor: Actor, now: datetime) -> Assignment:
    """Say that it is done: what was done, in a sentence. Open to the owner and to those who record for the organisation
    (for owners without an account). Raises Refused without a note, EditConflict when stale."""
    get_assignment(actor, Act.RECORD, assignment_id)
    if not note:
        raise Refused("请用一两句话写清办成了什么。", "note")
    row = _locked(assignment_id, version)
    before = row.state
    row.reported_at, row.reported_by_id = now, actor.person_id
    _step(row, Verb.REPORT, note, actor=actor, now=now)
    _line("assignment.reported", row, row.org, Act.RECORD, actor=actor, now=now, before=before)
    return row


@transaction.atomic
def accept(assignment_id: int, note: str, version: int, *, actor: Actor, now: datetime) -> Assignment:
    """Accept what was reported done. A second person does: raises NotAllowed for the owner and without ACCEPT."""
    seen = get_assignment(actor, Act.ACCEPT, assignment_id)
    demand(may_judge(seen.owner_id, actor.person_id, seen.reported_by_id))
    row = _locked(assignment_id, version)
    before = row.state
    row.accepted_at, row.accepted_by_id = now, actor.person_id
    _step(row, Verb.ACCEPT, note, actor=actor, now=now)
    _line("assignment.accepted", row, row.org, Act.ACCEPT, actor=actor, now=now, before=before)
    _tell(row.owner_id, f"任务已验收：{row.title}", row, actor=actor, now=now)
    return row


@transaction.atomic
def send_back(assignment_id: int, note: str, version: int, *, actor: Actor, now: datetime) -> Assignment:
    """Return what was reported done, saying what is missing. A second person does, as for `accept`."""
    seen = get_assignment(actor, Act.ACCEPT, assignment_id)
    demand(may_judge(seen.owner_id, actor.person_id, seen.reported_by_id))
    if not note:
        raise Refused("请写清还差什么，再退回。", "note")
    row = _locked(assignment_id, version)
    before = row.state
    row.reported_at, row.reported_by = None, None
    _step(row, Verb.RETURN, note, actor=actor, now=now)
    _line("assignment.returned", row, row.org, Act.ACCEPT, actor=actor, now=now, before=before)
    _tell(row.owner_id, f"任务被退回：{row.title}。{note}"[:300], row, actor=actor, now=now)
    return row


@transaction.atomic
def cancel(assignment_id: int, note: str, version: int, *, actor: Actor, now: datetime) -> Assignment:
    """Call a task off, saying why. Raises Refused without a reason, NotAllowed without ASSIGN."""
    get_assignment(actor, Act.ASSIGN, assignment_id)
    if not note:
        raise Refused("请写取消的原因。", "note")
    row = _locked(assignment_id, version)
    before = row.state
    _step(row, Verb.CANCEL, note, actor=actor, now=now)
    _line("assignment.cancelled", row, row.org, Act.ASSIGN, actor=actor, now=now, before=before, note=note)
    _tell(row.owner_id, f"任务已取消：{row.title}", row, actor=actor, now=now)
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
    for heard in reports:
        row = rows.get(heard.assignment_id)
        if row is None or row.state != State.OPEN:
            raise Refused("有一项议定事项已经办结或取消了，请刷新后再填。", "items")
        if heard.due_on:
            row.due_on = heard.due_on
        if heard.done:
            row.reported_at = now
        verb = Verb.REPORT if heard.done else Verb.POSTPONE if heard.due_on else Verb.NOTE
        _step(row, verb, heard.note[:500], actor=actor, now=now, origin=origin)


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
