"""What of a committee's own life is printed: lists, sheets and an agenda, as Word papers; one list as a sheet."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from jishi.committees.rules import (
    ContactKind,
    DualLife,
    GoalCategory,
    GoalLevel,
    GoalState,
    ResultKind,
    ResultState,
    figure_of,
)
from jishi.papers.docx import SMALL, Ink, Look, Paper, para
from jishi.papers.grid import Column, put_list
from jishi.papers.words import day, dotted, joined, ordinal
from jishi.papers.xlsx import Column as SheetColumn
from jishi.papers.xlsx import Content, Sheet, table

type Rows = Any  # what a query of this room gathers; each writer names what it reads of it


def _paper(title: str, org: str, under: str, *, landscape: bool = False) -> Paper:
    paper = Paper(title, landscape=landscape)
    paper.heading(title)
    paper.put(para(f"填报单位：{org}　　{under}", SMALL, after=4))
    return paper


def _part(paper: Paper, title: str) -> None:
    paper.put(para(title, Ink("hei", 12), before=8, after=3, keep_next=True))


def _numbered(rows: Iterable[Sequence[str]]) -> list[list[str]]:
    return [[str(number), *row] for number, row in enumerate(rows, 1)]


def _days(first: date | None, last: date | None) -> str:
    if first is None:
        return "未定"
    return dotted(first) if last in (None, first) else f"{dotted(first)}—{dotted(last)}"


def study_docx(org: str, year: int, study: Rows) -> bytes:
    """中心组学习 of a year: the plan with what was held, then the attendance sheet with 学时, in the order of the 中心组."""
    paper = _paper(f"{year}年度理论学习中心组学习情况", org, "学时只用于学习安排，不作比较", landscape=True)
    _part(paper, "一、学习安排")
    columns = (
        Column("序号", 1, "center"), Column("月份", 1.2, "center"), Column("形式", 2, "center"), Column("学习内容", 8),
        Column("重点发言人", 3), Column("学习日期", 2.2, "center"),
    )  # fmt: skip
    put_list(
        paper,
        columns,
        _numbered(
            [
                f"{topic.month}月" if topic.month else "", topic.get_form_display(), topic.topic, topic.speakers,
                dotted(topic.activity.held_on) if topic.activity else "",
            ]
            for topic in study.topics
        ),
    )  # fmt: skip
    _part(paper, "二、考勤和学时（√为到会，空为不在应到之列）")
    meetings = [Column(f"{record.held_on:%m-%d}", 1.4, "center") for record in study.records]
    sheet = (
        Column("姓名", 2.4),
        *meetings,
        Column("集体", 1.4, "center"),
        Column("自学", 1.4, "center"),
        Column("学时", 1.4, "center"),
    )
    put_list(
        paper,
        sheet,
        [
            [one.name, *("√" if m == "" else (m or " ") for m in one.marks), f"{one.together:g}", f"{one.alone:g}", f"{one.hours:g}"]
            for one in study.learners
        ],
        size=9,
    )  # fmt: skip
    return paper.done()


def life_docx(org: str, life: Rows) -> bytes:
    """民主生活会: the steps by their days, the meeting, and the 整改清单. Neither talks nor criticism."""
    meeting = life.meeting
    paper = _paper(f"{meeting.year}年度民主生活会整改清单", org, f"主题：{meeting.theme}", landscape=True)
    _part(paper, "一、各环节")
    steps = [*life.before, *life.after]
    rows = [[s.step.label, dotted(s.done.done_on) if s.done else "", s.done.note if s.done else ""] for s in steps]
    talks = [["谈心谈话", "", f"{len(life.talks)}对"]] if life.talks else []
    held = [["召开会议", dotted(life.record.held_on), f"应到{life.record.expected}人，实到{life.record.present}人；列席：{joined(g.name for g in life.guests)}"]] if life.record else []  # fmt: skip
    put_list(
        paper,
        (Column("环节", 3), Column("日期", 2, "center"), Column("情况", 8)),
        [*rows[:3], *talks, *held, *rows[3:]],
    )
    _part(paper, "二、整改清单")
    columns = (
        Column("序号", 1, "center"), Column("问题", 5), Column("整改措施", 5), Column("责任人", 2, "center"),
        Column("完成时限", 2, "center"), Column("状态", 2, "center"),
    )  # fmt: skip
    items = ((i.problem, i.assignment.title, i.assignment.owner_name, dotted(i.assignment.due_on), i.assignment.get_state_display()) for one in life.items for i in [one.row])  # fmt: skip
    put_list(paper, columns, _numbered(items))
    return paper.done()


def agenda_docx(org: str, agenda: Rows) -> bytes:
    """The agenda, then the background sheet: each figure with the records behind it as of the day it was drafted."""
    paper = Paper(str(agenda.title), look=Look.OFFICIAL)
    paper.heading(str(agenda.title))
    when = f"{day(agenda.meet_on)}" if agenda.meet_on else "时间待定"
    paper.put(para(f"{org}　{when}", Ink("kai", 16), align="center", after=10))
    for number, point in enumerate(agenda.points, 1):
        paper.put(para(f"{ordinal(number)}、{point['title']}", Ink("hei", 16), indent=2, line=29))
        paper.body(point["text"])
    paper.page()
    paper.heading("背景材料", size=18)
    paper.put(para(f"截至{day(agenda.drafted_on)}，由平台从记录汇总。", Ink("kai", 14), align="center", after=6))
    for kept in agenda.figures:
        figure = figure_of(kept)
        paper.put(para(f"{figure.label}：{figure.count} 项", Ink("hei", 14), before=6, keep_next=True))
        for line in figure.lines:
            paper.put(para(f"· {line.text}", Ink(size=12), left=1))
        if figure.count > len(figure.lines):
            paper.put(para(f"其余 {figure.count - len(figure.lines)} 项见平台。", Ink(size=12), left=1))
    return paper.done()


def _came(results: Iterable[Rows]) -> str:
    return "；".join(
        f"{ResultKind.label_of(str(r.kind))}：{r.note}（{r.assignment.get_state_display() if r.assignment else ResultState.label_of(str(r.state))}）"
        for r in results
    )  # fmt: skip


def research_docx(org: str, year: int, rows: Iterable[Rows]) -> bytes:
    """调研 of a year by person: where, what was found, what came of it."""
    paper = _paper(f"{year}年度领导干部调研情况", org, "", landscape=True)
    columns = (
        Column("序号", 0.8, "center"), Column("调研人", 1.5, "center"), Column("题目", 3.5), Column("时间", 2.7, "center"),
        Column("地点", 3.2), Column("发现的情况和建议", 5), Column("成果", 4.5),
    )  # fmt: skip
    lines = []
    for row in rows:
        one = row.research
        places = joined([place for place in (one.place, *(org.name for org in row.visited)) if place], nothing="")
        found = "\n".join(part for part in (one.findings, one.suggestions) if part)
        lines.append([one.person.name, one.subject, _days(one.from_on, one.to_on), places, found, _came(row.results)])
    put_list(paper, columns, _numbered(lines))
    return paper.done()


def points_docx(org: str, rows: Iterable[tuple[Rows, Sequence[Rows]]], on: date) -> bytes:
    """联系点: who looks after which organisation, since when, and the visits of this year."""
    paper = _paper("领导干部联系点一览", org, f"截至{day(on)}", landscape=True)
    columns = (
        Column("序号", 0.8, "center"), Column("领导干部", 1.8, "center"), Column("联系的党组织", 4), Column("起", 1.8, "center"),
        Column("依据", 3), Column("本年到联系点", 7),
    )  # fmt: skip
    lines = [
        [
            point.person.name, point.place.name, dotted(point.from_on), point.basis,
            "；".join(f"{v.on:%m-%d} {v.how}：{v.what}" for v in visits if v.on.year == on.year),
        ]
        for point, visits in rows
    ]  # fmt: skip
    put_list(paper, columns, _numbered(lines))
    return paper.done()


def dual_docx(org: str, name: str, year: int, life: DualLife) -> bytes:
    """双重组织生活 of one cadre in a year, from attendance."""
    paper = _paper(f"{name}{year}年参加双重组织生活情况", org, f"所在党支部：{life.branch or '不详'}")
    parts = (
        ("一、以普通党员身份参加所在党支部组织生活", life.as_member),
        ("二、参加党委班子活动", life.as_leader),
        ("三、参加联系点组织生活", life.at_points),
        ("四、参加其他党组织活动", life.elsewhere),
    )
    columns = (Column("序号", 0.8, "center"), Column("日期", 2, "center"), Column("内容", 6), Column("党组织", 4), Column("到会", 1.6, "center"))  # fmt: skip
    for title, rows in parts:
        _part(paper, title)
        lines = [[dotted(r.held_on), r.title, r.org_name, "到会" if r.is_present else r.reason] for r in rows]
        put_list(paper, columns, _numbered(lines) or [["", "", "没有记录", "", ""]])
    return paper.done()


CONTACTS = ("干部", "方式", "地点或党组织", "起止", "计划次数", "已办次数", "最近一次", "待解决")


def _contact(row: Rows) -> list[str]:
    duty = row.duty
    place = joined([part for part in (duty.place.name if duty.place else "", duty.where) if part], nothing="")
    return [
        duty.person.name, ContactKind.label_of(str(duty.kind)), place, _days(duty.from_on, duty.to_on), str(duty.planned),
        str(row.done), dotted(row.last_on), str(row.pending),
    ]  # fmt: skip


def contacts_docx(org: str, year: int, rows: Iterable[Rows]) -> bytes:
    """下访、结亲、驻点 of a year by cadre. Who is visited is never printed here."""
    paper = _paper(f"{year}年干部联系群众一览", org, "", landscape=True)
    shares = (1.6, 1.4, 5, 3.6, 1.6, 1.6, 2, 1.4)
    columns = (
        Column("序号", 0.8, "center"),
        *(Column(title, share) for title, share in zip(CONTACTS, shares, strict=True)),
    )
    put_list(paper, columns, _numbered(_contact(row) for row in rows))
    return paper.done()


def contacts_sheet(org: str, rows: Iterable[Rows], *, on: date) -> bytes:
    """The same list as an .xlsx workbook, as the page shows it."""
    numbers = ("计划次数", "已办次数", "待解决")
    columns = [
        SheetColumn(title=title, width=22 if title in ("地点或党组织", "起止") else 10, content=Content.NUMBER if title in numbers else Content.TEXT)
        for title in CONTACTS
    ]  # fmt: skip
    lines = [
        [int(v) if title in numbers else v for title, v in zip(CONTACTS, _contact(row), strict=True)] for row in rows
    ]
    return table(Sheet(title="干部联系群众一览", columns=columns, rows=lines, org=org, on=on))


def institutions_docx(org: str, rows: Sequence[Rows], texts: Sequence[Rows], on: date) -> bytes:
    """制度汇编: the list with states, then the text of each in force."""
    paper = _paper("制度汇编", org, f"截至{day(on)}")
    columns = (
        Column("序号", 0.8, "center"), Column("制度名称", 5), Column("制定日期", 2, "center"), Column("现行版次", 1.6, "center"),
        Column("最近修订", 2, "center"), Column("状态", 2, "center"),
    )  # fmt: skip
    lines = []
    for row in rows:
        one = row.institution
        state = f"{dotted(one.abolished_on)}废止" if one.abolished_on else "执行中"
        revised = dotted(row.since) if row.number > 1 else ""
        lines.append([one.title, dotted(one.adopted_on), f"第{row.number}版", revised, state])
    put_list(paper, columns, _numbered(lines))
    for row, text in zip(rows, texts, strict=True):
        if row.institution.abolished_on:
            continue
        paper.page()
        paper.heading(str(row.institution.title), size=16)
        passed = f"（{day(text.on)}{'修订' if text.number > 1 else '通过'}）"
        paper.put(para(passed, Ink("kai", 12), align="center", after=6))
        paper.body(str(text.text) if text.text else f"正文见文件：{text.file.name}")
    return paper.done()


def goals_docx(org: str, year: int, rows: Iterable[Rows]) -> bytes:
    """年度目标 by level and category, with the latest step and the result."""
    paper = _paper(f"{year}年度目标", org, "不设分数", landscape=True)
    columns = (
        Column("序号", 0.8, "center"), Column("层级", 1.6, "center"), Column("类别", 2), Column("目标", 4.5), Column("怎样算完成", 4.5),
        Column("时限", 1.8, "center"), Column("状态", 1.4, "center"), Column("进展和结果", 4.5),
    )  # fmt: skip
    lines = []
    for row in rows:
        goal = row.goal
        said = str(goal.result) if goal.result else "".join(f"{s.on:%m-%d} {s.note}" for s in list(row.steps)[:1])
        level = goal.get_sector_display() if goal.sector else GoalLevel.label_of(str(goal.level))
        lines.append([
            level, GoalCategory.label_of(str(goal.category)), goal.text, goal.measure, dotted(goal.due_on),
            GoalState.label_of(str(goal.state)), said,
        ])  # fmt: skip
    put_list(paper, columns, _numbered(lines))
    return paper.done()
