"""What the box understands of a few characters."""

from datetime import date

import pytest

from jishi.desk.rules.search import Wanted, names_it, read

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2026-10-15", "2026-10-15", "2026-10-15"),
        ("2026年10月5日", "2026-10-05", "2026-10-05"),
        ("2026/1/5", "2026-01-05", "2026-01-05"),
        ("20261015", "2026-10-15", "2026-10-15"),
        ("10月20日", "2026-10-20", "2026-10-20"),
        ("12月20日", "2025-12-20", "2025-12-20"),  # not come yet this year
        ("10月", "2026-10-01", "2026-10-31"),
        ("12月", "2025-12-01", "2025-12-31"),
        ("2026-02", "2026-02-01", "2026-02-28"),
    ],
)
def test_a_date_or_a_month(typed: str, first: str, last: str) -> None:
    assert read(typed, today=TODAY).days == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("typed", ["2026-13-01", "2月30日", "13月", "3.15", "7", "红旗村", ""])
def test_no_date(typed: str) -> None:
    assert read(typed, today=TODAY).days is None


def test_a_whole_id_number_is_noticed_with_blanks_too() -> None:
    assert read("990101 19750308 001x", today=TODAY) == Wanted("99010119750308001x", is_citizen_number=True)
    assert not read("99010119750308", today=TODAY).is_citizen_number


def test_names_are_met_by_a_piece_or_by_initials() -> None:
    assert names_it(read("主题 党日", today=TODAY), "每月开展主题党日")
    assert names_it(read("ZTDR", today=TODAY), "主题党日")
    assert not names_it(read("ztdr", today=TODAY), "党员大会")
    assert not names_it(read("2026", today=TODAY), "主题党日")


def test_nothing_typed_is_nothing_wanted() -> None:
    assert not read("  ", today=TODAY)
    assert len(read("长" * 200, today=TODAY).text) == 60
