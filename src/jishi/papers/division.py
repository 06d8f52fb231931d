"""党建工作责任分工表: who answers for what in one organisation, as a Word form; the list of those below as a sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jishi.papers import words, xlsx
from jishi.papers.docx import SMALL, Paper, para
from jishi.papers.grid import Column, put_list

type Rows = Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DivisionTable:
    """What the table says: `shares` as (职务, 姓名, 分管工作, 备注), `free` the fields nobody is in charge of, `helpers` as
    (工作领域, 协助部门, 起), `duties` as (事项, 要求, 依据, 负责人, 由谁负责)."""

    org: str
    on: date
    head: str
    shares: Rows
    free: tuple[str, ...]
    helpers: Rows
    duties: Rows


TITLE = "党建工作责任分工表"
_SHARES = (("职务", 22), ("姓名", 14), ("分管工作", 44), ("备注", 20))
_HELPERS = (("工作领域", 30), ("协助部门", 50), ("起", 20))
_DUTIES = (("事项", 26), ("要求", 16), ("依据", 34), ("负责人", 12), ("由谁负责", 12))


def _columns(heads: Sequence[tuple[str, int]]) -> list[Column]:
    return [Column(title, share) for title, share in heads]


def division_paper(table: DivisionTable) -> bytes:
    """The table on A4, in the form look: first responsible person, division of work, helpers, duties; signed below."""
    paper = Paper(f"{table.org}{TITLE}")
    paper.heading(f"{table.org}{TITLE}", size=18)
    paper.put(para(f"填报日期：{words.day(table.on)}", SMALL, align="right", after=4))
    paper.put(para(f"第一责任人：{table.head}", after=6))
    numbered = [("序号", 8)]
    parts: list[tuple[str, Sequence[tuple[str, int]], Rows]] = [
        ("一、班子分工", _SHARES, table.shares),
        ("二、协助部门", _HELPERS, table.helpers),
        ("三、定期事项和负责人", _DUTIES, table.duties),
    ]
    for title, heads, rows in parts:
        paper.put(para(title, before=8, after=4, keep_next=True, outline=1))
        if rows:
            put_list(paper, _columns([*numbered, *heads]), [(str(n), *row) for n, row in enumerate(rows, 1)], size=10.5)
        else:
            paper.put(para("暂未登记。", SMALL))
    if table.free:
        paper.put(para(f"尚未明确分管人的工作：{'、'.join(table.free)}。由第一责任人负责。", SMALL, before=6))
    paper.put(para("第一责任人（签字）：　　　　　　　　　　填表人（签字）：", before=18))
    return paper.done()


def division_sheet(table: DivisionTable) -> bytes:
    """The same as a list: one line a person and field, then one a duty."""
    rows = [("班子分工", *row[:3], row[3]) for row in table.shares]
    rows += [("协助部门", row[0], row[1], "", row[2]) for row in table.helpers]
    rows += [("定期事项", row[0], row[3], row[1], f"{row[2]}，{row[4]}") for row in table.duties]
    columns = [
        xlsx.Column(title="类别", width=10), xlsx.Column(title="职务、领域或事项", width=24),
        xlsx.Column(title="姓名或部门", width=18), xlsx.Column(title="分管工作或要求", width=36),
        xlsx.Column(title="说明", width=34),
    ]  # fmt: skip
    return xlsx.table(xlsx.Sheet(title=TITLE, columns=columns, rows=rows, org=table.org, on=table.on, remarks=False))


def heads_sheet(*, org: str, on: date, rows: Rows) -> bytes:
    """The first responsible persons of many organisations: (党组织, 类别, 领域, 第一责任人, 专兼职, 已分工领域)."""
    columns = [
        xlsx.Column(title="党组织", width=34), xlsx.Column(title="类别", width=14), xlsx.Column(title="领域", width=14),
        xlsx.Column(title="第一责任人", width=34), xlsx.Column(title="专兼职", width=8),
        xlsx.Column(title="已分工领域", width=11),
    ]  # fmt: skip
    return xlsx.table(xlsx.Sheet(title="党建工作第一责任人名单", columns=columns, rows=rows, org=org, on=on))
