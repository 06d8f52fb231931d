"""One whole record: as people read it, and as the form holds it when it is corrected."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from jishi.activities.models import Activity, ActivityKind, Attendance, Correction, Guest, Item
from jishi.activities.rules import (
    YEARLY,
    Absence,
    AbsenceReason,
    FollowUp,
    GuestInput,
    HeadCounts,
    ItemInput,
    Kind,
    Motion,
    RecordInput,
    SpecialSubject,
    State,
    Verdict,
    VoteMethod,
    differences,
    fulfils,
    is_late_entry,
    motion_verdict,
    people_in,
    scope_of,
    study_hours,
)
from jishi.assignments.models import Assignment
from jishi.assignments.queries import from_record
from jishi.kernel.prepared import kept
from jishi.orgs.models import PostHeld
from jishi.orgs.queries import true_on
from jishi.orgs.rules import PostKind
from jishi.people.models import Person

ORIGIN = "activities"


@dataclass(frozen=True, slots=True)
class AbsentLine:
    person_id: int
    name: str
    reason: str
    leave: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """One point of the agenda. `verdict` is computed from the votes and the counts of the day."""

    number: int
    title: str
    gist: str
    followed: Assignment | None
    motion: Motion | None
    method: str
    verdict: Verdict | None
    resolution: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One correction in words: `rows` are (what, before, after)."""

    at: datetime
    by: str
    reason: str
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class RecordView:
    """Everything the minutes paper and the record's page show; read in a constant number of queries."""

    activity: Activity
    org_name: str
    kinds: tuple[Kind, ...]
    years: tuple[int, ...]
    fulfils: tuple[str, ...]
    chair: str
    recorder: str
    lecturer: str
    subject: str
    counts: HeadCounts
    present: tuple[str, ...]
    absent: tuple[AbsentLine, ...]
    guests: tuple[Guest, ...]
    items: tuple[ItemView, ...]
    tasks: tuple[Assignment, ...]
    corrections: tuple[ChangeView, ...]
    hours: float
    is_late: bool
    is_withdrawn: bool

    @property
    def kind_labels(self) -> str:
        return "、".join(kind.label for kind in self.kinds)


def _kinds(activity_id: int) -> tuple[list[Kind], list[int]]:
    rows = list(ActivityKind.objects.filter(activity_id=activity_id))
    rows.sort(key=lambda row: list(Kind).index(Kind(row.kind)))
    return [Kind(row.kind) for row in rows], [row.year for row in rows]


def _attendance(activity: Activity) -> list[Attendance]:
    return list(Attendance.objects.filter(held_on=activity.held_on, activity_id=activity.pk))


def _items(activity_id: int) -> list[Item]:
    return list(Item.objects.filter(activity_id=activity_id).select_related("followed__owner").order_by("number"))


def _motion(item: Item) -> Motion | None:
    if not item.motion:
        return None
    return Motion(
        text=item.motion,
        method=VoteMethod(item.method or VoteMethod.SHOW_OF_HANDS),
        votes_for=item.votes_for or 0,
        votes_against=item.votes_against or 0,
        votes_abstain=item.votes_abstain or 0,
        written=item.votes_written or 0,
    )


def _titled(person: Person | None, note: str, posts: dict[int, str]) -> str:
    if person is None:
        return note
    post = posts.get(person.pk, "")
    return f"{person.name}（{post}）" if post else person.name


def _leave(approved: bool | None) -> str:
    return {True: "已准", False: "未准", None: ""}[approved]


def _posts_of(activity: Activity) -> dict[int, str]:
    people = [p for p in (activity.chair_id, activity.recorder_id, activity.lecturer_id) if p]
    rows = PostHeld.objects.filter(true_on(activity.held_on), org_id=activity.org_id, person_id__in=people)
    found: dict[int, str] = {}
    for person_id, post in rows.order_by("order", "pk").values_list("person_id", "post"):
        found.setdefault(person_id, PostKind.label_of(post))
    return found


def record_view(activity: Activity) -> RecordView:
    """`activity` as `get_activity` returns it, with all that belongs to it."""
    kinds, years = _kinds(activity.pk)
    rows = _attendance(activity)
    corrections = list(Correction.objects.filter(activity=activity).order_by("at", "pk"))
    named = {row.member_id for row in rows}.union(*(people_in(c.before) | people_in(c.after) for c in corrections))
    people = {p.pk: p for p in Person.objects.filter(pk__in=named)}
    names = {pk: person.name for pk, person in people.items()}
    rows.sort(key=lambda row: (people[row.member_id].name_key, row.member_id))
    posts = _posts_of(activity)
    counts = HeadCounts(activity.expected, activity.present or 0, activity.voters_expected, activity.voters_present)
    scope = scope_of(kinds, activity.org.kind)
    items = []
    for item in _items(activity.pk):
        motion = _motion(item)
        items.append(
            ItemView(
                number=item.number,
                title=item.title,
                gist=item.gist,
                followed=item.followed,
                motion=motion,
                method=VoteMethod.label_of(item.method) if item.method else "",
                verdict=motion_verdict(kinds, scope, counts, motion.votes_for) if motion else None,
                resolution=item.resolution,
            )
        )
    year = next((y for kind, y in zip(kinds, years, strict=True) if kind in YEARLY), activity.held_on.year)
    return RecordView(
        activity=activity,
        org_name=activity.org.name,
        kinds=tuple(kinds),
        years=tuple(years),
        fulfils=tuple(fulfils(kinds, activity.held_on, year)),
        chair=_titled(activity.chair, activity.chair_note, posts),
        recorder=_titled(activity.recorder, activity.recorder_note, posts),
        lecturer=_titled(activity.lecturer, activity.lecturer_note, posts),
        subject=SpecialSubject.label_of(activity.special_subject) if activity.special_subject else "",
        counts=counts,
        present=tuple(people[row.member_id].name for row in rows if row.is_present),
        absent=tuple(
            AbsentLine(
                row.member_id,
                people[row.member_id].name,
                AbsenceReason.label_of(row.reason),
                _leave(row.leave_approved),
            )
            for row in rows
            if not row.is_present
        ),
        guests=tuple(Guest.objects.filter(activity=activity).order_by("pk")),
        items=tuple(items),
        tasks=tuple(from_record(ORIGIN, activity.pk)),
        corrections=tuple(
            ChangeView(c.at, c.by, c.reason, tuple(differences(c.before, c.after, names))) for c in corrections
        ),
        hours=study_hours(activity.study_minutes),
        is_late=is_late_entry(activity.held_on, activity.recorded_on),
        is_withdrawn=activity.state == State.WITHDRAWN,
    )


def _chosen_year(kinds: Sequence[Kind], years: Sequence[int], held_on: date) -> int | None:
    return next((y for kind, y in zip(kinds, years, strict=True) if kind in YEARLY and y != held_on.year), None)


def input_of(activity: Activity) -> RecordInput:
    """A confirmed record as the input that would make it again (its tasks live on in `assignments` and are not in it):
    what a correction starts from, and what stands in `before`."""
    kinds, years = _kinds(activity.pk)
    rows = _attendance(activity)
    counted = activity.expected is not None
    return RecordInput(
        org_id=activity.org_id,
        kinds=tuple(kinds),
        held_on=activity.held_on,
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        title=activity.title,
        place=activity.place,
        is_online=activity.is_online,
        chair_id=activity.chair_id,
        chair_note=activity.chair_note,
        recorder_id=activity.recorder_id,
        recorder_note=activity.recorder_note,
        lecturer_id=activity.lecturer_id,
        lecturer_note=activity.lecturer_note,
        subject=SpecialSubject(activity.special_subject) if activity.special_subject else None,
        serves=activity.serves,
        study_minutes=activity.study_minutes,
        year=_chosen_year(kinds, years, activity.held_on),
        absent=tuple(
            Absence(row.member_id, AbsenceReason(row.reason), row.leave_approved)
            for row in sorted(rows, key=lambda row: row.member_id)
            if not row.is_present
        ),
        came=frozenset() if counted else frozenset(row.member_id for row in rows),
        no_vote=frozenset(row.member_id for row in rows if row.vote_withheld),
        guests=tuple(GuestInput(g.name, g.note) for g in Guest.objects.filter(activity=activity).order_by("pk")),
        items=tuple(
            ItemInput(
                title=item.title,
                gist=item.gist,
                motion=_motion(item),
                resolution=item.resolution,
                follows=FollowUp(item.followed_id) if item.followed_id else None,
            )
            for item in _items(activity.pk)
        ),
        scan_id=activity.scan_id,
        late_reason=activity.late_reason,
    )


class SameDay(NamedTuple):
    """A record of the day that may be the same meeting, or another one."""

    pk: int
    title: str


@kept
def _of_day(*, org_id: int, kinds: list[str], day: date) -> QuerySet[Activity, Any]:
    of_a_kind = ActivityKind.objects.filter(kind__any=kinds).values("activity_id")
    rows = Activity.objects.filter(org_id=org_id, held_on=day, state=State.CONFIRMED, pk__in=of_a_kind)
    return rows.order_by("pk").values_list("pk", "title")


def same_day(org_id: int, kinds: Collection[Kind], day: date) -> list[SameDay]:
    """The confirmed records of an organisation on `day` that are of one of `kinds`. One query; none without a kind."""
    if not kinds:
        return []
    return [SameDay(*row) for row in _of_day(org_id=org_id, kinds=[kind.value for kind in kinds], day=day)]
