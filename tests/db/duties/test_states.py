"""What a duty is on a day: held, held late, explained, missing; and windows set by a superior's notice."""

from datetime import date, datetime

import pytest

from jishi.duties import queries, services
from jishi.duties.models import DutyStatus, Evidence
from jishi.duties.rules import State
from jishi.kernel.actor import operator
from jishi.kernel.registry import touched
from jishi.orgs.models import Organization
from tests.builders import Cast
from tests.db.duties.acts import claim, held, status, withdraw

GENERAL, THEME, LIFE = "general_meeting_quarterly", "theme_party_day_monthly", "org_life_meeting_yearly"


def state(org: Organization, rule: str, period: str, on: date) -> State:
    return queries.due_row(org.pk, rule, period, on=on).state


@pytest.fixture
def opened(cast: Cast, now: datetime) -> Cast:
    services.open_periods(date(2027, 2, 20))
    return cast


def test_a_duty_is_open_then_soon_then_missing(opened: Cast) -> None:
    branch = opened.branch
    assert state(branch, GENERAL, "2026-Q3", date(2026, 9, 19)) is State.OPEN
    assert state(branch, GENERAL, "2026-Q3", date(2026, 9, 20)) is State.SOON
    assert state(branch, GENERAL, "2026-Q3", date(2026, 9, 30)) is State.SOON
    assert state(branch, GENERAL, "2026-Q3", date(2026, 10, 1)) is State.MISSING


def test_what_the_text_says_must_be_held_is_overdue(opened: Cast) -> None:
    row = queries.due_row(opened.branch.pk, THEME, "2026-10", on=date(2026, 11, 1))
    assert (row.state, row.is_red, row.mark) == (State.OVERDUE, True, ("late", "逾期"))


def test_a_must_whose_text_was_not_read_is_never_red(opened: Cast) -> None:
    row = queries.due_row(opened.township.pk, "study_group_quarterly", "2026-Q3", on=date(2026, 11, 1))
    assert (row.state, row.is_red, row.mark) == (State.OVERDUE, False, ("gap", "未见记录"))


def test_a_meeting_in_november_never_fills_october(opened: Cast) -> None:
    held(opened.branch, "theme_party_day", date(2026, 11, 3))
    assert state(opened.branch, THEME, "2026-10", date(2026, 11, 22)) is State.OVERDUE
    assert state(opened.branch, THEME, "2026-11", date(2026, 11, 22)) is State.DONE


def test_withdrawing_the_record_opens_the_duty_again(opened: Cast) -> None:
    record = held(opened.branch, "members_meeting", date(2026, 11, 3))
    assert state(opened.branch, GENERAL, "2026-Q4", date(2026, 11, 22)) is State.DONE
    withdraw(record)
    assert state(opened.branch, GENERAL, "2026-Q4", date(2026, 11, 22)) is State.OPEN
    assert not Evidence.objects.exists()


def test_correcting_the_day_of_a_record_moves_what_it_fulfils(opened: Cast) -> None:
    record = held(opened.branch, "theme_party_day", date(2026, 11, 3))
    held(opened.branch, "theme_party_day", date(2026, 9, 30), source=record.source[1])
    assert state(opened.branch, THEME, "2026-11", date(2026, 11, 5)) is State.OPEN
    assert state(opened.branch, THEME, "2026-09", date(2026, 11, 5)) is State.DONE


def test_many_records_at_once_are_one_recompute(opened: Cast) -> None:
    days = [date(2026, month, 5) for month in range(1, 12)]
    touched([claim(org, "theme_party_day", day) for org in (opened.branch, opened.sibling) for day in days])
    done = DutyStatus.objects.filter(rule_id=THEME, done=1)
    assert done.count() == 22


def test_one_record_counts_once_for_a_rule(opened: Cast) -> None:
    held(opened.branch, "theme_party_day", date(2026, 10, 5), source=7)
    held(opened.branch, "theme_party_day", date(2026, 10, 5), source=7)
    duty = status(opened.branch, THEME, "2026-10")
    assert duty
    assert duty.done == 1


def test_an_organisation_life_meeting_in_january_counts_for_the_year_before(opened: Cast) -> None:
    held(opened.branch, "org_life_meeting", date(2027, 1, 16), year=2026)
    row = queries.due_row(opened.branch.pk, LIFE, "2026", on=date(2027, 2, 1))
    assert (row.state, row.done_late, row.mark) == (State.DONE, True, ("after", "逾期办结"))
    assert state(opened.branch, LIFE, "2027", date(2027, 2, 1)) is State.OPEN


def set_window(issuer: Organization, now: datetime, opens: date, closes: date, version: int = 0) -> int:
    window = services.set_window(
        issuer=issuer,
        rule_id=LIFE,
        year=2026,
        opens_on=opens,
        closes_on=closes,
        basis="县委组织部通知",
        actor=operator(),
        now=now,
        version=version,
    )
    return window.pk


def test_a_window_that_reaches_into_january_makes_it_on_time(opened: Cast, now: datetime) -> None:
    set_window(opened.county, now, date(2026, 12, 1), date(2027, 1, 31))
    assert state(opened.branch, LIFE, "2026", date(2027, 1, 10)) is State.OPEN
    assert state(opened.branch, LIFE, "2026", date(2027, 2, 1)) is State.OVERDUE
    held(opened.branch, "org_life_meeting", date(2027, 1, 16), year=2026)
    row = queries.due_row(opened.branch.pk, LIFE, "2026", on=date(2027, 2, 1))
    assert (row.state, row.done_late, row.due_on) == (State.DONE, False, date(2027, 1, 31))


def test_held_after_the_window_is_late_though_within_the_year(opened: Cast, now: datetime) -> None:
    held(opened.branch, "org_life_meeting", date(2026, 11, 20))
    set_window(opened.county, now, date(2026, 10, 1), date(2026, 11, 15))
    assert queries.due_row(opened.branch.pk, LIFE, "2026", on=date(2026, 11, 22)).done_late


def test_the_nearest_notice_wins_and_withdrawing_it_leaves_the_one_above(opened: Cast, now: datetime) -> None:
    set_window(opened.county, now, date(2026, 12, 1), date(2027, 1, 31))
    nearer = set_window(opened.township, now, date(2026, 12, 1), date(2026, 12, 20))
    assert queries.due_row(opened.branch.pk, LIFE, "2026", on=date(2026, 11, 22)).due_on == date(2026, 12, 20)
    services.remove_window(window_id=nearer, actor=operator(), now=now)
    services.remove_window(window_id=nearer, actor=operator(), now=now)
    assert queries.due_row(opened.branch.pk, LIFE, "2026", on=date(2026, 11, 22)).due_on == date(2027, 1, 31)
