"""Who came: of one member, of a branch's year, and the study hours that follow."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from jishi.activities.models import Activity, ActivityKind, Attendance
from jishi.activities.rules import AbsenceReason, Kind, State, study_hours
from jishi.kernel.actor import Act, Actor
from jishi.members.queries import members_where
from jishi.orgs.queries import org_ids_where
from jishi.people.models import Person


@dataclass(frozen=True, slots=True)
class Came:
    """One record in a member's life."""

    activity_id: int
    org_id: int
    org_path: str
    held_on: date
    title: str
    is_present: bool
    reason: str
    study_minutes: int


def attendance_of(person_id: int, first: date, last: date) -> list[Came]:
    """The confirmed records at which a person was expected or took part, oldest first; two queries."""
    rows = {
        row.activity_id: row
        for row in Attendance.objects.filter(member_id=person_id, held_on__gte=first, held_on__lte=last)
    }
    held = Activity.objects.filter(pk__in=list(rows), state=State.CONFIRMED).select_related("org")
    return [
        Came(
            activity_id=a.pk,
            org_id=a.org_id,
            org_path=a.org.path,
            held_on=a.held_on,
            title=a.title,
            is_present=rows[a.pk].is_present,
            reason=AbsenceReason.label_of(rows[a.pk].reason) if rows[a.pk].reason else "",
            study_minutes=a.study_minutes,
        )
        for a in held.order_by("held_on", "pk")
    ]


def study_hours_of(person_id: int, year: int) -> float:
    """学时 of a year: each study attended, 45 minutes to one, by halves."""
    came = attendance_of(person_id, date(year, 1, 1), date(year, 12, 31))
    return sum(study_hours(row.study_minutes) for row in came if row.is_present)


@dataclass(frozen=True, slots=True)
class Column:
    """One record as a column of the attendance sheet."""

    activity_id: int
    held_on: date
    title: str
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class AttendanceSheet:
    """考勤表: who was expected at what, and came or why not. `marks` maps (person, record) to "" (came) or the label of
    the reason; a pair that is missing was not expected."""

    columns: tuple[Column, ...]
    people: tuple[tuple[int, str], ...]
    marks: dict[tuple[int, int], str]


def attendance_sheet(org_ids: Collection[int], year: int) -> AttendanceSheet:
    """The year of these organisations' confirmed records, in four queries. People in the order of their names."""
    held = list(
        Activity.objects.filter(org_id__in=org_ids, held_on__year=year, state=State.CONFIRMED).order_by("held_on", "pk")
    )
    ids = [a.pk for a in held]
    kinds: dict[int, list[Kind]] = defaultdict(list)
    for row in ActivityKind.objects.filter(activity_id__in=ids).order_by("pk"):
        kinds[row.activity_id].append(Kind(row.kind))
    marks = {
        (row.member_id, row.activity_id): ""
        if row.is_present
        else AbsenceReason.label_of(row.reason or AbsenceReason.OTHER)
        for row in Attendance.objects.filter(held_on__year=year, activity_id__in=ids)
    }
    names = Person.objects.filter(pk__in={person for person, _ in marks}).order_by("name_key", "pk")
    return AttendanceSheet(
        columns=tuple(Column(a.pk, a.held_on, a.title, tuple(kinds[a.pk])) for a in held),
        people=tuple(names.values_list("pk", "name")),
        marks=marks,
    )


def member_card(actor: Actor, person_id: int, on: date) -> dict[str, object] | None:
    """The card on a member's page: this year's records the member was expected at, the latest first. Left out for those
    who may see the roster but not the records."""
    org_ids = org_ids_where(actor, Act.RECORD_VIEW)
    if not members_where(actor, Act.MEMBER_VIEW).filter(pk=person_id, org_id__in=org_ids).exists():
        return None
    came = attendance_of(person_id, date(on.year, 1, 1), on)
    rows = [row for row in reversed(came) if actor.reaches(Act.RECORD_VIEW, row.org_path)]
    return {"year": on.year, "rows": rows, "came": sum(row.is_present for row in rows)}
