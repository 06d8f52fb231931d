"""Cells and columns as the provinces write them."""

import json
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishi.members.rules.cells import as_json, category_of, correction_of, from_json, lost_digits, phone_of, standing_of
from jishi.members.rules.columns import FIELDS, months_in_words, recognise, shown
from jishi.members.rules.reading import read_row
from jishi.members.rules.roster import Known, Outcome, judge

TODAY = date(2026, 11, 22)


def test_the_provincial_export_is_recognised() -> None:
    header = ["姓名", "性别", "公民身份号码", "民族", "出生日期", "学历", "人员类别", "学位", "所在党支部", "手机号码", "入党日期", "转正日期", "党龄", "党龄校正值", "新社会阶层类型", "工作岗位", "从事专业技术职务", "是否农民工", "", "现居住地", "户籍所在地", "是否失联", "是否流动", "注册时间", "注册手机号"]  # fmt: skip
    found = recognise(header)
    assert {header[i] for i in found.values()} == {
        "姓名", "性别", "公民身份号码", "民族", "出生日期", "学历", "人员类别", "学位", "所在党支部", "手机号码", "入党日期", "转正日期", "党龄校正值",
        "工作岗位", "现居住地", "是否失联", "是否流动",
    }  # fmt: skip


@pytest.mark.parametrize("written", ["姓 名", "*姓名", "姓名(必填)", "姓　名", "姓名\n", "党员姓名"])
def test_headings_with_blanks_and_brackets(written: str) -> None:
    assert recognise([written]) == {"name": 0}


def test_the_first_of_two_equal_columns_wins() -> None:
    assert recognise(["姓名", "手机", "联系电话(固定)"]) == {"name": 0, "phone": 1}


@pytest.mark.parametrize(
    ("written", "months"),
    [("6", 6), (6.0, 6), ("1年", 12), ("1年6个月", 18), ("-3", -3), ("+2个月", 2), ("", None), (0, 0), ("2年3月", 27)],
)
def test_correction(written: Any, months: int | None) -> None:
    assert correction_of(written) == months


@pytest.mark.parametrize("written", ["半年", "9999", "年", "-"])
def test_correction_that_makes_no_sense(written: str) -> None:
    with pytest.raises(ValueError, match="党龄校正值"):
        correction_of(written)


@given(st.integers(-1200, 1200))
def test_correction_is_read_as_it_is_written(months: int) -> None:
    assert correction_of(months_in_words(months)) == months


def test_words_for_category_and_standing() -> None:
    assert [category_of(w) for w in ("正式党员", "预备 党员", "中共党员", "")] == ["full", "probationary", "full", None]
    assert [standing_of(w) for w in ("正常", "停止党籍", "")] == ["normal", "suspended", None]
    with pytest.raises(ValueError, match="党籍状态"):
        standing_of("不明")


def test_numbers_too_long_for_a_spreadsheet() -> None:
    assert lost_digits(9.90101197503080e17)
    assert not lost_digits(13912345678.0)
    assert not lost_digits("990101197503080017")
    assert phone_of(13912345678.0) == "13912345678"


def test_cells_survive_being_stored() -> None:
    cells = ["张三", 1.5, True, None, 38899, date(2001, 7, 1), datetime(2001, 7, 1, 0, 0)]  # noqa: DTZ001  a sheet knows no zone
    kept = json.loads(json.dumps({7: cells}, default=as_json), object_hook=from_json)
    assert kept == {"7": ["张三", 1.5, True, None, 38899, "2001-07-01", "2001-07-01"]}


SHAPES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "serial")


@given(st.dates(date(1930, 1, 1), TODAY), st.sampled_from(SHAPES))
def test_a_date_in_any_shape_is_the_same_date(day: date, shape: str) -> None:
    cell = (day - date(1899, 12, 30)).days if shape == "serial" else f"{day:{shape}}"
    assert read_row(1, [cell], {"joined_on": 0}).values["joined_on"] == day


@given(st.sets(st.sampled_from(sorted(FIELDS))), st.sampled_from(["", "　", " ", None]))
def test_blank_cells_never_clear(blank: set[str], nothing: str | None) -> None:
    held = {
        "name": "赵甲", "sex": "1", "ethnicity": "01", "citizen_id": "", "born_on": date(1975, 3, 8), "education": "20",
        "education_label": "本科", "degree": "学士", "category": "full", "joined_on": date(2005, 7, 1), "full_on": date(2006, 7, 1),
        "standing_correction_months": 6, "job": "村医", "employer": "卫生室", "phone": "139", "address": "某街", "native_place": "晴川",
        "standing": "suspended", "is_lost": True, "lost_on": date(2020, 1, 1), "is_mobile": True, "mobile_to": "省外", "group": 5,
    }  # fmt: skip
    mapping = {name: index for index, name in enumerate(sorted(blank | {"name"}))}
    reading = read_row(1, [held["name"] if name == "name" else nothing for name in mapping], mapping)
    verdict = judge(reading, known=Known(1, True, 1, None, held), today=TODAY)
    assert (verdict.outcome, verdict.changes) == (Outcome.UNCHANGED, {})


def member(**held: Any) -> Known:
    plain: dict[str, Any] = {
        "name": "赵甲",
        "category": "full",
        "joined_on": date(2005, 7, 1),
        "full_on": date(2006, 7, 1),
        "is_lost": False,
    }
    return Known(1, True, 1, None, plain | held)


def test_found_again_clears_the_day_of_being_lost() -> None:
    reading = read_row(1, ["赵甲", "否"], {"name": 0, "is_lost": 1})
    verdict = judge(reading, known=member(is_lost=True, lost_on=date(2020, 1, 1)), today=TODAY)
    assert verdict.changes == {"is_lost": (True, False), "lost_on": (date(2020, 1, 1), None)}


def test_a_lost_day_without_being_lost_is_not_taken() -> None:
    reading = read_row(1, ["赵甲", "2020-01-01"], {"name": 0, "lost_on": 1})
    verdict = judge(reading, known=member(), today=TODAY)
    assert (verdict.changes, "没有标为失联" in verdict.warnings[0]) == ({}, True)


def test_a_full_member_is_not_turned_back() -> None:
    reading = read_row(1, ["赵甲", "预备党员"], {"name": 0, "category": 1})
    verdict = judge(reading, known=member(), today=TODAY)
    assert (verdict.outcome, "没有采用" in verdict.warnings[0]) == (Outcome.UNCHANGED, True)


def test_months_that_coincide_are_no_contradiction() -> None:
    reading = read_row(1, ["赵甲", "1971-07-15", "1971.07"], {"name": 0, "joined_on": 1, "full_on": 2})
    verdict = judge(reading, known=None, today=TODAY)
    assert verdict.changes["full_on"] == (None, date(1971, 7, 15))


def test_another_word_for_the_same_schooling_is_no_change() -> None:
    reading = read_row(1, ["赵甲", "大学本科"], {"name": 0, "education": 1})
    assert judge(reading, known=member(education="20", education_label="本科"), today=TODAY).changes == {}


def test_words_for_values() -> None:
    assert [shown("ethnicity", "01"), shown("sex", "2"), shown("is_lost", True), shown("standing", "normal")] == [
        "汉族", "女", "是", "正常",
    ]  # fmt: skip
    assert [shown("standing_correction_months", -18), shown("joined_on", TODAY), shown("job", None)] == [
        "-1年6个月", "2026-11-22", "",
    ]  # fmt: skip


def test_too_long_and_too_early() -> None:
    reading = read_row(1, ["赵" * 61, "1049-07-01"], {"name": 0, "joined_on": 1})
    assert reading.reasons == ["入党日期：日期“1049-07-01”太早，请核对", "姓名超过60个字"]
