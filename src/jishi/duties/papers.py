"""The list of demands as a sheet for Excel and WPS."""

from collections.abc import Iterable
from datetime import date

from jishi.papers.xlsx import Column, Content, Sheet, Value, table

HEADS = (
    Column(title="要求", width=34),
    Column(title="发文组织", width=20),
    Column(title="类别", width=10),
    Column(title="依据", width=26),
    Column(title="多久一次", width=14),
    Column(title="开始", width=12, content=Content.DATE),
    Column(title="结束", width=12, content=Content.DATE),
    Column(title="涉及组织数", width=9, content=Content.NUMBER),
    Column(title="人次", width=9, content=Content.NUMBER, total=True),
    Column(title="合计分钟", width=11, content=Content.NUMBER, total=True),
    Column(title="下级反映", width=8, content=Content.NUMBER),
    Column(title="登记情况", width=16),
)


def demand_sheet(*, title: str, org: str, rows: Iterable[tuple[Value, ...]], on: date) -> bytes:
    """One row a demand, values in the order of HEADS; persons and minutes are those of the days the title names."""
    return table(Sheet(title=title, columns=HEADS, rows=rows, org=org, on=on, remarks=False))
