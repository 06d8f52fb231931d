import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishi.kernel.names import alternative_initials, clean_name, comparable, initials, name_key


@pytest.mark.parametrize(
    ("written", "stored"),
    [("张　三", "张三"), (" 王 志 强 ", "王志强"), ("买买提•阿不都", "买买提·阿不都"), ("迪丽．努尔", "迪丽·努尔")],
)
def test_names_are_stored_without_blanks_and_with_one_dot(written: str, stored: str) -> None:
    assert clean_name(written) == stored


def test_dots_and_blanks_do_not_tell_two_people_apart() -> None:
    assert comparable("买买提·阿不都") == comparable("买买提 阿不都")
    assert comparable("红旗村党支部（第一）") == comparable("红旗村党支部(第一)")


@pytest.mark.parametrize(
    ("name", "letters"), [("王志强", "wzq"), ("曾建国", "zjg"), ("单于飞", "cyf"), ("解放", "xf"), ("任𠮷", "r𠮷")]
)
def test_surnames_keep_their_own_reading(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_another_reading_can_be_typed_too() -> None:
    assert alternative_initials("乐行")[0] == "yx"
    assert "lx" in alternative_initials("乐行")


def test_names_sort_by_pinyin_then_by_character() -> None:
    names = ["赵刚", "陈敏", "曾强", "王伟", "王玮", "安宁"]
    assert sorted(names, key=name_key) == ["安宁", "陈敏", "王伟", "王玮", "曾强", "赵刚"]


@given(st.text(min_size=1, max_size=30))
def test_any_text_at_all_has_a_key_and_initials(text: str) -> None:
    assert name_key(text).endswith(comparable(text))
    assert initials(text) is not None
