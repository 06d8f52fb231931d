"""Background work of tasks, by name."""

from datetime import date
from operator import attrgetter

from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from jishi.assignments import queries
from jishi.assignments.forms import FilterForm
from jishi.assignments.models import Assignment
from jishi.kernel.actor import Actor
from jishi.orgs.jobs import make_list
from jishi.papers.listing import Listing
from jishi.papers.xlsx import Value
from jishi.ui.columns import Column, chosen

COLUMNS: tuple[Column[Assignment, Value], ...] = (
    Column("due", "完成时限", attrgetter("due_on"), always=True),
    Column("title", "事项", attrgetter("title"), always=True),
    Column("owner", "责任人", attrgetter("owner_name")),
    Column("org", "党组织", attrgetter("org.name")),
    Column("state", "状态", lambda row: row.get_state_display()),
    Column("created", "交办日期", lambda row: timezone.localdate(row.created_at), usual=False),
    Column("by", "交办人", attrgetter("created_by"), usual=False),
)


def tasks_listing(actor: Actor, asked: MultiValueDict[str, str], today: date) -> Listing:
    """The list of tasks that an address asks for, as a workbook."""
    columns, filters = chosen(COLUMNS, asked), FilterForm(asked).value()
    found = queries.export_rows(actor, filters, today=today)
    return Listing(
        title="任务清单", name="任务清单", words=columns.words, on=today, count=found.count,
        rows=lambda most: map(columns.values, queries.streamed(found, most=most)),
    )  # fmt: skip


def list_file(download: int) -> None:
    make_list(download, tasks_listing)
