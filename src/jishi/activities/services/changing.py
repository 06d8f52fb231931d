"""Changing a confirmed record: by a visible correction, or by taking it back with a reason."""

import json
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from jishi.activities.models import Activity, ActivityKind, Attendance, Correction, Guest, Item
from jishi.activities.queries.records import input_of
from jishi.activities.queries.rosters import Meeting, meeting_of
from jishi.activities.rules import Claim, RecordInput, State, check, may_record
from jishi.activities.services.linking import free_entries
from jishi.activities.services.recording import (
    claims_of,
    evidence,
    fill,
    hear,
    summary,
    tasks_of,
    write_children,
)
from jishi.assignments import services as assignments
from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, Refused, demand
from jishi.kernel.registry import HeldChange, touched


def _plain(record: RecordInput) -> dict[str, Any]:
    values = asdict(record)
    values["came"], values["no_vote"] = sorted(record.came), sorted(record.no_vote)
    return dict(json.loads(json.dumps(values, cls=DjangoJSONEncoder)))


def _locked(activity_id: int, version: int, actor: Actor) -> Activity:
    activity = Activity.objects.select_related("org").select_for_update(of=("self",), no_key=True).get(pk=activity_id)
    demand(may_record(actor, activity.org.path, activity.org.kind))
    if activity.version != version:
        raise EditConflict
    if activity.state == State.WITHDRAWN:
        raise Refused("这次记录已经撤回，不能再改；要用请重新记录。")
    return activity


def _claimed(activity: Activity) -> list[Claim]:
    return [Claim(org_id, kind, year) for org_id, kind, year in activity.claims]


@transaction.atomic
def correct(
    activity_id: int,
    record: RecordInput,
    reason: str,
    version: int,
    *,
    actor: Actor,
    now: datetime,
    meeting: Meeting | None = None,
) -> Activity:
    """Change a confirmed record so that everybody sees what stood there, what stands now, why, and by whom. What it
    counts for is taken back and pushed anew where it differs; the day of entry stays. Tasks given before live on in
    their own room; a task or follow-up added here is taken. `meeting` is what the form has looked up, as for a new record.
    Raises Refused without a reason or when nothing changed, EditConflict when stale."""
    activity = _locked(activity_id, version, actor)
    if not reason:
        raise Refused("请写更正的原因，更正后大家都看得到。", "reason")
    before = input_of(activity)
    if record.org_id != activity.org_id:
        raise Refused("记录不能换到别的党组织名下。记错了组织的，请撤回后重新记录。", "org")
    if record == before:
        raise Refused("内容没有变化，不用更正。", "reason")
    if meeting is None or not meeting.is_for(record):
        meeting = meeting_of(activity.org, record.kinds, record.held_on)
    # The entry keeps its day, so a record that was in time does not need a late reason when it is corrected.
    checked = check(
        record, org_kind=activity.org.kind, roster=meeting.roster, today=max(activity.recorded_on, record.held_on)
    )
    if record.held_on > now.date():
        raise Refused("日期还没到，请核对。", "held_on")
    [claimed] = claims_of([record])
    gone = [evidence(activity, claim, present=False) for claim in _claimed(activity)]
    facts = summary(activity, before)
    Attendance.objects.filter(held_on=activity.held_on, activity_id=activity.pk).delete()
    for model in (ActivityKind, Guest, Item):
        model.objects.filter(activity=activity).delete()
    fill(activity, record, checked, claimed)
    activity.version += 1
    activity.save()
    write_children([(activity, record, checked, meeting.roster)])
    known = {item.follows.assignment_id for item in before.items if item.follows}
    hear(activity, _only_new(record, known), actor=actor, now=now)
    assignments.assign_from_record([tasks_of(activity, record)], actor=actor, now=now)
    Correction.objects.create(
        activity=activity, at=now, by=actor.name, reason=reason, before=_plain(before), after=_plain(record)
    )
    audit.record(
        "activity.corrected",
        actor=actor,
        at=now,
        act=Act.RECORD,
        org=(activity.org_id, activity.org.path),
        subject=("activities.activity", activity.pk, activity.title),
        before=facts,
        after=summary(activity, record),
        note=reason,
    )
    come = [evidence(activity, claim) for claim in claimed]
    pushed = {(c.org_id, c.kind, c.held_on, c.year) for c in gone} & {
        (c.org_id, c.kind, c.held_on, c.year) for c in come
    }
    differ = [c for c in (*gone, *come) if (c.org_id, c.kind, c.held_on, c.year) not in pushed]
    touched([*differ, *(HeldChange(activity.org_id, day) for day in sorted({before.held_on, record.held_on}))])
    return activity


def _only_new(record: RecordInput, known: set[int]) -> RecordInput:
    """The record with the follow-ups that were not in it before: what was heard once is not written down twice."""
    items = tuple(item for item in record.items if item.follows and item.follows.assignment_id not in known)
    return replace(record, items=items)


@transaction.atomic
def withdraw(activity_id: int, reason: str, version: int, *, actor: Actor, now: datetime) -> Activity:
    """Take a record back: it stays readable, marked, with the reason, and counts for nothing any more; the entry of
    the plan it was linked to is open again. Tasks it gave go on. Raises Refused without a reason, EditConflict when stale."""
    activity = _locked(activity_id, version, actor)
    if not reason:
        raise Refused("请写撤回的原因。", "reason")
    activity.state = State.WITHDRAWN
    activity.withdrawn_reason = reason
    activity.version += 1
    activity.save()
    free_entries(activity)
    audit.record(
        "activity.withdrawn",
        actor=actor,
        at=now,
        act=Act.RECORD,
        org=(activity.org_id, activity.org.path),
        subject=("activities.activity", activity.pk, activity.title),
        before={"state": State.CONFIRMED},
        after={"state": State.WITHDRAWN},
        note=reason,
    )
    gone = [evidence(activity, claim, present=False) for claim in _claimed(activity)]
    touched([*gone, HeldChange(activity.org_id, activity.held_on)])
    return activity
