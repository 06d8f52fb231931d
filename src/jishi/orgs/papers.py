"""Workbooks of organisations."""

from collections.abc import Sequence
from datetime import date

from jishi.papers.xlsx import Column, Content, Sheet, Value, table

_TERMS = (
    Column(title="党组织", width=30),
    Column(title="类别", width=14),
    Column(title="届次", width=6, content=Content.NUMBER),
    Column(title="选举日期", content=Content.DATE),
    Column(title="届满日期", content=Content.DATE),
    Column(title="批准延期至", content=Content.DATE),
    Column(title="延期批准文件", width=22),
    Column(title="情况", width=24),
)


def terms_workbook(*, title: str, on: date, rows: Sequence[Sequence[Value]]) -> bytes:
    """The list of terms, numbered, a row an organisation."""
    return table(
        Sheet(title=title, columns=_TERMS, rows=rows, on=on, unit=f"共{len(rows)}个", remarks=True, name="届次")
    )
