"""支部工作手册: the book of one branch and one year, printed from what was recorded. Nothing in it is typed again.

The book has the twenty sections counties know. A section without records is not left out of the contents in silence:
the contents say 本节暂无记录."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from jishi.papers import words
from jishi.papers.docx import GB2312, LABEL, Fonts, Ink, Paper, Para, Run, para, paras
from jishi.papers.grid import Cell, Column, Row, label, put_list, put_table, value
from jishi.papers.minutes import Form, Minutes, Task, put_minutes

NO_RECORDS = "本节暂无记录"
PRESENT, ON_LEAVE, LATE, ABSENT, NOT_EXPECTED = "√", "△", "○", "×", "—"
COLUMNS_A_PAGE = 16  # dates on one page of the attendance sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """One of the committee."""

    post: str
    name: str
    sex: str = ""
    born_on: date | None = None
    education: str = ""
    from_on: date | None = None
    duty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """党小组 with its leader and members."""

    name: str
    leader: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A line of the roster. What is sealed (ID number, telephone, address) is not in a printed book."""

    name: str
    sex: str = ""
    ethnicity: str = ""
    born_on: date | None = None
    native_place: str = ""
    education: str = ""
    category: str = ""
    joined_on: date | None = None
    full_on: date | None = None
    employer: str = ""
    post: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Somebody came to or left the branch in the year, or became a full member."""

    on: date | None
    name: str
    what: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A column of the attendance sheet."""

    held_on: date
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """One member's row: a mark for each `Held`, in the same order."""

    name: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """已办说明 or 未开说明: what was said about a duty that has no record of its own."""

    period: str
    title: str
    what: str
    note: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearBook:
    """Everything the book of `year` prints. `records` are confirmed records in the order of their dates."""

    org: str
    year: int
    secretary: str = ""
    superior: str = ""
    printed_on: date | None = None
    basics: tuple[tuple[str, str], ...] = ()
    committee: tuple[Officer, ...] = ()
    groups: tuple[Group, ...] = ()
    roster: tuple[Person, ...] = ()
    changes: tuple[Change, ...] = ()
    held: tuple[Held, ...] = ()
    attendance: tuple[Marks, ...] = ()
    records: tuple[Minutes, ...] = ()
    tasks: tuple[Task, ...] = ()
    statements: tuple[Statement, ...] = ()

    @property
    def heading(self) -> str:
        return f"{self.org}{self.year}年度支部工作手册"

    def records_of(self, *forms: Form) -> tuple[Minutes, ...]:
        return tuple(m for m in self.records if m.form in forms)

    @property
    def events(self) -> tuple[tuple[date | None, str], ...]:
        """大事记: one line a record, made from the records themselves, and who came, left or became full."""
        lines = [(m.held_on, event_words(m)) for m in self.records]
        lines += [(c.on, f"{c.name}{c.what}" + (f"（{c.note}）" if c.note else "")) for c in self.changes]
        return tuple(sorted(lines, key=lambda line: line[0] or date.min))


def event_words(m: Minutes) -> str:
    """召开党员大会，应到9人、实到7人。议题：…。决议：…。"""
    kinds = words.joined(m.kinds)
    verb = (
        "" if m.form is Form.THEME_DAY else "讲授" if m.form is Form.LECTURE else "召开" if kinds.endswith("会") else ""
    )
    text = (verb or "开展") + kinds
    if m.title:
        text += f"“{m.title}”"
    if m.expected is not None and m.present is not None:
        text += f"，应到{m.expected}人、实到{m.present}人"
    topics = words.joined([item.title for item in m.items], "；", "")
    resolved = words.joined([item.resolution for item in m.items], "；", "")
    return (
        text + (f"。议题：{topics}" if topics else "") + (f"。决议：{resolved.rstrip('。')}" if resolved else "") + "。"
    )


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


def sections(book: YearBook) -> list[Section]:
    """The book's contents in print order; every title stands, whether or not there is anything under it yet."""
    others = book.records_of(Form.MEETING, Form.LECTURE)
    life = [m for m in others if {"组织生活会", "民主生活会"} & set(m.kinds)]
    volunteer = [m for m in others if "志愿服务" in m.kinds]
    meetings = [m for m in others if m not in life and m not in volunteer]
    days = book.records_of(Form.THEME_DAY)

    def records(chosen: Sequence[Minutes]) -> Callable[[Paper, YearBook], None]:
        return lambda paper, _: _records(paper, chosen)

    return [
        Section("使用说明", 1, "页", _instructions),
        Section("支部基本情况", len(book.basics) + len(book.committee), "项", _basics),
        Section("党小组划分", len(book.groups), "个", _groups),
        Section("党员名册", len(book.roster), "人", _roster, wide=True),
        Section("党员变动登记（新发展、转正、转入、转出）", len(book.changes), "条", _changes),
        Section("年度工作计划"),
        Section("考勤表", len(book.held) if book.attendance else 0, "次", _attendance, wide=True),
        Section("会议和党课记录", len(meetings), "次", records(meetings)),
        Section("主题党日记录", len(days), "次", records(days)),
        Section("组织生活会、民主评议党员", len(life), "次", records(life)),
        Section("谈心谈话记录"),
        Section("党费收缴登记"),
        Section("流动党员、困难党员、老党员台账"),
        Section("奖惩情况"),
        Section("志愿服务、结对帮扶、设岗定责", len(volunteer), "次", records(volunteer)),
        Section("党务公开、意见建议登记"),
        Section("上级检查指导记录"),
        Section("议定事项和任务台账", len(book.tasks), "条", _tasks, wide=True),
        Section("事项办理和未开说明", len(book.statements), "条", _statements),
        Section("大事记", len(book.events), "条", _events),
    ]


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
    """Members down, dates across; a busy year goes on in further tables of sixteen dates."""
    legend = f"符号：{PRESENT}到会　{ON_LEAVE}请假　{LATE}迟到　{ABSENT}缺席　{NOT_EXPECTED}不在应到范围"
    for at in range(0, len(book.held), COLUMNS_A_PAGE):
        held = book.held[at : at + COLUMNS_A_PAGE]
        if at:
            paper.put(para("考勤表（续）", LABEL, align="center", before=16, after=6, keep_next=True))
        columns = [Column("序号", 10, "center"), Column("姓名", 20)]
        columns += [Column(f"{h.held_on.month}.{h.held_on.day}\n{h.kind}", 13.5, "center") for h in held]
        columns += [Column("", 13.5) for _ in range(COLUMNS_A_PAGE - len(held))]
        empty = [" "] * (COLUMNS_A_PAGE - len(held))
        _narrow_list(
            paper, columns, [[str(n), m.name, *m.marks[at : at + COLUMNS_A_PAGE], *empty]
                             for n, m in enumerate(book.attendance, 1)],
        )  # fmt: skip
    paper.put(para(legend, Ink(size=10.5), before=6))


def _narrow_list(paper: Paper, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    """Like a list, but the head may have several lines and unused columns stay white."""
    whole = sum(column.share for column in columns)
    widths = [round(paper.text_width * column.share / whole, 1) for column in columns]
    small, head = Ink(size=9), Ink("hei", 8)
    lines = [
        Row(
            tuple(Cell(w, paras(c.title, head, align="center")) for c, w in zip(columns, widths, strict=True)), 10, True
        )
    ]
    lines += [
        Row(tuple(value(t, w, align=c.align, ink=small) for t, c, w in zip(row, columns, widths, strict=True)), 6.5)
        for row in rows
    ]
    put_table(paper, lines)


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
    put_list(
        paper,
        [Column("序号", 12, "center"), Column("事项", 96), Column("责任人", 28), Column("完成时限", 30, "center"),
         Column("状态", 24, "center"), Column("办理情况", 60)],
        ((str(n), t.title, t.owner, words.dotted(t.due_on), t.state, t.result) for n, t in enumerate(book.tasks, 1)),
    )  # fmt: skip


def _statements(paper: Paper, book: YearBook) -> None:
    put_list(
        paper,
        [Column("序号", 12, "center"), Column("期间", 30), Column("事项", 46), Column("说明类别", 24, "center"),
         Column("说明", 58)],
        ((str(n), s.period, s.title, s.what, s.note + (f"（{words.day(s.on)}）" if s.on else ""))
         for n, s in enumerate(book.statements, 1)),
    )  # fmt: skip


def _events(paper: Paper, book: YearBook) -> None:
    put_list(
        paper,
        [Column("序号", 12, "center"), Column("时间", 26, "center"), Column("事项", 132)],
        ((str(n), words.dotted(on), text) for n, (on, text) in enumerate(book.events, 1)),
    )  # fmt: skip
