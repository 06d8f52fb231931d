"""The parts of tasks: what they add up to, level by level, and what can be split."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q

from jishi.assignments.models import Assignment
from jishi.assignments.queries.tasks import assignments_where, get_assignment, with_late
from jishi.assignments.rules import RollUp, Standing, State, standing
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import demand
from jishi.kernel.paging import Page, keyset
from jishi.orgs.models import Organization
from jishi.orgs.queries import children, responsible

MOST_ABOVE = 20  # deeper than any tree of organisations; the way up is walked one step a query


def roll_ups(ids: Collection[int], today: date) -> dict[int, RollUp]:
    """What the direct parts of these tasks add up to; tasks without parts have no entry. One query for any number."""
    if not ids:
        return {}
    late = Q(state=State.OPEN, due_on__lt=today)
    rows = (
        Assignment.objects.filter(parent_id__in=ids)
        .order_by()
        .values("parent_id")
        .annotate(
            total=Count("pk"),
            accepted=Count("pk", filter=Q(state=State.ACCEPTED)),
            reported=Count("pk", filter=Q(state=State.REPORTED)),
            open=Count("pk", filter=Q(state=State.OPEN)),
            late=Count("pk", filter=late),
            cancelled=Count("pk", filter=Q(state=State.CANCELLED)),
        )
    )
    return {
        row["parent_id"]: RollUp(
            total=row["total"],
            accepted=row["accepted"],
            reported=row["reported"],
            open=row["open"],
            late=row["late"],
            cancelled=row["cancelled"],
        )
        for row in rows
    }


def latest_part_day(assignment_id: int) -> date | None:
    """The last day of the parts of a task that are still to be done."""
    rows = Assignment.objects.filter(parent_id=assignment_id, state__in=(State.OPEN, State.REPORTED))
    found: date | None = rows.aggregate(last=Max("due_on"))["last"]
    return found


@dataclass(frozen=True, slots=True)
class PartLine:
    """A part as the page of the whole shows it: how far it is, and what its own parts add up to."""

    task: Assignment
    standing: Standing
    parts: RollUp | None


def part_page(actor: Actor, assignment: Assignment, *, today: date, at: str = "", size: int = 50) -> Page[PartLine]:
    """The direct parts of a task that the actor sees, in the order of the tree. Two queries for a page, however deep the
    task goes."""
    rows = assignments_where(actor, Act.VIEW).filter(parent=assignment)
    shown = with_late(rows, today).select_related("org", "owner")
    page = keyset(shown, keys=("org__path", "pk"), at=at, size=size)
    sums = roll_ups([row.pk for row in page.rows], today)
    lines = [PartLine(row, standing_of(row, today), sums.get(row.pk)) for row in page.rows]
    return Page(rows=lines, next=page.next, previous=page.previous)


def standing_of(assignment: Assignment, today: date) -> Standing:
    """How far a task is, as lists say it."""
    started = assignment.started_at is not None
    return standing(assignment.state, started=started, due_on=assignment.due_on, today=today)


def whole_named(actor: Actor, assignment_id: int | None) -> Assignment | None:
    """The task whose parts a list is narrowed to; None for one out of reach."""
    return assignments_where(actor, Act.VIEW).filter(pk=assignment_id).first() if assignment_id else None


def above(actor: Actor, assignment: Assignment) -> list[tuple[Assignment, bool]]:
    """The tasks this one is a part of, the first of all first, each with whether the actor may open it. One query a
    level."""
    found: list[Assignment] = []
    up = assignment.parent_id
    while up and len(found) < MOST_ABOVE:
        found.append(Assignment.objects.select_related("org").get(pk=up))
        up = found[-1].parent_id
    open_to = set(
        assignments_where(actor, Act.VIEW).filter(pk__in=[row.pk for row in found]).values_list("pk", flat=True)
        if found
        else ()
    )
    return [(row, row.pk in open_to) for row in reversed(found)]


@dataclass(frozen=True, slots=True)
class Offer:
    """An organisation a part can be given to: who answers there, and whether it has one already."""

    org: Organization
    owner_id: int | None
    owner: str
    has_part: bool
    is_own: bool

    @property
    def is_usual(self) -> bool:
        """Whether it is ticked to begin with: those below that have no part yet."""
        return not self.is_own and not self.has_part


def offers_of(assignment: Assignment, today: date) -> list[Offer]:
    """The organisations directly below the task's own, in the order of the tree, then its own, each with its head. Three
    queries."""
    orgs = [*children(assignment.org), assignment.org]
    heads = responsible([org.pk for org in orgs], today)
    rows = Assignment.objects.filter(parent=assignment).exclude(state=State.CANCELLED)
    taken = set(rows.values_list("org_id", flat=True))
    return [
        Offer(
            org=org,
            owner_id=head.person_id if head else None,
            owner=head.name if head else "",
            has_part=org.pk in taken,
            is_own=org.pk == assignment.org_id,
        )
        for org in orgs
        for head in [heads[org.pk]]
    ]


def get_splittable(actor: Actor, assignment_id: int) -> Assignment:
    """A task that the actor may split: whoever sets tasks in its organisation. Out of VIEW reach looks like missing; within
    it a refusal carries its reason."""
    found = get_assignment(actor, Act.VIEW, assignment_id)
    demand(actor.may(Act.ASSIGN, found.org.path))
    return found
