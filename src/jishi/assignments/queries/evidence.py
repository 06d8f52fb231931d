"""佐证 of tasks: which records, and of those of one kind the ones the reader may see."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count

from jishi.assignments.models import Assignment, Evidence
from jishi.assignments.queries.tasks import assignments_where, get_assignment
from jishi.assignments.rules import State
from jishi.files.models import File
from jishi.kernel.actor import Act, Actor

FILES = "files"  # papers attached to the task itself: whoever sees the task sees them
TASKS = "assignments"
MOST_OFFERED = 30


def get_evidence(actor: Actor, act: Act, evidence_id: int) -> Evidence:
    """The one door: that of its task."""
    found = Evidence.objects.get(pk=evidence_id)
    get_assignment(actor, act, found.assignment_id)
    return found


def evidence_of(assignment: Assignment, kind: str) -> dict[int, Evidence]:
    """Its records of one kind, by their ids, in the order they were linked."""
    rows = Evidence.objects.filter(assignment=assignment, kind=kind).order_by("at", "pk")
    return {row.record_id: row for row in rows}


def evidence_counts(ids: Iterable[int]) -> dict[int, int]:
    """How many records show what was done, of these tasks; none has no entry. One query."""
    rows = Evidence.objects.filter(assignment_id__in=list(ids)).order_by().values_list("assignment_id")
    return dict(rows.annotate(n=Count("pk")))


@dataclass(frozen=True, slots=True)
class ShownTasks:
    """Other tasks that show what was done: those the reader may see, how many there are besides, and for whoever works on
    the task those of its organisation that could be linked."""

    rows: list[tuple[Assignment, Evidence]]
    hidden: int
    offers: list[Assignment]


def shown_tasks(actor: Actor, assignment: Assignment, *, may_show: bool) -> ShownTasks:
    """Tasks as evidence, on the page of a task. A query; one more where there are any, one more for the offers."""
    linked = evidence_of(assignment, TASKS)
    seen = assignments_where(actor, Act.VIEW).exclude(pk=assignment.pk)
    rows = list(seen.filter(pk__in=linked).order_by("pk")) if linked else []
    offers = seen.filter(org=assignment.org_id, state__in=(State.REPORTED, State.ACCEPTED)).exclude(pk__in=linked)
    return ShownTasks(
        rows=[(row, linked[row.pk]) for row in rows],
        hidden=unseen(linked, {row.pk for row in rows}),
        offers=list(offers.order_by("-reported_at", "-pk")[:MOST_OFFERED]) if may_show else [],
    )


@dataclass(frozen=True, slots=True)
class Paper:
    """A file attached to a task."""

    evidence: Evidence
    file: File


def papers_of(assignment: Assignment) -> list[Paper]:
    """The files attached to a task. Two queries."""
    linked = evidence_of(assignment, FILES)
    files: dict[int, File] = File.objects.in_bulk(list(linked)) if linked else {}
    return [Paper(row, files[pk]) for pk, row in linked.items()]


def get_paper(actor: Actor, evidence_id: int) -> File:
    """The file behind a row; open to whoever sees the task."""
    found = get_evidence(actor, Act.VIEW, evidence_id)
    if found.kind != FILES:
        raise Evidence.DoesNotExist
    return File.objects.get(pk=found.record_id)


def unseen(linked: Collection[int], seen: Collection[int]) -> int:
    """How many linked records the reader may not see."""
    return len(set(linked) - set(seen))
