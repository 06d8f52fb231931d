"""The table of days as a sheet: what is exported is what may be imported."""

from collections.abc import Iterable
from datetime import date

from jishi.papers.xlsx import Column, Content, Sheet, table

COLUMNS = (
    Column(title="日期", content=Content.DATE, width=14, required=True),
    Column(title="类型", width=12, required=True, choices=("放假休息", "调休上班")),
    Column(title="节日", width=14, required=True),
    Column(title="依据", width=46),
)


def days_workbook(year: int, rows: Iterable[tuple[date, str, str, str]]) -> bytes:
    """One row a day: date, kind, holiday, basis."""
    title = f"{year}年节假日安排"
    return table(Sheet(title=title, columns=COLUMNS, rows=list(rows), numbered=False, remarks=False))
