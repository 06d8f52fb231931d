"""Persons of one name in a list."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from jishi.people.rules import Called, told_apart

MARCH = date(1975, 3, 8)


def said(*rows: Called) -> list[str]:
    return list(told_apart(rows).values())


def test_a_name_borne_once_stands_alone() -> None:
    assert said(Called(1, "李秀英", MARCH), Called(2, "王建国", MARCH, "书记")) == ["李秀英", "王建国（书记）"]


def test_namesakes_show_the_month_of_birth() -> None:
    two = said(Called(1, "李秀英", MARCH), Called(2, "李秀英", date(1981, 12, 1), "组织委员"))
    assert two == ["李秀英（1975年3月生）", "李秀英（1981年12月生，组织委员）"]


def test_the_same_month_shows_the_day_and_the_same_day_a_number() -> None:
    assert said(Called(1, "李秀英", MARCH), Called(2, "李秀英", date(1975, 3, 9))) == [
        "李秀英（1975-03-08生）", "李秀英（1975-03-09生）",
    ]  # fmt: skip
    twins = said(Called(1, "李秀英", MARCH), Called(2, "李秀英", MARCH), Called(3, "李秀英"))
    assert twins == ["李秀英（1975-03-08生，同名1）", "李秀英（1975-03-08生，同名2）", "李秀英（同名3）"]


def test_a_person_stands_once_as_first_met() -> None:
    assert told_apart([Called(1, "李秀英", MARCH, "书记"), Called(1, "李秀英", MARCH)]) == {1: "李秀英（书记）"}


DAYS = st.none() | st.sampled_from([MARCH, date(1975, 3, 9), date(1980, 1, 1)])


@given(
    st.lists(
        st.builds(Called, st.integers(1, 30), st.sampled_from(["李秀英", "王芳"]), DAYS, st.sampled_from(["", "书记"]))
    )
)
def test_no_two_are_called_the_same_and_order_is_kept(rows: list[Called]) -> None:
    found = told_apart(rows)
    assert len(set(found.values())) == len(found)
    assert list(found) == list(dict.fromkeys(row.person_id for row in rows))
