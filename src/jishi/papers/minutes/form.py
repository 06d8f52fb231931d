"""The printed forms: a head of labelled cells, one big box that breaks across pages, what was decided, signatures."""

from jishi.papers import words
from jishi.papers.docx import BODY, LABEL, SMALL, SMALL_LABEL, Ink, Paper, Para, para, paras, words_of
from jishi.papers.grid import Cell, Row, label, put_table, value
from jishi.papers.minutes.facts import Form, Minutes, Vote, absence_words, correction_words, guest_words, task_words

WIDTH = 170
FIRST, WIDE = 25, 60
CHARS_PER_LINE = 38  # 小四 characters on a line of the full-width box


def _lines(texts: list[str]) -> str:
    """Numbered where there is more than one."""
    return "\n".join(f"{n}．{text}" for n, text in enumerate(texts, 1)) if len(texts) > 1 else "".join(texts)


def _content(m: Minutes) -> list[Para]:
    """What was said, item by item, dissent included."""
    said: list[Para] = []
    for number, item in enumerate(m.items, 1):
        head = f"{words.ordinal(number)}、{item.title}" if len(m.items) > 1 else item.title
        said.append(para(head, LABEL, line=22, indent=2))
        said += paras(item.gist, align="both", indent=2, line=22)
    return said


class _Sheet:
    """Collects the rows of one form; knows how much of the page is used, so that the big box fills the rest."""

    def __init__(self, m: Minutes) -> None:
        self.m = m
        self.rows: list[Row] = []

    def text(self, text: str, nothing: str = words.NOTHING) -> str:
        return "" if self.m.empty else words.said(text, nothing)

    def pair(self, name: str, text: str, other: str, other_text: str) -> None:
        self.rows.append(
            Row((label(name, FIRST), value(self.text(text), WIDE), label(other, FIRST),
                 value(self.text(other_text), WIDE)))
        )  # fmt: skip

    def wide(self, name: str, text: str, height: float = 9) -> None:
        self.rows.append(
            Row((label(name, FIRST), value(self.text(text), WIDTH - FIRST)), height, splits=len(text) > 400)
        )

    def counts(self) -> None:
        m = self.m
        voters = f"{words.number(m.voters_expected)}/{words.number(m.voters_present)}"
        if m.voters_expected is None and m.voters_present is None:
            voters = words.DASH
        cells = [
            ("应到", FIRST, words.number(m.expected), 15), ("实到", 15, words.number(m.present), 15),
            ("缺席", 15, words.number(m.absent), 25), ("其中有表决权\n应到/实到", 40, voters, 20),
        ]  # fmt: skip
        row = []
        for name, width, text, value_width in cells:
            row += [
                Cell(width, paras(name, SMALL_LABEL if "\n" in name else LABEL, align="center")),
                value("" if m.empty else text, value_width, align="center"),
            ]
        self.rows.append(Row(tuple(row)))

    def votes(self) -> None:
        votes = [item.vote for item in self.m.items if item.vote]
        blank = [Vote(motion="")] if self.m.empty else []
        if not votes and not blank:
            self.wide("表决情况", "")
            return
        heads = ("应到", "实到", "赞成", "反对", "弃权", "书面")
        widths = (14, 14, 14, 14, 14, 14)
        motion = WIDTH - FIRST - sum(widths)
        first = Cell(FIRST, (para("表决情况", LABEL, align="center"),), merge="start")
        self.rows.append(
            Row((first, label("表决事项", motion, SMALL_LABEL),
                 *(label(head, w, SMALL_LABEL) for head, w in zip(heads, widths, strict=True))), 7)
        )  # fmt: skip
        for vote in votes + blank:
            numbers = (vote.expected, vote.present, vote.in_favour, vote.against, vote.abstained, vote.written)
            said = vote.motion + (f"（{vote.method}）" if vote.method else "")
            self.rows.append(
                Row((Cell(FIRST, merge="on"), value(said, motion, ink=SMALL),
                     *(value("" if self.m.empty else words.number(n), w, align="center", ink=SMALL)
                       for n, w in zip(numbers, widths, strict=True))), 8)
            )  # fmt: skip

    def box(self, name: str, paragraphs: list[Para], below: int) -> None:
        """The full-width box. Its least height fills a first page that has `below` more rows of ordinary height."""
        used = 22 + sum(_height(row) for row in self.rows) + below * 9 + 16
        height = max(45.0, 247 - used)
        head = para(name, LABEL, line=22)
        if not paragraphs and not self.m.empty:
            paragraphs = [para(words.NOTHING, indent=2, line=22)]
        self.rows.append(Row((Cell(WIDTH, (head, *paragraphs), middle=False),), height, splits=True))

    def remarks(self) -> None:
        """What must not be overlooked: entered late, not as the rules want, corrected."""
        if self.m.late_remark:
            self.wide("会后补记", self.m.late_remark)
        if self.m.defects:
            self.wide("与规定\n不符之处", _lines(list(self.m.defects)))
        if self.m.corrections:
            self.wide("更正记录", _lines([correction_words(c) for c in self.m.corrections]))


def _height(row: Row) -> float:
    """A row's likely height: its longest text in lines of its cell."""
    lines = max(
        sum(1 + int(len(p) * 4.3 / (cell.width - 3)) for p in words_of(cell.paragraphs).split("\n"))
        for cell in row.cells
    )
    return max(row.height, lines * 5.5 + 1)


def _meeting(sheet: _Sheet) -> None:
    m = sheet.m
    sheet.pair("会议时间", words.when(m.held_on, m.starts_at, m.ends_at), "会议地点", _place(m))
    sheet.pair("主 持 人", m.chair, "记 录 人", m.recorder)
    sheet.counts()
    if m.title:
        sheet.wide("会议名称", m.title)
    sheet.wide("缺席人员\n及 原 因", absence_words(m.absences))
    sheet.wide("列席人员", guest_words(m.guests))
    if m.lecturer or "党课" in m.kinds:
        sheet.wide("授 课 人", m.lecturer)
    sheet.wide("议    题", _lines([item.title for item in m.items]))
    if m.follow_ups:
        sheet.wide("上次议定\n事项落实", _lines([task_words(t) for t in m.follow_ups]))
    content = _content(m)
    tail = _tail(sheet)
    sheet.box("会议内容", content, tail)
    sheet.votes()
    sheet.wide("决    议", _lines([item.resolution for item in m.items if item.resolution]))
    sheet.wide("落实事项", _lines([task_words(t) for t in m.tasks]))
    _serves(sheet)
    sheet.remarks()


def _theme_day(sheet: _Sheet) -> None:
    m = sheet.m
    sheet.pair("活动时间", words.when(m.held_on, m.starts_at, m.ends_at), "活动地点", _place(m))
    sheet.wide("活动主题", m.title or words.joined([item.title for item in m.items], "；", ""))
    sheet.pair("主 持 人", m.chair, "记 录 人", m.recorder)
    sheet.counts()
    others = [kind for kind in m.kinds if kind != "主题党日"]
    if others:
        sheet.wide("一并开展", words.joined(others))
    sheet.wide("缺席人员\n及 原 因", absence_words(m.absences))
    sheet.wide("列席人员", guest_words(m.guests))
    if m.lecturer:
        sheet.wide("授 课 人", m.lecturer)
    if m.follow_ups:
        sheet.wide("上次议定\n事项落实", _lines([task_words(t) for t in m.follow_ups]))
    decides = any(item.vote or item.resolution for item in m.items)
    sheet.box("活动内容及过程", _content(m), _tail(sheet) - (0 if decides else 2))
    if decides:
        sheet.votes()
        sheet.wide("决    议", _lines([item.resolution for item in m.items if item.resolution]))
    sheet.wide("落实事项", _lines([task_words(t) for t in m.tasks]))
    _serves(sheet)
    sheet.remarks()


def _lecture(sheet: _Sheet) -> None:
    m = sheet.m
    sheet.wide("授课题目", m.title or words.joined([item.title for item in m.items], "；", ""))
    sheet.pair("授 课 人", m.lecturer, "记 录 人", m.recorder)
    sheet.pair("时    间", words.when(m.held_on, m.starts_at, m.ends_at), "地    点", _place(m))
    sheet.pair("主 持 人", m.chair, "学    时", m.hours)
    sheet.counts()
    sheet.wide("缺席人员\n及 原 因", absence_words(m.absences))
    sheet.wide("列席人员", guest_words(m.guests))
    sheet.box("主要内容及讨论", _content(m), _tail(sheet) - 3)
    if m.tasks:
        sheet.wide("落实事项", _lines([task_words(t) for t in m.tasks]))
    _serves(sheet)
    sheet.remarks()


def _serves(sheet: _Sheet) -> None:
    if sheet.m.serves:
        sheet.wide("服务事项", sheet.m.serves)


def _place(m: Minutes) -> str:
    return m.place + ("（线上或线上线下结合）" if m.is_online and not m.empty else "")


def _tail(sheet: _Sheet) -> int:
    """How many rows of ordinary height still follow the big box."""
    m = sheet.m
    votes = sum(1 for item in m.items if item.vote) + (1 if m.empty else 0)
    long = sum(
        len(t) // CHARS_PER_LINE for t in (m.late_remark, *m.defects, *(correction_words(c) for c in m.corrections))
    )
    return (
        3
        + votes
        + len(m.tasks) // 2
        + bool(m.serves)
        + bool(m.late_remark)
        + bool(m.defects)
        + bool(m.corrections)
        + long
    )


_FORMS = {Form.MEETING: _meeting, Form.THEME_DAY: _theme_day, Form.LECTURE: _lecture}


def put_minutes(paper: Paper, m: Minutes, *, bookmark: str = "", outline: int = 0) -> None:
    """Write one record from where the paper stands: title, form, signatures."""
    paper.heading(m.heading, bookmark=bookmark, outline=outline)
    if m.withdrawn:
        paper.put(
            para(f"（本记录已撤回，不计入组织生活。撤回原因：{m.withdrawn}）", Ink("hei", 12), align="center", after=6)
        )
    sheet = _Sheet(m)
    _FORMS[m.form](sheet)
    put_table(paper, sheet.rows, keep_last=1)
    second = "书记（签字）：" if m.form is Form.THEME_DAY else "记录人（签字）："
    paper.put(para(f"主持人（签字）：\t{second}", BODY, before=10, tabs=(100,), left=1))
