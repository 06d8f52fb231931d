"""Judging a row of a roster: what it says, whether it can be taken, and what it would change.

A blank cell never clears a value; a column that is absent is not compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from jishi.kernel.labels import Labelled
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
from jishi.members.rules.columns import DATES, FIELDS, LENGTHS, WANTED, YES_NO, shown
from jishi.members.rules.standing import Category, add_years, date_warnings, has_probation
from jishi.people.rules import CitizenNumber, Sex, education_code, ethnicity_code, read_citizen_number, sex_code


class Outcome(Labelled):
    """What becomes of a row."""

    NEW = "new", "新增"
    CHANGED = "changed", "有变化"
    UNCHANGED = "unchanged", "无变化"
    REFUSED = "refused", "不能导入"


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


@dataclass(slots=True)
class Known:
    """What the platform holds of a person, sealed fields opened for the comparison. `org_id` is today's branch."""

    person_id: int
    is_member: bool
    org_id: int | None
    left_on: date | None
    values: dict[str, Any]


@dataclass(slots=True)
class Verdict:
    """What to do with a row. `changes` maps a field to (old, new); for a new member it holds every value, old None."""

    outcome: Outcome
    reasons: list[str]
    warnings: list[str]
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)


def read_row(number: int, cells: Sequence[Cell], mapping: Mapping[str, int]) -> Reading:
    """Read one row by the column of each field. What cannot be read becomes a reason or, where it can be left out, a
    warning."""
    reading = Reading(number)
    at = {name: cells[index] for name, index in mapping.items() if index < len(cells)}
    reading.blank = {name for name, cell in at.items() if is_blank(cell)}
    reading.name = clean_name(as_text(at.get("name")))
    if not reading.name:
        reading.reasons.append("没有姓名")
    else:
        reading.values["name"] = reading.name
    reading.org, reading.org_code = plain_word(at.get("org")), plain_word(at.get("org_code"))
    reading.group = plain_word(at.get("group"))
    _read_number(reading, at.get("citizen_id"))
    for name in DATES:
        _read_date(reading, name, at.get(name))
    for name, parse in (("category", category_of),):
        _take(reading, name, at.get(name), parse, refuses=True)
    for name, parse_freely in (
        ("standing", standing_of),
        ("standing_correction_months", correction_of),
        ("phone", phone_of),
        *((name, _yes_or_no) for name in YES_NO),
        *((name, one_line) for name in ("native_place", "degree", "employer", "job", "address", "mobile_to")),
    ):
        _take(reading, name, at.get(name), parse_freely, refuses=False)
    _read_codes(reading, at)
    for name, length in LENGTHS.items():
        if len(str(reading.values.get(name, ""))) > length:
            reading.reasons.append(f"{FIELDS[name].label}超过{length}个字")
    return reading


@lru_cache(maxsize=1_000, typed=True)
def _yes_or_no(value: Cell) -> bool | None:
    return parse_bool(value)


def _take(reading: Reading, name: str, cell: Cell, parse: Any, *, refuses: bool) -> None:
    if cell is None or cell == "":
        return
    try:
        value = parse(cell)
    except ValueError as trouble:
        said = str(trouble) if FIELDS[name].label in str(trouble) else f"{FIELDS[name].label}：{trouble}"
        (reading.reasons if refuses else reading.warnings).append(said if refuses else f"{said}（这一格没有采用）")
        return
    if value is not None and value != "":
        reading.values[name] = value


def _read_number(reading: Reading, cell: Cell) -> None:
    if lost_digits(cell):
        reading.reasons.append("身份证号在表格里存成了数字，后几位已经丢失。请把这一列设成文本，重新填写号码")
        return
    if "citizen_id" not in reading.blank and cell is not None:
        try:
            reading.citizen = read_citizen_number(as_text(cell))
        except ValueError as trouble:
            reading.reasons.append(str(trouble))
        else:
            reading.values["citizen_id"] = reading.citizen.text


def _read_date(reading: Reading, name: str, cell: Cell) -> None:
    if cell is None or cell == "":
        return
    try:
        found = read_date(cell)
    except (ValueError, OverflowError) as trouble:
        reading.reasons.append(f"{FIELDS[name].label}：{trouble}")
        return
    if found:
        if found.day.year < 1850:
            reading.reasons.append(f"{FIELDS[name].label}：日期“{found.day}”太早，请核对")
            return
        reading.values[name] = found.day
        if found.month_only:
            reading.months.add(name)


def _read_codes(reading: Reading, at: Mapping[str, Cell]) -> None:
    for name, code_of in (("sex", sex_code), ("ethnicity", ethnicity_code)):
        code = code_of(plain_word(at.get(name)))
        if code:
            reading.values[name] = code
        elif code is None:
            reading.warnings.append(f"{FIELDS[name].label}“{plain(at.get(name))}”认不出来（这一格没有采用）")
    written = plain_word(at.get("education"))
    if written:
        # 中组部 forms keep their own words: the word is stored beside the code, and alone where no code fits.
        reading.values["education"] = education_code(written) or ""
        reading.values["education_label"] = "" if written.isdigit() else written[:20]


def same(reading: Reading, name: str, old: Any) -> bool:
    """Whether the row says what is already held. A date without a day agrees with every day of its month."""
    new = reading.values[name]
    if name in reading.months and old is not None:
        return bool((new.year, new.month) == (old.year, old.month))
    return bool(new == old)


def judge(reading: Reading, *, known: Known | None, today: date) -> Verdict:
    """The verdict on a readable row whose branch is found; `known` is the person already held, in this branch or not
    yet a member. Refused reasons of the reading are kept."""
    held: Mapping[str, Any] = known.values if known else {}
    reasons, warnings = list(reading.reasons), list(reading.warnings)
    values = _settled(reading, held, known is not None and known.is_member, today, warnings)
    merged = {**held, **values}
    _refuse_order(reading, values, merged, reasons)
    is_new = known is None or not known.is_member
    if reasons:
        return Verdict(Outcome.REFUSED, reasons, warnings)
    warnings += _warn(reading, merged, is_new=is_new, today=today)
    if is_new:
        changes = {name: (held.get(name), value) for name, value in values.items() if held.get(name) != value}
        return Verdict(Outcome.NEW, reasons, warnings, changes)
    changes = {
        name: (held.get(name), value)
        for name, value in values.items()
        if held.get(name) != value and (name not in reading.values or not same(reading, name, held.get(name)))
    }
    if "education" in values and values["education"] and values["education"] == held.get("education"):
        changes.pop("education_label", None)  # another word for the same degree of schooling is no change
    return Verdict(Outcome.CHANGED if changes else Outcome.UNCHANGED, reasons, warnings, changes)


def _settled(
    reading: Reading, held: Mapping[str, Any], is_member: bool, today: date, warnings: list[str]
) -> dict[str, Any]:
    """The row's values made to agree with each other, with what follows from them for a new member."""
    values = dict(reading.values)
    if not is_member:
        if reading.citizen:
            values.setdefault("born_on", held.get("born_on") or reading.citizen.born_on)
            if held.get("sex", Sex.UNKNOWN) == Sex.UNKNOWN:
                values.setdefault("sex", reading.citizen.sex)
        if "category" not in values:
            values["category"] = _likely_category(values, today)
            warnings.append(f"没有填人员类别，按日期作为{values['category'].label}导入")
    elif values.get("category") == Category.PROBATIONARY and held.get("category") == Category.FULL:
        del values["category"]
        warnings.append("现有记录是正式党员，表中是预备党员，没有采用；确要更正请在党员信息里修改")
    category = values.get("category", held.get("category"))
    if category == Category.PROBATIONARY and "full_on" in values:
        del values["full_on"]
        warnings.append("人员类别是预备党员，却填了转正日期，转正日期没有采用")
    if values.get("is_lost") is False or ("lost_on" in values and not values.get("is_lost", held.get("is_lost"))):
        if "lost_on" in values:
            warnings.append("没有标为失联，失去联系日期没有采用")
        values["lost_on"] = None
        if not held.get("lost_on"):
            del values["lost_on"]
    return values


def _likely_category(values: Mapping[str, Any], today: date) -> Category:
    joined_on = values.get("joined_on")
    young = joined_on and "full_on" not in values and add_years(joined_on, 1) > today
    return Category.PROBATIONARY if young else Category.FULL


def _refuse_order(reading: Reading, values: dict[str, Any], merged: Mapping[str, Any], reasons: list[str]) -> None:
    joined_on, full_on = merged.get("joined_on"), merged.get("full_on")
    if not (joined_on and full_on and full_on < joined_on):
        return
    same_month = (joined_on.year, joined_on.month) == (full_on.year, full_on.month)
    if same_month and reading.months & {"joined_on", "full_on"} and "full_on" in values:
        values["full_on"] = joined_on
    else:
        reasons.append(f"转正日期（{full_on}）早于入党日期（{joined_on}）")


def _warn(reading: Reading, merged: Mapping[str, Any], *, is_new: bool, today: date) -> list[str]:
    said = []
    number = merged.get("citizen_id")
    if not number:
        how = "姓名、出生日期和所在党支部" if merged.get("born_on") else "姓名和所在党支部（出生日期也没有填）"
        said.append(f"没有身份证号，按{how}认人")
    elif reading.citizen:
        born_on, given = merged.get("born_on"), reading.citizen.born_on
        close = "born_on" in reading.months and born_on and (born_on.year, born_on.month) == (given.year, given.month)
        if born_on and born_on != given and not close:
            said.append(f"出生日期（{born_on}）和身份证号上的（{given}）不一致（以档案为准）")
        if merged.get("sex") in (Sex.MALE, Sex.FEMALE) and merged["sex"] != reading.citizen.sex:
            said.append(
                f"性别（{shown('sex', merged['sex'])}）和身份证号上的（{reading.citizen.sex.label}）不一致（以档案为准）"
            )
    joined_on, full_on = merged.get("joined_on"), merged.get("full_on")
    said += date_warnings(
        born_on=merged.get("born_on"), joined_on=joined_on, full_on=full_on, category=merged["category"], today=today
    )
    wanted = [n for n in WANTED if n in reading.blank or (n == "joined_on" and is_new)]
    missing = [FIELDS[name].label for name in wanted if merged.get(name) in (None, "", Sex.UNKNOWN)]
    if merged["category"] == Category.FULL and not full_on and joined_on and has_probation(joined_on) and is_new:
        missing.append(FIELDS["full_on"].label)
    if missing:
        said.append(f"没有填{'、'.join(missing)}")
    return said
