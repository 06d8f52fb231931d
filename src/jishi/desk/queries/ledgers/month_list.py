"""应办事项清单: what the 工作台 says is to be done now, why and by when, with boxes to tick."""

from jishi.activities.queries import activities_where
from jishi.assignments.queries import open_for
from jishi.desk.queries.books_minutes import ORIGIN
from jishi.desk.queries.ledgers.asked import Asked
from jishi.desk.rules.home import to_do
from jishi.duties.queries import due_rows
from jishi.kernel.actor import Act
from jishi.orgs.models import Organization
from jishi.orgs.rules import OrgKind
from jishi.papers import words
from jishi.papers.tables import MONTH, Table, Value

BOX = "□"


def month_list(asked: Asked) -> Table:
    """The duties of the organisation and its 党小组 that are open today, this month's and quarter's and those past their
    day first, then what was decided and falls due by the end of the month."""
    org, month = asked.org, asked.period
    groups = Organization.objects.filter(parent=org, kind=OrgKind.PARTY_GROUP, ended_on=None)
    first, later = to_do(due_rows([org.pk, *groups.values_list("pk", flat=True)], on=asked.today))
    lines = [*first, *(line for line in later if line.row.due_on <= month.last)]
    rows: list[tuple[Value, ...]] = [
        (
            BOX,
            line.title + (f"（{line.row.org_name}）" if line.row.org_id != org.pk else ""),
            line.source,
            words.dotted(line.row.due_on) + ("（已过）" if line.is_past else ""),
            line.row.owner or "空缺",
            "",
        )
        for line in lines
    ]
    tasks = [task for task in open_for([org.pk], asked.today) if task.due_on is None or task.due_on <= month.last]
    origins = [task.origin_id for task in tasks if task.origin_id and task.origin_kind == ORIGIN]
    held = dict(activities_where(asked.actor, Act.VIEW).filter(pk__in=origins).values_list("pk", "held_on"))
    for task in tasks:
        day = held.get(task.origin_id or 0)
        why = f"{words.dotted(day)} 会议议定" if day else "交办任务"
        rows.append((BOX, task.title, why, words.dotted(task.due_on, "不限期"), task.owner_name or "未定", ""))
    return Table(
        form=MONTH,
        org=org.name,
        title=f"{org.short_name or org.name}{month.label}应办事项清单",
        on=asked.today,
        rows=rows,
        notes=("办结后在方框内打√；开了会要在平台上记录，才会从清单中消去。",),
    )
