"""Counting: one types and a second person confirms; above fifty ballots two count apart until they agree."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import pytest

from jishi.ballots import papers, services
from jishi.ballots.models import Assembly, Election, MeetingRuling, Round, Tally
from jishi.ballots.queries.facts import paper_facts
from jishi.ballots.queries.meeting import choices_for, vote_of
from jishi.ballots.queries.tallies import count_of
from jishi.ballots.rules import ElectionKind
from jishi.ballots.rules.candidates import Office
from jishi.ballots.rules.meeting import CountDuty, RoundState, Ruling, Sheet, Stage
from jishi.kernel.actor import Actor, operator
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.notices.models import Notice
from tests.builders import Cast, actor_named, make_member
from tests.db.ballots.meeting_story import ELECTED_ON, Day, election_day, person, sheet_for
from tests.db.ballots.story import Story
from tests.db.ballots.test_sheets import text_of


@pytest.fixture
def day(cast: Cast, now: datetime) -> Day:
    return election_day(cast, now)


@pytest.fixture
def counting(day: Day) -> Round:
    """Ten ballots are back."""
    day.ready()
    return day.ballots(day.call())


def test_tellers_and_scrutineers_are_told_that_a_round_waits(day: Day, counting: Round, now: datetime) -> None:
    told = Notice.objects.filter(link=f"/elections/rounds/{counting.pk}/count/")
    assert set(told.values_list("person_id", flat=True)) == {day.watches.pk, day.counts.pk}
    services.save_tally(one=counting, sheet=sheet_for(counting, [9, 8, 7, 2]), actor=day.teller, now=now)
    assert told.filter(person=day.watches.pk, text__startswith="计票已经录入").count() == 1


def test_who_typed_does_not_confirm(day: Day, counting: Round, now: datetime) -> None:
    kept = services.save_tally(one=counting, sheet=sheet_for(counting, [9, 8, 7, 2]), actor=day.scrutineer, now=now)
    with pytest.raises(NotAllowed, match="两个人"):
        services.confirm_tally(one=counting, version=kept.tally.version, actor=day.scrutineer, now=now)
    with pytest.raises(NotAllowed, match="由监票人确认"):
        services.confirm_tally(one=counting, version=kept.tally.version, actor=day.teller, now=now)
    with pytest.raises(NotAllowed, match="候选人"):
        services.confirm_tally(one=counting, version=kept.tally.version, actor=day.secretary, now=now)
    assert (
        services.confirm_tally(one=counting, version=kept.tally.version, actor=day.clerk, now=now).confirmed_by
        == "周敏"
    )


def test_a_stranger_does_not_count(day: Day, counting: Round, now: datetime) -> None:
    with pytest.raises(NotAllowed, match="由大会通过的计票人"):
        services.save_tally(one=counting, sheet=sheet_for(counting, [9, 8, 7, 2]), actor=person(day.voters[6]), now=now)


def test_confirming_a_sheet_that_changed_meanwhile_is_refused(day: Day, counting: Round, now: datetime) -> None:
    with pytest.raises(Refused, match="还没有录入"):
        services.confirm_tally(one=counting, version=1, actor=day.scrutineer, now=now)
    kept = services.save_tally(one=counting, sheet=sheet_for(counting, [9, 8, 7, 2]), actor=day.teller, now=now)
    read = kept.tally.version
    services.save_tally(one=counting, sheet=sheet_for(counting, [9, 8, 7, 3]), version=read, actor=day.teller, now=now)
    with pytest.raises(EditConflict):
        services.confirm_tally(one=counting, version=read, actor=day.scrutineer, now=now)
    with pytest.raises(EditConflict):
        services.save_tally(
            one=counting, sheet=sheet_for(counting, [9, 8, 7, 3]), version=read, actor=day.teller, now=now
        )
    done = services.confirm_tally(one=counting, version=read + 1, actor=day.scrutineer, now=now)
    assert services.confirm_tally(one=done, version=read + 1, actor=day.scrutineer, now=now).state == RoundState.COUNTED
    with pytest.raises(Refused, match="退回重新计票"):
        services.save_tally(
            one=done, sheet=sheet_for(counting, [9, 8, 7, 3]), version=read + 1, actor=day.teller, now=now
        )


def test_a_repeated_submission_changes_nothing(day: Day, counting: Round, now: datetime) -> None:
    number = uuid4()
    for _ in range(2):
        kept = services.save_tally(
            one=counting, sheet=sheet_for(counting, [9, 8, 7, 2]), submission=number, actor=day.teller, now=now
        )
    assert kept.tally.version == 1


def test_one_sheet_is_enough_up_to_fifty(day: Day, counting: Round, now: datetime) -> None:
    services.save_tally(one=counting, sheet=sheet_for(counting, [9, 8, 7, 2]), actor=day.teller, now=now)
    with pytest.raises(Refused, match="核对后确认"):
        services.save_tally(one=counting, sheet=sheet_for(counting, [9, 8, 7, 2]), actor=day.clerk, now=now)


def test_bad_numbers_are_told_cell_by_cell(day: Day, counting: Round, now: datetime) -> None:
    good = sheet_for(counting, [9, 8, 7, 2])
    with pytest.raises(services.WrongCells) as refusal:
        services.save_tally(one=counting, sheet=Sheet(1, good.votes), actor=day.teller, now=now)
    assert [wrong.cell for wrong in refusal.value.wrong] == [f"in_favour_{row}" for row in range(4)]
    with pytest.raises(services.WrongCells, match="多于收回的 10 张"):
        services.save_tally(one=counting, sheet=Sheet(11, good.votes), actor=day.teller, now=now)
    assert not Tally.objects.exists()


def test_numbers_that_stopped_adding_up_are_not_confirmed(day: Day, counting: Round, now: datetime) -> None:
    kept = services.save_tally(one=counting, sheet=sheet_for(counting, [9, 8, 7, 2]), actor=day.teller, now=now)
    one = services.reopen_round(one=counting, why="少数一张", version=counting.version, actor=day.secretary, now=now)
    with pytest.raises(Refused, match="先填收回的选票"):
        services.confirm_tally(one=one, version=kept.tally.version, actor=day.scrutineer, now=now)
    services.collect(one=one, returned=9, version=one.version, actor=day.secretary, now=now)
    with pytest.raises(services.WrongCells):
        services.confirm_tally(one=one, version=kept.tally.version, actor=day.scrutineer, now=now)


def test_a_sheet_is_struck_with_a_reason(day: Day, counting: Round, now: datetime) -> None:
    services.save_tally(one=counting, sheet=sheet_for(counting, [9, 8, 7, 2]), actor=day.teller, now=now)
    words = {"one": counting, "actor": day.secretary, "now": now}
    with pytest.raises(Refused, match="没有这一份"):
        services.drop_tally(slot=2, why="病了", version=counting.version, **words)  # type: ignore[arg-type]  # words of the case
    with pytest.raises(Refused, match="请写明原因"):
        services.drop_tally(slot=1, why=" ", version=counting.version, **words)  # type: ignore[arg-type]  # as above
    one = services.drop_tally(slot=1, why="病了", version=counting.version, **words)  # type: ignore[arg-type]  # as above
    assert MeetingRuling.objects.get().said == "作废马丽华录入的计票：病了"
    services.save_tally(one=one, sheet=sheet_for(one, [9, 8, 7, 2]), actor=day.clerk, now=now)
    one = services.confirm_tally(one=one, version=1, actor=day.scrutineer, now=now)
    with pytest.raises(Refused, match="不能再录入"):
        services.drop_tally(slot=1, why="病了", version=one.version, **words | {"one": one})  # type: ignore[arg-type]  # as above


NAMES = ("丁一", "于二", "马三", "王四")


@dataclass
class Congress:
    """A township's congress of delegates: sixty due, fifty-six there, counted by numbers."""

    election: Election
    meeting: Assembly
    tellers: list[Actor]
    clerk: Actor
    now: datetime

    def call(self) -> Round:
        """Fifty-five ballots are back."""
        one = services.call_vote(assembly=self.meeting, office=Office.COMMITTEE, actor=self.clerk, now=self.now)
        one = services.hand_out(one=one, received=60, issued=56, version=one.version, actor=self.clerk, now=self.now)
        return services.collect(one=one, returned=55, version=one.version, actor=self.clerk, now=self.now)

    def save(
        self, one: Round, who: int, counts: list[int], *, others: int = 0, version: int | None = None
    ) -> services.Kept:
        more = [("路人甲", others)] if others else []
        sheet = sheet_for(one, counts, more)
        return services.save_tally(one=one, sheet=sheet, version=version, actor=self.tellers[who], now=self.now)


@pytest.fixture
def congress(cast: Cast, now: datetime) -> Congress:
    clerk = actor_named("clerk", today=now.date())
    election = services.start_election(
        org=cast.township,
        kind=ElectionKind.CONGRESS,
        meeting_on=ELECTED_ON,
        seats=3,
        candidates=4,
        actor=operator(),
        now=now,
    )
    told = Story(election, now, operator())
    told.plan(deputies=0)
    people = [make_member(now=now, org=cast.sibling, name=name) for name in NAMES]
    found = [
        told.do(services.name_candidate, person_id=None, name=one.person.name, employer="镇机关") for one in people
    ]
    ids = [one.pk for one in found]
    told.do(services.put_forward, ids=ids)
    told.propose(ids)
    told.approve(ids)
    words = {"actor": clerk, "now": now}
    meeting = services.open_assembly(
        election=election, stage=Stage.GENERAL, held_on=ELECTED_ON, chair="主席团", actor=clerk, now=now
    )
    with pytest.raises(Refused, match="请填写应到和实到"):
        services.sign_in(assembly=meeting, version=meeting.version, due=60, **words)  # type: ignore[arg-type]  # words of the case
    with pytest.raises(Refused, match="多于应到 60 人"):
        services.sign_in(assembly=meeting, version=meeting.version, due=60, present=61, **words)  # type: ignore[arg-type]  # as above
    meeting = services.sign_in(assembly=meeting, version=meeting.version, due=60, present=56, **words)  # type: ignore[arg-type]  # as above
    meeting = services.adopt_method(
        assembly=meeting, base="due", is_by_votes=False, agreed=56, version=meeting.version, actor=clerk, now=now
    )
    three = [make_member(now=now, org=cast.sibling, name=name) for name in ("计票甲", "计票乙", "监票丙")]
    duties = (CountDuty.TELLER, CountDuty.TELLER, CountDuty.SCRUTINEER)
    meeting = services.accept_officials(
        assembly=meeting, officials=[(one.pk, one.person.name, duty) for one, duty in zip(three, duties, strict=True)],
        agreed=56, version=meeting.version, actor=clerk, now=now,
    )  # fmt: skip
    return Congress(election, meeting, [person(one) for one in three], clerk, now)


def test_two_count_apart_until_they_agree(congress: Congress) -> None:
    one = congress.call()
    first = congress.save(one, 0, [50, 40, 30, 20], others=2)
    assert not first.is_agreed
    assert not first.is_apart
    second = congress.save(one, 1, [50, 41, 30, 20], others=3)
    assert second.is_apart
    count = count_of(one)
    changed = one.names.order_by("order")[1].name
    assert {(cell.row, cell.column) for cell in count.apart} == {
        (changed, "赞成"),
        (changed, "不赞成"),
        ("路人甲", "另选"),
    }
    with pytest.raises(Refused, match="不能再录第三份"):
        congress.save(one, 2, [50, 41, 30, 20])
    with pytest.raises(Refused, match="分别录入"):
        services.confirm_tally(one=one, version=1, actor=congress.tellers[2], now=congress.now)
    agreed = congress.save(one, 0, [50, 41, 30, 20], others=3, version=1)
    assert agreed.is_agreed
    one.refresh_from_db()
    assert (one.state, one.confirmed_by) == (RoundState.COUNTED, "计票甲")
    assert one.names.get(is_write_in=True).in_favour == 3
    assert count_of(one).apart == ()


def test_nobody_counts_both_times(congress: Congress) -> None:
    one = congress.call()
    congress.save(one, 0, [50, 40, 30, 20])
    with pytest.raises(EditConflict):
        congress.save(one, 0, [50, 40, 30, 20])
    assert Tally.objects.count() == 1


def test_a_presidium_may_let_seats_go(congress: Congress) -> None:
    one = congress.call()
    congress.save(one, 0, [50, 40, 20, 10])
    congress.save(one, 1, [50, 40, 20, 10])
    one.refresh_from_db()
    assert choices_for(vote_of(one))[1][0][1] == "丁一（柳树湾村党支部）"
    persons = {order: people[0][0] for order, people in choices_for(vote_of(one)).items()}
    one = services.announce(one=one, persons=persons, version=one.version, actor=congress.clerk, now=congress.now)
    services.reduce_seats(
        one=one, agreed=0, by_presidium=True, why="", version=one.version, actor=congress.clerk, now=congress.now
    )
    assert MeetingRuling.objects.get(ruling=Ruling.FEWER_SEATS).said == "委员名额减少 1 名，大会主席团决定"
    meeting = services.close_assembly(
        assembly=congress.meeting, version=congress.meeting.version, actor=congress.clerk, now=congress.now
    )
    assert meeting.is_closed


def test_a_meeting_that_turns_out_too_small_is_void(congress: Congress) -> None:
    one = congress.call()
    meeting = services.sign_in(
        assembly=congress.meeting, version=congress.meeting.version, due=75, present=56, why="代表人数数错",
        actor=congress.clerk, now=congress.now,
    )  # fmt: skip
    congress.save(one, 0, [50, 40, 20, 10])
    congress.save(one, 1, [50, 40, 20, 10])
    one.refresh_from_db()
    one = services.announce(one=one, version=one.version, actor=congress.clerk, now=congress.now)
    assert (one.state, meeting.due) == (RoundState.VOID, 75)


def test_those_accepted_to_count_stand_on_their_paper(day: Day, now: datetime) -> None:
    def said() -> str:
        facts = paper_facts(day.election, today=now.date())
        return text_of(papers.PREPARING["officials"].make(facts))

    assert day.watches.person.name not in said()
    day.ready()
    assert day.watches.person.name in said()
    assert day.counts.person.name in said()
