"""Grades and tests: totals add up whatever is typed, hints are words and never a bar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishi.appraisals.rules import (
    LEAST_BALLOTS,
    Disposal,
    Grade,
    Said,
    Votes,
    cap_said,
    hints,
    may_dispose,
    most_excellent,
    tally,
    votes_refusal,
)

grades = st.sampled_from(["", *Grade])
counts = st.integers(0, 60)


@given(st.lists(grades, max_size=60))
def test_the_grades_and_those_without_one_add_up_to_all(given_grades: list[str]) -> None:
    found = tally(given_grades)
    assert sum(found.values()) + given_grades.count("") == len(given_grades)
    assert tally(given_grades[::-1]) == found
    assert all(found[grade] == given_grades.count(grade) for grade in Grade)


@given(st.lists(grades, max_size=30), st.lists(grades, max_size=30))
def test_two_branches_together_have_the_sum_of_their_grades(one: list[str], other: list[str]) -> None:
    assert tally(one + other) == {grade: tally(one)[grade] + tally(other)[grade] for grade in Grade}


@given(
    issued=counts, returned=counts, valid=counts, ticks=st.lists(st.tuples(counts, counts, counts, counts), max_size=2)
)
def test_what_is_taken_of_a_test_adds_up(
    issued: int, returned: int, valid: int, ticks: list[tuple[int, int, int, int]]
) -> None:
    rows = [(f"党员{n}", Votes(*one)) for n, one in enumerate(ticks)]
    if not votes_refusal(issued, returned, valid, rows):
        assert valid <= returned <= issued
        assert all(votes.total <= valid for _, votes in rows)
        assert valid >= LEAST_BALLOTS or not rows


def test_a_test_says_what_is_wrong() -> None:
    assert "比发出的" in votes_refusal(5, 6, 5, [])
    assert "比收回的" in votes_refusal(6, 5, 6, [])
    assert "不录各人得票" in votes_refusal(4, 4, 4, [("王建国", Votes(4, 0, 0, 0))])
    assert "王建国" in votes_refusal(6, 6, 6, [("王建国", Votes(4, 2, 1, 0))])
    assert votes_refusal(4, 4, 4, [("王建国", Votes())]) == ""


def test_the_cap_is_a_third_unless_the_notice_says_otherwise() -> None:
    assert most_excellent(9, None) == 3
    assert most_excellent(10, None) == 3
    assert most_excellent(10, 15) == 1
    assert cap_said(3, 9, None) == ""
    assert "三分之一" in cap_said(4, 9, None)
    assert "15%" in cap_said(2, 10, 15)


def said(*given_grades: str) -> list[Said]:
    return [Said(f"党员{n}", grade) for n, grade in enumerate(given_grades)]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (said(*["excellent"] * 9, "qualified"), "几乎没有区别"),
        (said(*["excellent"] * 5, *["qualified"] * 4), "三分之一"),
        (said(*["qualified"] * 6), "同一个等次"),
        ([Said(f"党员{n}", "qualified" if n else "basic", "表现良好") for n in range(5)], "一字不差"),
        ([Said(f"党员{n}", "qualified" if n else "basic", "", Votes(6, 2, 0, 0)) for n in range(5)], "完全一样"),
        ([Said("王建国", "excellent", "", Votes(1, 2, 3, 2))], "王建国的测评得票"),
    ],
)
def test_what_looks_odd_is_pointed_out(rows: list[Said], words: str) -> None:
    assert any(words in hint for hint in hints(rows))


def test_an_ordinary_result_is_left_alone() -> None:
    rows = [
        Said("王建国", "excellent", "带头修渠", Votes(7, 1, 0, 0)), Said("李秀英", "qualified", "照顾老人", Votes(3, 5, 0, 0)),
        Said("陈敏", ""), Said("张刚", "qualified", "", Votes(2, 6, 0, 0)), Said("刘伟", "basic", "缺会多", Votes(0, 3, 5, 0)),
    ]  # fmt: skip
    assert hints(rows) == []
    assert hints([Said("陈敏", "")]) == []


@given(st.lists(st.builds(Said, name=st.just("某人"), grade=grades), max_size=40), st.none() | st.integers(1, 100))
def test_hints_are_sentences(rows: list[Said], percent: int | None) -> None:
    assert all(hint.endswith("。") for hint in hints(rows, percent=percent))


def test_praise_follows_excellent_alone() -> None:
    assert may_dispose(Grade.EXCELLENT, Disposal.COMMENDED)
    assert not may_dispose(Grade.QUALIFIED, Disposal.COMMENDED)
    assert not may_dispose(Grade.EXCELLENT, Disposal.DEADLINE)
    assert may_dispose(Grade.UNQUALIFIED, Disposal.DEADLINE)
