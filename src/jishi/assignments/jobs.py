"""Background work of tasks and of the ledger, by name; what their sheets are made of."""

from datetime import date

from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from jishi.assignments import queries
from jishi.assignments.forms import FilterForm, ProblemFilterForm
from jishi.assignments.queries import LedgerLine, TaskLine
from jishi.kernel.actor import Actor
from jishi.orgs.jobs import make_list
from jishi.papers.listing import Listing
from jishi.papers.xlsx import Value
from jishi.ui.columns import Column, chosen

COLUMNS: tuple[Column[TaskLine, Value], ...] = (
    Column("due", "完成时限", lambda line: line.task.due_on, always=True),
    Column("category", "任务类别", lambda line: line.category, usual=False),
    Column("title", "事项", lambda line: line.task.title, always=True),
    Column("measures", "具体措施和标准", lambda line: line.task.measures, usual=False),
    Column("owner", "责任人", lambda line: line.task.owner_name),
    Column("leader", "责任领导", lambda line: line.leader, usual=False),
    Column("org", "党组织", lambda line: line.task.org.name),
    Column("helpers", "协办", lambda line: line.helpers, usual=False),
    Column("state", "状态", lambda line: line.standing.label),
    Column("said", "进展情况", lambda line: line.said, usual=False),
    Column("share", "完成度", lambda line: line.share, usual=False),
    Column("evidence", "佐证", lambda line: line.evidence or None, usual=False),
    Column("created", "交办日期", lambda line: timezone.localdate(line.task.created_at), usual=False),
    Column("by", "交办人", lambda line: line.task.created_by, usual=False),
)
PROBLEM_COLUMNS: tuple[Column[LedgerLine, Value], ...] = (
    Column("due", "整改时限", lambda line: line.problem.due_on, always=True),
    Column("text", "问题", lambda line: line.problem.text, always=True),
    Column("category", "问题类别", lambda line: line.category),
    Column("source", "来源", lambda line: line.problem.get_source_display(), usual=False),
    Column("found", "发现时间", lambda line: line.problem.found_on, usual=False),
    Column("cause", "原因", lambda line: line.problem.cause, usual=False),
    Column("goal", "整改目标", lambda line: line.problem.goal, usual=False),
    Column("measures", "整改措施", lambda line: "；".join(task.title for task in line.measures)),
    Column("leader", "责任领导", lambda line: line.leaders, usual=False),
    Column("org", "责任单位", lambda line: line.problem.org.name),
    Column("owner", "责任人", lambda line: line.owners),
    Column("said", "进展", lambda line: line.said, usual=False),
    Column("result", "完成情况", lambda line: line.problem.result, usual=False),
    Column("state", "状态", lambda line: line.problem.get_state_display()),
    Column("closed_by", "验收人", lambda line: line.closed_by, usual=False),
    Column("closed", "销号时间", lambda line: line.closed_on, usual=False),
    Column("shown", "是否公开", lambda line: line.problem.get_shown_to_display() or "否", usual=False),
)


def tasks_listing(actor: Actor, asked: MultiValueDict[str, str], today: date) -> Listing:
    """The list of tasks that an address asks for, as a workbook."""
    columns, filters = chosen(COLUMNS, asked), FilterForm(asked).value()
    found = queries.export_rows(actor, filters, today=today)
    return Listing(
        title="任务清单", name="任务清单", words=columns.words, on=today, count=found.count,
        rows=lambda most: map(columns.values, queries.task_lines(queries.streamed(found, most=most), today)),
    )  # fmt: skip


def problems_listing(actor: Actor, asked: MultiValueDict[str, str], today: date) -> Listing:
    """The ledger that an address asks for, as a workbook."""
    columns, filters = chosen(PROBLEM_COLUMNS, asked), ProblemFilterForm(asked).value()
    found = queries.export_problems(actor, filters, today=today)
    return Listing(
        title="整改台账", name="整改台账", words=columns.words, on=today, count=found.count,
        rows=lambda most: map(columns.values, queries.ledger_streamed(found, most=most)),
    )  # fmt: skip


def list_file(download: int) -> None:
    make_list(download, tasks_listing)


def problems_file(download: int) -> None:
    make_list(download, problems_listing)
