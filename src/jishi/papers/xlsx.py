"""The writer of Excel lists: one shape for every list, import template and refused-rows workbook.

Texts are written as texts: ID numbers, phones and codes keep their zeros, and nothing a person typed can become a
formula. Rows may come from an iterator; they are written as they come, whatever their number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from jishi.kernel.labels import Labelled
from jishi.papers.words import clean, day

EXAMPLE_MARK = "示例（删除）"
DICTIONARY, INSTRUCTIONS = "字典", "填写说明"
CELL_LIMIT = 32_767  # characters Excel holds in a cell
FORMULA_STARTS = tuple("=+-@\t\r\n")
ROWS_WITH_CHOICES = 5_000
MAX_ROWS = 1_000_000
MOST_LINES = 12

type Value = str | int | float | date | None


class Content(Labelled):
    """What a column holds."""

    TEXT = "text", "文本"
    NUMBER = "number", "数字"
    DATE = "date", "日期"
    YUAN = "yuan", "金额（元）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`width` in characters. A YUAN column takes integer 分. `choices` become a drop-down; `required` prints red.
    `group` heads neighbouring columns together in a row above."""

    title: str
    width: float = 12
    content: Content = Content.TEXT
    total: bool = False
    required: bool = False
    choices: tuple[str, ...] = ()
    rule: str = ""  # how to fill it, for 填写说明
    example: Value = ""
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A list as it is printed. `rows` hold one value a column, without 序号 and 备注, which `numbered` and `remarks` add;
    with `reasons` each row starts with the sentence for the 原因 column."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]] = ()
    org: str = ""
    on: date | None = None
    unit: str = ""  # 单位：人
    numbered: bool = True
    remarks: bool = True
    reasons: bool = False
    template: bool = False  # an import template: example row, drop-downs, instructions
    notes: tuple[str, ...] = ()  # under the list
    signatures: tuple[str, ...] = ()  # foot: 负责人 审核人 填表人 联系电话
    name: str = ""  # of the worksheet; the title if empty


def sheet_name(text: str) -> str:
    """A worksheet name Excel accepts: at most 31 characters, none of []:*?/\\."""
    plain = "".join(c for c in clean(text) if c not in "[]:*?/\\\n\t").strip("' ")
    # Excel counts rare characters twice; half of one must not be left over.
    short = plain.encode("utf-16-le")[:62].decode("utf-16-le", "ignore").strip("' ")
    return short or "数据"


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column so many characters wide; a Chinese character is two wide."""
    if 2 * len(text) < width and "\n" not in text:  # nearly every cell of a long list
        return 1
    return sum(
        1 + int((sum(1 if ord(c) < 0x2000 else 2 for c in line) - 0.5) / max(width - 1, 1)) for line in text.split("\n")
    )


class _Writer:
    def __init__(self, sheet: Sheet, book: Any) -> None:
        self.sheet, self.book = sheet, book
        names = ["原因"] if sheet.reasons else []
        widths = [36.0] if sheet.reasons else []
        if sheet.numbered:
            names, widths = [*names, "序号"], [*widths, 13.0 if sheet.template else 6.0]
        self.lead = len(names)
        names += [column.title for column in sheet.columns]
        widths += [column.width for column in sheet.columns]
        if sheet.remarks:
            names, widths = [*names, "备注"], [*widths, 14.0]
        self.names, self.widths = names, widths
        self.room = widths[0 if sheet.reasons else self.lead :]  # of the values, in their order
        self.is_grouped = any(column.group for column in sheet.columns)
        self.last = len(names) - 1
        self.page = book.add_worksheet(sheet_name(sheet.name or sheet.title))
        self.formats = self._formats()
        self.totals = [0.0] * len(sheet.columns)
        self.row = 0

    def _formats(self) -> dict[str, Any]:
        base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
        ruled = base | {"border": 1}
        cell = ruled | {"text_wrap": True}
        shapes = {
            "title": base | {"font_size": 18, "bold": True, "align": "center"},
            "left": base | {"align": "left"},
            "right": base | {"align": "right"},
            "head": ruled | {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#F2F2F2"},
            "needed": ruled | {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#F2F2F2",
                               "font_color": "#C00000"},
            "text": cell | {"num_format": "@"},
            "guarded": cell | {"num_format": "@", "quote_prefix": True},
            "count": ruled | {"align": "center"},
            "number": ruled | {"num_format": "0.##;-0.##;0", "align": "right"},
            "yuan": ruled | {"num_format": "#,##0.00", "align": "right"},
            "date": ruled | {"num_format": "yyyy-mm-dd", "align": "center"},
            "sum": ruled | {"bold": True, "align": "center"},
            "sum_number": ruled | {"bold": True, "num_format": "0.##;-0.##;0", "align": "right"},
            "sum_yuan": ruled | {"bold": True, "num_format": "#,##0.00", "align": "right"},
            "example": cell | {"num_format": "@", "italic": True, "font_color": "#7F7F7F"},
        }  # fmt: skip
        return {name: self.book.add_format(shape) for name, shape in shapes.items()}

    def merged(self, first: int, last: int, text: str, shape: str) -> None:
        if first == last:
            self.page.write_string(self.row, first, text, self.formats[shape])
        else:
            self.page.merge_range(self.row, first, self.row, last, text, self.formats[shape])

    def head(self) -> None:
        s, page = self.sheet, self.page
        for column, width in enumerate(self.widths):
            page.set_column(column, column, width)
        page.set_row(0, 32)
        self.merged(0, self.last, clean(s.title), "title")
        self.row = 1
        middle = self.last // 2
        right = "　".join(part for part in (day(s.on, ""), s.unit) if part)
        left = f"填报单位：{clean(s.org)}" if s.org else ""
        if (left or right) and middle < self.last:
            self.merged(0, middle, left, "left")
            self.merged(middle + 1, self.last, right, "right")
            self.row = 2
        needed = {c.title for c in s.columns if c.required and s.template}
        first = self.row
        if self.is_grouped:
            self.groups()
        page.set_row(self.row, 30)
        for column, name in enumerate(self.names):
            if self.is_grouped and not self.group_of(column):
                continue
            page.write_string(self.row, column, clean(name), self.formats["needed" if name in needed else "head"])
        page.freeze_panes(self.row + 1, 0)
        page.repeat_rows(first, self.row)
        self.row += 1

    def group_of(self, column: int) -> str:
        position = column - self.lead
        return self.sheet.columns[position].group if 0 <= position < len(self.sheet.columns) else ""

    def groups(self) -> None:
        """The row above the header: a group over its columns; a column of its own reaches down through both rows."""
        column, head = 0, self.formats["head"]
        while column <= self.last:
            group, end = self.group_of(column), column
            while group and end < self.last and self.group_of(end + 1) == group:
                end += 1
            if not group:
                self.page.merge_range(self.row, column, self.row + 1, column, clean(self.names[column]), head)
            elif end > column:
                self.page.merge_range(self.row, column, self.row, end, clean(group), head)
            else:
                self.page.write_string(self.row, column, clean(group), head)
            column = end + 1
        self.row += 1

    def text(self, column: int, text: str, shape: str = "text") -> None:
        said = clean(text)[:CELL_LIMIT]
        if shape == "text" and said.startswith(FORMULA_STARTS):
            shape = "guarded"
        if said:
            self.page.write_string(self.row, column, said, self.formats[shape])
        else:
            self.page.write_blank(self.row, column, None, self.formats[shape])

    def value(self, position: int, given: Value) -> None:
        at, content = self.lead + position, self.sheet.columns[position].content
        if isinstance(given, (int, float)) and content in (Content.NUMBER, Content.YUAN):
            self.totals[position] += given
            shown = given / 100 if content is Content.YUAN else given
            self.page.write_number(self.row, at, shown, self.formats[content.value])
        elif isinstance(given, date) and given.year >= 1900:
            self.page.write_datetime(self.row, at, given, self.formats["date"])
        else:
            self.text(at, "" if given is None else str(given))

    def body(self) -> None:
        s = self.sheet
        if s.template:
            self.example()
        for number, row in enumerate(s.rows, 1):
            if number > MAX_ROWS:
                raise ValueError("一个工作表放不下这么多行，请缩小范围后分次导出")
            values = list(row)
            self.fit(values)
            if s.reasons:
                self.text(0, str(values.pop(0)))
            if s.numbered:
                self.page.write_number(self.row, self.lead - 1, number, self.formats["count"])
            for position, given in enumerate(values):
                self.value(position, given)
            if s.remarks:
                self.text(self.last, "")
            self.row += 1

    def fit(self, values: Sequence[Value]) -> None:
        """Make the row as high as its longest text needs; not every program does so by itself."""
        lines = max((_lines(v, w) for v, w in zip(values, self.room, strict=False) if isinstance(v, str)), default=1)
        if lines > 1:
            self.page.set_row(self.row, min(lines, MOST_LINES) * 15 + 3)

    def example(self) -> None:
        """One row marked for deletion; the first cell says so."""
        if self.sheet.numbered:
            self.text(self.lead - 1, EXAMPLE_MARK, "example")
        for position, column in enumerate(self.sheet.columns):
            self.text(self.lead + position, "" if column.example is None else str(column.example), "example")
        if self.sheet.remarks:
            self.text(self.last, "" if self.sheet.numbered else EXAMPLE_MARK, "example")
        self.row += 1

    def total(self, first: int) -> None:
        if self.sheet.template or self.row == first or not any(column.total for column in self.sheet.columns):
            return
        for column in range(len(self.names)):
            position = column - self.lead
            wanted = 0 <= position < len(self.sheet.columns) and self.sheet.columns[position].total
            if wanted:
                letter = xl_col_to_name(column)
                yuan = self.sheet.columns[position].content is Content.YUAN
                known = self.totals[position] / 100 if yuan else self.totals[position]
                self.page.write_formula(
                    self.row, column, f"=SUM({letter}{first + 1}:{letter}{self.row})",
                    self.formats["sum_yuan" if yuan else "sum_number"], known,
                )  # fmt: skip
            else:
                self.text(column, "合计" if column == 0 else "", "sum")
        self.row += 1

    def foot(self) -> None:
        for note in self.sheet.notes:
            self.page.write_string(self.row, 0, clean(note), self.formats["left"])
            self.row += 1
        if self.sheet.signatures:
            line = "　　　　　　".join(f"{clean(name)}：" for name in self.sheet.signatures)
            self.row += 1
            self.page.write_string(self.row, 0, line, self.formats["left"])

    def print_setup(self, page: Any) -> None:
        page.set_paper(9)
        page.set_landscape()
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        page.fit_to_pages(1, 0)
        page.center_horizontally()
        page.set_footer("&C第 &P 页 共 &N 页")

    def choices(self, first: int) -> None:
        """The hidden sheet of allowed words, and a drop-down for each column that has them."""
        lists = [(n, c) for n, c in enumerate(self.sheet.columns) if c.choices]
        if not lists:
            return
        hidden = self.book.add_worksheet(DICTIONARY)
        longest = max(len(column.choices) for _, column in lists)
        for at, (_, column) in enumerate(lists):
            hidden.write_string(0, at, clean(column.title))
        for line in range(longest):
            for at, (_, column) in enumerate(lists):
                if line < len(column.choices):
                    hidden.write_string(line + 1, at, clean(column.choices[line]))
        hidden.hide()
        for at, (position, column) in enumerate(lists):
            letter = xl_col_to_name(at)
            self.page.data_validation(
                first, self.lead + position, first + ROWS_WITH_CHOICES, self.lead + position,
                {"validate": "list", "source": f"={DICTIONARY}!${letter}$2:${letter}${len(column.choices) + 1}",
                 "error_title": "不在可选范围", "error_message": "请从下拉列表中选择。", "error_type": "warning"},
            )  # fmt: skip

    def instructions(self) -> None:
        page = self.book.add_worksheet(INSTRUCTIONS)
        self.print_setup(page)
        for at, width in enumerate((22, 10, 60, 24)):
            page.set_column(at, at, width)
        for at, name in enumerate(("列", "是否必填", "怎么填", "示例")):
            page.write_string(0, at, name, self.formats["head"])
        for line, column in enumerate(self.sheet.columns, 1):
            rule = column.rule or (f"从下拉列表中选择：{'、'.join(column.choices[:8])}" if column.choices else "")
            said = (column.title, "必填" if column.required else "选填", rule, column.example)
            for at, text in enumerate(said):
                page.write_string(line, at, clean(str(text or "")), self.formats["text"])
        page.write_string(
            len(self.sheet.columns) + 2, 0, f"标有“{EXAMPLE_MARK}”的一行只作示例，填写前请删除。", self.formats["left"]
        )
        page.write_string(len(self.sheet.columns) + 3, 0, "严禁填写、上传涉密内容。", self.formats["left"])


def table(sheet: Sheet) -> bytes:
    """The list as an .xlsx. Raises ValueError beyond a million rows."""
    stream = BytesIO()
    write_table(sheet, stream)
    return stream.getvalue()


def write_table(sheet: Sheet, stream: BinaryIO, folder: Path | None = None) -> None:
    """The list as an .xlsx into `stream`: rows go out as they come, so that memory stays as it is however many there are.
    What waits in between lies in `folder` (the system's place for such files if none is given)."""
    # Cells merged over two rows need both rows in memory; such sheets are short.
    streams = not any(column.group for column in sheet.columns)
    options: dict[str, object] = {
        "constant_memory": streams, "strings_to_formulas": False, "strings_to_urls": False, "tmpdir": folder
    }  # fmt: skip
    with xlsxwriter.Workbook(stream, options) as book:
        writer = _Writer(sheet, book)
        writer.print_setup(writer.page)
        writer.head()
        first = writer.row
        writer.body()
        writer.total(first)
        writer.foot()
        if sheet.template:
            writer.choices(first)
            writer.instructions()


_WIDTHS = {
    "姓名": 12, "党组织": 24, "所在党支部": 26, "党小组": 18, "名称": 28, "事项": 36, "类别": 20, "地点": 20, "工作单位及职务": 26,
    "性别": 8, "民族": 8, "年龄": 8, "党龄": 8, "人员类别": 10, "应到": 8, "实到": 8, "领域": 12, "负责人": 12, "编码": 18,
}  # fmt: skip


def list_of(*, title: str, words: Sequence[str], rows: Iterable[Sequence[Value]], on: date, unit: str = "") -> Sheet:
    """A list as the page shows it: the columns `words`, numbered, the values as they are (a date stays a date, a number a
    number). Rows may stream."""
    columns = [Column(title=word, width=_WIDTHS.get(word, 14), content=Content.NUMBER) for word in words]
    return Sheet(title=title, columns=columns, rows=rows, on=on, unit=unit, remarks=False)


def list_sheet(*, title: str, words: Sequence[str], rows: Iterable[Sequence[Value]], on: date, unit: str = "") -> bytes:
    """Such a list as an .xlsx."""
    return table(list_of(title=title, words=words, rows=rows, on=on, unit=unit))


def refused(header: Sequence[str], rows: Iterable[tuple[int, Sequence[str], str]]) -> bytes:
    """What an import refused: (row number in the sheet sent in, its cells as text, why), in the columns it came in, the
    reason first. To be mended and uploaded again as it is."""
    numbers = Column(title="原表行号", width=9, content=Content.NUMBER)
    return table(
        Sheet(
            title="不能导入的行",
            columns=[numbers, *(Column(title=word, width=14) for word in header)],
            rows=([why, number, *cells, *[""] * (len(header) - len(cells))] for number, cells, why in rows),
            unit="改好后可直接上传本表",
            reasons=True,
            numbered=False,
            remarks=False,
        )
    )
