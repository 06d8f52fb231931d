"""The list of what was held as a sheet."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from jishi.papers.xlsx import Column, Content, Sheet, table


class Held(Protocol):
    """What the sheet needs of a row."""

    @property
    def held_on(self) -> date: ...
    @property
    def org_name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def kinds(self) -> Sequence[str]: ...
    @property
    def expected(self) -> int | None: ...
    @property
    def present(self) -> int | None: ...
    @property
    def recorded_on(self) -> date: ...
    @property
    def is_late(self) -> bool: ...
    @property
    def is_withdrawn(self) -> bool: ...


COLUMNS = (
    Column(title="日期", content=Content.DATE),
    Column(title="党组织", width=24),
    Column(title="名称", width=28),
    Column(title="类别", width=20),
    Column(title="应到", content=Content.NUMBER, width=8),
    Column(title="实到", content=Content.NUMBER, width=8),
    Column(title="录入日期", content=Content.DATE),
    Column(title="说明", width=14),
)


def activities_sheet(rows: Iterable[Held], *, on: date) -> bytes:
    """组织生活记录一览, one record a line, as an .xlsx workbook."""
    lines = [
        (
            row.held_on, row.org_name, row.title, "、".join(row.kinds), row.expected, row.present, row.recorded_on,
            "已撤回" if row.is_withdrawn else "事后补记" if row.is_late else "",
        )
        for row in rows
    ]  # fmt: skip
    return table(Sheet(title="组织生活记录一览", columns=COLUMNS, rows=lines, on=on))
