"""佐证: records that show what was done are linked to a task."""

from datetime import datetime

from django.db import transaction

from jishi.assignments.models import Assignment, Evidence
from jishi.assignments.queries import TASKS, get_assignment, get_evidence
from jishi.assignments.rules import State
from jishi.assignments.services.keeping import line
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused


@transaction.atomic
def show_evidence(assignment_id: int, kind: str, record_id: int, *, actor: Actor, now: datetime) -> Evidence:
    """Link a record to a task; the same record again changes nothing. Open to the owner and to those who record for the
    organisation; that they may see the record is for the caller to ask at its door. Raises Refused once the task is
    accepted or called off."""
    row = _held(assignment_id, actor)
    if (kind, record_id) == (TASKS, row.pk):
        raise Refused("任务不能作自己的佐证。", "task")
    made, is_new = Evidence.objects.get_or_create(
        assignment=row, kind=kind, record_id=record_id, defaults={"at": now, "by": actor.name}
    )
    if is_new:
        line("assignment.evidence_shown", row, row.org, Act.RECORD, actor=actor, now=now)
    return made


@transaction.atomic
def drop_evidence(evidence_id: int, *, actor: Actor, now: datetime) -> Assignment:
    """Take a record off a task again; the record stays where it is. As for `show_evidence`."""
    found = get_evidence(actor, Act.RECORD, evidence_id)
    row = _held(found.assignment_id, actor)
    found.delete()
    line("assignment.evidence_dropped", row, row.org, Act.RECORD, actor=actor, now=now)
    return row


def _held(assignment_id: int, actor: Actor) -> Assignment:
    row = get_assignment(actor, Act.RECORD, assignment_id)
    Assignment.objects.select_for_update(no_key=True).get(pk=row.pk)
    if row.state not in (State.OPEN, State.REPORTED):
        raise Refused(f"这项任务{State.label_of(row.state)}，佐证不再变动。")
    return row
