"""Reading other people's tables: .xlsx, .xls and .csv as offices really send them. Nothing here writes."""

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from jishi.kernel.decision import Refused

type Cell = Any  # str, int, float, bool, date, datetime, time, timedelta or None, as the file holds it

HEADER_WITHIN = 20  # a header stands below at most so many title rows
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_EXAMPLE = {"示例(删除)", "示例,请删除"}
_FOOT = re.compile(r"(?:负责人|审核人|填表人|填报人|制表人|联系人|联系电话|电话|注|备注|说明):|(?:合计|总计|小计):?$")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. `header` has the words as written (blanks taken out), `header_row` their row number; `rows` gives
    (row number in the sheet, cells as many as the header), without blank rows, the marked example row and the foot."""

    header: list[str]
    header_row: int
    rows: Iterator[tuple[int, list[Cell]]]


def header_key(text: object) -> str:
    """What two spellings of one heading have in common: no blanks, no line breaks, one width of brackets, no star."""
    folded = unicodedata.normalize("NFKC", as_text(text))
    return "".join(folded.split()).strip("*").lower()


def read_sheet(source: Path | bytes, name: str, *, known_headers: Collection[str]) -> Sheet:
    """The first sheet that has a header row with at least two of `known_headers` (one, if only one is known).

    `name` is the file's name, for the messages; what kind of file it is, is told by its first bytes. A .csv may be
    UTF-8 (with or without BOM), UTF-16 with BOM or GBK, parted by commas, tabs or semicolons. Raises Refused on "file"
    when it is neither, is locked by a password, or has no such row."""
    known = {header_key(word) for word in known_headers}
    needed = min(2, len(known))
    for rows in _tables(source, name):
        found = _header_of(rows, known, needed)
        if found is not None:
            return found
    raise Refused(f"“{name}”里没有找到表头。表头一行要有这些列中的至少{needed}个：{'、'.join(known_headers)}。", "file")


def read_lines(source: Path | bytes, name: str) -> list[str]:
    """Every row of every visible sheet as one line of text, blank cells and numbers that stand alone left out. Raises
    Refused on "file" as `read_sheet` does."""
    found = []
    for rows in _tables(source, name):
        for row in rows:
            cells = [as_text(cell) for cell in row]
            said = [cell for cell in cells if cell and not cell.strip(".、").isdecimal()]
            if said:
                found.append(" ".join(said))
    return found


def text_lines(raw: bytes, name: str) -> list[str]:
    """The lines of a plain text in any encoding that Chinese offices write, blank ones left out. Raises Refused on "file"
    for what is none."""
    return [line.strip() for line in _decode(raw, name).splitlines() if line.strip()]


def _tables(source: Path | bytes, name: str) -> Iterator[Iterator[list[Cell]]]:
    kind = _first_bytes(source)
    if kind not in (_ZIP, _OLE[:4]):
        raw = source if isinstance(source, bytes) else source.read_bytes()
        yield iter(csv.reader(*_csv(raw, name)))
        return
    try:
        book = CalamineWorkbook.from_object(io.BytesIO(source) if isinstance(source, bytes) else source)
        for sheet in book.sheets_metadata:
            if sheet.visible is SheetVisibleEnum.Visible:
                rows = _from_the_first_column(book.get_sheet_by_name(sheet.name))
                yield _exact(source, rows) if kind == _ZIP else rows
    except PasswordError:
        raise Refused(f"“{name}”设了打开密码。请先在 WPS 或 Excel 里取消密码再导入。", "file") from None
    except (CalamineError, BadZipFile, ValueError, OSError):
        raise Refused(f"“{name}”打不开，可能没有传完或不是表格文件。请用 WPS 另存为 .xlsx 再试。", "file") from None


def _first_bytes(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source[:4]
    with source.open("rb") as file:
        return file.read(4)


def _from_the_first_column(sheet: CalamineSheet) -> Iterator[list[Cell]]:
    """Row by row: calamine holds the sheet in its own way, a list of lists would take as much again."""
    left = [""] * sheet.start[1] if sheet.start else []
    return ([*left, *row] for row in sheet.iter_rows()) if left else sheet.iter_rows()


# A floating-point cell keeps fifteen digits; programs (not Excel) write all eighteen of a citizen number into the file.
_KEPT_DIGITS = 10**15
_LONG_NUMBER = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>]*><v>([0-9]{16,18})</v>')


def _exact(source: Path | bytes, rows: Iterable[list[Cell]]) -> Iterator[list[Cell]]:
    """Numbers too long for a cell, as the text that stands in the file where it does; the rest stay numbers."""
    written: dict[tuple[int, int, float], set[str]] | None = None
    for number, row in enumerate(rows):
        for column in [at for at, cell in enumerate(row) if cell.__class__ is float and abs(cell) >= _KEPT_DIGITS]:
            if written is None:
                written = _long_numbers(source)
            found = written.get((number, column, row[column]), set())
            if len(found) == 1:
                row[column] = next(iter(found))
        yield row


def _long_numbers(source: Path | bytes) -> dict[tuple[int, int, float], set[str]]:
    written: dict[tuple[int, int, float], set[str]] = {}
    try:
        with ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as archive:
            for entry in archive.namelist():
                if entry.startswith("xl/worksheets/") and entry.endswith(".xml"):
                    for letters, number, digits in _LONG_NUMBER.findall(archive.read(entry)):
                        key = (int(number) - 1, _column(letters.decode()), float(digits))
                        written.setdefault(key, set()).add(digits.decode())
    except (BadZipFile, OSError):  # what calamine could open all the same: the numbers stay as it read them
        return {}
    return written


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _csv(raw: bytes, name: str) -> tuple[io.StringIO, str]:
    text = _decode(raw, name)
    if "\0" in text:
        raise Refused(f"“{name}”不是表格文件。请上传 .xlsx 或 .csv。", "file")
    sample = text[:4000]
    mark = max(",\t;", key=sample.count)
    return io.StringIO(text, newline=""), f"jishi-{_dialect(mark)}"


def _dialect(mark: str) -> str:
    word = {",": "comma", "\t": "tab", ";": "semicolon"}[mark]
    csv.register_dialect(f"jishi-{word}", delimiter=mark, skipinitialspace=True, strict=False)
    return word


def _decode(raw: bytes, name: str) -> str:
    encodings = ("utf-16",) if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(f"“{name}”的文字编码认不出来。请用 WPS 另存为 .xlsx 再试。", "file")


def _header_of(rows: Iterable[Sequence[Cell]], known: set[str], needed: int) -> Sheet | None:
    rows = iter(rows)
    for number, row in enumerate(rows, start=1):
        if number > HEADER_WITHIN:
            return None
        if len(known & {header_key(cell) for cell in row}) >= needed:
            header = [as_text(cell).replace(" ", "").replace("\u3000", "").replace("\n", "") for cell in row]
            while header and not header[-1]:
                header.pop()
            return Sheet(header, number, _body(rows, number + 1, len(header)))
    return None


def _body(rows: Iterator[Sequence[Cell]], first: int, width: int) -> Iterator[tuple[int, list[Cell]]]:
    for number, row in enumerate(rows, start=first):
        cells = list(row) if len(row) == width else [*row[:width], *[None] * (width - len(row))]
        start = _start(cells)
        if start and not _is_example(cells) and not _FOOT.match(start):
            yield number, cells


def _start(cells: Sequence[Cell]) -> str:
    for cell in cells:
        if cell is not None and cell != "" and (text := header_key(cell)):
            return text
    return ""


def _is_example(cells: Sequence[Cell]) -> bool:
    return any(cell.__class__ is str and "示例" in cell and header_key(cell) in _EXAMPLE for cell in cells)


def as_text(value: Cell) -> str:
    """The cell as a person reads it: whole numbers without .0 or exponent, dates as 2001-07-01, outer blanks of any
    width off, 是/否 for booleans, "" for nothing. A code written as ="0123" is 0123."""
    if value is None:
        return ""
    if isinstance(value, str):
        if value.isalnum() and value.isascii():
            return value  # most cells of a roster: dates and numbers as text
        text = unicodedata.normalize("NFC", value).replace("\ufeff", "").strip()
        if text.startswith('="') and text.endswith('"'):
            text = text[2:-1]
        return text.removeprefix("'").strip()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        if value.is_integer() and 1 <= abs(value) < _KEPT_DIGITS:
            return str(int(value))
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    if isinstance(value, datetime):
        return value.date().isoformat() if value == datetime.combine(value, datetime.min.time()) else str(value)
    return str(value)


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date from a cell; `month_only` when the cell named no day and the first of the month stands in for it."""

    day: date
    month_only: bool = False


_SHAPES = re.compile(
    r"(?P<y>\d{4})(?:"
    r"[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2}))?[-/.]?"
    r"|年(?P<m2>\d{1,2})月?(?:(?P<d2>\d{1,2})日?)?"
    r"|(?P<m3>\d{2})(?P<d3>\d{2})?)"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_SERIAL_ZERO = date(1899, 12, 30)


def read_date(value: Cell) -> ReadDate | None:
    """A date in any of the shapes people use: 2001-07-01, 2001/7/1, 2001.7.1, 2001年7月1日, 20010701, a real date, an
    Excel serial number; 2001.07 and the like give the month's first day, flagged. None for a blank.

    Raises ValueError with a sentence for anything else: a year alone, the 31st of June, and the number 2001.1, which a
    spreadsheet makes of both January and October."""
    if isinstance(value, datetime):
        return ReadDate(value.date())
    if isinstance(value, date):
        return ReadDate(value)
    if isinstance(value, str):
        if len(value) == 10 and value[4] == value[7] == "-" and value.isascii():  # as most sheets write it
            with suppress(ValueError):
                return ReadDate(date.fromisoformat(value))
        return _read_written_date(value)
    return _read_date(value)


@lru_cache(maxsize=50_000)  # the days of a century: a long list names the same ones again and again
def _read_written_date(value: str) -> ReadDate | None:
    return _read_date(value)


def _read_date(value: Cell) -> ReadDate | None:
    text = unicodedata.normalize("NFKC", as_text(value)).strip()
    if not text:
        return None
    trouble = ValueError(f"日期“{text}”认不出来，请写成 2001-07-01 这样")
    if isinstance(value, float) and re.fullmatch(r"(?:19|20)\d\d\.1", text):
        raise ValueError(f"日期“{text}”分不清是1月还是10月，请写成 2001-07-01 这样")
    if re.fullmatch(r"(?:19|20)\d\d年?", text):
        raise ValueError(f"日期“{text}”只有年份，请写明月和日")
    if re.fullmatch(r"\d{1,5}(?:\.\d+)?", text) and not re.fullmatch(r"(?:19|20)\d\d\.\d\d?", text):
        return ReadDate(_SERIAL_ZERO + timedelta(days=int(float(text))))
    found = _SHAPES.fullmatch("".join(text.split()) if "年" in text else text)
    if not found:
        raise trouble
    month = found["m"] or found["m2"] or found["m3"]
    day = found["d"] or found["d2"] or found["d3"]
    try:
        return ReadDate(date(int(found["y"]), int(month), int(day or 1)), month_only=day is None)
    except ValueError:
        raise trouble from None


def parse_date(value: Cell) -> date | None:
    """As `read_date`, without the flag."""
    found = read_date(value)
    return found.day if found else None


_YES = frozenset({"是", "√", "✓", "✔", "1", "true", "yes", "y", "有", "对"})
_NO = frozenset({"否", "×", "✗", "x", "0", "false", "no", "n", "无", "不是"})


def parse_bool(value: Cell) -> bool | None:
    """是/√/1 → True, 否/×/0 → False, blank → None. Raises ValueError with a sentence on anything else."""
    text = unicodedata.normalize("NFKC", as_text(value)).strip().lower()
    if not text:
        return None
    if text in _YES or text in _NO:
        return text in _YES
    raise ValueError(f"“{text}”认不出来，请写“是”或“否”")
