from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishi.kernel.periods import Period, PeriodKind, periods_between, periods_of

days = st.dates(date(1950, 1, 1), date(2099, 12, 31))
kinds = st.sampled_from(PeriodKind)


@given(kinds, days)
def test_a_period_contains_its_day_and_reads_back_from_its_code(kind: PeriodKind, day: date) -> None:
    period = Period.containing(kind, day)
    assert period.contains(day)
    assert Period.parse(period.code) == period


@given(kinds, days)
def test_periods_follow_one_another_without_gap(kind: PeriodKind, day: date) -> None:
    period = Period.containing(kind, day)
    assert period.next().first == period.last + timedelta(days=1)
    assert period.next().previous() == period


@given(days, st.integers(0, 800))
def test_every_day_of_a_stretch_is_in_four_of_its_periods(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    stretch = periods_between(first, last)
    for day in (first, last):
        assert {p for p in stretch if p.contains(day)} == set(periods_of(day))


@pytest.mark.parametrize(
    ("code", "label", "short"),
    [
        ("2026-10", "2026年10月", "10月"),
        ("2026-Q4", "2026年第四季度", "第四季度"),
        ("2026-H2", "2026年下半年", "下半年"),
        ("2026-H1", "2026年上半年", "上半年"),
        ("2026", "2026年度", "2026年度"),
    ],
)
def test_periods_are_said_as_people_say_them(code: str, label: str, short: str) -> None:
    assert (Period.parse(code).label, Period.parse(code).short) == (label, short)


@pytest.mark.parametrize("code", ["", "26", "2026-13", "2026-Q5", "2026-H3", "2026-1", "2026-10-01"])
def test_what_is_no_period_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="不是一个期间"):
        Period.parse(code)


@pytest.mark.parametrize(
    ("code", "what", "said"),
    [
        ("2026-Q1", "季度党课", "第一季度党课"),
        ("2026-Q4", "党员大会", "第四季度党员大会"),
        ("2026-H2", "半年小结", "下半年小结"),
        ("2026-10", "支委会", "10月支委会"),
        ("2026", "谈心谈话", "2026年度谈心谈话"),
    ],
)
def test_a_thing_of_a_period_repeats_no_word(code: str, what: str, said: str) -> None:
    assert Period.parse(code).of(what) == said
