from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from jishi.members.rules import (
    Category,
    add_years,
    age_on,
    born_between,
    category_on,
    has_probation,
    party_age,
    probation_ends,
)

DAYS = st.dates(date(1920, 1, 1), date(2060, 12, 31))


@given(DAYS, DAYS, st.integers(0, 90), st.integers(0, 30))
def test_age_bands_hold_exactly_those_of_that_age(born: date, day: date, lowest: int, width: int) -> None:
    first, last = born_between(lowest, lowest + width, day)
    assert first is not None
    assert last is not None
    assert (first <= born <= last) == (lowest <= age_on(born, day) <= lowest + width)


def test_age_of_somebody_born_on_the_leap_day() -> None:
    assert age_on(date(2000, 2, 29), date(2018, 2, 28)) == 17
    assert age_on(date(2000, 2, 29), date(2018, 3, 1)) == 18
    assert add_years(date(2000, 2, 29), 1) == date(2001, 2, 28)


def test_category_of_a_day() -> None:
    full = date(2006, 7, 1)
    assert category_on(Category.FULL, full, date(2006, 6, 30)) is Category.PROBATIONARY
    assert category_on(Category.FULL, full, full) is Category.FULL
    assert category_on(Category.FULL, None, date(1971, 1, 1)) is Category.FULL
    assert category_on(Category.PROBATIONARY, None, full) is Category.PROBATIONARY


def test_probation_by_era() -> None:
    assert not has_probation(date(1970, 1, 1))
    assert has_probation(date(1977, 8, 18))
    assert has_probation(date(1969, 4, 13))
    assert probation_ends(date(2025, 7, 1)) == date(2026, 6, 30)


def test_party_age_counts_from_full_membership_with_the_correction() -> None:
    assert party_age(date(2000, 7, 1), date(2001, 7, 1), date(2026, 6, 30)) == 24
    assert party_age(date(2000, 7, 1), date(2001, 7, 1), date(2026, 7, 1)) == 25
    assert party_age(date(2000, 7, 1), date(2001, 7, 1), date(2026, 6, 30), correction_months=6) == 25
    assert party_age(date(2000, 7, 1), date(2001, 7, 1), date(2026, 7, 1), correction_months=-400) == 0
    assert party_age(date(1971, 7, 1), None, date(2026, 7, 1)) == 55
    assert party_age(None, None, date(2026, 7, 1)) is None
