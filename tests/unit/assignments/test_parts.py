"""What parts add up to, and where a task stands: pure."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishi.assignments.rules import (
    TAKEN,
    LedgerStep,
    ProblemState,
    RollUp,
    Standing,
    State,
    may_ask,
    may_be_due,
    may_close,
    may_report,
    may_take,
    rolled_up,
    standing,
)

TODAY = date(2026, 11, 22)
DAYS = st.none() | st.dates(TODAY - timedelta(days=3), TODAY + timedelta(days=3))
PARTS = st.lists(st.tuples(st.sampled_from(State), DAYS), max_size=12)


@given(PARTS)
def test_parts_add_up_in_any_order(parts: list[tuple[State, date | None]]) -> None:
    found = rolled_up(parts, TODAY)
    assert found == rolled_up(reversed(parts), TODAY)
    assert found.total == found.accepted + found.reported + found.open + found.cancelled == len(parts)
    assert 0 <= found.late <= found.open
    assert found.share == "100%" or not found.counted or found.left
    assert bool(may_report(found, "")) is (found.left == 0)
    assert may_report(found, "已由县里办完")


@given(st.sampled_from(State), st.booleans(), DAYS)
def test_a_task_stands_somewhere_and_late_only_while_open(state: State, started: bool, due_on: date | None) -> None:
    found = standing(state, started=started, due_on=due_on, today=TODAY)
    assert (found is Standing.LATE) is (state is State.OPEN and due_on is not None and due_on < TODAY)
    assert (found is Standing.DONE) is (state is State.ACCEPTED)


def test_a_sum_says_only_what_there_is() -> None:
    assert RollUp(total=2, accepted=2).sentence == "2 项分任务，已验收 2 项"
    assert RollUp().share == ""
    assert RollUp(total=3, accepted=1, cancelled=1).share == "50%"


@pytest.mark.parametrize(
    ("due_on", "whole", "said"),
    [(TODAY, TODAY, ""), (None, TODAY, ""), (TODAY, None, ""), (date(2026, 11, 21), None, "已经过去"),
     (date(2026, 11, 23), TODAY, "不能晚于")],
)  # fmt: skip
def test_a_part_is_due_between_today_and_the_whole(due_on: date | None, whole: date | None, said: str) -> None:
    answer = may_be_due(due_on, parent_due=whole, today=TODAY)
    assert bool(answer) is (said == "")
    assert said in answer.reason


def test_every_step_of_the_account_is_in_the_table_or_refused_in_words() -> None:
    assert set(TAKEN.values()) == set(ProblemState)
    for state in ProblemState:
        for step in LedgerStep:
            answer = may_take(state, step)
            assert bool(answer) is ((state, step) in TAKEN)
            assert answer or step.label in answer.reason


def test_a_problem_is_closed_by_a_second_person_when_its_measures_are_done() -> None:
    assert may_close(1, 2, {3})
    assert not may_close(1, 1, {3})
    assert not may_close(1, 2, {1})
    assert may_close(None, None, {None})
    assert may_ask([State.ACCEPTED])
    assert not may_ask([])
    assert not may_ask([State.ACCEPTED, State.REPORTED])
