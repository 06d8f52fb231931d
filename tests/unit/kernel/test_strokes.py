"""按姓氏笔画为序."""

from hypothesis import given
from hypothesis import strategies as st

from jishi.kernel.strokes import by_strokes, stroke_key, without_place

CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=4)


def test_surnames_stand_by_strokes_then_by_their_shapes() -> None:
    assert by_strokes(["黄伟", "李娜", "丁一", "王芳", "马超", "刘洋", "张敏", "陈静"]) == [
        "丁一", "马超", "王芳", "刘洋", "李娜", "张敏", "陈静", "黄伟",
    ]  # fmt: skip


def test_one_character_given_name_comes_before_two() -> None:
    assert by_strokes(["田大利", "田富"]) == ["田富", "田大利"]


def test_given_name_begins_after_a_surname_of_two_characters() -> None:
    assert by_strokes(["欧阳一山", "欧阳修"]) == ["欧阳修", "欧阳一山"]
    assert len(stroke_key("欧阳")) == 3  # a surname 欧 and a name 阳: nobody is called by a surname alone


def test_names_of_other_peoples_are_read_without_their_dot() -> None:
    assert stroke_key("买买提·艾力") == stroke_key("买买提艾力")


def test_a_character_without_a_place_is_told_and_sorts_last() -> None:
    assert without_place("王𠮷") == "𠮷"
    assert without_place("王吉") == ""
    assert by_strokes(["王𠮷", "王龘"]) == ["王龘", "王𠮷"]


@given(st.lists(CHINESE, max_size=8))
def test_order_does_not_depend_on_the_order_of_entry(names: list[str]) -> None:
    distinct = sorted(set(names))
    keys = [stroke_key(name) for name in by_strokes(reversed(distinct))]
    assert keys == [stroke_key(name) for name in by_strokes(distinct)] == sorted(keys)
