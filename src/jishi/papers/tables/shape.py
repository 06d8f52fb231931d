"""A ledger as data: which columns, and the rows of one organisation. One description gives the Word paper, the Excel
sheet, the placeholders a county may use and the starting layout."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jishi.papers import words
from jishi.papers.docx import Align
from jishi.papers.terms import Term, text

type Value = str | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Col:
    """`share` is the part of the page's width, about its millimetres. `group` heads neighbouring columns together; `name`
    is the placeholder where titles repeat. A `white` cell is left white for a signature."""

    title: str
    share: float
    meaning: str = ""
    sample: Value = ""
    name: str = ""
    group: str = ""
    align: Align = "left"
    total: bool = False
    white: bool = False
    chars: float = 0  # width in a spreadsheet, where its share of the paper will not do

    @property
    def field(self) -> str:
        return self.name or self.title

    @property
    def is_count(self) -> bool:
        return isinstance(self.sample, int)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableForm:
    """What a ledger looks like whoever fills it. `entries` names its rows in layouts; `size` is in points."""

    code: str
    word: str
    entries: str
    columns: tuple[Col, ...]
    signatures: tuple[str, ...] = ("负责人（签字）", "审核人", "填表人", "联系电话")
    seal: bool = True
    landscape: bool = True
    size: float = 9
    height: float = 8
    note: str = ""

    @property
    def grouped(self) -> bool:
        return any(column.group for column in self.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The form filled: `rows` hold a value a column, without 序号. `period` stands between the organisation and the
    date."""

    form: TableForm
    org: str
    title: str
    period: str = ""
    on: date | None = None
    rows: Sequence[Sequence[Value]] = ()
    notes: tuple[str, ...] = ()

    def sums(self) -> tuple[int | None, ...]:
        """The 合计 of each column that has one."""
        return tuple(
            sum(v for row in self.rows if isinstance(v := row[at], int)) if column.total else None
            for at, column in enumerate(self.form.columns)
        )

    @property
    def has_sums(self) -> bool:
        return bool(self.rows) and any(column.total for column in self.form.columns)


def shown(value: Value, column: Col) -> str:
    """A cell as paper shows it: nothing stays empty but what is signed by hand."""
    if column.white:
        return ""
    return words.number(value) if isinstance(value, int) or value is None else words.said(value, words.DASH)


def terms_of(form: TableForm) -> tuple[Term, ...]:
    """The words a layout of this ledger may use."""

    def cell(at: int, column: Col) -> Term:
        name = f"{column.group}{column.title}" if column.group and not column.meaning else column.title
        return Term(column.field, column.meaning or name, lambda row: shown(row[at], column))

    def total(at: int, column: Col) -> Term:
        return Term(f"合计{column.field}", f"各行“{column.field}”之和", lambda t: words.number(t.sums()[at]))

    return (
        text("标题", "表册标题", lambda t: t.title),
        text("填报单位", "党组织名称", lambda t: t.org),
        Term("期间", "如 2026年下半年；不分期间的为 —", lambda t: words.said(t.period, words.DASH)),
        Term("填报时间", "打印的日期", lambda t: words.day(t.on)),
        Term("行数", "一共几行", lambda t: str(len(t.rows))),
        *(total(at, column) for at, column in enumerate(form.columns) if column.total),
        Term(form.entries, "清单：表中每一行，序号写 {{loop.index}}", lambda t: t.rows, tuple(
            cell(at, column) for at, column in enumerate(form.columns) if not column.white
        )),
    )  # fmt: skip


def sample_of(form: TableForm) -> Table:
    """An invented table of one row, for samples and for trying layouts."""
    return Table(
        form=form,
        org="示例党支部",
        title=f"示例党支部{form.word}",
        period="2026年上半年",
        on=words.SAMPLE_DAY,
        rows=(tuple(column.sample for column in form.columns),),
    )
