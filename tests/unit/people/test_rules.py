from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishi.people.rules import (
    education_code,
    ethnicity_code,
    ethnicity_label,
    mask_citizen_number,
    mask_phone,
    read_citizen_number,
    sex_code,
)
from tests.builders import citizen_id


@given(st.integers(0, 9999), st.dates(date(1900, 1, 1), date(2020, 12, 31)), st.booleans())
def test_a_number_says_its_birth_date_and_sex(number: int, born: date, male: bool) -> None:
    read = read_citizen_number(citizen_id(number, born=born, male=male))
    assert (read.born_on, read.sex) == (born, "1" if male else "2")


@given(st.integers(0, 9999), st.integers(0, 17), st.integers(1, 9))
def test_any_one_wrong_digit_is_noticed(number: int, place: int, step: int) -> None:
    right = citizen_id(number)
    digits = "0123456789X" if place == 17 else "0123456789"
    wrong = digits[(digits.index(right[place]) + step) % len(digits)]
    with pytest.raises(ValueError, match="身份证号"):
        read_citizen_number(right[:place] + wrong + right[place + 1 :])


@pytest.mark.parametrize("written", ["'{0}", " {0} ", "{0}\t", "９９{1}", "{2}"])
def test_numbers_are_read_as_people_paste_them(written: str) -> None:
    number = next(n for i in range(99) if (n := citizen_id(i)).endswith("X"))
    assert read_citizen_number(written.format(number, number[2:], number.lower())).text == number


def test_masks() -> None:
    assert mask_citizen_number("990101197503080017") == "990101********0017"
    assert mask_citizen_number("123") == "***"
    assert mask_phone("13912345678") == "139****5678"
    assert mask_phone("88123") == "***23"
    assert mask_phone("12") == "**"
    assert mask_phone("") == ""


@pytest.mark.parametrize(
    ("written", "code"),
    [("汉", "01"), ("汉族", "01"), ("01", "01"), ("1", "01"), ("土家族", "15"), ("土族", "30"), ("基诺", "56"), ("", ""), ("其他", "97"), ("火星", None)],
)  # fmt: skip
def test_ethnicity(written: str, code: str | None) -> None:
    assert ethnicity_code(written) == code
    if code:
        assert ethnicity_code(ethnicity_label(code)) == code


@pytest.mark.parametrize(
    ("written", "code"),
    [("大专", "30"), ("大学本科毕业", "21"), ("本科", "20"), ("中央党校大学", "20"), ("31", "31"), ("高中毕业", "60"), ("初中", "70"), ("", ""), ("私塾", None)],
)  # fmt: skip
def test_education(written: str, code: str | None) -> None:
    assert education_code(written) == code


def test_sex() -> None:
    assert [sex_code(word) for word in ("男", "女性", "1", "2", "", "0", "不详")] == [
        "1",
        "2",
        "1",
        "2",
        "",
        None,
        None,
    ]
