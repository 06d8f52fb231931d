"""支部工作手册: the book of one branch and one year, printed from what was recorded. Nothing in it is typed again.

The book has the twenty sections counties know. A section without records is not left out of the contents in silence:
the contents say 本节暂无记录."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jishi.papers import words
from jishi.papers.attendance import put_attendance
from jishi.papers.docx import GB2312, LABEL, Fonts, Ink, Paper, Para, Run, para
from jishi.papers.grid import Cell, Column, Row, label, put_list, put_table, value
from jishi.papers.minutes import Form, Minutes, put_minutes
from jishi.papers.yearbook.facts import YearBook

NO_RECORDS = "本节暂无记录"


@dataclass(frozen=True, slots=True)
class Section:
    """One of the twenty: its title, how many entries it has, and how to write it (None: the platform has no room yet)."""

    title: str
    count: int = 0
    unit: str = "条"
    write: Callable[[Paper, YearBook], None] | None = None
    wide: bool = False

    @property
    def state(self) -> str:
        return f"{self.count}{self.unit}" if self.count else NO_RECORDS


_LIFE = (Form.ORG_LIFE, Form.DEMOCRATIC_LIFE)
_SERVICE = {"志愿服务", "走访"}


def sections(book: YearBook) -> list[Section]:
    """The book's contents in print order; every title stands, whether or not there is anything under it yet. With the
    cover they are the parts counties know (forms §1.1); those the platform has no room for yet say so."""
    days = book.records_of(Form.THEME_DAY)
    life = book.records_of(*_LIFE)
    service = [m for m in book.records if m.form is Form.OTHER and _SERVICE & set(m.kinds)]
    meetings = [m for m in book.records if m not in days and m not in life and m not in service]

    def records(chosen: Sequence[Minutes]) -> Callable[[Paper, YearBook], None]:
        return lambda paper, _: _records(paper, chosen)

    found = [
        Section("使用说明", 1, "页", _instructions),
        Section("支部基本情况", len(book.basics) + len(book.committee), "项", _basics),
        Section("党小组划分", len(book.groups), "个", _groups),
        Section("党员名册", len(book.roster), "人", _roster, wide=True),
        Section("党员变动登记（新发展、转正、转入、转出）", len(book.changes), "条", _changes),
        Section("年度工作计划"),
        Section("考勤表", len(book.held) if book.attendance else 0, "次", _attendance, wide=True),
        Section("会议、党课和学习记录", len(meetings), "次", records(meetings)),
        Section("主题党日记录", len(days), "次", records(days)),
        Section("组织生活会、民主评议党员", len(life), "次", records(life)),
        Section("谈心谈话记录"),
        Section("党费收缴登记"),
        Section("流动党员、困难党员、老党员台账", len(book.away), "人", _away),
        Section("奖惩情况"),
        Section("志愿服务、走访、结对帮扶", len(service), "次", records(service)),
        Section("党务公开、意见建议登记"),
        Section("上级检查指导记录"),
        Section("任务台账和事项说明", len(book.tasks) + len(book.statements), "条", _tasks, wide=True),
        Section("大事记", len(book.events), "条", _events),
    ]
    return [*found, Section("移交清单", 1, "页", lambda paper, _: _handover(paper, book, found))]


def yearbook(book: YearBook, fonts: Fonts = GB2312) -> bytes:
    """The book as a .docx: cover, contents, then each section that has something on its own page."""
    paper = Paper(book.heading, fonts=fonts, cover=True)
    _cover(paper, book)
    paper.page()
    contents = sections(book)
    _contents(paper, contents)
    for number, section in enumerate(contents, 1):
        if section.count and section.write:
            paper.page(landscape=section.wide)
            paper.heading(f"{words.ordinal(number)}、{section.title}", bookmark=f"section{number}", outline=1)
            section.write(paper, book)
    return paper.done()


def _cover(paper: Paper, book: YearBook) -> None:
    paper.put(
        para(f"{book.year}年度", Ink("hei", 22), align="center", before=130, after=24),
        para("党支部工作手册", Ink("title", 40), align="center", after=190),
    )
    lines = [("党支部名称", book.org), ("书　　　记", book.secretary), ("上级党组织", book.superior)]
    for name, text in lines:
        paper.put(Para((Run(f"{name}：", Ink("hei", 16)), Run(words.said(text), Ink("kai", 16))), left=5, after=14))
    printed = f"打印日期：{words.day(book.printed_on)}" if book.printed_on else ""
    paper.put(para(printed, Ink("song", 12), align="center", before=70))


def _contents(paper: Paper, contents: Sequence[Section]) -> None:
    paper.heading("目    录", size=20)
    rows = [Row((label("序号", 16), label("内容", 114), label("记录", 40)), header=True)]
    for number, section in enumerate(contents, 1):
        anchor = f"section{number}" if section.count else ""
        title = Para((Run(section.title, anchor=anchor),))
        rows.append(
            Row((value(str(number), 16, align="center"), Cell(114, (title,)), value(section.state, 40, align="center")))
        )
    put_table(paper, rows)


_HOW_TO = (
    "一、本手册由平台按已确认的记录生成，各项内容与记录一致，不另行填写。",
    "二、记录应当如实。事后补记的，注明实际召开日期、录入日期和补记原因；未开展的，写明原因，不得编造。",
    "三、更正已确认的记录，保留更正前的内容、更正日期和更正人。",
    "四、目录中注明“本节暂无记录”的，是平台中没有相应记录，可以另附纸质材料。",
    "五、支部书记调整时，本手册随工作一并移交。",
    "六、会议记录打印后由主持人和记录人签字，与签到表等原始材料一并保存。",
)


def _instructions(paper: Paper, book: YearBook) -> None:
    paper.body(*_HOW_TO)


def _basics(paper: Paper, book: YearBook) -> None:
    pairs = [book.basics[at : at + 2] for at in range(0, len(book.basics), 2)]
    rows = []
    for pair in pairs:
        if len(pair) == 2:
            cells = [c for name, text in pair for c in (label(name, 30), value(words.said(text), 55))]
        else:
            cells = [label(pair[0][0], 30), value(words.said(pair[0][1]), 140)]
        rows.append(Row(tuple(cells), 10))
    if rows:
        put_table(paper, rows)
    if book.committee:
        paper.put(para("支部班子", LABEL, before=14, after=6, keep_next=True))
        put_list(
            paper,
            [Column("职务", 24), Column("姓名", 20), Column("性别", 12, "center"), Column("出生年月", 20, "center"),
             Column("学历", 22), Column("任职时间", 22, "center"), Column("分工", 40)],
            ((o.post, o.name, o.sex, words.month(o.born_on), o.education, words.month(o.from_on), o.duty)
             for o in book.committee),
        )  # fmt: skip


def _groups(paper: Paper, book: YearBook) -> None:
    put_list(
        paper,
        [Column("序号", 12, "center"), Column("小组名称", 38), Column("组长", 22), Column("人数", 14, "center"),
         Column("党员名单", 84)],
        ((str(n), g.name, g.leader, str(len(g.names)), words.joined(g.names)) for n, g in enumerate(book.groups, 1)),
    )  # fmt: skip


def _roster(paper: Paper, book: YearBook) -> None:
    put_list(
        paper,
        [Column("序号", 10, "center"), Column("姓名", 20), Column("性别", 10, "center"), Column("民族", 16, "center"),
         Column("出生年月", 18, "center"), Column("籍贯", 26), Column("学历", 18, "center"),
         Column("人员类别", 20, "center"), Column("入党时间", 21, "center"), Column("转正时间", 21, "center"),
         Column("单位及职务", 38), Column("党内职务", 22), Column("备注", 18)],
        ((str(n), p.name, p.sex, p.ethnicity, words.month(p.born_on), p.native_place, p.education, p.category,
          words.dotted(p.joined_on), words.dotted(p.full_on), p.employer, p.post, p.note)
         for n, p in enumerate(book.roster, 1)),
        size=9,
    )  # fmt: skip


def _changes(paper: Paper, book: YearBook) -> None:
    put_list(
        paper,
        [Column("序号", 12, "center"), Column("日期", 30, "center"), Column("姓名", 26), Column("变动", 50),
         Column("备注", 52)],
        ((str(n), words.dotted(c.on), c.name, c.what, c.note) for n, c in enumerate(book.changes, 1)),
    )  # fmt: skip


def _attendance(paper: Paper, book: YearBook) -> None:
    put_attendance(paper, book.held, book.attendance)


def _away(paper: Paper, book: YearBook) -> None:
    put_list(
        paper,
        [Column("序号", 12, "center"), Column("姓名", 26), Column("类别", 30, "center"), Column("流向", 66),
         Column("失联日期", 36, "center")],
        ((str(n), a.name, a.what, a.where, words.dotted(a.since)) for n, a in enumerate(book.away, 1)),
    )  # fmt: skip


def _records(paper: Paper, chosen: Sequence[Minutes]) -> None:
    """The register in one line each, then the records, one a page."""
    put_list(
        paper,
        [Column("序号", 12, "center"), Column("日期", 24, "center"), Column("类别", 30), Column("名称、主题或议题", 60),
         Column("地点", 28), Column("应到/实到", 20, "center")],
        ((str(n), words.dotted(m.held_on), words.joined(m.kinds),
          m.title or words.joined([i.title for i in m.items], "；"), m.place,
          f"{words.number(m.expected)}/{words.number(m.present)}")
         for n, m in enumerate(chosen, 1)),
    )  # fmt: skip
    for m in chosen:
        paper.page()
        put_minutes(paper, m, outline=2)


def _tasks(paper: Paper, book: YearBook) -> None:
    if book.tasks:
        put_list(
            paper,
            [Column("序号", 12, "center"), Column("事项", 96), Column("责任人", 28), Column("完成时限", 30, "center"),
             Column("状态", 24, "center"), Column("办理情况", 60)],
            ((str(n), t.title, t.owner, words.dotted(t.due_on), t.state, t.result)
             for n, t in enumerate(book.tasks, 1)),
        )  # fmt: skip
    if book.statements:
        paper.put(para("事项办理和未开说明", LABEL, before=14, after=6, keep_next=True))
        put_list(
            paper,
            [Column("序号", 12, "center"), Column("期间", 34), Column("事项", 60), Column("说明类别", 28, "center"),
             Column("说明", 116)],
            ((str(n), s.period, s.title, s.what, s.note + (f"（{words.day(s.on)}）" if s.on else ""))
             for n, s in enumerate(book.statements, 1)),
        )  # fmt: skip


def _handover(paper: Paper, book: YearBook, found: Sequence[Section]) -> None:
    """What is handed over when the secretary changes: this book, its sections that have records, the scans; the people
    and the day are written by hand."""
    materials = [(f"{book.year}年度党支部工作手册", "1册")]
    materials += [(section.title, section.state) for section in found[1:] if section.count]
    materials += [("签到表等原始材料扫描件", f"{book.scans}份")] if book.scans else []
    lines = [(str(n), name, count) for n, (name, count) in enumerate(materials, 1)]
    lines += [(str(len(lines) + n), "", "") for n in range(1, 4)]
    widths = (12.0, 66.0, 20.0, 18.0, 18.0, 18.0, 18.0)
    heads = ("序号", "材料", "数量", "移交人", "接收人", "监交人", "日期")
    small = Ink(size=10.5)
    rows = [Row(tuple(label(h, w, Ink("hei", 10.5)) for h, w in zip(heads, widths, strict=True)), header=True)]
    rows += [
        Row(tuple(value(text, w, ink=small) for text, w in zip((*line, "", "", "", ""), widths, strict=True)))
        for line in lines
    ]
    put_table(paper, rows)
    paper.put(para("移交时逐项清点，由移交人、接收人、监交人签名；表后空行用于手工补写纸质材料。", small, before=6))


def _events(paper: Paper, book: YearBook) -> None:
    put_list(
        paper,
        [Column("序号", 12, "center"), Column("时间", 26, "center"), Column("事项", 132)],
        ((str(n), words.dotted(on), text) for n, (on, text) in enumerate(book.events, 1)),
    )  # fmt: skip
