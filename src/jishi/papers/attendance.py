"""考勤表: members down, the dates of what was held across, the legend printed because counties mark differently."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from jishi.papers import words, xlsx
from jishi.papers.docx import GB2312, LABEL, SMALL, Fonts, Ink, Paper, para, paras
from jishi.papers.grid import Cell, Column, Row, put_table, value
from jishi.papers.terms import Term, text

PRESENT, ON_LEAVE, LATE, ABSENT, NOT_EXPECTED = "√", "△", "○", "×", "—"
COLUMNS_A_PAGE = 16  # dates on one page
LEGEND = f"符号：{PRESENT}到会　{ON_LEAVE}请假　{LATE}迟到　{ABSENT}缺席　{NOT_EXPECTED}不在应到范围"
_GREY = Ink(size=9, color="7F7F7F")


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

    @property
    def expected(self) -> int:
        """How often this member was expected."""
        return sum(mark != NOT_EXPECTED for mark in self.marks)

    @property
    def came(self) -> int:
        """How often this member came, late or not."""
        return sum(mark in (PRESENT, LATE) for mark in self.marks)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceSheet:
    """The attendance of one organisation and period. `by_hand` leaves the columns white, for a sheet kept on paper."""

    org: str
    period: str
    on: date | None = None
    held: tuple[Held, ...] = ()
    rows: tuple[Marks, ...] = ()
    by_hand: bool = False

    @property
    def heading(self) -> str:
        return f"{self.org}{self.period}考勤表"


def put_attendance(paper: Paper, held: Sequence[Held], rows: Iterable[Marks]) -> None:
    """Tables of sixteen dates each, and the legend. Without dates one empty table, to be filled by hand."""
    members = list(rows)
    for at in range(0, max(len(held), 1), COLUMNS_A_PAGE):
        part = held[at : at + COLUMNS_A_PAGE]
        spare = COLUMNS_A_PAGE - len(part)
        if at:
            paper.put(para("考勤表（续）", LABEL, align="center", before=16, after=6, keep_next=True))
        columns = [Column("序号", 10, "center"), Column("姓名", 20)]
        columns += [Column(f"{h.held_on.month}.{h.held_on.day}\n{h.kind}", 13.5, "center") for h in part]
        columns += [Column("", 13.5) for _ in range(spare)]
        _narrow_list(
            paper, columns, [[str(n), m.name, *m.marks[at : at + COLUMNS_A_PAGE], *[" "] * spare]
                             for n, m in enumerate(members, 1)],
        )  # fmt: skip
    paper.put(para(LEGEND, SMALL, before=6))


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


def attendance_docx(sheet: AttendanceSheet, fonts: Fonts = GB2312) -> bytes:
    """The sheet as a .docx, landscape."""
    paper = Paper(sheet.heading, fonts=fonts, landscape=True)
    paper.heading(sheet.heading)
    on = "填报时间：" + words.day(sheet.on)
    paper.put(
        para(f"填报单位（盖章）：{sheet.org}\t{on}", SMALL, after=3, tabs=(paper.text_width - 58,), keep_next=True)
    )
    if not sheet.held and not sheet.by_hand:
        paper.put(para(f"{sheet.period}还没有到会记录。", SMALL, after=4))
    put_attendance(paper, sheet.held, sheet.rows)
    paper.put(para("党支部书记（签字）：\t填表人：", SMALL, before=10, tabs=(paper.text_width / 2,)))
    return paper.done()


def attendance_xlsx(sheet: AttendanceSheet) -> bytes:
    """The sheet as an .xlsx: a column a record, and how often each came."""
    columns = [xlsx.Column(title="姓名", width=12)]
    columns += [xlsx.Column(title=f"{h.held_on.month}.{h.held_on.day} {h.kind}", width=9) for h in sheet.held]
    columns += [xlsx.Column(title=word, width=7, content=xlsx.Content.NUMBER) for word in ("应到", "实到")]
    return xlsx.table(
        xlsx.Sheet(
            title=sheet.heading,
            columns=columns,
            rows=([m.name, *m.marks, m.expected, m.came] for m in sheet.rows),
            org=sheet.org,
            on=sheet.on,
            notes=(LEGEND,),
            signatures=("党支部书记（签字）", "填表人"),
            name="考勤表",
        )
    )


ATTENDANCE: tuple[Term, ...] = (
    text("标题", "考勤表标题", lambda s: s.heading),
    text("填报单位", "党组织名称", lambda s: s.org),
    text("期间", "如 2026年11月", lambda s: s.period),
    Term("填报时间", "打印的日期", lambda s: words.day(s.on)),
    Term("符号说明", "各符号的意思", lambda s: LEGEND),
    Term("次", "清单：期间内的每次记录", lambda s: s.held, (
        Term("日期", "如 11.20", lambda h: f"{h.held_on.month}.{h.held_on.day}"), text("类别", "类别", lambda h: h.kind),
    )),
    Term("党员", "清单：每名党员", lambda s: s.rows, (
        text("姓名", "姓名", lambda m: m.name), Term("标记", "按日期顺序的符号", lambda m: " ".join(m.marks)),
        Term("应到", "应到次数", lambda m: str(m.expected)), Term("实到", "实到次数", lambda m: str(m.came)),
    )),
)  # fmt: skip
SAMPLE = AttendanceSheet(
    org="示例党支部", period="2026年1月", on=words.SAMPLE_DAY,
    held=(Held(held_on=words.SAMPLE_DAY, kind="党员大会"),), rows=(Marks(name="王某", marks=(PRESENT,)),),
)  # fmt: skip


def starter_attendance(fonts: Fonts = GB2312) -> bytes:
    """The sheet with placeholders: a row a member, the marks in one cell in the order of the dates above."""
    paper = Paper("考勤表表样", fonts=fonts, landscape=True)
    paper.heading("{{标题}}")
    paper.put(
        para("填报单位（盖章）：{{填报单位}}\t填报时间：{{填报时间}}", SMALL, after=3, tabs=(paper.text_width - 60,))
    )
    paper.put(para("{%p for 项 in 次 %}", _GREY), para("{{loop.index}}．{{项.日期}} {{项.类别}}", SMALL))
    paper.put(para("{%p endfor %}", _GREY))
    widths = (15.0, 40.0, 150.0, 20.0, 20.0)
    heads = ("序号", "姓名", "到会情况（按上列次序）", "应到", "实到")
    cells = ("{{loop.index}}", "{{项.姓名}}", "{{项.标记}}", "{{项.应到}}", "{{项.实到}}")
    whole = sum(widths)
    put_table(paper, [
        Row(tuple(Cell(w, (para(h, LABEL, align="center"),)) for h, w in zip(heads, widths, strict=True)), header=True),
        Row((value("{%tr for 项 in 党员 %}", whole, ink=_GREY),)),
        Row(tuple(value(c, w) for c, w in zip(cells, widths, strict=True))),
        Row((value("{%tr endfor %}", whole, ink=_GREY),)),
    ])  # fmt: skip
    paper.put(para("{{符号说明}}", SMALL, before=6))
    return paper.done()
