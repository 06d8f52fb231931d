"""The list of what was held as a sheet."""

from collections.abc import Iterable, Sequence
from datetime import date

from jishi.papers.xlsx import Column, Content, Sheet, Value, table

_WIDTHS = {"党组织": 24, "名称": 28, "类别": 20, "地点": 20, "应到": 8, "实到": 8}
_CONTENTS = {"日期": Content.DATE, "录入日期": Content.DATE, "应到": Content.NUMBER, "实到": Content.NUMBER}


def activities_sheet(words: Sequence[str], rows: Iterable[Sequence[Value]], *, on: date) -> bytes:
    """组织生活记录一览 with the columns `words`, one record a line, as an .xlsx workbook."""
    columns = [
        Column(title=word, width=_WIDTHS.get(word, 14), content=_CONTENTS.get(word, Content.TEXT)) for word in words
    ]
    return table(Sheet(title="组织生活记录一览", columns=columns, rows=rows, on=on))
