"""Confirming records: one from the form, thousands from a migration or the demo, by the same statements."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import batched
from uuid import UUID

from django.db import transaction

from jishi.activities.models import Activity, ActivityKind, Attendance, Guest, Item
from jishi.activities.queries.records import ORIGIN, same_day
from jishi.activities.queries.rosters import Meeting, led_by, load_rosters, meeting_of
from jishi.activities.rules import (
    YEARLY,
    Absence,
    Checked,
    Claim,
    ItemInput,
    Kind,
    RecordInput,
    Roster,
    Scope,
    check,
    claims,
    may_record,
)
from jishi.activities.services.linking import meet_entry
from jishi.assignments import services as assignments
from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.bulk import Rows, put
from jishi.kernel.decision import Refused, demand
from jishi.kernel.locks import earlier
from jishi.kernel.registry import EvidenceChange, HeldChange, touched
from jishi.orgs.models import Organization

BATCH = 200  # records whose rows go in one statement


def evidence(activity: Activity, claim: Claim, *, present: bool = True) -> EvidenceChange:
    """`claim` of `activity` as it is pushed to whoever counts duties."""
    return EvidenceChange(
        org_id=claim.org_id,
        kind=claim.kind,
        held_on=activity.held_on,
        year=claim.year,
        recorded_on=activity.recorded_on,
        source=(ORIGIN, activity.pk),
        present=present,
    )


def claims_of(records: Sequence[RecordInput]) -> list[tuple[Claim, ...]]:
    """What each record counts for; one query for all, and none where nobody lectures."""
    lectures = [r for r in records if Kind.PARTY_LECTURE in r.kinds and r.lecturer_id]
    days = [r.held_on for r in lectures]
    led = led_by({r.lecturer_id for r in lectures if r.lecturer_id}, min(days), max(days)) if days else {}
    return [
        claims(r, led_by_lecturer=[org for org, span in led.get(r.lecturer_id or 0, []) if span.covers(r.held_on)])
        for r in records
    ]


def fill(activity: Activity, entry: RecordInput, checked: Checked, claimed: Iterable[Claim]) -> None:
    """Put what was entered and what follows from it on the row; who entered it and when is the caller's."""
    for name in (
        "held_on", "starts_at", "ends_at", "place", "is_online", "chair_id", "chair_note", "recorder_id",
        "recorder_note", "lecturer_id", "lecturer_note", "serves", "study_minutes", "scan_id", "late_reason",
    ):  # fmt: skip
        setattr(activity, name, getattr(entry, name))
    activity.org_id = entry.org_id
    activity.title = checked.title
    activity.special_subject = entry.subject or ""
    activity.expected = checked.counts.expected
    activity.present = checked.counts.present
    activity.voters_expected = checked.counts.voters_expected
    activity.voters_present = checked.counts.voters_present
    activity.defects = [defect.as_json() for defect in checked.defects]
    activity.claims = [[claim.org_id, claim.kind, claim.year] for claim in claimed]


def _kinds(activity: Activity, entry: RecordInput, checked: Checked) -> Iterator[tuple[object, ...]]:
    """The kinds of a record, each with the year it counts for."""
    for kind in entry.kinds:
        yield activity.pk, kind.value, checked.year if kind in YEARLY else entry.held_on.year


def _attendance(activity: Activity, entry: RecordInput, roster: Roster) -> Iterator[tuple[object, ...]]:
    """A row for each person expected; where nobody in particular was, one for each who came."""
    is_chosen = roster.scope is Scope.CHOSEN
    absences: dict[int, Absence] = {} if is_chosen else {absence.person_id: absence for absence in entry.absent}
    for person in roster.people:
        if is_chosen and person.person_id not in entry.came:
            continue
        missed = absences.get(person.person_id)
        withheld = person.votes and person.person_id in entry.no_vote
        yield (
            entry.held_on,
            activity.pk,
            person.person_id,
            missed is None,
            person.votes and not withheld and not is_chosen,
            missed.reason.value if missed else "",
            missed.leave_approved if missed else None,
            withheld,
        )


def _guests(activity: Activity, entry: RecordInput) -> Iterator[tuple[object, ...]]:
    """Those who attended without a vote."""
    for guest in entry.guests:
        yield activity.pk, guest.name, guest.note


def _items(activity: Activity, items: Iterable[ItemInput]) -> Iterator[tuple[object, ...]]:
    """The agenda, numbered from 1."""
    for number, item in enumerate(items, 1):
        motion, follows = item.motion, item.follows
        head = (activity.pk, number, item.title, item.gist, follows.assignment_id if follows else None)
        vote: tuple[object, ...] = ("", "", None, None, None, None)
        if motion:
            vote = (
                motion.text,
                motion.method.value,
                motion.votes_for,
                motion.votes_against,
                motion.votes_abstain,
                motion.written,
            )
        yield (*head, *vote, item.resolution)


KIND = ("activity", "kind", "year")
ATTENDANCE = (
    "held_on",
    "activity_id",
    "member_id",
    "is_present",
    "is_voter",
    "reason",
    "leave_approved",
    "vote_withheld",
)
GUEST = ("activity", "name", "note")
ITEM = (
    "activity", "number", "title", "gist", "followed", "motion", "method", "votes_for", "votes_against",
    "votes_abstain", "votes_written", "resolution",
)  # fmt: skip


def write_children(rows: Sequence[tuple[Activity, RecordInput, Checked, Roster]]) -> None:
    """Kinds, attendance, guests and items of records that have their ids, in one statement a batch."""
    for some in batched(rows, BATCH):
        put(
            Rows(ActivityKind, KIND, [row for a, r, c, _ in some for row in _kinds(a, r, c)]),
            Rows(Attendance, ATTENDANCE, [row for a, r, _, w in some for row in _attendance(a, r, w)]),
            Rows(Guest, GUEST, [row for a, r, _, _ in some for row in _guests(a, r)]),
            Rows(Item, ITEM, [row for a, r, _, _ in some for row in _items(a, r.items)]),
        )


def tasks_of(activity: Activity, entry: RecordInput) -> tuple[Organization, tuple[str, int], list[assignments.Task]]:
    """The tasks an activity gave, as `assignments` takes them."""
    given = [item.task for item in entry.items if item.task]
    return (
        activity.org,
        (ORIGIN, activity.pk),
        [assignments.Task(task.title, task.owner_id, task.owner_note, task.due_on) for task in given],
    )


def hear(activity: Activity, entry: RecordInput, *, actor: Actor, now: datetime) -> None:
    """Pass on to `assignments` what the meeting heard about earlier tasks."""
    heard = [
        assignments.Report(item.follows.assignment_id, item.gist, item.follows.done, item.follows.due_on)
        for item in entry.items
        if item.follows
    ]
    if heard:
        assignments.hear_reports(entry.org_id, heard, (ORIGIN, activity.pk), actor=actor, now=now)


def summary(activity: Activity, entry: RecordInput) -> dict[str, object]:
    """What the audit line says of a record: the facts that fulfil, not the words that were spoken."""
    return {
        "held_on": entry.held_on,
        "kinds": [kind.value for kind in entry.kinds],
        "expected": activity.expected,
        "present": activity.present,
        "items": len(entry.items),
        "claims": activity.claims,
    }


def _new(entry: RecordInput, org: Organization, actor: Actor, now: datetime, recorded_on: date) -> Activity:
    return Activity(org=org, recorded_on=recorded_on, recorded_by=actor.name, confirmed_at=now, version=1)


def _demand_another(record: RecordInput, others: Collection[int]) -> None:
    unknown = [one for one in same_day(record.org_id, record.kinds, record.held_on) if one.pk not in others]
    if unknown:
        titles = "、".join(f"“{one.title}”" for one in unknown)
        raise Refused(f"同一天已有{titles}。是另外一次的，请勾选“是另外一次”再提交。", "held_on")


@transaction.atomic
def record(
    record: RecordInput,
    *,
    actor: Actor,
    now: datetime,
    submission: UUID | None = None,
    plan_entry: int | None = None,
    others: Collection[int] | None = None,
    meeting: Meeting | None = None,
) -> Activity:
    """Confirm one record; what it counts for is pushed in the same transaction. The same `submission` again gives the
    same record and changes nothing. `plan_entry` is the entry of the plan that this is what became of. `others` are the records of
    the same day and kind that whoever enters it knows of and says are not this one (None: nobody was asked). `meeting` is
    what the form has looked up; without it, and where it is another one, it is looked up here. Raises Refused naming the
    field for what cannot be kept and for another record of that day nobody spoke of; NotAllowed where the actor does not
    record for the organisation."""
    if meeting is None or not meeting.is_for(record):
        meeting = meeting_of(Organization.objects.get(pk=record.org_id), record.kinds, record.held_on)
    org = meeting.org
    demand(may_record(actor, org.path, org.kind))
    known = earlier(Activity.objects.filter(org=org), submission)
    if known:
        return known
    if others is not None:
        _demand_another(record, others)
    checked = check(record, org_kind=org.kind, roster=meeting.roster, today=now.date())
    [claimed] = claims_of([record])
    activity = _new(record, org, actor, now, now.date())
    activity.submission = submission
    fill(activity, record, checked, claimed)
    activity.save(force_insert=True)
    write_children([(activity, record, checked, meeting.roster)])
    if plan_entry:
        meet_entry(activity, plan_entry, actor=actor)
    hear(activity, record, actor=actor, now=now)
    assignments.assign_from_record([tasks_of(activity, record)], actor=actor, now=now)
    audit.record(
        "activity.recorded",
        actor=actor,
        at=now,
        act=Act.RECORD,
        org=(org.pk, org.path),
        subject=("activities.activity", activity.pk, activity.title),
        after=summary(activity, record),
    )
    touched([*(evidence(activity, claim) for claim in claimed), HeldChange(org.pk, activity.held_on)])
    return activity


@transaction.atomic
def record_many(
    inputs: Sequence[RecordInput], *, actor: Actor, now: datetime, recorded_on: Sequence[date] | None = None
) -> list[Activity]:
    """Confirm many records at once (a migration, the demo): the same judgement, bulk statements, one `touched`, one audit
    line for the batch. `recorded_on` may give each the day it was entered elsewhere; a day entered late needs a reason
    as in the form. Follow-ups of earlier assignments are not taken here. All or none."""
    if not inputs:
        return []
    orgs = {org.pk: org for org in Organization.objects.filter(pk__in={r.org_id for r in inputs})}
    for org in orgs.values():
        demand(may_record(actor, org.path, org.kind))
    entered = list(recorded_on) if recorded_on else [now.date()] * len(inputs)
    days = [r.held_on for r in inputs]
    rosters = load_rosters(orgs.values(), min(days), max(days))
    rows: list[tuple[Activity, RecordInput, Checked, Roster]] = []
    claimed = claims_of(inputs)
    for entry, claim, day in zip(inputs, claimed, entered, strict=True):
        org = orgs[entry.org_id]
        roster = rosters.of(org.pk, org.kind, entry.kinds, entry.held_on)
        checked = check(entry, org_kind=org.kind, roster=roster, today=day)
        activity = _new(entry, org, actor, now, day)
        fill(activity, entry, checked, claim)
        rows.append((activity, entry, checked, roster))
    Activity.objects.bulk_create([row[0] for row in rows], batch_size=2000)
    write_children(rows)
    assignments.assign_from_record([tasks_of(a, r) for a, r, _, _ in rows], actor=actor, now=now, tell=False)
    audit.record(
        "activity.recorded_in_bulk",
        actor=actor,
        at=now,
        act=Act.RECORD,
        subject=("activities.activity", None, f"{len(rows)}次组织生活"),
        after={"count": len(rows), "first": min(days), "last": max(days)},
    )
    held = sorted({(a.org_id, a.held_on) for a, *_ in rows})
    come = [evidence(a, c) for (a, *_), many in zip(rows, claimed, strict=True) for c in many]
    touched([*come, *(HeldChange(*one) for one in held)])
    return [row[0] for row in rows]
