"""What the lists and sheets of tasks show beside each task."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import batched

from jishi.assignments.models import Assignment, Progress
from jishi.assignments.queries.evidence import evidence_counts
from jishi.assignments.queries.naming import helpers_of
from jishi.assignments.queries.parts import roll_ups, standing_of
from jishi.assignments.rules import RollUp, Standing, State, category_word

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A row of the task list: the task and what belongs to it elsewhere."""

    task: Assignment
    standing: Standing
    parts: RollUp | None
    helpers: str
    said: str
    evidence: int

    @property
    def category(self) -> str:
        return category_word(self.task.category)

    @property
    def share(self) -> str:
        """How much is done: all once accepted, else of the parts; nobody types it."""
        if self.task.state == State.ACCEPTED:
            return "100%"
        return self.parts.share if self.parts else ""

    @property
    def leader(self) -> str:
        return self.task.leader.name if self.task.leader else ""


def said_last(ids: Sequence[int]) -> dict[int, str]:
    """The last sentence said of each of these tasks. One query, one row a task."""
    notes = Progress.objects.filter(assignment_id__in=ids).exclude(note="")
    rows = notes.order_by("assignment_id", "-at", "-pk").distinct("assignment_id")
    return dict(rows.values_list("assignment_id", "note"))


def task_lines(rows: Iterable[Assignment], today: date) -> Iterator[TaskLine]:
    """The rows with what belongs to them, as they are read. Four queries for each 500."""
    for some in batched(rows, AT_ONCE):
        ids = [task.pk for task in some]
        helpers, said, shown, parts = helpers_of(ids), said_last(ids), evidence_counts(ids), roll_ups(ids, today)
        for task in some:
            names = "、".join(one.name for one in helpers.get(task.pk, ()))
            yield TaskLine(
                task, standing_of(task, today), parts.get(task.pk), names, said.get(task.pk, ""), shown.get(task.pk, 0)
            )


def page_lines(rows: Sequence[Assignment], today: date, *, whole: bool) -> list[TaskLine]:
    """The rows of a page with what they add up to; with `whole` all that a sheet has. One query, or four."""
    if whole:
        return list(task_lines(rows, today))
    sums = roll_ups([task.pk for task in rows], today)
    return [TaskLine(task, standing_of(task, today), sums.get(task.pk), "", "", 0) for task in rows]
