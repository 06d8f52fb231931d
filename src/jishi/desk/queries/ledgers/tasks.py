"""任务清单: what was decided or set, by whom it is done, how far it is."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q

from jishi.activities.models import Activity
from jishi.assignments.queries import assignments_where, task_lines
from jishi.assignments.rules import State
from jishi.desk.queries.books_minutes import ORIGIN
from jishi.desk.queries.ledgers.asked import Asked
from jishi.kernel.actor import Act
from jishi.kernel.clock import ZONE
from jishi.orgs.queries import responsible
from jishi.papers import words
from jishi.papers.tables import TASKS, Table, Value


def tasks_ledger(asked: Asked) -> Table:
    """The tasks of the organisation and of those below it that were set in the period or were still open in it. Seven
    queries."""
    first = datetime.combine(asked.period.first, time.min, ZONE)
    after = datetime.combine(asked.period.last + timedelta(days=1), time.min, ZONE)
    still = Q(state__in=(State.OPEN, State.REPORTED)) | Q(accepted_at__gte=first)
    found = list(
        assignments_where(asked.actor, Act.VIEW)
        .filter(Q(created_at__gte=first) | still, org_id__in=asked.org_ids(Act.VIEW), created_at__lt=after)
        .exclude(state=State.CANCELLED)
        .select_related("org", "owner", "leader", "accepted_by")
        .order_by("org__path", "due_on", "pk")
    )
    origins = [t.origin_id for t in found if t.origin_id and t.origin_kind == ORIGIN]
    held = dict(Activity.objects.filter(pk__in=origins).values_list("pk", "held_on"))
    heads = responsible({t.org_id for t in found}, asked.today)
    rows: list[tuple[Value, ...]] = []
    for line in task_lines(found, asked.today):
        task = line.task
        head = heads[task.org_id]
        day = held.get(task.origin_id or 0) if task.origin_kind == ORIGIN else None
        rows.append((
            line.category or ("会议议定" if task.origin_kind == ORIGIN else "交办任务"), task.title, task.measures,
            task.org.name, line.helpers, line.leader or (head.name if head else ""), task.owner_name,
            words.dotted(task.due_on, "不限期"), line.said, line.share, line.standing.label,
            _shown(day, line.evidence),
            f"验收人：{task.accepted_by.name}" if task.accepted_by else "",
        ))  # fmt: skip
    title = f"{asked.org.name}{asked.period.label}任务清单"
    return Table(form=TASKS, org=asked.org.name, title=title, period=asked.period.label, on=asked.today, rows=rows)


def _shown(held_on: date | None, evidence: int) -> str:
    """What shows that it was done: the meeting it came from, and how many records are linked."""
    found = [f"{words.dotted(held_on)}会议记录"] if held_on else []
    return "，".join([*found, *([f"{evidence} 份"] if evidence else [])])
