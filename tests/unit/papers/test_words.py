from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishi.papers import words


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "said"),
    [
        (None, None, "2026年1月5日"),
        (time(9), None, "2026年1月5日上午9时"),
        (time(9), time(10, 30), "2026年1月5日上午9时至10时30分"),
        (time(9, 5), time(14), "2026年1月5日上午9时5分至下午2时"),
        (time(19), time(20, 30), "2026年1月5日晚上7时至8时30分"),
        (time(12, 10), time(13), "2026年1月5日下午12时10分至1时"),
    ],
)
def test_time_is_said_as_minutes_write_it(starts_at: time | None, ends_at: time | None, said: str) -> None:
    assert words.when(date(2026, 1, 5), starts_at, ends_at) == said


def test_dates_are_not_padded_in_forms_and_dotted_in_lists() -> None:
    assert words.day(date(2026, 1, 5)) == "2026年1月5日"
    assert words.month(date(1985, 3, 1)) == "1985.03"
    assert words.dotted(date(2026, 1, 5)) == "2026.01.05"
    assert (words.day(None), words.month(None), words.dotted(None), words.number(None)) == ("—",) * 4


def test_an_empty_cell_says_nothing_in_words() -> None:
    assert words.said("  \n") == "无"
    assert words.joined(["", " "]) == "无"
    assert words.joined(["甲", "", "乙"]) == "甲、乙"


@pytest.mark.parametrize(
    ("n", "said"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (99, "九十九"), (100, "100")]
)
def test_numbers_of_headings(n: int, said: str) -> None:
    assert words.ordinal(n) == said


@given(st.text())
def test_clean_text_has_nothing_xml_refuses(text: str) -> None:
    cleaned = words.clean(text)
    assert all(c in "\n\t" or ord(c) >= 0x20 for c in cleaned)
    cleaned.encode()
