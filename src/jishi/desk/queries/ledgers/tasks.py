"""任务清单: what was decided or set, by whom it is done, how far it is."""

from datetime import datetime, time, timedelta

from django.db.models import Q

from jishi.activities.models import Activity
from jishi.assignments.models import Progress
from jishi.assignments.queries import assignments_where
from jishi.assignments.rules import State, is_late
from jishi.desk.queries.books_minutes import ORIGIN
from jishi.desk.queries.ledgers.asked import Asked
from jishi.kernel.actor import Act
from jishi.kernel.clock import ZONE
from jishi.orgs.queries import responsible
from jishi.papers import words
from jishi.papers.tables import TASKS, Table, Value


def tasks_ledger(asked: Asked) -> Table:
    """The tasks of the organisation and of those below it that were set in the period or were still open in it. Four
    queries."""
    first = datetime.combine(asked.period.first, time.min, ZONE)
    after = datetime.combine(asked.period.last + timedelta(days=1), time.min, ZONE)
    still = Q(state__in=(State.OPEN, State.REPORTED)) | Q(accepted_at__gte=first)
    found = list(
        assignments_where(asked.actor, Act.VIEW)
        .filter(Q(created_at__gte=first) | still, org_id__in=asked.org_ids(Act.VIEW), created_at__lt=after)
        .exclude(state=State.CANCELLED)
        .select_related("org", "owner", "accepted_by")
        .order_by("org__path", "due_on", "pk")
    )
    said: dict[int, str] = {}
    notes = Progress.objects.filter(assignment_id__in=[t.pk for t in found]).exclude(note="").order_by("at", "pk")
    for task_id, note in notes.values_list("assignment_id", "note"):
        said[task_id] = note
    origins = [t.origin_id for t in found if t.origin_id and t.origin_kind == ORIGIN]
    held = dict(Activity.objects.filter(pk__in=origins).values_list("pk", "held_on"))
    heads = responsible({t.org_id for t in found}, asked.today)
    rows: list[tuple[Value, ...]] = []
    for task in found:
        head = heads[task.org_id]
        day = held.get(task.origin_id or 0) if task.origin_kind == ORIGIN else None
        late = is_late(task.state, task.due_on, asked.today)
        rows.append((
            "会议议定" if task.origin_kind == ORIGIN else "交办任务", task.title, "", task.org.name, "",
            head.name if head else "", task.owner_name, words.dotted(task.due_on, "不限期"), said.get(task.pk, ""),
            "100%" if task.state == State.ACCEPTED else "", "逾期" if late else State.label_of(task.state),
            f"{words.dotted(day)}会议记录" if day else "",
            f"验收人：{task.accepted_by.name}" if task.accepted_by else "",
        ))  # fmt: skip
    title = f"{asked.org.name}{asked.period.label}任务清单"
    return Table(form=TASKS, org=asked.org.name, title=title, period=asked.period.label, on=asked.today, rows=rows)
