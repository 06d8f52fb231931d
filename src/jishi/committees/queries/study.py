"""The year of a 中心组: its plan, who came, and the 学时 of each, for study only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jishi.activities.models import Activity, ActivityKind, Attendance
from jishi.activities.rules import AbsenceReason, Kind, State, study_hours
from jishi.committees.models import SelfStudy, StudyTopic
from jishi.orgs.models import Organization
from jishi.orgs.queries import committee_on, seats_of
from jishi.orgs.rules import PostKind, SeatRole
from jishi.people.models import Person


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody of the 中心组 today. `seat_id` is None where the committee studies as it sits."""

    person_id: int
    name: str
    role: str
    seat_id: int | None
    since: date | None


@dataclass(frozen=True, slots=True)
class Learner:
    """One line of the year's sheet: a mark for each record ("" came, else why not; None not expected), and the hours of
    meetings and of 个人自学."""

    person_id: int
    name: str
    marks: tuple[str | None, ...]
    together: float
    alone: float

    @property
    def hours(self) -> float:
        return self.together + self.alone


@dataclass(frozen=True, slots=True)
class StudyYear:
    """The plan, the records and the sheet of a year. `unlinked` are records that stand under no topic."""

    topics: list[StudyTopic]
    records: list[Activity]
    learners: list[Learner]
    unlinked: list[Activity]


def sitting_of(org: Organization, day: date) -> list[Sitting]:
    """The 中心组 on a day: those named, else the committee. At most two queries."""
    seats = [
        Sitting(s.person_id, s.person.name, SeatRole.label_of(s.role), s.pk, s.from_on) for s in seats_of(org, day=day)
    ]
    if seats:
        return seats
    found: dict[int, Sitting] = {}
    for held in committee_on(org, day):
        label = PostKind.label_of(held.post)
        found.setdefault(held.person_id, Sitting(held.person_id, held.person.name, label, None, held.from_on))
    return list(found.values())


def study_year(org: Organization, year: int, *, today: date, sitting: Sequence[Sitting] | None = None) -> StudyYear:
    """The year's plan and sheet in seven queries; `sitting`, of today, saves the last two of them for this year."""
    if sitting is None or year < today.year:
        sitting = sitting_of(org, min(today, date(year, 12, 31)))
    return _study_year(org, year, sitting)


def _study_year(org: Organization, year: int, sitting: Sequence[Sitting]) -> StudyYear:
    """As above. People stand in the order of the 中心组, others who came after them by
    name; hours order nobody."""
    topics = list(
        StudyTopic.objects.filter(org=org, year=year).select_related("activity").order_by("month", "pk")
    )  # fmt: skip
    studies = ActivityKind.objects.filter(kind=Kind.THEORY_STUDY_GROUP).values("activity_id")
    records = list(
        Activity.objects.filter(org=org, held_on__year=year, state=State.CONFIRMED, pk__in=studies).order_by(
            "held_on", "pk"
        )
    )
    minutes = {record.pk: record.study_minutes for record in records}
    # The key of attendance begins with the day: by the days of the records it is found, by their numbers alone searched.
    days = {record.held_on for record in records}
    rows = Attendance.objects.filter(held_on__in=days, activity_id__in=list(minutes))
    marks = {
        (row.member_id, row.activity_id): "" if row.is_present else AbsenceReason.label_of(row.reason or "other")
        for row in rows
    }
    alone: dict[int, int] = {}
    for row in SelfStudy.objects.filter(topic__org=org, topic__year=year):
        alone[row.person_id] = alone.get(row.person_id, 0) + row.minutes
    order = {one.person_id: one.name for one in sitting}
    others = ({person for person, _ in marks} | set(alone)) - set(order)
    order |= dict(Person.objects.filter(pk__in=others).order_by("name_key", "pk").values_list("pk", "name"))
    linked = {topic.activity_id for topic in topics}
    return StudyYear(
        topics=topics,
        records=records,
        learners=[
            Learner(
                person_id=person,
                name=name,
                marks=tuple(marks.get((person, record.pk)) for record in records),
                together=sum(study_hours(minutes[pk]) for pk in minutes if marks.get((person, pk)) == ""),
                alone=study_hours(alone.get(person, 0)),
            )
            for person, name in order.items()
        ],
        unlinked=[record for record in records if record.pk not in linked],
    )


def read_alone(topic: StudyTopic) -> list[SelfStudy]:
    """Who noted 个人自学 on a topic, by day."""
    return list(SelfStudy.objects.filter(topic=topic).select_related("person").order_by("done_on", "pk"))
