"""推荐审批表, 推荐汇总表, certificates, and the sheets of the register and of fifty years."""

from collections.abc import Sequence
from typing import Any

from jishi.papers.docx import SMALL, Ink, Look, Paper, para
from jishi.papers.grid import Column, Row, label, put_list, put_table, value
from jishi.papers.words import day, dotted
from jishi.papers.xlsx import Value

type View = Any  # what a query of this room gathers; each writer names what it reads of it

_HEADED = 27.0
FIFTY = ("党组织", "姓名", "出生年月", "入党时间", "转正时间", "党龄（年）", "纪念章")
REGISTER = ("受表彰的人或党组织", "荣誉", "层级", "授予单位", "授予日期", "文号或证书号", "撤销")


def recommendation_docx(facts: View) -> bytes:
    """推荐审批表: the head filled from records, then résumé, rewards, deeds, and the opinions with room for seals."""
    title = f"{facts.title}推荐审批表"
    paper = Paper(title)
    paper.heading(title)
    wide = paper.text_width
    half = wide / 2 - _HEADED
    rows = []
    pairs = list(facts.head)
    for first, second in zip(pairs[::2], pairs[1::2], strict=True):
        cells = [cell for head, text in (first, second) for cell in (label(head, _HEADED), value(text, half))]
        rows.append(Row(tuple(cells), 11))
    rest = wide - _HEADED
    if facts.is_person:
        rows.append(Row((label("个人简历", _HEADED), value(facts.resume, rest)), 40, splits=True))
    rows.append(
        Row((label("何时何地受过何种奖惩" if facts.is_person else "曾获荣誉", _HEADED), value(facts.rewards, rest)), 22)
    )
    rows.append(Row((label("主要事迹", _HEADED), value(facts.deeds, rest)), 120, splits=True))
    for head, text, on in facts.opinions:
        sealed = f"{text}\n　　　　　　　　　　（盖章）　{day(on) if on else '　　年　　月　　日'}"
        rows.append(Row((label(head, _HEADED), value(sealed, rest)), 26))
    blank = "\n　　　　　　　　　　（盖章）　　　年　　月　　日"
    rows.append(Row((label("审批机关意见", _HEADED), value(blank, rest)), 26))
    put_table(paper, rows)
    paper.put(para("本表一式三份。平台没有记录的栏目留空，由本人或组织填写。", SMALL, before=4))
    return paper.done()


def summary_docx(selection: View, lines: Sequence[View]) -> bytes:
    """推荐汇总表, by title, tree and name: nobody is put before anybody."""
    title = f"{selection.title}推荐汇总表"
    paper = Paper(title, landscape=True)
    paper.heading(title)
    paper.put(para(f"{selection.org.name}　　依据：{selection.basis}　　同一称号按组织顺序和姓名排列", SMALL, after=4))
    columns = (
        Column("序号", 1, "center"), Column("称号", 3), Column("推荐单位", 4), Column("姓名或党组织", 4), Column("主要事迹摘要", 10),
    )  # fmt: skip
    rows = [
        [str(n), x.nominee.get_kind_display(), x.nominee.org.name, x.name, _short(x.nominee.deeds)]
        for n, x in enumerate(lines, 1)
    ]
    put_list(paper, columns, rows)
    return paper.done()


def _short(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:199]}…"


def certificate_docx(honour: View) -> bytes:
    """A certificate: who, for what, by which decision, by whom and when."""
    paper = Paper("荣誉证书", look=Look.OFFICIAL, landscape=True)
    paper.heading("荣誉证书", size=36)
    who = f"{honour.person.name}同志" if honour.person else honour.target.name
    big = Ink(size=22)
    paper.put(para(f"{who}：", big, before=20, line=40))
    year = f"{honour.nominee.selection.year}年度" if honour.nominee else ""
    paper.put(para(f"授予{year}“{honour.title.strip('“”')}”称号，特发此证。", big, indent=2, line=40))
    paper.put(para(honour.number, Ink("kai", 16), before=16))
    paper.put(para(honour.given_by, big, align="right", before=30, line=40))
    paper.put(para(day(honour.given_on), big, align="right", line=40))
    return paper.done()


def register_line(one: View) -> list[str]:
    """A line of the register, under `REGISTER`; a withdrawn one says so."""
    return [
        one.person.name if one.person else one.target.name, one.title, one.get_level_display(), one.given_by,
        dotted(one.given_on), one.number, f"{dotted(one.withdrawn_on)} {one.withdrawn_why}" if one.withdrawn_on else "",
    ]  # fmt: skip


def fifty_line(one: View) -> list[Value]:
    """One of those with fifty years by 1 July, under `FIFTY`."""
    return [
        one.member.org.name, one.member.person.name, dotted(one.member.person.born_on), dotted(one.member.joined_on),
        dotted(one.member.full_on), one.years, f"{dotted(one.medal.given_on)}颁发" if one.medal else "",
    ]  # fmt: skip
