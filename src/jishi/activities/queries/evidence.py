"""Records that show what was done for a task: the ones linked, and those that could be."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.urls import reverse
from django.utils.timezone import localdate

from jishi.activities.models import Activity
from jishi.activities.queries.scope import activities_where, get_activity
from jishi.activities.rules import State
from jishi.assignments.models import Assignment
from jishi.assignments.queries import evidence_of, steps_open_to, unseen
from jishi.kernel.actor import Act, Actor
from jishi.kernel.registry import Given

KIND = "activities"
MOST_OFFERED = 30
BEFORE = timedelta(days=30)  # what was held shortly before a task was set may already show it


def task_evidence(actor: Actor, assignment: Assignment, on: date) -> Mapping[str, object]:
    """What the page of a task shows of records: those the reader may see, how many there are besides, and for whoever works
    on the task the last ones of its organisation. Two queries, three with the offers."""
    linked = evidence_of(assignment, KIND)
    seen = activities_where(actor, Act.RECORD_VIEW).select_related("org")
    rows = list(seen.filter(pk__in=linked).order_by("held_on", "pk")) if linked else []
    may_show = steps_open_to(actor, assignment).show
    since = localdate(assignment.created_at) - BEFORE
    offers = seen.filter(org=assignment.org, state=State.CONFIRMED, held_on__gte=since, held_on__lte=on)
    return {
        "records": [(row, linked[row.pk]) for row in rows],
        "hidden": unseen(linked, {row.pk for row in rows}),
        "may_show": may_show,
        "offers": list(offers.exclude(pk__in=linked).order_by("-held_on", "-pk")[:MOST_OFFERED]) if may_show else [],
    }


def get_shown(actor: Actor, activity_id: int) -> Activity:
    """A record that the actor may read and so link. Out of reach looks like missing."""
    return get_activity(actor, Act.RECORD_VIEW, activity_id)


def record_given(actor: Actor, activity_id: int) -> Given:
    """What a record gives to a task that arises from it, through its door."""
    row = get_activity(actor, Act.RECORD_VIEW, activity_id)
    return Given(KIND, row.pk, row.org_id, row.title, row.held_on, link=reverse("activities-show", args=[row.pk]))
