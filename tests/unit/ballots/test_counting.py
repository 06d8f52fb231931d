"""Who is elected, and when nobody may be announced."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishi.ballots.rules.candidates import fewest_candidates, surplus_said
from jishi.ballots.rules.counting import (
    Base,
    Papers,
    Verdict,
    Votes,
    decide,
    has_quorum,
    needed_to_meet,
    wrong_sums,
)

GOOD = Papers(due=20, present=18, issued=18, returned=18, void=0)


def of(name: str, in_favour: int, papers: Papers = GOOD) -> Votes:
    return Votes(name, in_favour, papers.valid - in_favour)


@pytest.mark.parametrize(("seats", "least"), [(3, 4), (4, 5), (5, 6), (6, 8), (7, 9), (9, 11)])
def test_a_fifth_more_candidates_than_seats(seats: int, least: int) -> None:
    assert fewest_candidates(seats) == least
    assert surplus_said(least, seats) == ""
    assert f"不少于 {least} 人" in surplus_said(least - 1, seats)


def test_exactly_four_fifths_is_enough() -> None:
    assert has_quorum(due=20, present=16)
    assert not has_quorum(due=20, present=15)
    assert needed_to_meet(11) == 9
    assert not has_quorum(due=0, present=0)


def test_above_half_of_those_due_is_elected() -> None:
    result = decide(GOOD, [of("王芳", 16), of("李娜", 12), of("张敏", 11), of("陈静", 5)], seats=3)
    assert [v.verdict for v in result.judged] == [Verdict.ELECTED] * 3 + [Verdict.NOT_ELECTED]
    assert result.places_left == 0


def test_above_half_only_of_those_present_is_held_for_the_superior() -> None:
    result = decide(GOOD, [of("王芳", 16), of("李娜", 10)], seats=2)
    [held] = result.those(Verdict.HELD)
    assert held.votes.name == "李娜"
    assert "请上级党组织确认" in held.reason


@pytest.mark.parametrize(("base", "verdict"), [(Base.PRESENT, Verdict.ELECTED), (Base.DUE, Verdict.NOT_ELECTED)])
def test_the_base_named_by_the_approved_procedure_decides(base: Base, verdict: Verdict) -> None:
    result = decide(GOOD, [of("李娜", 10)], seats=1, base=base)
    assert result.judged[0].verdict is verdict


def test_names_tied_for_the_last_seat_are_voted_on_again() -> None:
    result = decide(GOOD, [of("王芳", 16), of("李娜", 13), of("张敏", 13), of("陈静", 11)], seats=2)
    assert [v.votes.name for v in result.those(Verdict.TIED)] == ["李娜", "张敏"]
    assert [v.votes.name for v in result.those(Verdict.ELECTED)] == ["王芳"]
    assert result.places_left == 1
    assert result.those(Verdict.NOT_ELECTED)[0].reason.endswith("名额已满")


def test_a_tie_within_the_seats_is_none() -> None:
    result = decide(GOOD, [of("王芳", 13), of("李娜", 13), of("张敏", 4)], seats=2)
    assert len(result.those(Verdict.ELECTED)) == 2


def test_too_few_above_half_leave_a_seat_open() -> None:
    result = decide(GOOD, [of("王芳", 16), of("李娜", 6), of("张敏", 4)], seats=3)
    assert result.places_left == 2
    assert not result.those(Verdict.TIED)


def test_a_write_in_may_win() -> None:
    result = decide(GOOD, [of("王芳", 4), Votes("赵强", 14, is_write_in=True)], seats=1)
    assert result.judged[0].votes.name == "赵强"
    assert result.judged[0].verdict is Verdict.ELECTED


def test_more_ballots_back_than_out_is_no_election() -> None:
    papers = Papers(due=20, present=18, issued=18, returned=19, void=0)
    result = decide(papers, [of("王芳", 19, papers)], seats=1)
    assert not result.is_good
    assert "收回多于发出" in result.faults[0]
    assert result.judged[0].verdict is Verdict.NOT_ELECTED


def test_fewer_back_than_out_is_good() -> None:
    papers = Papers(due=20, present=18, issued=18, returned=15, void=2)
    assert decide(papers, [of("王芳", 13, papers)], seats=1).is_good


def test_too_few_present_is_no_election() -> None:
    papers = Papers(due=20, present=15, issued=15, returned=15, void=0)
    assert "不足五分之四（需 16 人）" in decide(papers, [], seats=1).faults[0]


@pytest.mark.parametrize(
    ("papers", "votes", "said"),
    [
        (Papers(20, 18, 18, 18, 19), [], "废票 19 张，多于收回的 18 张"),
        (Papers(20, 21, 21, 21, 0), [], "实到 21 人，多于应到 20 人"),
        (GOOD, [Votes("王芳", 10, 5, 2)], "合计 17，应等于有效票 18 张"),
        (GOOD, [Votes("赵强", 19, is_write_in=True)], "多于有效票 18 张"),
        (GOOD, [of("王芳", 18), of("李娜", 1)], "每张至多选 1 人"),
    ],
)
def test_a_count_that_does_not_add_up_is_told(papers: Papers, votes: list[Votes], said: str) -> None:
    assert any(said in sentence for sentence in wrong_sums(papers, votes, seats=1))


def test_a_count_that_adds_up_is_silent() -> None:
    assert wrong_sums(GOOD, [of("王芳", 10), of("李娜", 6), Votes("赵强", 2, is_write_in=True)], seats=1) == []


@st.composite
def rounds(draw: st.DrawFn) -> tuple[Papers, list[Votes], int]:
    due = draw(st.integers(1, 60))
    present = draw(st.integers(0, due))
    issued = draw(st.integers(0, present))
    returned = draw(st.integers(0, issued))
    papers = Papers(due, present, issued, returned, draw(st.integers(0, returned)))
    counts = draw(st.lists(st.integers(0, papers.valid), min_size=1, max_size=8))
    return papers, [of(f"人{n}", count, papers) for n, count in enumerate(counts)], draw(st.integers(1, 6))


@given(rounds(), st.sampled_from([None, *Base]))
def test_laws_of_a_count(drawn: tuple[Papers, list[Votes], int], base: Base | None) -> None:
    papers, votes, seats = drawn
    result = decide(papers, votes, seats=seats, base=base)
    seated = result.those(Verdict.ELECTED, Verdict.HELD)
    tied = result.those(Verdict.TIED)
    assert len(result.judged) == len(votes)
    assert len(seated) + result.places_left == seats
    # Nobody is passed over by somebody with fewer votes, and equals are treated alike.
    least = min((v.votes.in_favour for v in seated), default=papers.returned + 1)
    assert all(v.votes.in_favour < least for v in result.judged if v not in seated)
    assert not tied or len(tied) > result.places_left > 0
    # Nobody has a seat without more than half of those present, by whatever base.
    assert all(v.votes.in_favour * 2 > papers.present for v in seated)
    assert all(v.votes.in_favour * 2 > papers.due for v in result.those(Verdict.ELECTED) if base is not Base.PRESENT)
    assert result == decide(papers, votes, seats=seats, base=base)
