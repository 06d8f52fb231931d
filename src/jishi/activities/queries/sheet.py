"""The list of records as it leaves the platform: its columns, and its rows as they are read."""

from operator import attrgetter

from jishi.activities.queries.lists import ActivityRow
from jishi.papers.xlsx import Value
from jishi.ui.columns import Column

COLUMNS: tuple[Column[ActivityRow, Value], ...] = (
    Column("held_on", "日期", attrgetter("held_on"), always=True),
    Column("title", "名称", attrgetter("title"), always=True),
    Column("kinds", "类别", lambda row: "、".join(row.kinds)),
    Column("org", "党组织", attrgetter("org_name")),
    Column("place", "地点", attrgetter("place"), usual=False),
    Column("present", "实到", attrgetter("present")),
    Column("expected", "应到", attrgetter("expected")),
    Column("recorded_on", "录入日期", attrgetter("recorded_on"), usual=False),
    Column("note", "说明", attrgetter("note")),
)
