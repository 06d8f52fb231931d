"""Working days: the table first, then the week; counting there and back."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jishi.kernel.workdays import (
    DayTable,
    add_working_days,
    days_between,
    is_working_day,
    said_of,
    unknown_years,
    working_day_by,
    working_days_between,
)

NATIONAL = {date(2026, 10, day): "国庆节" for day in range(1, 8)}
TABLE = DayTable(NATIONAL, {date(2026, 9, 20): "国庆节", date(2026, 10, 10): "国庆节"})
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
tables = st.builds(
    DayTable,
    st.dictionaries(days, st.just("节"), max_size=40),
    st.dictionaries(days.filter(lambda d: d.weekday() > 4), st.just("节"), max_size=10),
)


def test_the_table_goes_before_the_week() -> None:
    assert not is_working_day(date(2026, 10, 1), TABLE)
    assert is_working_day(date(2026, 10, 10), TABLE)
    assert is_working_day(date(2026, 10, 8), TABLE)
    assert not is_working_day(date(2026, 10, 11), TABLE)
    assert is_working_day(date(2026, 10, 1), DayTable())


def test_five_working_days_over_the_national_holiday() -> None:
    # 9.30 (Wed) → 10.8, 10.9, 10.10 (worked), 10.12, 10.13
    assert add_working_days(date(2026, 9, 30), 5, TABLE) == date(2026, 10, 13)
    assert add_working_days(date(2026, 10, 13), -5, TABLE) == date(2026, 9, 30)
    assert working_days_between(date(2026, 9, 30), date(2026, 10, 13), TABLE) == 5


def test_a_rest_day_says_why_and_which_day_comes_before() -> None:
    assert said_of(date(2026, 10, 3), TABLE) == "国庆节休息"
    assert said_of(date(2026, 11, 22), TABLE) == "周日"
    assert said_of(date(2026, 10, 10), TABLE) == ""
    assert TABLE.name_of(date(2026, 10, 10)) == "国庆节调休上班"
    assert TABLE.name_of(date(2026, 11, 23)) == ""
    assert working_day_by(date(2026, 10, 7), TABLE) == date(2026, 9, 30)


def test_a_year_without_its_notice_is_named() -> None:
    assert unknown_years(date(2026, 12, 1), date(2027, 2, 1), TABLE) == (2027,)
    assert unknown_years(date(2027, 2, 1), date(2026, 12, 1), TABLE) == (2027,)
    assert unknown_years(date(2026, 1, 1), date(2026, 12, 31), TABLE) == ()


@given(day=days, count=st.integers(0, 60), table=tables)
def test_counting_forward_is_counted_back(day: date, count: int, table: DayTable) -> None:
    reached = add_working_days(day, count, table)
    assert working_days_between(day, reached, table) == count
    assert count == 0 or is_working_day(reached, table)


@given(first=days, last=days, other=days, table=tables)
def test_stretches_add_up_whichever_way_they_run(first: date, last: date, other: date, table: DayTable) -> None:
    whole = working_days_between(first, last, table)
    assert whole == working_days_between(first, other, table) + working_days_between(other, last, table)


@given(first=days, last=days, table=tables)
def test_counting_there_is_the_days_that_are_worked(first: date, last: date, table: DayTable) -> None:
    if first <= last:
        by_hand = sum(is_working_day(d, table) for d in days_between(first + timedelta(days=1), last))
        assert working_days_between(first, last, table) == by_hand


@given(day=days, table=tables)
def test_the_day_by_which_is_worked_and_nothing_lies_between(day: date, table: DayTable) -> None:
    by = working_day_by(day, table)
    assert by <= day
    assert is_working_day(by, table)
    assert not any(is_working_day(d, table) for d in days_between(by + timedelta(days=1), day))
