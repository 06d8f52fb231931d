"""Judging a row of a roster: whether it can be taken, and what it would change.

A blank cell never clears a value; a column that is absent is not compared."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jishi.kernel.labels import Labelled
from jishi.members.rules.columns import FIELDS, WANTED, shown
from jishi.members.rules.reading import Reading
from jishi.members.rules.standing import Category, add_years, date_warnings, has_probation
from jishi.people.rules import Sex


class Outcome(Labelled):
    """What becomes of a row."""

    NEW = "new", "新增"
    CHANGED = "changed", "有变化"
    UNCHANGED = "unchanged", "无变化"
    REFUSED = "refused", "不能导入"


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
        if known is None:
            changes = {name: (None, value) for name, value in values.items() if value is not None}
        else:
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
