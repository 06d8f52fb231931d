"""The papers a county may replace, and for each the words its layout may use with the facts behind them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from jishi.papers import words
from jishi.papers.attendance import ATTENDANCE
from jishi.papers.attendance import SAMPLE as ATTENDANCE_SAMPLE
from jishi.papers.minutes import Absence, Correction, Form, Guest, Item, Minutes, SignIn, Task, Vote
from jishi.papers.minutes.terms import MINUTES, SIGN_IN, task_terms
from jishi.papers.register import REGISTER_SAMPLE, REGISTER_TERMS
from jishi.papers.tables import FORMS, sample_of, terms_of
from jishi.papers.terms import Placeholder, Term, facts, listed, repeated, text, whitened
from jishi.papers.yearbook import Away, Change, Group, Held, Marks, Officer, Person, Statement, YearBook, sections

_YEARBOOK: tuple[Term, ...] = (
    text("标题", "手册标题", lambda b: b.heading),
    text("党组织名称", "党组织全称", lambda b: b.org),
    Term("年度", "年份", lambda b: str(b.year)),
    text("书记", "支部书记姓名", lambda b: b.secretary),
    text("上级党组织", "上级党组织名称", lambda b: b.superior),
    Term("打印日期", "生成手册的日期", lambda b: words.day(b.printed_on)),
    Term("党员人数", "名册人数", lambda b: str(len(b.roster))),
    Term("目录", "清单：手册各节", sections, (
        text("名称", "节名", lambda s: s.title), text("记录", "条数，没有时为“本节暂无记录”", lambda s: s.state),
    )),
    Term("基本情况", "清单：支部基本情况", lambda b: b.basics, (
        text("项目", "项目", lambda p: p[0]), text("内容", "内容", lambda p: p[1]),
    )),
    Term("班子", "清单：支部班子成员", lambda b: b.committee, (
        text("职务", "党内职务", lambda o: o.post), text("姓名", "姓名", lambda o: o.name),
        text("性别", "性别", lambda o: o.sex), Term("出生年月", "年月", lambda o: words.month(o.born_on)),
        text("学历", "学历", lambda o: o.education), Term("任职时间", "年月", lambda o: words.month(o.from_on)),
        text("分工", "分工", lambda o: o.duty),
    )),
    Term("党小组", "清单：党小组", lambda b: b.groups, (
        text("名称", "小组名称", lambda g: g.name), text("组长", "组长姓名", lambda g: g.leader),
        Term("人数", "党员人数", lambda g: str(len(g.names))), Term("名单", "党员姓名", lambda g: words.joined(g.names)),
    )),
    Term("党员", "清单：党员名册", lambda b: b.roster, (
        text("姓名", "姓名", lambda p: p.name), text("性别", "性别", lambda p: p.sex),
        text("民族", "民族", lambda p: p.ethnicity), Term("出生年月", "年月", lambda p: words.month(p.born_on)),
        text("籍贯", "籍贯", lambda p: p.native_place), text("学历", "学历", lambda p: p.education),
        text("人员类别", "正式党员或预备党员", lambda p: p.category),
        Term("入党时间", "年月日", lambda p: words.day(p.joined_on)), Term("转正时间", "年月日", lambda p: words.day(p.full_on)),
        text("单位职务", "单位及职务", lambda p: p.employer), text("党内职务", "党内职务", lambda p: p.post),
        text("备注", "备注", lambda p: p.note),
    )),
    Term("党员变动", "清单：本年度党员变动", lambda b: b.changes, (
        Term("日期", "年月日", lambda c: words.day(c.on)), text("姓名", "姓名", lambda c: c.name),
        text("变动", "新发展、转正、转入、转出等", lambda c: c.what), text("备注", "备注", lambda c: c.note),
    )),
    Term("外出", "清单：流动党员、失联党员", lambda b: b.away, (
        text("姓名", "姓名", lambda a: a.name), text("类别", "流动党员或失联党员", lambda a: a.what),
        text("流向", "外出流向", lambda a: a.where), Term("失联日期", "年月日", lambda a: words.day(a.since)),
    )),
    Term("考勤", "清单：每名党员的考勤", lambda b: b.attendance, (
        text("姓名", "姓名", lambda m: m.name), Term("标记", "按日期顺序的符号", lambda m: " ".join(m.marks)),
    )),
    Term("记录", "清单：全年的会议和活动记录，字段同“会议和活动记录”", lambda b: b.records, MINUTES),
    Term("任务", "清单：议定事项和任务", lambda b: b.tasks, task_terms()),
    Term("说明", "清单：事项办理和未开说明", lambda b: b.statements, (
        text("期间", "如 2026年第三季度", lambda s: s.period), text("事项", "事项名称", lambda s: s.title),
        text("类别", "已办说明或未开说明", lambda s: s.what), text("内容", "说明内容", lambda s: s.note),
    )),
    Term("大事记", "清单：由记录生成的大事记", lambda b: b.events, (
        Term("日期", "年月日", lambda e: words.day(e[0])), text("事项", "事项", lambda e: e[1]),
    )),
)  # fmt: skip

_TASK = Task(title="整修东渠", owner="王某", due_on=words.SAMPLE_DAY, state="办理中", result="已完成一半")
_RECORD = Minutes(
    org="示例党支部", kinds=("党员大会",), title="一季度党员大会", held_on=words.SAMPLE_DAY, starts_at=time(9),
    ends_at=time(10, 30), place="村部会议室", chair="王某（书记）", recorder="李某（组织委员）", lecturer="王某（书记）",
    expected=9, present=8, voters_expected=8, voters_present=7, attended=("王某", "李某"),
    absences=(Absence(name="张某", reason="病假", leave=True),), guests=(Guest(name="周某", note="镇组织办干事"),),
    items=(Item(title="讨论水渠整修方案", gist="张某同志建议先备齐材料再动工。", resolution="同意先修东渠。",
                vote=Vote(motion="通过整修方案", method="举手", expected=8, present=7, in_favour=6, against=1, abstained=0,
                          written=0)),),
    tasks=(_TASK,), follow_ups=(_TASK,), hours="2", serves="冬季水利", special_subject="党建工作",
    corrections=(Correction(on=words.SAMPLE_DAY, by="王某", reason="笔误"),),
)  # fmt: skip
_BOOK = YearBook(
    org="示例党支部", year=words.SAMPLE_DAY.year, secretary="王某", superior="中共示例镇委员会",
    printed_on=words.SAMPLE_DAY, basics=(("组织类别", "党支部"),),
    committee=(Officer(post="书记", name="王某", sex="男", education="大学专科", duty="主持全面工作"),),
    groups=(Group(name="第一党小组", leader="王某", names=("王某",)),),
    roster=(Person(name="王某", sex="男", ethnicity="汉族", native_place="某省某县", education="大学专科", category="正式党员",
                   joined_on=words.SAMPLE_DAY, employer="某村村民", post="书记"),),
    changes=(Change(on=words.SAMPLE_DAY, name="王某", what="转入"),),
    away=(Away(name="李某", what="流动党员", where="某市务工"),),
    held=(Held(held_on=words.SAMPLE_DAY, kind="党员大会"),), attendance=(Marks(name="王某", marks=("√",)),),
    records=(_RECORD,), tasks=(_TASK,),
    statements=(Statement(period="2026年1月", title="党课", what="未开说明", note="书记住院"),),
)  # fmt: skip
_SIGN_IN = SignIn(org="示例党支部", title="党员大会", held_on=words.SAMPLE_DAY, place="村部会议室", names=("王某",))


@dataclass(frozen=True, slots=True)
class LayoutPaper:
    """One paper that may have a layout: what people call it, its words, an invented one."""

    word: str
    terms: tuple[Term, ...]
    sample: Any


def minutes_code(form: Form) -> str:
    """The paper whose layout prints a record of this form, before the layout for all records."""
    return f"minutes-{form.value}"


LAYOUTS: Mapping[str, LayoutPaper] = {
    "minutes": LayoutPaper("会议和活动记录（各类通用）", MINUTES, _RECORD),
    **{
        minutes_code(form): LayoutPaper(f"{form.label}记录", MINUTES, replace(_RECORD, kinds=(form.label,)))
        for form in Form
    },
    "sign_in": LayoutPaper("签到表", SIGN_IN, _SIGN_IN),
    "attendance": LayoutPaper("考勤表", ATTENDANCE, ATTENDANCE_SAMPLE),
    **{form.code: LayoutPaper(form.word, terms_of(form), sample_of(form)) for form in FORMS.values()},
    "review_register": LayoutPaper("民主评议党员登记表", REGISTER_TERMS, REGISTER_SAMPLE),
    "yearbook": LayoutPaper("支部工作手册", _YEARBOOK, _BOOK),
}
PAPERS: Mapping[str, str] = {code: paper.word for code, paper in LAYOUTS.items()}
TERMS: Mapping[str, tuple[Term, ...]] = {code: paper.terms for code, paper in LAYOUTS.items()}


def placeholders(paper: str) -> list[Placeholder]:
    """Every word a layout of `paper` may use, in the order of the form. Raises KeyError for an unknown paper."""
    return listed(LAYOUTS[paper].terms, LAYOUTS[paper].sample)


def context(paper: str, thing: Any) -> dict[str, Any]:
    """The facts of `thing` under the names of `placeholders(paper)`."""
    return facts(TERMS[paper], thing)


def minutes_context(m: Minutes) -> dict[str, Any]:
    """The facts of one record; a blank sheet has its title and nothing else."""
    said = facts(MINUTES, m)
    return whitened(said, ("标题", "党组织名称", "类别")) if m.empty else said


def yearbook_context(book: YearBook) -> dict[str, Any]:
    """The facts of a year's book under the names of `placeholders("yearbook")`."""
    return facts(_YEARBOOK, book)


def sample_context(paper: str, entries: int) -> dict[str, Any]:
    """Invented facts with `entries` entries in every list (the contents as often as the book has sections): what
    `check` tries a layout with."""
    return dict(repeated(context(paper, LAYOUTS[paper].sample), entries))
