"""What the verbs of this room share: the task as it is given, its row, its steps, its history and its audit line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from jishi.assignments.models import Assignment, Helper, Progress
from jishi.assignments.rules import STEPS, Help, State, Verb, may_step
from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, Refused
from jishi.kernel.workdays import add_working_days
from jishi.notices import services as notices
from jishi.orgs.models import Organization
from jishi.site.queries import day_table

told = audit.Lines("assignments")
STARTS = (Verb.NOTE, Verb.REPORT, Verb.SPLIT)
MOST_DAYS = 250
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done, by whom (a person, or a name outside the roster), by which day: the day itself, or so many
    working days from today. `helpers` are persons, organisations, or names outside the roster."""

    title: str
    owner_id: int | None = None
    owner_note: str = ""
    due_on: date | None = None
    working_days: int | None = None
    category: str = ""
    measures: str = ""
    leader_id: int | None = None
    helpers: tuple[Help, ...] = ()


def _link(assignment_id: int) -> str:
    return f"/assignments/{assignment_id}/"


def inform(person_id: int | None, text: str, assignment: Assignment, *, actor: Actor, now: datetime) -> None:
    """A notice to `person_id`, unless that is the one who acts."""
    if person_id is not None and person_id != actor.person_id:
        notices.notify(person_id=person_id, text=text, link=_link(assignment.pk), org_id=assignment.org_id, now=now)


def line(event: str, assignment: Assignment, org: Organization, act: Act, *, actor: Actor, now: datetime,
         before: str = "", note: str = "") -> None:  # fmt: skip
    """The audit line of a verb of a task, with its state, day and owner; `before` is the state it came from."""
    about = ("assignment", assignment.pk, assignment.title)
    was = {"state": before} if before else None
    after = {"state": assignment.state, "due_on": assignment.due_on, "owner_id": assignment.owner_id}
    told(event, org, about, actor=actor, now=now, act=act, before=was, after=after, note=note)


def day_of(due_on: date | None, working_days: int | None, today: date) -> date | None:
    """The day by which something is due: as typed, or so many working days after `today`. Raises Refused for both at once,
    for none of a working day, for a day past."""
    if working_days is not None:
        if due_on:
            raise Refused("日期和工作日数填一样就行。", "working_days")
        if not 1 <= working_days <= MOST_DAYS:
            raise Refused(f"工作日数在1到{MOST_DAYS}之间。", "working_days")
        return add_working_days(today, working_days, day_table())
    if due_on and due_on < today:
        raise Refused("完成时限已经过去，请选今天或以后的日期。", "due_on")
    return due_on


def made(
    org: Organization, task: Task, *, actor: Actor, now: datetime, origin: tuple[str, int] | None,
    issuer: Organization | None = None, parent: Assignment | None = None,
) -> Assignment:  # fmt: skip
    """The row of a task, not yet saved; its day is taken as it stands. Raises Refused without a title or an owner."""
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
        working_days=task.working_days,
        category=task.category,
        measures=task.measures.strip(),
        leader_id=task.leader_id,
        issuer=issuer,
        parent=parent,
        origin_kind=origin[0] if origin else "",
        origin_id=origin[1] if origin else None,
        created_at=now,
        created_by=actor.name,
    )


def put_helpers(assignment: Assignment, helpers: Sequence[Help]) -> None:
    """Who helps from now on, each once, never the owner nor the task's own organisation."""
    Helper.objects.filter(assignment=assignment).delete()
    named = [
        one
        for one in dict.fromkeys(helpers)
        if (one.person_id is None or one.person_id != assignment.owner_id)
        and (one.org_id is None or one.org_id != assignment.org_id)
    ]
    Helper.objects.bulk_create(
        Helper(assignment=assignment, person_id=one.person_id, org_id=one.org_id, note=one.note) for one in named
    )


def locked(assignment_id: int, version: int) -> Assignment:
    """The task held for this transaction. Raises EditConflict when another has changed it since."""
    row = (
        Assignment.objects.select_related("org", "issuer", "parent")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=assignment_id)
    )
    if row.version != version:
        raise EditConflict
    return row


def step(
    row: Assignment, verb: Verb, note: str, *, actor: Actor, now: datetime, origin: tuple[str, int] | None = None
) -> None:
    """Take one step of the table and say so in the task's history. Raises Refused where the table has none."""
    answer = may_step(row.state, verb)
    if not answer:
        raise Refused(answer.reason)
    row.state = STEPS[State(row.state), verb]
    row.started_at = row.started_at or (now if verb in STARTS else None)
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
