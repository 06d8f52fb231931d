"""The words and sums of a committee's own life."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishi.committees.rules import Figure, Line, figure_of, half_year_later, has_committee_life, points_from

days = st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31))


@given(day=days)
def test_half_a_year_is_six_months_and_never_a_day_that_does_not_exist(day: date) -> None:
    later = half_year_later(day)
    assert timedelta(days=181) <= later - day <= timedelta(days=184)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == 6
    assert later.day <= day.day


@given(one=days, other=days)
def test_half_a_year_keeps_the_order_of_days(one: date, other: date) -> None:
    first, last = sorted((one, other))
    assert half_year_later(first) <= half_year_later(last)


texts = st.text(alphabet="党支部，1月a", max_size=12)
figures = st.builds(
    lambda key, lines, more: Figure(key, "到期未见记录的党组织", len(lines) + more, tuple(lines)),
    st.sampled_from(["overdue", "explained", "tasks", "terms", "vacant", "rectify"]),
    st.lists(st.builds(Line, texts, texts), max_size=5),
    st.integers(0, 3),
)


@given(figure=figures)
def test_a_figure_kept_with_its_agenda_is_read_back_as_it_was(figure: Figure) -> None:
    assert figure_of(figure.as_json()) == figure


@given(found=st.lists(figures, max_size=6))
def test_an_agenda_has_a_point_for_each_figure_that_is_not_nought(found: list[Figure]) -> None:
    points = points_from(found)
    assert len(points) == sum(figure.count > 0 for figure in found) + 1
    assert all(point["title"] for point in points)


def test_a_point_names_three_of_many() -> None:
    lines = tuple(Line(f"第{n}支部") for n in range(5))
    [point, _] = points_from([Figure("vacant", "书记空缺的党组织", 5, lines)])
    assert point["text"] == "书记空缺的党组织 5 项。第0支部；第1支部；第2支部等。"


@pytest.mark.parametrize(
    ("kind", "has"),
    [("township_committee", True), ("party_leading_group", True), ("branch", False), ("party_group", False)],
)
def test_only_committees_have_a_committees_life(kind: str, has: bool) -> None:
    assert has_committee_life(kind) is has
