"""Records as they are printed: any number of them in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from jishi.activities.models import Activity, ActivityKind, Attendance, Correction, Guest, Item
from jishi.activities.queries import get_activity
from jishi.activities.rules import (
    AbsenceReason,
    Kind,
    SpecialSubject,
    State,
    VoteMethod,
    differences,
    is_late_entry,
    people_in,
    study_hours,
)
from jishi.assignments.models import Assignment
from jishi.assignments.rules import State as TaskState
from jishi.kernel.actor import Act, Actor
from jishi.kernel.clock import ZONE
from jishi.orgs.models import PostHeld
from jishi.orgs.rules import PostKind
from jishi.papers import minutes as paper
from jishi.people.models import Person

ORIGIN = "activities"


def get_record(actor: Actor, activity_id: int) -> Activity:
    """One record for printing, through its own door."""
    return get_activity(actor, Act.RECORD_VIEW, activity_id)


def task_line(task: Assignment, result: str = "") -> paper.Task:
    """A task as papers print it."""
    return paper.Task(
        title=task.title,
        owner=task.owner.name if task.owner else task.owner_note,
        due_on=task.due_on,
        state=TaskState.label_of(task.state),
        result=result,
    )


@dataclass(frozen=True, slots=True)
class _Gathered:
    """Everything that belongs to the records, by record."""

    kinds: dict[int, list[str]]
    attendance: dict[int, list[Attendance]]
    items: dict[int, list[Item]]
    guests: dict[int, list[Guest]]
    corrections: dict[int, list[Correction]]
    tasks: dict[int, list[Assignment]]
    posts: list[PostHeld]
    people: dict[int, Person]


def _by_record[Row](rows: Iterable[Row], of: str = "activity_id") -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[getattr(row, of)].append(row)
    return found


def _gather(activities: Sequence[Activity]) -> _Gathered:
    """Eight queries."""
    ids = [a.pk for a in activities]
    attendance = list(Attendance.objects.filter(held_on__in={a.held_on for a in activities}, activity_id__in=ids))
    corrections = list(Correction.objects.filter(activity_id__in=ids).order_by("at", "pk"))
    named = {row.member_id for row in attendance}.union(
        *(people_in(c.before) | people_in(c.after) for c in corrections)
    )
    order = [kind.value for kind in Kind]
    kinds = _by_record(sorted(ActivityKind.objects.filter(activity_id__in=ids), key=lambda row: order.index(row.kind)))
    heads = {p for a in activities for p in (a.chair_id, a.recorder_id, a.lecturer_id) if p}
    return _Gathered(
        kinds={pk: [Kind.label_of(row.kind) for row in rows] for pk, rows in kinds.items()},
        attendance=_by_record(attendance),
        items=_by_record(
            Item.objects.filter(activity_id__in=ids).select_related("followed__owner").order_by("activity_id", "number")
        ),
        guests=_by_record(Guest.objects.filter(activity_id__in=ids).order_by("pk")),
        corrections=_by_record(corrections),
        tasks=_by_record(
            Assignment.objects.filter(origin_kind=ORIGIN, origin_id__in=ids).select_related("owner").order_by("pk"),
            "origin_id",
        ),
        posts=list(
            PostHeld.objects.filter(person_id__in=heads, org_id__in={a.org_id for a in activities}).order_by(
                "order", "pk"
            )
        ),
        people={p.pk: p for p in Person.objects.filter(pk__in=named)},
    )


def minutes_of(activities: Sequence[Activity]) -> list[paper.Minutes]:
    """The records as papers print them, in the order given; each with its org and chair, recorder, lecturer read."""
    if not activities:
        return []
    found = _gather(activities)
    return [_minutes(a, found) for a in activities]


def _titled(person: Person | None, note: str, activity: Activity, posts: Sequence[PostHeld]) -> str:
    """王建国（书记）: with the post held in this organisation on that day."""
    if person is None:
        return note
    held = [
        PostKind.label_of(p.post)
        for p in posts
        if p.person_id == person.pk and p.org_id == activity.org_id and covers(p.from_on, p.to_on, activity.held_on)
    ]
    return f"{person.name}（{held[0]}）" if held else person.name


def covers(from_on: date | None, to_on: date | None, day: date) -> bool:
    """Whether an interval row is true on `day`, as `orgs.queries.true_on` asks the database."""
    return (from_on is None or from_on <= day) and (to_on is None or to_on > day)


def _vote(item: Item, activity: Activity) -> paper.Vote | None:
    if not item.motion:
        return None
    return paper.Vote(
        motion=item.motion,
        method=VoteMethod.label_of(item.method) if item.method else "",
        expected=activity.voters_expected,
        present=activity.voters_present,
        in_favour=item.votes_for,
        against=item.votes_against,
        abstained=item.votes_abstain,
        written=item.votes_written,
    )


def _defect(defect: dict[str, object]) -> str:
    source = f"（{defect['source']}{defect['article']}）" if defect.get("source") else ""
    return f"{defect['sentence']}{source}"


def _minutes(a: Activity, found: _Gathered) -> paper.Minutes:
    rows = sorted(found.attendance.get(a.pk, []), key=lambda r: (found.people[r.member_id].name_key, r.member_id))
    names = {pk: person.name for pk, person in found.people.items()}
    items = found.items.get(a.pk, [])
    heard = [item for item in items if item.followed and not item.motion and not item.resolution]
    is_late = is_late_entry(a.held_on, a.recorded_on)
    return paper.Minutes(
        org=a.org.name,
        kinds=tuple(found.kinds.get(a.pk, [])),
        title=a.title,
        held_on=a.held_on,
        starts_at=a.starts_at,
        ends_at=a.ends_at,
        place=a.place,
        is_online=a.is_online,
        chair=_titled(a.chair, a.chair_note, a, found.posts),
        recorder=_titled(a.recorder, a.recorder_note, a, found.posts),
        lecturer=_titled(a.lecturer, a.lecturer_note, a, found.posts),
        expected=a.expected,
        present=a.present,
        voters_expected=a.voters_expected,
        voters_present=a.voters_present,
        attended=tuple(names[row.member_id] for row in rows if row.is_present),
        absences=tuple(
            paper.Absence(
                name=names[row.member_id],
                reason=AbsenceReason.label_of(row.reason) if row.reason else "",
                leave=row.leave_approved,
            )
            for row in rows
            if not row.is_present
        ),
        guests=tuple(paper.Guest(name=g.name, note=g.note) for g in found.guests.get(a.pk, [])),
        follow_ups=tuple(task_line(item.followed, item.gist) for item in items if item.followed),
        items=tuple(
            paper.Item(title=item.title, gist=item.gist, vote=_vote(item, a), resolution=item.resolution)
            for item in items
            if item not in heard
        ),
        tasks=tuple(task_line(task) for task in found.tasks.get(a.pk, [])),
        special_subject=SpecialSubject.label_of(a.special_subject) if a.special_subject else "",
        serves=a.serves,
        hours=f"{study_hours(a.study_minutes):g}" if a.study_minutes else "",
        recorded_late_on=a.recorded_on if is_late else None,
        late_reason=a.late_reason,
        defects=tuple(_defect(defect) for defect in a.defects),
        corrections=tuple(
            paper.Correction(
                on=c.at.astimezone(ZONE).date(),
                by=c.by,
                reason=c.reason,
                changes=tuple(differences(c.before, c.after, names)),
            )
            for c in found.corrections.get(a.pk, [])
        ),
        withdrawn=(a.withdrawn_reason or "未写明") if a.state == State.WITHDRAWN else "",
    )
