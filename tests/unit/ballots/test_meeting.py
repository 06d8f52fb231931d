"""Two counts compared, what cannot add up, run-offs, the script."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishi.ballots.rules import ElectionKind
from jishi.ballots.rules.candidates import Office
from jishi.ballots.rules.counting import Base, Papers, Verdict, Votes, decide
from jishi.ballots.rules.meeting import (
    HEADS,
    RoundKind,
    ScriptPlace,
    Sheet,
    Stage,
    by_both,
    counted,
    differences,
    has_plenary,
    is_double,
    may_reduce,
    meeting_word,
    next_after,
    offices_at,
    script_of,
    where_stands,
    why_not_count,
    wrong_cells,
)

GOOD = Papers(due=60, present=56, issued=56, returned=55, void=1)


def votes(*counts: int) -> tuple[Votes, ...]:
    return tuple(Votes(f"候选人{n}", count, GOOD.valid - count) for n, count in enumerate(counts))


def test_fifty_ballots_are_counted_once_and_more_twice() -> None:
    assert not is_double(50)
    assert is_double(51)


def test_every_cell_that_differs_is_named() -> None:
    one = Sheet(1, (*votes(40, 30), Votes("路人", 2, is_write_in=True)))
    other = Sheet(
        2,
        (
            replace(votes(40)[0], abstained=1),
            votes(0, 31)[1],
            Votes("路 人", 3, is_write_in=True),
            Votes("另人", 1, is_write_in=True),
        ),
    )
    found = [(cell.row, cell.column) for cell in differences(one, other)]
    assert found == [
        ("废票", "张数"),
        ("候选人0", "弃权"),
        ("候选人1", "赞成"),
        ("候选人1", "不赞成"),
        ("路人", "另选"),
        ("另人", "另选"),
    ]


sheets = st.builds(
    lambda void, counts, others: Sheet(
        void,
        (
            *(Votes(f"候选人{n}", *cells[:3], spoiled=cells[3]) for n, cells in enumerate(counts)),
            *(Votes(name, number, is_write_in=True) for name, number in others.items()),
        ),
    ),
    st.integers(0, 5),
    st.lists(st.tuples(*[st.integers(0, 9)] * 4), min_size=3, max_size=3),
    st.dictionaries(st.sampled_from("甲乙丙丁"), st.integers(1, 9), max_size=3),
)


@given(sheets, sheets)
def test_laws_of_two_counts(one: Sheet, other: Sheet) -> None:
    assert differences(one, one) == ()
    there, back = differences(one, other), differences(other, one)
    assert set(there) == set(back)
    same_others = {key: each.in_favour for key, each in one.others.items()} == {
        key: each.in_favour for key, each in other.others.items()
    }
    assert (not there) == (one.void == other.void and one.asked == other.asked and same_others)


@pytest.mark.parametrize(
    ("sheet", "cell", "said"),
    [
        (Sheet(56, ()), "void", "多于收回的 55 张"),
        (
            Sheet(1, (Votes("王芳", 10, 5),)),
            "in_favour_0",
            "各栏合计 15，应等于有效票 54 张（收回 55 张，减去废票 1 张）",
        ),
        (Sheet(1, (Votes("王芳", 50, 4), Votes("王 芳", 1, is_write_in=True))), "other_0", "请记在上面候选人那一行"),
        (Sheet(1, (Votes("李", 1, is_write_in=True), Votes("李", 1, is_write_in=True))), "other_1", "请合并"),
        (Sheet(1, (Votes("李", 55, is_write_in=True),)), "votes_0", "多于有效票 54 张"),
        (Sheet(1, (Votes("王芳", 54), Votes("李娜", 54), Votes("张敏", 54))), "void", "每张至多选 2 人"),
    ],
)
def test_what_cannot_add_up_stands_beside_its_cell(sheet: Sheet, cell: str, said: str) -> None:
    [wrong] = wrong_cells(sheet, replace(GOOD, void=sheet.void), seats=2)
    assert wrong.cell == cell
    assert said in wrong.said


def test_marks_that_cannot_be_read_are_part_of_the_sum() -> None:
    sheet = Sheet(1, (Votes("王芳", 40, 10, 2, spoiled=2),))
    assert wrong_cells(sheet, GOOD, seats=1) == []


def test_a_run_off_goes_by_votes() -> None:
    found = counted(votes(20, 18), GOOD, seats=1, kind=RoundKind.RUN_OFF, base=None)
    [held] = found.those(Verdict.HELD)
    assert held.votes.name == "候选人0"
    assert "请上级党组织确认" in held.reason
    assert found.places_left == 0
    assert counted(votes(20, 18), GOOD, seats=1, kind=RoundKind.FURTHER, base=None).places_left == 1


def test_a_run_off_that_ties_again_goes_on() -> None:
    found = counted(votes(20, 20), GOOD, seats=1, kind=RoundKind.RUN_OFF, base=None)
    assert len(found.those(Verdict.TIED)) == 2
    assert next_after(found) == (RoundKind.RUN_OFF,)
    nobody = counted(votes(0, 0), GOOD, seats=1, kind=RoundKind.RUN_OFF, base=None)
    assert next_after(nobody) == (RoundKind.FURTHER,)


def test_more_places_than_names_seat_everybody_in_a_run_off() -> None:
    found = counted(votes(20, 18, 0), GOOD, seats=3, kind=RoundKind.RUN_OFF, base=None)
    assert len(found.those(Verdict.HELD)) == 2
    assert found.places_left == 1


@given(st.lists(st.integers(0, 54), min_size=2, max_size=6), st.integers(1, 3), st.sampled_from([None, *Base]))
def test_laws_of_a_run_off(counts: list[int], seats: int, base: Base | None) -> None:
    found = counted(votes(*counts), GOOD, seats=seats, kind=RoundKind.RUN_OFF, base=base)
    plain = decide(GOOD, votes(*counts), seats=seats, base=base)
    seated = found.those(Verdict.ELECTED, Verdict.HELD)
    assert len(seated) + found.places_left == seats
    # Whoever is elected outright is so without the rule of the run-off too; nobody is passed over by fewer votes.
    assert found.those(Verdict.ELECTED) == plain.those(Verdict.ELECTED)
    least = min((one.votes.in_favour for one in seated), default=55)
    assert all(one.votes.in_favour < least for one in found.judged if one not in seated)


def test_both_answers_are_given_where_sources_disagree() -> None:
    one, two = by_both(votes(31, 29), GOOD)
    assert (one.above_due, one.above_present) == (True, True)
    assert (two.above_due, two.above_present) == (False, True)


def test_exactly_half_is_not_enough_to_reduce() -> None:
    assert not may_reduce(5, 10)
    assert may_reduce(6, 10)


def test_what_may_follow_a_round() -> None:
    void = Papers(due=60, present=56, issued=50, returned=51, void=0)
    assert next_after(decide(void, votes(30), seats=1)) == (RoundKind.REPEAT,)
    assert next_after(decide(GOOD, votes(40), seats=1)) == ()
    assert next_after(decide(GOOD, votes(40, 40), seats=1)) == (RoundKind.RUN_OFF,)
    assert next_after(decide(GOOD, votes(10, 9), seats=1)) == (RoundKind.FURTHER,)


def test_who_may_count() -> None:
    assert why_not_count(1, names={2}, counting={1}, runs=False) == ""
    assert why_not_count(3, names={2}, counting={1}, runs=True) == ""
    assert "候选人" in why_not_count(2, names={2}, counting={2}, runs=True)
    assert "计票人、监票人" in why_not_count(4, names={2}, counting={1}, runs=False)


@pytest.mark.parametrize(
    ("kind", "direct", "deputies", "general", "plenary"),
    [
        (ElectionKind.TERM, False, 1, (Office.COMMITTEE,), HEADS),
        (ElectionKind.TERM, False, 0, (Office.COMMITTEE,), (Office.SECRETARY,)),
        (ElectionKind.TERM, True, 0, (Office.SECRETARY,), (Office.SECRETARY,)),
        (ElectionKind.BY_ELECTION, False, 0, (Office.COMMITTEE,), HEADS),
        (ElectionKind.DELEGATES, False, 0, (Office.DELEGATE,), ()),
    ],
)
def test_what_each_meeting_elects(
    kind: ElectionKind, direct: bool, deputies: int, general: tuple[Office, ...], plenary: tuple[Office, ...]
) -> None:
    assert offices_at(kind, Stage.GENERAL, is_direct=direct, deputies=deputies) == general
    assert offices_at(kind, Stage.PLENARY, is_direct=direct, deputies=deputies) == plenary


def test_a_committee_meets_only_where_there_is_one() -> None:
    assert has_plenary(ElectionKind.TERM, is_direct=False)
    assert not has_plenary(ElectionKind.TERM, is_direct=True)
    assert not has_plenary(ElectionKind.DELEGATES, is_direct=False)


def test_what_the_meetings_are_called() -> None:
    assert meeting_word(ElectionKind.CONGRESS, Stage.GENERAL) == "党员代表大会"
    assert meeting_word(ElectionKind.TERM, Stage.GENERAL) == "党员大会"
    assert meeting_word(ElectionKind.TERM, Stage.PLENARY) == "委员会会议"


def test_the_script_has_one_step_now() -> None:
    for stage in Stage:
        places = [place for _, place in where_stands(script_of(stage), {"opening", "method"})]
        assert places[:3] == [ScriptPlace.DONE, ScriptPlace.NOW, ScriptPlace.DONE]
        assert places.count(ScriptPlace.NOW) == 1
