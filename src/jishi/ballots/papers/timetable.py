"""What of elections is printed: the timetable of one, the clocks of many."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from jishi.papers.docx import SMALL, Paper, para
from jishi.papers.grid import Column, put_list
from jishi.papers.words import day, dotted
from jishi.papers.xlsx import Column as SheetColumn
from jishi.papers.xlsx import Content, Sheet, Value, table

type Line = Any  # a StepLine of `queries.clocks`: this room reads, it does not import what queries make


def timetable_docx(*, org: str, kind: str, meeting: date, lines: Sequence[Line]) -> bytes:
    """换届工作时间表 of one election, to hang on the wall: step, who, latest day, papers, done, basis."""
    title = f"{org}{kind}工作时间表"
    paper = Paper(title, landscape=True)
    paper.heading(title)
    paper.put(para(f"选举大会：{day(meeting)}", SMALL, after=4))
    columns = (
        Column("序号", 1, "center"), Column("工作步骤", 5), Column("由谁办", 2, "center"), Column("最晚日期", 2.2, "center"),
        Column("应出材料", 4.5), Column("办结日期", 2.2, "center"), Column("办理情况", 3.5), Column("依据", 4.5),
    )  # fmt: skip
    rows = [
        [
            str(number), line.planned.rule.title, line.planned.rule.owner.label, dotted(line.planned.latest_on),
            "；".join(line.papers), dotted(line.done_on, ""), line.note, line.planned.rule.source,
        ]
        for number, line in enumerate(lines, 1)
    ]  # fmt: skip
    put_list(paper, columns, rows)
    return paper.done()


_CLOCKS = (
    SheetColumn(title="党组织", width=36), SheetColumn(title="类别", width=14),
    SheetColumn(title="届满日期", content=Content.DATE), SheetColumn(title="延期至", content=Content.DATE),
    SheetColumn(title="选举大会", content=Content.DATE), SheetColumn(title="进行到", width=44),
    SheetColumn(title="联系帮助人", width=14),
)  # fmt: skip


def clocks_xlsx(title: str, on: date, rows: Sequence[Sequence[Value]]) -> bytes:
    """The clocks as filtered: organisation, kind, end of term, extension, meeting, where it stands, who helps. The mark
    of a difficult one is in no sheet: sheets are passed on."""
    return table(Sheet(title=title, columns=_CLOCKS, rows=rows, on=on, unit=f"共{len(rows)}个", name="换届"))
