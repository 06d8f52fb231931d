"""民主生活会: the years of a committee, and one meeting with everything before and after it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from jishi.activities.models import Activity, Guest
from jishi.assignments.queries import Listed, ledger_row, listed_as
from jishi.assignments.rules import State as TaskState
from jishi.committees.models import Agenda, LifeMeeting, LifeStepDone, Rectification, Talk
from jishi.committees.queries.found import RECTIFICATION
from jishi.committees.rules import AFTER, BEFORE, LifeStep
from jishi.orgs.models import Organization


@dataclass(frozen=True, slots=True)
class StepView:
    """A step with the day it was done, None while it is not."""

    step: LifeStep
    done: LifeStepDone | None


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the 整改清单, and its row of the ledger once it was taken there."""

    row: Rectification
    listed: Listed | None

    @property
    def is_open(self) -> bool:
        """Whether it waits to be put right: by its task, in the ledger until it is closed there."""
        if self.listed:
            return self.listed.is_open
        return self.row.assignment.state in (TaskState.OPEN, TaskState.REPORTED)


@dataclass(frozen=True, slots=True)
class LifeView:
    """Everything of one 民主生活会. `guests` are those who attended without a vote, supervisors from above among them."""

    meeting: LifeMeeting
    record: Activity | None
    guests: list[Guest]
    before: list[StepView]
    after: list[StepView]
    talks: list[Talk]
    items: list[Item]
    open_items: int


def lives_of(org: Organization) -> QuerySet[LifeMeeting]:
    """The 民主生活会 of a committee, the newest first."""
    return LifeMeeting.objects.filter(org=org).select_related("activity").order_by("-year")


def agendas_of(org: Organization) -> QuerySet[Agenda]:
    """The agendas of a committee's 专题会议, the newest first."""
    return Agenda.objects.filter(org=org).select_related("activity").order_by("-drafted_on", "-pk")


def life_view(meeting: LifeMeeting) -> LifeView:
    """One meeting whole, in five queries at most."""
    return life_views([meeting])[0]


def life_views(meetings: Sequence[LifeMeeting]) -> list[LifeView]:
    """Several meetings whole, in the order given; as many queries as for one."""
    ids = [meeting.pk for meeting in meetings]
    activity_ids = [m.activity_id for m in meetings if m.activity_id]
    records = Activity.objects.in_bulk(activity_ids) if activity_ids else {}
    guests: dict[int, list[Guest]] = defaultdict(list)
    for guest in Guest.objects.filter(activity_id__in=records).order_by("pk") if records else ():
        guests[guest.activity_id].append(guest)
    done = {(one.meeting_id, one.step): one for one in LifeStepDone.objects.filter(meeting__in=ids)}
    items: dict[int, list[Item]] = defaultdict(list)
    rows = Rectification.objects.filter(meeting__in=ids).select_related("assignment__owner").order_by("pk")
    for row in rows.annotate(listed_row=ledger_row(RECTIFICATION)):
        items[row.meeting_id].append(Item(row, listed_as(row)))
    talks: dict[int, list[Talk]] = defaultdict(list)
    for talk in Talk.objects.filter(meeting__in=ids).select_related("one", "other").order_by("held_on", "pk"):
        talks[talk.meeting_id].append(talk)
    return [
        LifeView(
            meeting=meeting,
            record=records.get(meeting.activity_id or 0),
            guests=guests[meeting.activity_id or 0],
            before=[StepView(step, done.get((meeting.pk, step))) for step in BEFORE],
            after=[StepView(step, done.get((meeting.pk, step))) for step in AFTER],
            talks=talks[meeting.pk],
            items=items[meeting.pk],
            open_items=sum(item.is_open for item in items[meeting.pk]),
        )
        for meeting in meetings
    ]
