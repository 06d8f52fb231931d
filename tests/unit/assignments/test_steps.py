"""The states of a task: every one is reached, every other step is refused in words."""

from datetime import date
from itertools import product

from jishi.assignments.rules import STEPS, State, Verb, is_late, may_judge, may_step


def test_every_state_is_reached_and_finished_ones_are_left_alone() -> None:
    assert set(STEPS.values()) == set(State)
    assert {state for state, _ in STEPS} == {State.OPEN, State.REPORTED}


def test_every_pair_is_a_step_or_a_refusal_with_words() -> None:
    for state, verb in product(State, Verb):
        answer = may_step(state, verb)
        assert bool(answer) is ((state, verb) in STEPS)
        assert answer or verb.label in answer.reason


def test_the_owner_does_not_judge() -> None:
    assert not may_judge(7, 7)
    assert may_judge(7, 8)
    assert may_judge(None, None)


def test_late_is_past_its_day_and_not_reported() -> None:
    today = date(2026, 11, 22)
    assert is_late(State.OPEN, date(2026, 11, 21), today)
    assert not is_late(State.OPEN, today, today)
    assert not is_late(State.REPORTED, date(2026, 11, 1), today)
    assert not is_late(State.OPEN, None, today)
