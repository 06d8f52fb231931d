"""What 民主生活会 finds, for the one ledger of problems."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from jishi.assignments.queries import listed
from jishi.assignments.rules import State
from jishi.committees.models import Rectification
from jishi.committees.queries.doors import get_life
from jishi.kernel.actor import Act, Actor
from jishi.kernel.registry import Given
from jishi.orgs.rules import WorkField

RECTIFICATION = "committees.rectification"


def _given(row: Rectification) -> Given:
    return Given(
        RECTIFICATION, row.pk, row.meeting.org_id, row.problem, timezone.localdate(row.at), row.assignment.due_on,
        WorkField.RESPONSIBILITY, (row.assignment_id,), reverse("committees-life", args=[row.meeting_id]) + "#items",
    )  # fmt: skip


def rectification_given(actor: Actor, item_id: int) -> Given:
    """An item of the 整改清单, through the door of its meeting."""
    row = Rectification.objects.select_related("assignment").get(pk=item_id)
    row.meeting = get_life(actor, Act.RECORD_VIEW, row.meeting_id)
    return _given(row)


def rectifications_found(actor: Actor, org_ids: Any, most: int) -> Sequence[Given]:
    """Those of these organisations that are not put right and not in the ledger, by tree. One query."""
    rows = Rectification.objects.filter(
        assignment__state__in=(State.OPEN, State.REPORTED), meeting__org_id__in=org_ids
    ).exclude(listed(RECTIFICATION))  # fmt: skip
    return [
        _given(row) for row in rows.select_related("assignment", "meeting").order_by("meeting__org__path", "pk")[:most]
    ]
