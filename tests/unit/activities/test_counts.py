"""Head counts, quorum and majority: halves exactly, and every denominator its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishi.activities.rules import (
    Expected,
    HeadCounts,
    Kind,
    Roster,
    Scope,
    head_counts,
    majority,
    motion_verdict,
    quorum,
)

people = st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), max_size=60)  # votes, absent, vote withheld


@given(people)
def test_the_counts_always_add_up(rows: list[tuple[bool, bool, bool]]) -> None:
    roster = Roster(Scope.MEMBERS, tuple(Expected(n, f"人{n}", votes) for n, (votes, _, _) in enumerate(rows)))
    absent = [n for n, row in enumerate(rows) if row[1]]
    counts = head_counts(roster, absent=absent, no_vote=[n for n, row in enumerate(rows) if row[2]])
    assert counts.expected is not None
    assert counts.voters_expected is not None
    assert counts.voters_present is not None
    assert counts.expected == len(rows)
    assert counts.present + counts.absent == counts.expected
    assert counts.absent == len(absent)
    assert 0 <= counts.voters_present <= counts.voters_expected <= counts.expected
    assert counts.voters_present <= counts.present
    assert counts.voters_expected - counts.voters_present <= counts.absent


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_motion_never_passes_with_half_or_less_of_those_due(due: int, votes: int) -> None:
    counts = HeadCounts(due, due, due, due)
    verdict = motion_verdict({Kind.MEMBERS_MEETING}, Scope.MEMBERS, counts, votes)
    assert verdict.passed == (votes * 2 > due)


def test_participants_of_an_activity_have_no_denominator() -> None:
    roster = Roster(Scope.CHOSEN, (Expected(1, "甲", True), Expected(2, "乙", True)))
    assert head_counts(roster, absent=[], came={1, 7}) == HeadCounts(None, 2, None, None)
    assert head_counts(roster, absent=[], came={1}).absent == 0


@pytest.mark.parametrize(
    ("kind", "due", "needed"),
    [
        (Kind.MEMBERS_MEETING, 27, 14),
        (Kind.MEMBERS_MEETING, 26, 13),
        (Kind.MEMBERS_MEETING, 1, 1),
        (Kind.BRANCH_COMMITTEE_MEETING, 5, 3),
        (Kind.BRANCH_COMMITTEE_MEETING, 4, 2),
        (Kind.BRANCH_COMMITTEE_MEETING, 3, 2),
        (Kind.DEMOCRATIC_LIFE_MEETING, 9, 6),
        (Kind.DEMOCRATIC_LIFE_MEETING, 7, 5),
    ],
)
def test_exactly_half_is_a_quorum(kind: Kind, due: int, needed: int) -> None:
    floor = quorum({kind})
    assert floor is not None
    assert floor.needed(due) == needed
    assert floor.met(needed, due)
    assert not floor.met(needed - 1, due)


@pytest.mark.parametrize(("due", "needed"), [(27, 14), (26, 14), (3, 2), (2, 2), (1, 1), (0, 1)])
def test_exactly_half_does_not_carry_a_motion(due: int, needed: int) -> None:
    bar = majority({Kind.MEMBERS_MEETING}, Scope.MEMBERS)
    assert bar.needed(due) == needed
    assert not bar.met(needed - 1, due)


def test_who_asks_for_what_is_said() -> None:
    assert quorum({Kind.MEMBERS_MEETING, Kind.THEME_PARTY_DAY}).article == "第十一条"  # type: ignore[union-attr]
    assert quorum({Kind.BRANCH_COMMITTEE_MEETING}).article == "第十二条"  # type: ignore[union-attr]
    assert quorum({Kind.THEME_PARTY_DAY}) is None
    assert quorum({Kind.PARTY_GROUP_MEETING}) is None
    assert not quorum({Kind.DEMOCRATIC_LIFE_MEETING}).sure  # type: ignore[union-attr]
    assert not majority({Kind.BRANCH_COMMITTEE_MEETING}, Scope.COMMITTEE).sure
    assert majority({Kind.PARTY_GROUP_MEETING}, Scope.GROUP).sure


def test_a_vote_below_quorum_is_void_whatever_its_count() -> None:
    counts = HeadCounts(30, 12, 27, 13)
    verdict = motion_verdict({Kind.MEMBERS_MEETING}, Scope.MEMBERS, counts, 13)
    assert (verdict.passed, verdict.valid) == (False, False)
    assert "无效" in verdict.sentence


def test_a_carried_vote_says_how_many_were_needed() -> None:
    verdict = motion_verdict({Kind.MEMBERS_MEETING}, Scope.MEMBERS, HeadCounts(31, 29, 27, 25), 24)
    assert verdict.sentence == "须14票以上；通过"
    lost = motion_verdict({Kind.MEMBERS_MEETING}, Scope.MEMBERS, HeadCounts(31, 29, 27, 25), 13)
    assert lost.sentence == "须14票以上；未通过"
