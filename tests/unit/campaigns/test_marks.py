"""A day that no regulation sets is a reminder, whatever has become of the plan."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from jishi.campaigns.rules import RUNNING, MendState, TrialState, mend_mark, trial_mark


def test_a_day_gone_by_reminds_and_no_more() -> None:
    today = date(2026, 11, 22)
    assert mend_mark("open", date(2026, 11, 1), today)[0] == "gap"
    assert mend_mark("asked", date(2026, 11, 1), today) == ("gap", "到期待验收")
    assert mend_mark("closed", date(2026, 11, 1), today) == ("done", "已销号")


@given(st.sampled_from(list(MendState)), st.dates(), st.dates())
def test_a_plan_is_never_shown_as_a_breach(state: MendState, due_on: date, today: date) -> None:
    shape, word = mend_mark(state, due_on, today)
    assert shape != "late"
    assert (shape == "gap") == (state in RUNNING and due_on < today)
    assert word


def test_every_state_of_a_trial_has_its_shape() -> None:
    assert {trial_mark(state)[1] for state in TrialState} == {state.label for state in TrialState}
