"""The index of an inspection's package: item by item what exists, with the day it was held and the day it was entered, and
what is missing with the day it was due."""

from datetime import date
from typing import Any

from jishi.papers.docx import SMALL, Paper, para
from jishi.papers.grid import Column, put_list
from jishi.papers.words import day, dotted
from jishi.papers.xlsx import Column as SheetColumn
from jishi.papers.xlsx import Sheet, table

type Rows = Any  # an InspectionView; each writer names what it reads of it


def _lines(one: Rows) -> list[tuple[str, str, str]]:
    """(what, day, note) of everything that exists for an item, then of what is missing."""
    found = [
        (f"{held.kinds}：{held.title}", dotted(held.held_on), f"事后补记，{dotted(held.recorded_on)} 录入" if held.is_late else "")
        for held in one.records
    ]  # fmt: skip
    found += [(f"{row.title}：已办", "", "办理情况在平台有说明或材料") for row in one.stated]
    found += [(f"{entry.word}（{period.label}）", "", "见文件夹") for entry, period in one.papers]
    found += [(f"{number.label}：{number.value}", "", "平台数字") for number in one.numbers]
    found += [
        (
            f"缺：{row.org_name} {row.title}",
            dotted(row.due_on),
            "最晚日期；已写说明" if row.explained else "最晚日期，没有记录",
        )
        for row in one.gaps
    ]
    found += [(f"{row.title}：还没有到期", dotted(row.due_on), "最晚日期") for row in one.ahead]
    return found or [("没有对上平台的内容" if not one.labels else "平台没有记录", "", "")]


def index_docx(view: Rows, *, on: date) -> bytes:
    """The index on paper."""
    row = view.row
    paper = Paper(f"{row.title}材料索引", landscape=True)
    paper.heading(f"{row.title}材料索引")
    whole, gaps, unknown = view.totals
    paper.put(
        para(f"{row.org.name}　　{row.asked_by}调阅　　{day(on)}汇集", SMALL, after=2),
        para(f"{len(view.items)} 项：齐 {whole} 项，有缺 {gaps} 项，没有对上 {unknown} 项。没有的照实写缺，不补日期。", SMALL, after=4),
    )  # fmt: skip
    columns = (
        Column("序号", 1, "center"), Column("要什么", 5), Column("期间", 3, "center"), Column("有什么、缺什么", 8),
        Column("日期", 2.2, "center"), Column("说明", 3.5),
    )  # fmt: skip
    rows = []
    for one in view.items:
        asked = [str(one.item.number), one.item.text, f"{dotted(one.item.first_on)}—{dotted(one.item.last_on)}"]
        for place, line in enumerate(_lines(one)):
            rows.append([*(asked if place == 0 else (" ", " ", " ")), *line])
    put_list(paper, columns, rows)
    return paper.done()


def index_xlsx(view: Rows, *, on: date) -> bytes:
    """The same as a sheet."""
    columns = (
        SheetColumn(title="项", width=6), SheetColumn(title="要什么", width=36), SheetColumn(title="有什么、缺什么", width=48),
        SheetColumn(title="日期", width=14), SheetColumn(title="说明", width=26),
    )  # fmt: skip
    rows = [(str(one.item.number), one.item.text, *line) for one in view.items for line in _lines(one)]
    return table(Sheet(title=f"{view.row.title}材料索引", columns=columns, rows=rows, org=view.row.org.name, on=on))
