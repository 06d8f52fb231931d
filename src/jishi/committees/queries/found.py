"""What 民主生活会 finds, for the one ledger of problems."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from jishi.assignments.queries import as_found
from jishi.committees.models import Rectification
from jishi.committees.queries.doors import get_life
from jishi.kernel.actor import Act, Actor
from jishi.kernel.registry import Given
from jishi.orgs.rules import WorkField

RECTIFICATION = "committees.rectification"


def _given(row: Rectification) -> Given:
    return Given(
        RECTIFICATION, row.pk, row.meeting.org_id, row.problem, timezone.localdate(row.at), row.assignment.due_on,
        WorkField.RESPONSIBILITY, (row.assignment_id,), reverse("committees-life_show", args=[row.meeting_id]) + "#items",
    )  # fmt: skip


def rectification_given(actor: Actor, item_id: int) -> Given:
    """An item of the 整改清单, through the door of its meeting."""
    row = Rectification.objects.select_related("assignment").get(pk=item_id)
    row.meeting = get_life(actor, Act.RECORD_VIEW, row.meeting_id)
    return _given(row)


def rectifications_found(actor: Actor, org_ids: Any) -> QuerySet[Any, Any]:
    """Those of these organisations, for the ledger."""
    rows = Rectification.objects.filter(meeting__org_id__in=org_ids)
    return as_found(rows, RECTIFICATION, org="meeting__org", text="problem", page="meeting_id")
