"""Surplus, offices, the order of names, the ruled part of a ballot, rights and head counts: laws for any numbers."""

from hypothesis import given
from hypothesis import strategies as st

from jishi.ballots.rules import ElectionKind, fewest_candidates, surplus_said
from jishi.ballots.rules.candidates import Office, Way, is_competitive, offices_of, seats_for, ways_allowed
from jishi.ballots.rules.layout import BareWriteIn, Layout, MarkCell, Order, Signs, ballot, in_order, ruled
from jishi.ballots.rules.roll import Excusable, Mark, Rights, Voter, counted_said, expected, purposes, rights_of
from jishi.kernel.strokes import by_strokes

NAMES = st.lists(st.text("王李张刘陈杨赵黄周吴建国秀英大勇敏", min_size=2, max_size=4), max_size=9, unique=True)


def test_the_surplus_of_the_regulation() -> None:
    assert {seats: fewest_candidates(seats) for seats in (3, 4, 5, 6, 7, 9)} == {3: 4, 4: 5, 5: 6, 6: 8, 7: 9, 9: 11}


@given(st.integers(1, 400), st.integers(0, 600))
def test_too_few_candidates_are_fewer_than_a_fifth_above_the_seats(seats: int, candidates: int) -> None:
    assert bool(surplus_said(candidates, seats)) == (candidates - seats < seats / 5)


@given(st.integers(1, 400))
def test_the_fewest_candidates_are_the_fewest(seats: int) -> None:
    least = fewest_candidates(seats)
    assert (least - seats) * 5 >= seats > (least - seats - 1) * 5


@given(st.sampled_from(ElectionKind), st.booleans(), st.integers(0, 2))
def test_what_an_election_fills(kind: ElectionKind, is_direct: bool, deputies: int) -> None:
    offices = offices_of(kind, is_direct=is_direct, deputies=deputies)
    assert len(set(offices)) == len(offices) > 0
    assert (Office.DELEGATE in offices) == (kind is ElectionKind.DELEGATES)
    assert (Office.DEPUTY in offices) <= (deputies > 0)
    assert not (is_direct and Office.COMMITTEE in offices)
    assert all(seats_for(one, seats=3, deputies=deputies) == 3 for one in offices if is_competitive(one))


@given(st.lists(st.sampled_from(Way)))
def test_organisation_and_members_always_recommend(provided: list[Way]) -> None:
    found = ways_allowed(provided)
    assert {Way.ORGANISATION, Way.MEMBERS} <= set(found) <= {Way.ORGANISATION, Way.MEMBERS, *provided}
    assert list(found) == [way for way in Way if way in found]


@given(NAMES, st.sampled_from(Order), st.randoms())
def test_the_order_of_a_ballot_loses_nobody(names: list[str], order: Order, chance: object) -> None:
    people = list(enumerate(names))
    by_hand = [number for number, _ in people][::-1]
    found = [name for _, name in in_order(people, order=order, by_hand=by_hand, key=lambda one: one)]
    assert sorted(found) == sorted(names)
    assert found == (by_strokes(names) if order is Order.STROKES else names[::-1])


@given(NAMES, st.data())
def test_whoever_nobody_placed_follows_by_strokes(names: list[str], data: st.DataObject) -> None:
    placed = data.draw(st.integers(0, len(names)))
    people = list(enumerate(names))
    found = [name for _, name in in_order(people, order=Order.MANUAL, by_hand=list(range(placed)), key=lambda one: one)]
    assert found == [*names[:placed], *by_strokes(names[placed:])]


@given(NAMES, st.sampled_from(MarkCell), st.sampled_from(Signs), st.integers(0, 6), st.integers(1, 9))
def test_every_row_of_a_ballot_is_as_wide_as_the_others(
    names: list[str], mark: MarkCell, signs: Signs, blanks: int, seats: int
) -> None:
    layout = Layout(mark=mark, signs=signs, bare_write_in=BareWriteIn.VOID, write_ins=blanks)
    made = ballot(heading="选票", date_line="", names=names, seats=seats, layout=layout, is_competitive=True)
    rows = ruled(made)
    assert len({sum(cell.span for cell in row) for row in rows}) <= 1 or not (names or blanks)
    cells = [cell for row in rows for cell in row]
    assert [cell.text for cell in cells if cell.kind == "name"] == names
    assert sum(cell.kind == "blank" for cell in cells) == blanks
    marks = sum(cell.kind == "mark" for cell in cells)
    assert marks == (len(names) + blanks) * (1 if signs is Signs.CIRCLE else 3)


VOTERS = st.lists(
    st.builds(
        Voter,
        rights=st.builds(
            rights_of, is_full_member=st.booleans(), is_suspended=st.booleans(), mark=st.sampled_from(Mark)
        ),
        excused=st.none() | st.sampled_from(Excusable),
        consented=st.booleans(),
        adopted=st.booleans(),
    )
)


@given(VOTERS)
def test_head_counts_by_purpose_never_grow(voters: list[Voter]) -> None:
    heads = expected(voters)
    numbers = [one.number for one in purposes(heads)]
    assert numbers == sorted(numbers, reverse=True)
    assert heads.due == sum(voter.is_due for voter in voters)


@given(VOTERS)
def test_whoever_lacks_a_right_is_told_why(voters: list[Voter]) -> None:
    for voter in voters:
        assert bool(voter.rights.reason) == (not voter.rights.may_vote)
        assert voter.rights.may_vote == voter.rights.may_stand
        said = counted_said(voter)
        assert said.startswith("计入") == voter.is_due


def test_what_a_line_of_the_roll_comes_to() -> None:
    full = Rights(True, True)
    assert counted_said(Voter(full, Excusable.HOME, True, True)) == f"不计入应到会：{Excusable.HOME.label}"
    assert counted_said(Voter(full, Excusable.HOME)) == "计入应到会"
    assert counted_said(Voter(Rights(False, False, "已停止党籍"))) == "没有选举权：已停止党籍"
