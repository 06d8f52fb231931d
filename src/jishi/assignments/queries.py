"""Reading tasks: what an actor may see, what is open, what became of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, DateField, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from jishi.assignments.models import Assignment, Progress
from jishi.assignments.rules import State
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import demand
from jishi.kernel.paging import SIZE, Page, keyset
from jishi.kernel.registry import relations
from jishi.orgs.queries import org_ids_where
from jishi.orgs.queries import orgs_where as _orgs_where

LABEL = "assignments.Assignment"
NO_DAY = date(9999, 12, 31)


def owned_by(actor: Actor) -> QuerySet[Assignment, Any]:
    """The ids of the tasks that the actor answers for, whatever posts are held."""
    if actor.person_id is None:
        return Assignment.objects.none().values_list("pk", flat=True)
    return Assignment.objects.filter(owner_id=actor.person_id).values_list("pk", flat=True)


def assignments_where(actor: Actor, act: Act) -> QuerySet[Assignment]:
    """The tasks on which the actor may do `act`: by rights over the organisation, or by a tie to the task itself."""
    reach = Q(org_id__in=org_ids_where(actor, act))
    for relation in relations.get(LABEL, []):
        if act in relation.acts:
            reach |= Q(pk__in=relation.where(actor))
    return Assignment.objects.filter(reach)


def get_assignment(actor: Actor, act: Act, assignment_id: int) -> Assignment:
    """The one door. Out of VIEW reach looks like missing; within it a refusal carries its reason."""
    found = assignments_where(actor, Act.VIEW).select_related("org", "owner", "accepted_by").get(pk=assignment_id)
    if act is not Act.VIEW and not assignments_where(actor, act).filter(pk=found.pk).exists():
        demand(actor.may(act, found.org.path))
    return found


def open_for(org_ids: Iterable[int], today: date) -> list[Assignment]:
    """Tasks of these organisations that are not finished, by day: late ones first, those without a
    day last. `is_late` is set on each."""
    rows = (
        Assignment.objects.filter(org_id__in=org_ids, state__in=(State.OPEN, State.REPORTED))
        .select_related("org", "owner")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )
    return list(with_late(rows, today))


def with_late(rows: QuerySet[Assignment], today: date) -> QuerySet[Assignment]:
    """The same rows, each knowing whether it `is_late` on `today`: past its day and not reported done."""
    late = Q(state=State.OPEN, due_on__isnull=False, due_on__lt=today)
    return rows.annotate(is_late=ExpressionWrapper(late, output_field=BooleanField()))


def progress_of(assignment: Assignment) -> list[Progress]:
    """Everything said of a task, the first first."""
    return list(Progress.objects.filter(assignment=assignment).order_by("at", "pk"))


def from_record(origin_kind: str, origin_id: int) -> list[Assignment]:
    """The tasks that one record gave, in the order they were written."""
    rows = Assignment.objects.filter(origin_kind=origin_kind, origin_id=origin_id)
    return list(rows.select_related("owner").order_by("pk"))


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; "" everywhere means all that is not finished."""

    state: str = ""
    find: str = ""
    mine: bool = False


def _narrowed(actor: Actor, filters: Filters, today: date) -> QuerySet[Assignment]:
    rows = assignments_where(actor, Act.VIEW)
    if filters.state == "late":
        rows = rows.filter(state=State.OPEN, due_on__lt=today)
    elif filters.state == "":
        rows = rows.filter(state__in=(State.OPEN, State.REPORTED))
    elif filters.state in list(State):
        rows = rows.filter(state=filters.state)
    if filters.find:
        rows = rows.filter(Q(title__contains=filters.find) | Q(owner__name__contains=filters.find))
    if filters.mine:
        rows = rows.filter(owner_id=actor.person_id or 0)
    return rows.select_related("org", "owner")


def list_assignments(
    actor: Actor, filters: Filters, *, today: date, at: str = "", size: int = SIZE
) -> Page[Assignment]:
    """A page of tasks, those due first on top. Two queries: the rows and how many there are."""
    rows = _narrowed(actor, filters, today)
    by_day = with_late(rows, today).annotate(by_day=coalesced("due_on"))
    return keyset(by_day, keys=("by_day", "pk"), at=at, size=size, total=rows.count())


def coalesced(field: str) -> Any:
    """`field` with a far day in place of none, so that tasks without a day come last and pages stay exact."""
    return Coalesce(field, Value(NO_DAY), output_field=DateField())


def export_rows(actor: Actor, filters: Filters, *, today: date) -> Sequence[tuple[str, ...]]:
    """The list as rows of text for a sheet: organisation, task, owner, day, state."""
    rows = _narrowed(actor, filters, today).order_by("due_on", "pk")
    return [
        (
            row.org.name,
            row.title,
            row.owner.name if row.owner else row.owner_note,
            f"{row.due_on:%Y-%m-%d}" if row.due_on else "",
            State.label_of(row.state),
        )
        for row in rows
    ]


def assignable_orgs(actor: Actor) -> list[tuple[int, str]]:
    """Organisations the actor may set tasks for, in the order of the tree."""
    return list(_orgs_where(actor, Act.ASSIGN).order_by("path").values_list("pk", "name"))
