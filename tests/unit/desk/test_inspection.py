"""An inspection list, read: lines, days, words."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishi.desk.rules.inspection import (
    MOST_LINES,
    Found,
    Term,
    Where,
    list_lines,
    matches,
    minutes_between,
    span_of,
    totals,
)

TODAY = date(2026, 11, 22)
TERMS = [
    Term("kind:members_meeting", "党员大会", ("党员大会",)),
    Term("paper:roster", "花名册", ("党员花名册", "花名册")),
    Term("figure:members.total", "党员", ("党员",)),
    Term("kind:org_life_meeting", "组织生活会", ("组织生活会",)),
    Term("kind:democratic_life_meeting", "民主生活会", ("民主生活会",)),
]
parts = st.lists(
    st.sampled_from(["党员大会", "党员", "花名册", "组织生活会", "民主生活会", "记录", "2026年"]), max_size=6
)


@given(parts, st.permutations(TERMS))
def test_every_match_stands_in_the_line_and_the_order_of_terms_decides_nothing(
    words: list[str], terms: list[Term]
) -> None:
    line = "、".join(words)
    found = matches(line, terms)
    known = {term.key: term for term in TERMS}
    assert all(any(word in line for word in known[key].words) for key in found)
    assert set(found) == set(matches(line, TERMS))
    assert ("kind:members_meeting" in found) == ("党员大会" in words)


def test_a_word_inside_a_longer_one_is_not_meant() -> None:
    assert matches("党员大会记录", TERMS) == ["kind:members_meeting"]
    assert matches("党员大会记录、在册党员", TERMS) == ["kind:members_meeting", "figure:members.total"]
    assert TERMS[0].where is Where.KIND


@pytest.mark.parametrize(
    ("line", "first", "last"),
    [
        ("三会一课记录", "2026-01-01", "2026-12-31"),
        ("2025年民主评议", "2025-01-01", "2025-12-31"),
        ("2024—2026年党员大会", "2024-01-01", "2026-12-31"),
        ("近三年换届材料", "2024-01-01", "2026-12-31"),
        ("去年组织生活会", "2025-01-01", "2025-12-31"),
        ("2026年上半年党课", "2026-01-01", "2026-06-30"),
        ("下半年党课", "2026-07-01", "2026-12-31"),
        ("第三季度党员大会", "2026-07-01", "2026-09-30"),
        ("4季度支委会", "2026-10-01", "2026-12-31"),
        ("2026年1月至10月主题党日", "2026-01-01", "2026-10-31"),
        ("1-3月支委会", "2026-01-01", "2026-03-31"),
        ("2月主题党日", "2026-02-01", "2026-02-28"),
        ("2025年3月、2026年4月党课", "2025-01-01", "2026-12-31"),
    ],
)
def test_the_days_a_line_asks_about(line: str, first: str, last: str) -> None:
    found = span_of(line, today=TODAY)
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


@given(st.text(alphabet="20256年月至-近三上下半季度第一1", max_size=30), st.dates(date(2001, 1, 1), date(2090, 1, 1)))
def test_a_span_never_ends_before_it_begins(text: str, today: date) -> None:
    found = span_of(text, today=today)
    assert found.first <= found.last
    assert found.last - found.first >= timedelta(days=27)


def test_lines_lose_their_numbers_and_nothing_else() -> None:
    text = "一、三会一课记录；\n（二）党员花名册\n3. 2026年党课\n④ 换届材料\n\n  - 台账\n2026年主题党日"
    assert list_lines(text) == ["三会一课记录", "党员花名册", "2026年党课", "换届材料", "台账", "2026年主题党日"]
    assert len(list_lines("行\n" * 500)) == MOST_LINES


def test_an_item_is_whole_short_or_unknown() -> None:
    found = [Found(2, 0, True), Found(2, 1, True), Found(0, 0, True), Found(0, 0, False)]
    assert [one.mark[0] for one in found] == ["done", "gap", "gap", "na"]
    assert totals(found) == (1, 2, 1)
    assert sum(totals(found)) == len(found)
    assert (minutes_between(5), minutes_between(600)) == (1, 10)
