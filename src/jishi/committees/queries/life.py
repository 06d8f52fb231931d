"""民主生活会: the years of a committee, and one meeting with everything before and after it."""

from dataclasses import dataclass

from django.db.models import QuerySet

from jishi.activities.models import Activity, Guest
from jishi.assignments.rules import State as TaskState
from jishi.committees.models import Agenda, LifeMeeting, LifeStepDone, Rectification, Talk
from jishi.committees.rules import AFTER, BEFORE, LifeStep
from jishi.orgs.models import Organization


@dataclass(frozen=True, slots=True)
class StepView:
    """A step with the day it was done, None while it is not."""

    step: LifeStep
    done: LifeStepDone | None


@dataclass(frozen=True, slots=True)
class LifeView:
    """Everything of one 民主生活会. `guests` are those who attended without a vote, supervisors from above among them."""

    meeting: LifeMeeting
    record: Activity | None
    guests: list[Guest]
    before: list[StepView]
    after: list[StepView]
    talks: list[Talk]
    items: list[Rectification]
    open_items: int


def lives_of(org: Organization) -> QuerySet[LifeMeeting]:
    """The 民主生活会 of a committee, the newest first."""
    return LifeMeeting.objects.filter(org=org).select_related("activity").order_by("-year")


def agendas_of(org: Organization) -> QuerySet[Agenda]:
    """The agendas of a committee's 专题会议, the newest first."""
    return Agenda.objects.filter(org=org).select_related("activity").order_by("-drafted_on", "-pk")


def life_view(meeting: LifeMeeting) -> LifeView:
    """One meeting whole, in five queries."""
    record = Activity.objects.filter(pk=meeting.activity_id).first() if meeting.activity_id else None
    done = {row.step: row for row in LifeStepDone.objects.filter(meeting=meeting)}
    items = list(
        Rectification.objects.filter(meeting=meeting).select_related("assignment__owner").order_by("pk")
    )  # fmt: skip
    return LifeView(
        meeting=meeting,
        record=record,
        guests=list(Guest.objects.filter(activity=record).order_by("pk")) if record else [],
        before=[StepView(step, done.get(step)) for step in BEFORE],
        after=[StepView(step, done.get(step)) for step in AFTER],
        talks=list(Talk.objects.filter(meeting=meeting).select_related("one", "other").order_by("held_on", "pk")),
        items=items,
        open_items=sum(item.assignment.state in (TaskState.OPEN, TaskState.REPORTED) for item in items),
    )
