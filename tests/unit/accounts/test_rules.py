from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jishi.accounts.rules import is_idle, may_try
from jishi.kernel.clock import ZONE

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=ZONE)


def _ago(*minutes: float) -> list[datetime]:
    return [NOW - timedelta(minutes=m) for m in sorted(minutes)]


def test_four_wrong_passwords_leave_the_name_open() -> None:
    assert may_try(_ago(1, 2, 3, 4), now=NOW)


def test_five_in_a_quarter_of_an_hour_shut_it_and_say_for_how_long() -> None:
    answer = may_try(_ago(0, 1, 2, 3, 4), now=NOW)
    assert not answer
    assert "15 分钟" in answer.reason
    assert "1 分钟" in may_try(_ago(14.5, 15, 16, 17, 18), now=NOW).reason


def test_it_opens_again_a_quarter_of_an_hour_after_the_last() -> None:
    assert may_try(_ago(15, 16, 17, 18, 19), now=NOW)


def test_five_over_a_longer_time_do_not_shut_it() -> None:
    assert may_try(_ago(1, 5, 9, 13, 16), now=NOW)


@given(st.lists(st.floats(0, 60), max_size=12))
def test_whoever_is_shut_out_is_let_in_within_a_quarter_of_an_hour(minutes: list[float]) -> None:
    assert may_try(_ago(*minutes), now=NOW + timedelta(minutes=15))


def test_a_session_is_idle_from_the_last_minute_on() -> None:
    assert is_idle(NOW - timedelta(minutes=30), now=NOW, minutes=30)
    assert not is_idle(NOW - timedelta(minutes=29), now=NOW, minutes=30)
    assert not is_idle(None, now=NOW, minutes=30)
