"""The words a layout may use, what they mean, and the facts behind them, for each paper."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from jishi.papers import words
from jishi.papers.minutes import (
    Absence,
    Correction,
    Guest,
    Item,
    Minutes,
    Task,
    absence_words,
    correction_words,
    guest_words,
)
from jishi.papers.yearbook import Change, Group, Marks, Officer, Person, Statement, YearBook, sections

PAPERS = {"minutes": "会议和活动记录", "yearbook": "支部工作手册"}


class Placeholder(NamedTuple):
    """`name` as it is written between the braces; 议题.标题 is a field of each entry of the list 议题."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Term:
    """One word: what it means and how its value is read. A list has `fields` and its value gives the entries."""

    name: str
    meaning: str
    value: Callable[[Any], Any]
    fields: tuple["Term", ...] = ()


def _number(name: str, meaning: str, value: Callable[[Any], int | None]) -> Term:
    return Term(name, meaning, lambda x: words.number(value(x)))


def _text(name: str, meaning: str, value: Callable[[Any], str]) -> Term:
    return Term(name, meaning, lambda x: words.said(value(x)))


def _task_terms() -> tuple[Term, ...]:
    return (
        _text("事项", "要办的事", lambda t: t.title),
        _text("责任人", "谁来办", lambda t: t.owner),
        Term("时限", "何时办完", lambda t: words.day(t.due_on)),
        _text("状态", "办理状态", lambda t: t.state),
        _text("情况", "办理情况", lambda t: t.result),
    )


def _vote(i: Item, name: str) -> int | None:
    return getattr(i.vote, name) if i.vote else None


_ITEM = (
    _text("标题", "议题名称", lambda i: i.title),
    _text("内容", "讨论要点，含不同意见", lambda i: i.gist),
    _text("表决事项", "提请表决的事项", lambda i: i.vote.motion if i.vote else ""),
    _text("表决方式", "举手或无记名", lambda i: i.vote.method if i.vote else ""),
    _number("应到", "有表决权应到人数", lambda i: _vote(i, "expected")),
    _number("实到", "有表决权实到人数", lambda i: _vote(i, "present")),
    _number("赞成", "赞成票数", lambda i: _vote(i, "in_favour")),
    _number("反对", "反对票数", lambda i: _vote(i, "against")),
    _number("弃权", "弃权票数", lambda i: _vote(i, "abstained")),
    _number("书面", "其中书面意见数", lambda i: _vote(i, "written")),
    _text("决议", "决议或决定", lambda i: i.resolution),
)
_MINUTES: tuple[Term, ...] = (
    _text("标题", "记录标题，如“红旗村党支部党员大会记录”", lambda m: m.heading),
    _text("党组织名称", "党组织全称", lambda m: m.org),
    Term("类别", "会议或活动类别", lambda m: words.joined(m.kinds)),
    _text("名称", "会议名称或活动主题", lambda m: m.title),
    Term("会议时间", "年月日和起止时间", lambda m: words.when(m.held_on, m.starts_at, m.ends_at)),
    Term("会议日期", "年月日", lambda m: words.day(m.held_on)),
    _text("会议地点", "地点", lambda m: m.place),
    _text("主持人", "主持人姓名和职务", lambda m: m.chair),
    _text("记录人", "记录人姓名和职务", lambda m: m.recorder),
    _text("授课人", "党课授课人", lambda m: m.lecturer),
    _number("应到", "应到人数", lambda m: m.expected),
    _number("实到", "实到人数", lambda m: m.present),
    _number("缺席", "缺席人数", lambda m: m.absent),
    _number("有表决权应到", "有表决权的应到人数", lambda m: m.voters_expected),
    _number("有表决权实到", "有表决权的实到人数", lambda m: m.voters_present),
    Term("出席名单", "到会党员姓名", lambda m: words.joined(m.attended)),
    Term("缺席人员及原因", "一句话列出缺席人员、原因和请假情况", lambda m: absence_words(m.absences)),
    Term("列席人员", "一句话列出列席人员", lambda m: guest_words(m.guests)),
    _text("学时", "学习时长折合的学时", lambda m: m.hours),
    _text("服务事项", "服务的中心工作或民情", lambda m: m.serves),
    Term("补记说明", "会后补记的真实日期和原因；未补记时为“无”", lambda m: words.said(m.late_remark)),
    Term("不符说明", "与规定不符之处；没有时为“无”", lambda m: words.joined(m.defects, "；")),
    _text("撤回说明", "撤回原因；未撤回时为“无”", lambda m: m.withdrawn),
    Term("缺席名单", "清单：每名缺席人员", lambda m: m.absences, (
        _text("姓名", "姓名", lambda a: a.name),
        _text("原因", "缺席原因", lambda a: a.reason),
        Term("请假", "已请假、未请假或无", lambda a: {True: "已请假", False: "未请假", None: words.NOTHING}[a.leave]),
    )),
    Term("列席名单", "清单：每名列席人员", lambda m: m.guests, (
        _text("姓名", "姓名", lambda g: g.name), _text("单位职务", "单位及职务", lambda g: g.note),
    )),
    Term("议题", "清单：每个议题", lambda m: m.items, _ITEM),
    Term("落实事项", "清单：会议议定的事项", lambda m: m.tasks, _task_terms()),
    Term("上次事项", "清单：上次议定事项的落实情况", lambda m: m.follow_ups, _task_terms()),
    Term("更正", "清单：确认后的更正", lambda m: m.corrections, (Term("说明", "更正日期、更正人、内容和原因", correction_words),)),
)  # fmt: skip
_YEARBOOK: tuple[Term, ...] = (
    _text("标题", "手册标题", lambda b: b.heading),
    _text("党组织名称", "党组织全称", lambda b: b.org),
    Term("年度", "如 2026", lambda b: str(b.year)),
    _text("书记", "支部书记姓名", lambda b: b.secretary),
    _text("上级党组织", "上级党组织名称", lambda b: b.superior),
    Term("打印日期", "生成手册的日期", lambda b: words.day(b.printed_on)),
    Term("党员人数", "名册人数", lambda b: str(len(b.roster))),
    Term("目录", "清单：手册各节", sections, (
        _text("名称", "节名", lambda s: s.title), _text("记录", "条数，没有时为“本节暂无记录”", lambda s: s.state),
    )),
    Term("基本情况", "清单：支部基本情况", lambda b: b.basics, (
        _text("项目", "项目", lambda p: p[0]), _text("内容", "内容", lambda p: p[1]),
    )),
    Term("班子", "清单：支部班子成员", lambda b: b.committee, (
        _text("职务", "党内职务", lambda o: o.post), _text("姓名", "姓名", lambda o: o.name),
        _text("性别", "性别", lambda o: o.sex), Term("出生年月", "如 1975.03", lambda o: words.month(o.born_on)),
        _text("学历", "学历", lambda o: o.education), Term("任职时间", "如 2024.03", lambda o: words.month(o.from_on)),
        _text("分工", "分工", lambda o: o.duty),
    )),
    Term("党小组", "清单：党小组", lambda b: b.groups, (
        _text("名称", "小组名称", lambda g: g.name), _text("组长", "组长姓名", lambda g: g.leader),
        Term("人数", "党员人数", lambda g: str(len(g.names))), Term("名单", "党员姓名", lambda g: words.joined(g.names)),
    )),
    Term("党员", "清单：党员名册", lambda b: b.roster, (
        _text("姓名", "姓名", lambda p: p.name), _text("性别", "性别", lambda p: p.sex),
        _text("民族", "民族", lambda p: p.ethnicity), Term("出生年月", "如 1975.03", lambda p: words.month(p.born_on)),
        _text("籍贯", "籍贯", lambda p: p.native_place), _text("学历", "学历", lambda p: p.education),
        _text("人员类别", "正式党员或预备党员", lambda p: p.category),
        Term("入党时间", "年月日", lambda p: words.day(p.joined_on)), Term("转正时间", "年月日", lambda p: words.day(p.full_on)),
        _text("单位职务", "单位及职务", lambda p: p.employer), _text("党内职务", "党内职务", lambda p: p.post),
        _text("备注", "备注", lambda p: p.note),
    )),
    Term("党员变动", "清单：本年度党员变动", lambda b: b.changes, (
        Term("日期", "年月日", lambda c: words.day(c.on)), _text("姓名", "姓名", lambda c: c.name),
        _text("变动", "新发展、转正、转入、转出等", lambda c: c.what), _text("备注", "备注", lambda c: c.note),
    )),
    Term("考勤", "清单：每名党员的考勤", lambda b: b.attendance, (
        _text("姓名", "姓名", lambda m: m.name), Term("标记", "按日期顺序的符号", lambda m: " ".join(m.marks)),
    )),
    Term("记录", "清单：全年的会议和活动记录，字段同“会议和活动记录”", lambda b: b.records, _MINUTES),
    Term("任务", "清单：议定事项和任务", lambda b: b.tasks, _task_terms()),
    Term("说明", "清单：事项办理和未开说明", lambda b: b.statements, (
        _text("期间", "如 2026年第三季度", lambda s: s.period), _text("事项", "事项名称", lambda s: s.title),
        _text("类别", "已办说明或未开说明", lambda s: s.what), _text("内容", "说明内容", lambda s: s.note),
    )),
    Term("大事记", "清单：由记录生成的大事记", lambda b: b.events, (
        Term("日期", "年月日", lambda e: words.day(e[0])), _text("事项", "事项", lambda e: e[1]),
    )),
)  # fmt: skip
TERMS: Mapping[str, tuple[Term, ...]] = {"minutes": _MINUTES, "yearbook": _YEARBOOK}


def _listed(terms: tuple[Term, ...], before: str = "") -> list[Placeholder]:
    found = []
    for term in terms:
        found.append(Placeholder(before + term.name, term.meaning))
        found += _listed(term.fields, f"{before}{term.name}.")
    return found


def placeholders(paper: str) -> list[Placeholder]:
    """Every word a layout of `paper` may use, in the order of the form. Raises KeyError for an unknown paper."""
    return _listed(TERMS[paper])


def _facts(terms: tuple[Term, ...], thing: Any) -> dict[str, Any]:
    return {
        term.name: [_facts(term.fields, entry) for entry in term.value(thing)] if term.fields else term.value(thing)
        for term in terms
    }


def minutes_context(m: Minutes) -> dict[str, Any]:
    """The facts of one record under the names of `placeholders("minutes")`."""
    return _facts(_MINUTES, m)


def yearbook_context(book: YearBook) -> dict[str, Any]:
    """The facts of a year's book under the names of `placeholders("yearbook")`."""
    return _facts(_YEARBOOK, book)


def _times(value: Any, entries: int) -> Any:
    """The facts with every list repeated so many times."""
    if isinstance(value, dict):
        return {name: _times(inner, entries) for name, inner in value.items()}
    return [_times(entry, entries) for entry in value] * entries if isinstance(value, list) else value


def sample_context(paper: str, entries: int) -> dict[str, Any]:
    """Invented facts with `entries` entries in every list (the contents as often as the book has sections): what
    `check` tries a layout with."""
    return dict(_times(_sample(paper), entries))


def _sample(paper: str) -> dict[str, Any]:
    task = Task(title="示例事项", owner="王某")
    record = Minutes(
        org="示例党支部", kinds=("党员大会",), absences=(Absence(name="李某"),), guests=(Guest(name="张某"),),
        items=(Item(title="示例议题", gist="要点"),), tasks=(task,), follow_ups=(task,),
        corrections=(Correction(on=words.SAMPLE_DAY, by="王某", reason="笔误"),),
    )  # fmt: skip
    if paper == "minutes":
        return minutes_context(record)
    return yearbook_context(
        YearBook(
            org="示例党支部", year=words.SAMPLE_DAY.year, basics=(("组织类别", "党支部"),),
            committee=(Officer(post="书记", name="王某"),), groups=(Group(name="第一党小组", names=("王某",)),),
            roster=(Person(name="王某"),), changes=(Change(on=None, name="王某", what="转入"),),
            attendance=(Marks(name="王某", marks=("√",)),), records=(record,), tasks=(task,),
            statements=(Statement(period="1月", title="党课", what="未开说明"),),
        )
    )  # fmt: skip
