"""The contract as both sides sign it, its half-year self-check, and the summary of many as a workbook. Points are tenths."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from jishi.kernel.clock import ZONE
from jishi.papers.docx import SMALL, Ink, Paper, para
from jishi.papers.grid import Column, Row, put_list, put_table, value
from jishi.papers.words import day, dotted
from jishi.papers.xlsx import Column as SheetColumn
from jishi.papers.xlsx import Content, Sheet, table

type View = Any  # what a query of this room gathers; each writer names what it reads of it
_BLANK_DAY = "　　年　　月　　日"


def _part(paper: Paper, title: str) -> None:
    paper.put(para(title, Ink("hei", 12), before=8, after=3, keep_next=True))


def contract_docx(title: str, row: View, view: View, check: Sequence[Mapping[str, Any]]) -> bytes:
    """目标管理责任书: parties, basis, targets, measures, assessment, rewards, rest, signatures of both."""
    paper = Paper(title, landscape=True)
    paper.heading(title)
    paper.put(para(f"甲方：{row.set.org.name}", SMALL), para(f"乙方：{row.org.name}", SMALL, after=4))
    paper.body(row.set.preamble)
    _part(paper, "一、责任目标")
    columns = (
        Column("序号", 1, "center"), Column("类别", 2.4, "center"), Column("目标任务", 5), Column("量化指标", 5),
        Column("分值", 1.2, "center"), Column("完成时限", 2, "center"), Column("责任人", 1.8, "center"), Column("佐证材料", 3),
    )  # fmt: skip
    put_list(paper, columns, [_target(number, line) for number, line in enumerate(view.lines, 1)])
    _part(paper, "二、保证措施")
    paper.body(*_lines(row.set.measures))
    _part(paper, "三、考核办法")
    paper.body(
        f"按《{row.set.edition.scheme.name}》考核，自评和考评相结合，平时记录、半年自检、年终总评。"
        "平台上有记录的，按记录算，不另交材料；对得分有异议的，可以逐项提出，由甲方答复。"
    )
    _part(paper, "四、奖惩")
    paper.body(*_lines(row.set.rewards))
    if view.vetoes:
        paper.body(f"一票否决事项：{'；'.join(view.vetoes)}。")
    if view.bonuses:
        paper.body(f"另可加分：{'；'.join(view.bonuses)}。")
    _part(paper, "五、附则")
    paper.body(
        f"本责任书自双方签订之日起生效，有效期到{row.set.year}年12月31日。期间书记变动的，由继任者续责。一式两份，双方各执一份。"
    )
    if row.set.late_why:
        paper.body(f"本年度第一季度以后签订，原因：{row.set.late_why}。")
    half = paper.text_width / 2
    put_table(paper, [Row((value(_signed("甲方", view.upper), half), value(_signed("乙方", view.lower), half)), 34)])
    return paper.done()


def _target(number: int, line: View) -> list[str]:
    item = line.row
    measure = item.measure or line.rule
    if item.target is not None:
        measure = f"{measure}（目标 {item.target}）" if measure else f"目标 {item.target}"
    return [
        str(number), line.category, item.term.indicator.text, measure, line.worth, dotted(item.due_on, ""),
        item.owner.name if item.owner else "", "平台记录" if line.node.is_counted else item.term.evidence,
    ]  # fmt: skip


def _lines(text: str) -> list[str]:
    return [part for part in text.splitlines() if part.strip()] or ["无。"]


def _signed(word: str, line: View) -> str:
    """A side's box: who signed where and when, whoever goes on with it; blank lines for pen and seal."""
    parts = [f"{word}（盖章）：{line.org.name}"]
    one = line.signed
    if one is None:
        parts += [f"{word}代表（签字）：", _BLANK_DAY]
    else:
        where = "纸质签订" if one.is_paper else f"平台签订 {one.at.astimezone(ZONE):%Y-%m-%d %H:%M}"
        parts += [f"{word}代表：{one.post} {one.name}（{where}）", day(one.on)]
    parts += [f"继任续责：{heir.post} {heir.name}，{day(heir.on)}" for heir in line.heirs]
    return "\n".join(parts)


def check_docx(title: str, row: View, view: View, check: Sequence[Mapping[str, Any]]) -> bytes:
    """半年自检表: as sent, with the numbers of that day; before it is sent as the records stand."""
    paper = Paper(title, landscape=True)
    paper.heading(title)
    when = f"自检日期：{day(row.check_on)}　自检人：{row.check_by}" if row.check_on else "还没有报"
    paper.put(para(f"党组织：{row.org.name}　　{when}", SMALL, after=4))
    columns = (
        Column("序号", 1, "center"), Column("类别", 2.4, "center"), Column("目标任务", 5), Column("量化指标", 4),
        Column("目标", 1.3, "center"), Column("完成", 1.3, "center"), Column("情况", 1.8, "center"), Column("来源和说明", 5),
        Column("责任人", 1.8, "center"),
    )  # fmt: skip
    put_list(paper, columns, [_checked(number, line) for number, line in enumerate(check, 1)])
    _part(paper, "存在的问题和下半年打算")
    paper.body(*(_lines(row.check_text) if row.check_text else ["［请书写］"]))
    paper.put(para("书记签字：　　　　　　　　　　" + _BLANK_DAY, before=18, align="right"))
    return paper.done()


def _checked(number: int, line: Mapping[str, Any]) -> list[str]:
    source = "平台记录" if line["by_records"] else line["said"]
    if line["below"]:
        source = f"下级 {line['below']} 个，{line['below_done']} 个已达到。{source}"
    target, reached = line["target"], line["reached"]
    return [
        str(number), line["category"], line["text"], line["measure"], "" if target is None else str(target),
        "" if reached is None else str(reached), line["word"], source, line["owner"],
    ]  # fmt: skip


CONTRACT_PAPERS: Mapping[str, tuple[str, Callable[[str, View, View, Sequence[Mapping[str, Any]]], bytes]]] = {
    "contract": ("党建工作目标管理责任书", contract_docx),
    "check": ("责任书半年自检表", check_docx),
}

_SUMMARY = (
    SheetColumn(title="党组织", width=34), SheetColumn(title="签订情况", width=20), SheetColumn(title="乙方代表", width=16),
    SheetColumn(title="甲方代表", width=16), SheetColumn(title="生效日期", content=Content.DATE),
    SheetColumn(title="半年自检", content=Content.DATE),
    SheetColumn(title="自检时过时限项数", width=12, content=Content.NUMBER), SheetColumn(title="年终考核", width=16),
    SheetColumn(title="得分", width=10, content=Content.NUMBER), SheetColumn(title="等次", width=10),
    SheetColumn(title="反馈意见", width=40),
)  # fmt: skip


def contracts_xlsx(title: str, on: date, lines: Sequence[View]) -> bytes:
    """The summary of a set, in the order of the tree."""
    rows = [
        (
            line.org, line.state, line.lower, line.upper, line.in_force_on, line.check_on, line.late, line.assessed,
            line.total, line.grade, line.feedback,
        )
        for line in lines
    ]  # fmt: skip
    return table(Sheet(title=title, columns=_SUMMARY, rows=rows, on=on, unit=f"共{len(rows)}份", name="责任书"))
