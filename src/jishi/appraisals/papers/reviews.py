"""The papers of 组织生活会 and the sheets of a 民主测评; the list of many branches as a workbook. Who criticised whom, and what
was said in a talk, is on none of them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from jishi.papers.docx import SMALL, Ink, Look, Paper, para
from jishi.papers.grid import Cell, Column, Row, label, put_list, put_table, value
from jishi.papers.words import day, dotted, joined, said
from jishi.papers.xlsx import Column as SheetColumn
from jishi.papers.xlsx import Content, Sheet, table

type View = Any  # what a query of this room gathers; each writer names what it reads of it
type Write = Callable[[str, str, View], bytes]

_HEADED = 26.0


def _paper(title: str, org: str, under: str = "", *, landscape: bool = False) -> Paper:
    paper = Paper(title, landscape=landscape)
    paper.heading(title)
    paper.put(para(f"党支部：{org}　　{under}", SMALL, after=4))
    return paper


def _part(paper: Paper, title: str) -> None:
    paper.put(para(title, Ink("hei", 12), before=8, after=3, keep_next=True))


def _numbered(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[str(number), *row] for number, row in enumerate(rows, 1)]


def plan_docx(title: str, org: str, view: View) -> bytes:
    """The plan as it goes up to be filed."""
    paper = _paper(title, org)
    life = view.life
    answer = "　".join(part for part in (life.get_filing_display(), day(life.answered_on, ""), life.answer) if part)
    facts = (
        ("主　　题", life.theme), ("时　　间", day(life.planned_on)), ("地　　点", said(life.place)),
        ("参加范围", said(life.scope)), ("列席领导", said(life.invited)),
        ("会前准备", "组织学习；征求党员、群众意见；谈心谈话；撰写班子对照检查材料和个人发言提纲（普通党员列个人问题清单）。"),
        ("会议程序", "通报上次整改情况；书记代表班子对照检查；逐人作自我批评，其他同志提批评意见；书记总结，明确整改方向。"),
        ("会后工作", "形成班子和个人问题清单、整改台账；向上级报告情况；向党员、群众通报。"), ("上级意见", answer),
    )  # fmt: skip
    put_table(paper, [Row((label(head, _HEADED), value(text, 170 - _HEADED)), 12) for head, text in facts])
    return paper.done()


def opinions_docx(title: str, org: str, view: View) -> bytes:
    """征求意见表, white: who fills it stays unnamed; opinions on persons go to them by word of mouth."""
    paper = _paper(title, org, "不用署名，填好后投入意见箱或交给支部委员")
    rows = [
        Row(
            (label("序号", 15), label("对支委会班子的意见和建议", 80), label("对支委会成员和党员的意见和建议", 75)),
            header=True,
        )
    ]
    rows += [Row((value(str(number), 15, align="center"), value("", 80), value("", 75)), 22) for number in range(1, 9)]
    put_table(paper, rows)
    return paper.done()


def talks_docx(title: str, org: str, view: View) -> bytes:
    """谈心谈话 by day and pair, signed by both; nothing of what was said."""
    paper = _paper(title, org, f"共{len(view.talks)}对。只记日期和双方，内容不录入")
    widths, heads = (15.0, 30.0, 30.0, 30.0, 65.0), ("序号", "日期", "谈话人", "谈话对象", "双方签字")
    rows = [Row(tuple(label(head, w) for head, w in zip(heads, widths, strict=True)), header=True)]
    for number, talk in enumerate(view.talks, 1):
        cells = (str(number), dotted(talk.held_on), talk.one.name, talk.other.name, "")
        rows.append(Row(tuple(value(text, w, align="center") for text, w in zip(cells, widths, strict=True)), 11))
    put_table(paper, rows)
    return paper.done()


def ledger_docx(title: str, org: str, view: View) -> bytes:
    """问题清单和整改台账: of the committee, then of persons as far as the reader sees them."""
    paper = _paper(title, org, f"共{view.problems}个问题，{view.open_items}项没有销号", landscape=True)
    columns = (
        Column("序号", 1, "center"), Column("属于", 2, "center"), Column("问题", 6), Column("整改措施", 6),
        Column("责任人", 2, "center"), Column("完成时限", 2.2, "center"), Column("状态", 2, "center"), Column("验收人", 2, "center"),
    )  # fmt: skip
    for head, items in (("一、班子问题清单", view.of_committee), ("二、个人问题清单", view.of_persons)):
        _part(paper, head)
        rows = [_item(item) for item in items]
        if rows:
            put_list(paper, columns, _numbered(rows))
        else:
            paper.put(para("没有列入。", SMALL))
    if view.hidden:
        paper.put(para(f"另有{view.hidden}个个人问题，由本人和支部留存。", SMALL, before=4))
    return paper.done()


def _item(item: View) -> list[str]:
    problem, task = item.problem, item.problem.assignment
    whose = problem.person.name if problem.person else "班子"
    if task is None:
        return [whose, item.text, "", "", "", "还没有措施", ""]
    second = task.accepted_by.name if task.accepted_by else ""
    return [whose, item.text, task.title, task.owner_name, dotted(task.due_on, ""), task.get_state_display(), second]


def report_docx(title: str, org: str, view: View) -> bytes:
    """情况报告, drafted from what is recorded; what has no record says so, and nothing is invented."""
    paper = Paper(title, look=Look.OFFICIAL)
    paper.heading(title)
    for number, (head, text) in enumerate(_report(view)):
        paper.put(para(f"{'一二三四'[number]}、{head}", Ink("hei", 16), indent=2, line=29))
        paper.body(text)
    paper.put(para(org, Ink(size=16), align="right", before=24))
    reported = view.step("reported")
    paper.put(para(day(reported.done_on) if reported else "　　年　　月　　日", Ink(size=16), align="right"))
    return paper.done()


def _report(view: View) -> list[tuple[str, str]]:
    life, record = view.life, view.record
    asked, study, criticism = view.step("opinions"), view.step("study"), view.step("criticism")
    parts = [f"按照上级部署，我支部以“{life.theme}”为主题筹备{life.year}年度组织生活会。"]
    parts.append(
        f"会前学习于{day(study.done_on)}进行{f'，{study.note}' if study.note else ''}。"
        if study
        else "会前学习没有记录。"
    )
    parts.append(
        f"征求意见{_count(asked.people, '人次')}，收到意见建议{_count(asked.pieces, '条')}。"
        if asked
        else "征求意见没有记录。"
    )
    parts.append(f"开展谈心谈话{len(view.talks)}对。" if view.talks else "谈心谈话没有记录。")
    held = "会议没有记录。"
    if record is not None:
        rate = f"，到会率{record.present / record.expected:.1%}" if record.expected else ""
        held = f"{day(record.held_on)}召开组织生活会，应到{record.expected or 0}人，实到{record.present or 0}人{rate}。"
        guests = joined((g.name for g in view.guests), nothing="")
        held += f"列席指导：{guests}。" if guests else ""
    if criticism:
        held += f"会上开展批评和自我批评，提出批评意见{_count(criticism.pieces, '条')}。"
    listed = f"共查摆问题{view.problems}个，制定整改措施{view.measures}项。" if view.problems else "问题清单没有记录。"
    left = f"目前{view.measures - view.open_items}项已验收销号，{view.open_items}项正在整改。" if view.measures else ""
    told = view.step("circulated")
    last = (
        f"会议情况已于{day(told.done_on)}通报{f'：{told.note}' if told.note else ''}。" if told else "会议情况待通报。"
    )
    return [("会前准备", "".join(parts)), ("会议情况", held), ("查摆问题和整改", listed + left), ("通报情况", last)]


def _count(number: int | None, unit: str) -> str:
    return f"{number}{unit}" if number is not None else f"　　{unit}"


LIFE_PAPERS: Mapping[str, tuple[str, Write]] = {
    "plan": ("方案", plan_docx),
    "opinions": ("征求意见表", opinions_docx),
    "talks": ("谈心谈话情况表", talks_docx),
    "ledger": ("问题清单和整改台账", ledger_docx),
    "report": ("情况报告", report_docx),
}

_NEGATIVE = (
    "理想信念动摇", "不参加组织生活", "不按时交纳党费", "不做党组织分配的工作", "不执行组织决定", "损害群众利益",
    "封建迷信活动", "不团结、闹无原则纠纷", "违反廉洁纪律", "工作生活作风不良",
)  # fmt: skip


def _sheet(title: str, org: str, columns: Sequence[tuple[str, float]], names: Sequence[str], note: str) -> bytes:
    paper = Paper(title, landscape=len(columns) > 8)
    paper.heading(title)
    paper.put(para(f"党支部：{org}", SMALL, after=3))
    whole = sum(share for _, share in columns)
    widths = [round(paper.text_width * share / whole, 1) for _, share in columns]
    rows = [
        Row(tuple(label(head, w, Ink("hei", 10)) for (head, _), w in zip(columns, widths, strict=True)), header=True)
    ]
    for number, name in enumerate(names, 1):
        first: list[Cell] = [value(str(number), widths[0], align="center"), value(name, widths[1], align="center")]
        rows.append(Row((*first, *(value("", w) for w in widths[2:]))))
    put_table(paper, rows)
    paper.put(para(note, SMALL, before=6))
    paper.put(para(f"有下列情形之一、比较突出的，可以填不合格：{'；'.join(_NEGATIVE)}。", SMALL))
    paper.put(para("本表无记名，请独立填写，填好后直接投入票箱。", SMALL))
    return paper.done()


def simple_sheet(title: str, org: str, names: Sequence[str]) -> bytes:
    """A式: one tick a row."""
    columns = (
        [("序号", 1.0), ("姓名", 2.2)]
        + [(g, 1.8) for g in ("优秀", "合格", "基本合格", "不合格")]
        + [("存在突出问题", 4.0)]
    )
    return _sheet(title, org, columns, names, "每人只在一个等次下打“√”，多打或不打的，该行无效。填票人不填自己。")


def dimensional_sheet(title: str, org: str, names: Sequence[str]) -> bytes:
    """B式: six aspects (好、一般、差), then the grade in words."""
    aspects = ("理想信念", "政治理论素质", "组织纪律", "廉洁自律", "联系服务群众", "模范作用")
    columns = [("序号", 1.0), ("姓名", 2.2), *((a, 2.0) for a in aspects), ("综合评定", 3.0)]
    note = "各项填好、一般或差；综合评定填优秀、合格、基本合格或不合格。填票人不填自己。"
    return _sheet(title, org, columns, names, note)


def scored_sheet(title: str, org: str, names: Sequence[str]) -> bytes:
    """C式: four aspects with points, their sum, then the grade in words."""
    aspects = ("政治素质", "工作表现", "服务意识", "团结协作")
    columns = [("序号", 1.0), ("姓名", 2.2), *((a, 2.0) for a in aspects), ("得分", 1.8), ("综合评定", 2.8)]
    note = "四项各25分，得分为四项之和；85分以上可评优秀，75分以上合格，65分以上基本合格，以下不合格。填票人不填自己。"
    return _sheet(title, org, columns, names, note)


TEST_SHEETS: Mapping[str, Callable[[str, str, Sequence[str]], bytes]] = {
    "a": simple_sheet, "b": dimensional_sheet, "c": scored_sheet,
}  # fmt: skip

_LINES = (
    SheetColumn(title="党组织", width=34), SheetColumn(title="方案备案", width=22),
    SheetColumn(title="组织生活会", width=22), SheetColumn(title="召开日期", content=Content.DATE),
    SheetColumn(title="情况报告", width=22), SheetColumn(title="民主评议等次", width=22),
    SheetColumn(title="整改事项", width=10, content=Content.NUMBER),
    SheetColumn(title="没有销号", width=10, content=Content.NUMBER), SheetColumn(title="通知", width=26),
)  # fmt: skip


def lines_xlsx(title: str, on: date, lines: Sequence[View]) -> bytes:
    """The list as filtered: in the order of the tree, no grade of anybody."""
    rows = [
        (
            line.org.name, line.marks["filed"].word, line.marks["held"].word, line.marks["held"].on,
            line.marks["reported"].word, line.marks["graded"].word, line.ledger, line.ledger_open, line.deadlines.basis,
        )
        for line in lines
    ]  # fmt: skip
    return table(Sheet(title=title, columns=_LINES, rows=rows, on=on, unit=f"共{len(rows)}个支部", name="进度"))
