"""The sheets of schemes: the tree that can be read back, 考核评分表 of one organisation, the summary in the order of the tree."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from jishi.appraisals.rules import ItemKind, Measure, Phase, Source
from jishi.appraisals.rules.scheme_sheet import BASE, COLUMNS, FIGURE, KIND, MEASURE, RULE, SOURCE, TEXT
from jishi.papers.docx import SMALL, Ink, Paper, para
from jishi.papers.grid import Column, put_list
from jishi.papers.words import day, said
from jishi.papers.xlsx import Column as SheetColumn
from jishi.papers.xlsx import Content, Sheet, table

type View = Any  # what a query of this room gathers; each writer names what it reads of it

_WIDTHS = {TEXT: 36, RULE: 40, KIND: 10, SOURCE: 16, MEASURE: 24, FIGURE: 30, BASE: 30}
_CHOICES: dict[str, type[ItemKind] | type[Source] | type[Measure]] = {
    KIND: ItemKind, SOURCE: Source, MEASURE: Measure,
}  # fmt: skip


def tree_xlsx(title: str, on: date, rows: Sequence[Sequence[str]], words: Sequence[str]) -> bytes:
    """The tree of indicators as it can be read back; below it what the figures are called."""
    columns = [
        SheetColumn(
            title=name, width=_WIDTHS.get(name, 11),
            choices=tuple(one.label for one in _CHOICES[name]) if name in _CHOICES else (),
        )
        for name in COLUMNS
    ]  # fmt: skip
    notes = ("说明：编号 2.1 挂在 2 下面；“数字”和“应办的数字”可以写：" + "；".join(words),)
    return table(
        Sheet(title=title, columns=columns, rows=rows, on=on, numbered=False, remarks=False, notes=notes, name="指标")
    )


_HEADS = ("类别", "项目", "编号", "考核内容", "分值", "评分办法", "考核方式", "依据", "自评分", "考评分", "扣分原因")


def _marked(view: View) -> list[tuple[str, ...]]:
    """The leaves as rows of 考核评分表: 类别 and 项目 are the headings above them."""
    heads: dict[int, str] = {}
    rows: list[tuple[str, ...]] = []
    for one in view.lines:
        line = one.line
        heads[line["depth"]] = line["text"]
        if not line["is_leaf"]:
            continue
        why = _why(one)
        happened = "；".join(f"{o['on']} {o['text']}" for o in one.occurrences)
        reasons = "；".join(mark.reason for mark in one.reviewed if mark.reason)
        rows.append((
            heads[0] if line["depth"] else "", heads[1] if line["depth"] > 1 else "", line["number"], line["text"],
            "—" if line["kind"] == ItemKind.VETO else one.most, line["rule"], line["source_word"], why or happened,
            "、".join(mark.points for mark in one.own), "—" if line["kind"] == ItemKind.VETO else one.points, reasons,
        ))  # fmt: skip
    return rows


def _why(one: View) -> str:
    """How the points came about: from records, or weighed from parts of the year."""
    parts = one.parts
    if [part["phase"] for part in parts] == [Phase.FINAL]:
        return str(parts[0]["why"]) if one.line["is_records"] else ""
    return "；".join(f"{part['phase_word']}（{part['weight']}%）{part['points']}：{part['why']}" for part in parts)


def _foot(row: View, view: View) -> list[str]:
    grade = view.grade or "没有定"
    found = [f"得分 {view.points}，满分 {view.most}；等次：{grade}。"]
    if view.put.flag:
        found.append(f"直接定级：{view.flagged}，依据：{view.put.flag['basis']}。")
    if row.feedback:
        found.append(f"反馈意见：{row.feedback}")
    if row.settled_on:
        found.append(f"{day(row.settled_on)}审定，{row.settled_by}。校验码 {row.seal}")
    return found


def marked_docx(title: str, row: View, view: View, on: date) -> bytes:
    """考核评分表 of one organisation, with its working-out."""
    paper = Paper(title, landscape=True)
    paper.heading(title)
    paper.put(para(f"党组织：{row.org.name}　　{row.get_state_display()}　　{day(on)}", SMALL, after=4))
    shares = (1.6, 1.4, 1.0, 3.6, 1.0, 3.6, 1.8, 3.0, 1.1, 1.1, 2.2)
    columns = [
        Column(head, share, "center" if share < 1.5 else "left") for head, share in zip(_HEADS, shares, strict=True)
    ]
    put_list(paper, columns, [[said(cell) if cell else "" for cell in line] for line in _marked(view)])
    for text in _foot(row, view):
        paper.put(para(text, Ink(size=11), before=4))
    paper.put(para("被考核党组织负责人：　　　　　　考评人：　　　　　　　　年　　月　　日", SMALL, before=10))
    return paper.done()


def marked_xlsx(title: str, row: View, view: View, on: date) -> bytes:
    """The same as a sheet."""
    widths = (14, 12, 8, 34, 8, 36, 14, 30, 8, 8, 24)
    columns = [SheetColumn(title=head, width=width) for head, width in zip(_HEADS, widths, strict=True)]
    return table(
        Sheet(
            title=title, columns=columns, rows=_marked(view), org=row.org.name, on=on, numbered=True,
            notes=tuple(_foot(row, view)), signatures=("被考核党组织负责人", "考评人"), name="评分表",
        )
    )  # fmt: skip


_SUMMARY = (
    SheetColumn(title="党组织", width=36), SheetColumn(title="进行情况", width=18),
    SheetColumn(title="得分", width=10), SheetColumn(title="没有得分的项", width=12, content=Content.NUMBER),
    SheetColumn(title="等次", width=12), SheetColumn(title="直接定级依据", width=30),
)  # fmt: skip


def summary_xlsx(title: str, on: date, lines: Iterable[View]) -> bytes:
    """The summary in the order of the tree, never by points."""
    rows = [
        (
            line.row.org.name, line.row.get_state_display(), line.points, line.result.open, line.grade,
            "；".join(one["basis"] for one in line.row.g_flags if one["lifted_on"] is None),
        )
        for line in lines
    ]  # fmt: skip
    return table(Sheet(title=title, columns=_SUMMARY, rows=rows, on=on, unit=f"共{len(rows)}个党组织", name="汇总"))
