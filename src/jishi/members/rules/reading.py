"""What a row of a roster says: each cell by the column it stands in, before anybody is looked up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from jishi.kernel.names import clean_name, comparable
from jishi.kernel.sheets import Cell, as_text, parse_bool, read_date
from jishi.members.rules.cells import (
    category_of,
    correction_of,
    is_blank,
    lost_digits,
    one_line,
    phone_of,
    plain,
    plain_word,
    standing_of,
)
from jishi.members.rules.columns import DATES, FIELDS, LENGTHS, YES_NO
from jishi.people.rules import CitizenNumber, education_code, ethnicity_code, read_citizen_number, sex_code

REMEMBERED = 5_000  # different cells of one column that one reader keeps
DAYS = 20_000  # different days of one column, kept for all readers: they say the same whatever the site calls things
EARLIEST = 1850


@dataclass(slots=True)
class Reading:
    """A row as understood: `values` only of cells that say something, `months` the dates that named no day, `blank`
    the columns the sheet has and this row left empty."""

    number: int
    name: str = ""
    citizen: CitizenNumber | None = None
    org: str = ""
    org_code: str = ""
    group: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    months: set[str] = field(default_factory=set)
    blank: set[str] = field(default_factory=set)
    reasons: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def identity(self) -> tuple[str, date | None]:
        """Name and birth date: who it is when there is no citizen number."""
        return comparable(self.name), self.values.get("born_on")


class Told(NamedTuple):
    """What one cell says of itself: values by field, or what is wrong with it."""

    values: tuple[tuple[str, Any], ...] = ()
    reason: str = ""
    warning: str = ""
    is_month: bool = False


type Teller = Callable[[str, Cell], Told]

NOTHING = Told()


def read_row(number: int, cells: Sequence[Cell], mapping: Mapping[str, int]) -> Reading:
    """Read one row by the column of each field. What cannot be read becomes a reason or, where it can be left out, a
    warning."""
    return Reader(mapping).read(number, cells)


class Reader:
    """Reads rows by the column of each field. What a cell says depends on nothing but the cell and its column, so that
    a cell met before is not read again: rosters say 汉族 and the same days on every row. Made for some thousand rows:
    it remembers what they said, and the site's words of that moment."""

    def __init__(self, mapping: Mapping[str, int]) -> None:
        self._name = mapping.get("name", -1)
        self._words = [(name, mapping[name]) for name in ("org", "org_code", "group") if name in mapping]
        self._citizen = mapping.get("citizen_id", -1)
        self._cells: list[tuple[str, int, Teller, dict[Cell, Told], int]] = [
            (name, mapping[name], tell, _DAYS.get(name, {}), DAYS if name in _DAYS else REMEMBERED)
            for name, tell in _TELLERS.items()
            if name in mapping
        ]
        self._lengths = [(name, length) for name, length in LENGTHS.items() if name in mapping]

    def read(self, number: int, cells: Sequence[Cell]) -> Reading:
        """One row."""
        reading, width = Reading(number), len(cells)
        values, blank = reading.values, reading.blank
        if 0 <= self._name < width:
            reading.name = clean_name(as_text(cells[self._name]))
            if is_blank(cells[self._name]):
                blank.add("name")
        if reading.name:
            values["name"] = reading.name
        else:
            reading.reasons.append("没有姓名")
        for name, at in self._words:
            if at < width:
                word = plain_word(cells[at])
                setattr(reading, name, word)
                if not word:
                    blank.add(name)
        if 0 <= self._citizen < width:
            _read_number(reading, cells[self._citizen])
        for name, at, tell, known, most in self._cells:
            if at >= width:
                continue
            cell = cells[at]
            if cell is None or cell == "":
                blank.add(name)
                continue
            # Only texts are remembered: 1, 1.0 and True are one key and mean different things.
            told = known.get(cell) if cell.__class__ is str else None
            if told is None:
                told = tell(name, cell)
                if cell.__class__ is str and len(known) < most:
                    known[cell] = told
            if told is NOTHING:
                if is_blank(cell):
                    blank.add(name)
                continue
            for key, value in told.values:
                values[key] = value
            if told.is_month:
                reading.months.add(name)
            if told.reason:
                reading.reasons.append(told.reason)
            if told.warning:
                reading.warnings.append(told.warning)
        for name, length in self._lengths:
            value = values.get(name)
            if value is not None and len(value) > length:
                reading.reasons.append(f"{FIELDS[name].label}超过{length}个字")
        return reading


def _read_number(reading: Reading, cell: Cell) -> None:
    if lost_digits(cell):
        reading.reasons.append("身份证号在表格里存成了数字，后几位已经丢失。请把这一列设成文本，重新填写号码")
        return
    if is_blank(cell):
        reading.blank.add("citizen_id")
        return
    try:
        reading.citizen = read_citizen_number(as_text(cell))
    except ValueError as trouble:
        reading.reasons.append(str(trouble))
    else:
        reading.values["citizen_id"] = reading.citizen.text


def _date(name: str, cell: Cell) -> Told:
    try:
        found = read_date(cell)
    except (ValueError, OverflowError) as trouble:
        return Told(reason=f"{FIELDS[name].label}：{trouble}")
    if found is None:
        return NOTHING
    if found.day.year < EARLIEST:
        return Told(reason=f"{FIELDS[name].label}：日期“{found.day}”太早，请核对")
    return Told(((name, found.day),), is_month=found.month_only)


def _take(parse: Callable[[Cell], Any], *, refuses: bool = False) -> Teller:
    """A cell read by `parse`; what it cannot read refuses the row or, as a warning, is left out."""

    def tell(name: str, cell: Cell) -> Told:
        try:
            value = parse(cell)
        except ValueError as trouble:
            said = str(trouble) if FIELDS[name].label in str(trouble) else f"{FIELDS[name].label}：{trouble}"
            return Told(reason=said) if refuses else Told(warning=f"{said}（这一格没有采用）")
        return Told(((name, value),)) if value is not None and value != "" else NOTHING

    return tell


def _code(code_of: Callable[[str], str | None]) -> Teller:
    def tell(name: str, cell: Cell) -> Told:
        code = code_of(plain_word(cell))
        if code is None:
            return Told(warning=f"{FIELDS[name].label}“{plain(cell)}”认不出来（这一格没有采用）")
        return Told(((name, code),)) if code else NOTHING

    return tell


def _education(name: str, cell: Cell) -> Told:
    written = plain_word(cell)
    if not written:
        return NOTHING
    # 中组部 forms keep their own words: the word is stored beside the code, and alone where no code fits.
    label = "" if written.isdigit() else written[:20]
    return Told((("education", education_code(written) or ""), ("education_label", label)))


@lru_cache(maxsize=1_000, typed=True)
def _yes_or_no(value: Cell) -> bool | None:
    return parse_bool(value)


_DAYS: dict[str, dict[Cell, Told]] = {name: {} for name in DATES}
# In the order in which reasons, warnings and changes are told.
_TELLERS: dict[str, Teller] = {
    **dict.fromkeys(DATES, _date),
    "category": _take(category_of, refuses=True),
    "standing": _take(standing_of),
    "standing_correction_months": _take(correction_of),
    "phone": _take(phone_of),
    **dict.fromkeys(YES_NO, _take(_yes_or_no)),
    **dict.fromkeys(("native_place", "degree", "employer", "job", "address", "mobile_to"), _take(one_line)),
    "sex": _code(sex_code),
    "ethnicity": _code(ethnicity_code),
    "education": _education,
}
