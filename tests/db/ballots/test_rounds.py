"""Rounds of voting: when one may begin, what makes it void, what follows it, who decides where the sources disagree."""

from datetime import datetime
from uuid import uuid4

import pytest

from jishi.ballots import services
from jishi.ballots.models import MeetingRuling, Official, Round, Slate
from jishi.ballots.queries.meeting import standing_of, vote_of
from jishi.ballots.rules.candidates import Office
from jishi.ballots.rules.counting import Base, Verdict
from jishi.ballots.rules.meeting import CountDuty, RoundKind, RoundState, Ruling, Sheet, Stage
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from tests.builders import Cast
from tests.db.ballots.meeting_story import ELECTED_ON, Day, election_day
from tests.db.ballots.story import Story


@pytest.fixture
def day(cast: Cast, now: datetime) -> Day:
    return election_day(cast, now)


def names(one: Round, verdict: Verdict) -> set[int | None]:
    return set(one.names.filter(verdict=verdict).values_list("person_id", flat=True))


def test_nobody_votes_before_four_fifths_have_come(day: Day) -> None:
    day.open()
    day.sign_in(*day.voters[5:8])
    day.adopt()
    day.officials(day.watches, day.counts)
    with pytest.raises(Refused, match="实到 7 人，不足五分之四（需 8 人）"):
        day.call()
    day.sign_in(*day.voters[5:7])
    assert day.call().present == 8


def test_every_step_before_the_ballots_is_asked_for(day: Day, now: datetime) -> None:
    meeting = day.open()
    with pytest.raises(Refused, match="先清点到会人数"):
        day.call()
    with pytest.raises(Refused, match="先清点到会人数"):
        day.adopt()
    meeting = day.sign_in()
    with pytest.raises(Refused, match="先通过选举办法"):
        day.call()
    words = {"base": "", "is_by_votes": True, "actor": day.secretary, "now": now, "version": meeting.version}
    with pytest.raises(Refused, match="没有超过实到 10 人的一半，选举办法没有通过"):
        services.adopt_method(assembly=meeting, agreed=5, **words)  # type: ignore[arg-type]  # words of the case
    with pytest.raises(Refused, match="多于实到 10 人"):
        services.adopt_method(assembly=meeting, agreed=11, **words)  # type: ignore[arg-type]  # as above
    day.adopt()
    with pytest.raises(Refused, match="先通过监票人"):
        day.call()
    day.officials(day.watches, day.counts)
    services.note_introduction(
        assembly=day.general, said="逐一介绍", version=day.general.version, actor=day.secretary, now=now
    )
    with pytest.raises(Refused, match="怎样介绍"):
        services.note_introduction(
            assembly=day.general, said=" ", version=day.general.version, actor=day.secretary, now=now
        )
    with pytest.raises(Refused, match="不选举书记"):
        services.call_vote(assembly=day.general, office=Office.SECRETARY, actor=day.secretary, now=now)
    assert day.call().state == RoundState.VOTING


def test_candidates_introduced_at_the_meeting_are_introduced_on_the_list_too(day: Day, now: datetime) -> None:
    Slate.objects.update_or_create(election=day.election, defaults={"introduced_on": None})
    day.open()

    def noted(said: str) -> Slate:
        meeting = day.general
        services.note_introduction(
            assembly=meeting, said=said, version=meeting.version, actor=day.secretary, now=now
        )  # fmt: skip
        return Slate.objects.get(election=day.election)

    assert (noted("逐一介绍").introduced_on, noted("又说一遍").introduced_note) == (day.general.held_on, "逐一介绍")


def test_the_roll_is_frozen_before_people_are_counted(day: Day) -> None:
    meeting = day.open()
    roll = day.election.roll
    roll.frozen_at = None
    roll.save()
    with pytest.raises(Refused, match="锁定名册"):
        day.sign_in()
    assert meeting.present is None


def test_the_same_opening_twice_is_one_meeting(day: Day, now: datetime) -> None:
    words = {"election": day.election, "stage": Stage.GENERAL, "actor": day.secretary, "now": now}
    with pytest.raises(Refused, match="请写主持人"):
        services.open_assembly(held_on=ELECTED_ON, chair=" ", **words)  # type: ignore[arg-type]  # words of the case
    with pytest.raises(Refused, match="还没有到"):
        services.open_assembly(held_on=now.date().replace(day=23), chair="王建国", **words)  # type: ignore[arg-type]  # as above
    number = uuid4()
    first = services.open_assembly(held_on=ELECTED_ON, chair="王建国", submission=number, **words)  # type: ignore[arg-type]  # as above
    assert services.open_assembly(held_on=ELECTED_ON, chair="王建国", submission=number, **words) == first  # type: ignore[arg-type]  # as above
    assert day.open() == first
    moved = services.correct_opening(
        assembly=first, held_on=ELECTED_ON, chair="李秀英", place="礼堂", recorder="", version=first.version,
        actor=day.secretary, now=now,
    )  # fmt: skip
    assert moved.chair == "李秀英"
    for held_on, chair, said in ((now.date().replace(day=23), "李秀英", "还没有到"), (ELECTED_ON, "", "请写主持人")):
        with pytest.raises(Refused, match=said):
            services.correct_opening(
                assembly=first, held_on=held_on, chair=chair, place="", recorder="", version=moved.version,
                actor=day.secretary, now=now,
            )  # fmt: skip
    with pytest.raises(Refused, match="大会还没有开完"):
        day.open(Stage.PLENARY)


def test_no_candidate_watches_the_count(day: Day, now: datetime) -> None:
    day.open()
    day.sign_in()
    with pytest.raises(Refused, match="是候选人，不能担任监票人"):
        day.officials(day.candidates[0], day.counts)
    with pytest.raises(Refused, match="只能担任一项"):
        day.officials(day.watches, day.watches)
    meeting = day.general
    words = {"assembly": meeting, "agreed": 10, "version": meeting.version, "actor": day.secretary, "now": now}
    with pytest.raises(Refused, match="请写计票人"):
        services.accept_officials(officials=[(None, "周敏", CountDuty.SCRUTINEER)], **words)  # type: ignore[arg-type]  # words of the case
    with pytest.raises(Refused, match="是候选人"):
        services.accept_officials(officials=[(None, "王 建国", CountDuty.TELLER)], **words)  # type: ignore[arg-type]  # as above
    day.officials(day.watches, day.counts)
    assert Official.objects.filter(assembly=meeting).count() == 2


def test_more_ballots_back_than_out_is_void_and_held_again(day: Day, now: datetime) -> None:
    day.ready()
    one = day.ballots(day.call(), returned=11)
    assert one.state == RoundState.VOID
    with pytest.raises(Refused, match="选举无效，还没有重新选举"):
        day.close()
    with pytest.raises(Refused, match="现在不能"):
        day.call(kind=RoundKind.RUN_OFF)
    again = day.call(kind=RoundKind.REPEAT)
    assert [name.name for name in again.names.all()] == [name.name for name in one.names.all()]
    assert MeetingRuling.objects.get().ruling == Ruling.REPEAT
    day.announce(day.count(day.ballots(again), [9, 8, 7, 2]))
    assert day.close().is_closed


def test_ballots_are_issued_to_those_present_alone(day: Day, now: datetime) -> None:
    day.ready()
    one = day.call()
    words = {"one": one, "version": one.version, "actor": day.secretary, "now": now}
    with pytest.raises(Refused, match="多于实到会有选举权的 10 人"):
        services.hand_out(received=12, issued=11, **words)  # type: ignore[arg-type]  # words of the case
    with pytest.raises(Refused, match="多于领到的 9 张"):
        services.hand_out(received=9, issued=10, **words)  # type: ignore[arg-type]  # as above
    with pytest.raises(Refused, match="先填发出的选票"):
        services.collect(returned=10, **words)  # type: ignore[arg-type]  # as above
    with pytest.raises(Refused, match="先填收回的选票"):
        services.save_tally(one=one, sheet=_nothing(), actor=day.teller, now=now)
    one = day.ballots(one)
    with pytest.raises(Refused, match="已经收回"):
        services.hand_out(received=12, issued=10, one=one, version=one.version, actor=day.secretary, now=now)
    with pytest.raises(Refused, match="已经在计票"):
        services.collect(returned=9, one=one, version=one.version, actor=day.secretary, now=now)


def _nothing() -> Sheet:
    return Sheet(0, ())


def test_the_same_round_is_not_called_twice(day: Day) -> None:
    day.ready()
    one = day.call()
    with pytest.raises(Refused, match="正在投票"):
        day.call()
    day.announce(day.count(day.ballots(one), [9, 8, 7, 2]))
    with pytest.raises(Refused, match="已经投过票"):
        day.call()


def test_a_repeated_submission_calls_one_round(day: Day, now: datetime) -> None:
    meeting, number = day.ready(), uuid4()
    words = {"assembly": meeting, "office": Office.COMMITTEE, "actor": day.secretary, "now": now, "submission": number}
    first = services.call_vote(**words)  # type: ignore[arg-type]  # words of the case
    assert services.call_vote(**words) == first  # type: ignore[arg-type]  # as above


def test_a_fifth_more_candidates_than_seats_must_stand(day: Day) -> None:
    day.ready()
    three = [(one.pk, one.person.name) for one in day.candidates[:3]]
    with pytest.raises(Refused, match="候选人应不少于 4 人"):
        day.call(names=three)


def test_a_tie_is_voted_on_again_among_the_tied(day: Day) -> None:
    day.ready()
    one = day.vote([9, 8, 6, 6])
    tied = names(one, Verdict.TIED)
    assert tied == {member.pk for member in day.candidates[2:]}
    with pytest.raises(Refused, match="还差 1 名"):
        day.close()
    two = day.call(kind=RoundKind.RUN_OFF)
    assert (two.seats, set(two.names.values_list("person_id", flat=True))) == (1, tied)
    # Neither has half this time: whoever has more is held for the superior.
    two = day.announce(day.count(day.ballots(two), [4, 3]))
    assert names(two, Verdict.HELD) == {day.candidates[2].pk}
    assert MeetingRuling.objects.get(ruling=Ruling.RUN_OFF).round_id == one.pk
    assert day.close().is_closed


def test_a_run_off_may_tie_again(day: Day) -> None:
    day.ready()
    day.vote([9, 8, 6, 6])
    two = day.vote([5, 5], kind=RoundKind.RUN_OFF)
    assert len(names(two, Verdict.TIED)) == 2
    three = day.vote([7, 3], kind=RoundKind.RUN_OFF)
    assert names(three, Verdict.ELECTED) == {day.candidates[2].pk}


def test_seats_left_are_voted_on_again(day: Day) -> None:
    day.ready()
    one = day.vote([9, 8, 4, 3])
    assert vote_of(one).places_left == 1
    third = day.candidates[2]
    with pytest.raises(Refused, match="已经当选"):
        day.call(kind=RoundKind.FURTHER, names=[(None, day.candidates[0].person.name)])
    with pytest.raises(Refused, match="候选人至少 1 人"):
        day.call(kind=RoundKind.FURTHER)
    two = day.vote([7], kind=RoundKind.FURTHER, names=[(third.pk, third.person.name)])
    assert names(two, Verdict.ELECTED) == {third.pk}
    assert day.close().is_closed


def test_fewer_seats_need_more_than_half_of_those_present(day: Day, now: datetime) -> None:
    day.ready()
    one = day.vote([9, 8, 4, 3])
    words = {"one": one, "version": one.version, "actor": day.secretary, "now": now, "why": "接近应选名额"}
    for agreed, said in ((5, "没有超过实到 10 人的一半"), (11, "多于实到 10 人")):
        with pytest.raises(Refused, match=said):
            services.reduce_seats(agreed=agreed, by_presidium=False, **words)  # type: ignore[arg-type]  # words of the case
    one = services.reduce_seats(agreed=6, by_presidium=False, **words)  # type: ignore[arg-type]  # as above
    assert MeetingRuling.objects.get().said == "委员名额减少 1 名，6 人同意：接近应选名额"
    assert vote_of(one).may_follow == ()
    with pytest.raises(Refused, match="没有空着的名额"):
        services.reduce_seats(
            one=one, agreed=6, by_presidium=False, why="", version=one.version, actor=day.secretary, now=now
        )
    # Sent back to its count, the round has its seats again.
    one = services.reopen_round(one=one, why="漏数一张", version=one.version, actor=day.secretary, now=now)
    one = day.announce(
        day.count(
            services.collect(one=one, returned=10, version=one.version, actor=day.secretary, now=now), [9, 8, 4, 3]
        )
    )
    assert vote_of(one).places_left == 1


def test_above_half_only_of_those_present_is_held_until_somebody_rules(day: Day, now: datetime) -> None:
    day.ready(*day.voters[6:8])
    one = day.vote([8, 7, 5, 2])
    third = day.candidates[2]
    assert names(one, Verdict.HELD) == {third.pk}
    assert third.pk not in {name.person_id for name in standing_of(day.election.pk).elected(Office.COMMITTEE)}
    order = one.names.get(person=third.pk).order
    with pytest.raises(Refused, match="请写明原因"):
        services.confirm_held(one=one, order=order, why=" ", version=one.version, actor=day.secretary, now=now)
    ruled = services.confirm_held(
        one=one, order=order, why="镇党委电话答复按实到会", version=one.version, actor=day.secretary, now=now
    )
    assert third.pk in {name.person_id for name in standing_of(day.election.pk).elected(Office.COMMITTEE)}
    assert "镇党委电话答复" in MeetingRuling.objects.get(ruling=Ruling.CONFIRMED).said
    with pytest.raises(Refused, match="不在“待上级确认”之列"):
        services.confirm_held(one=ruled, order=order, why="再定", version=ruled.version, actor=day.secretary, now=now)


@pytest.mark.parametrize(("base", "verdict"), [(Base.PRESENT, Verdict.ELECTED), (Base.DUE, Verdict.NOT_ELECTED)])
def test_the_base_the_meeting_adopted_decides(day: Day, base: Base, verdict: Verdict) -> None:
    day.ready(*day.voters[6:8], base=base)
    one = day.vote([8, 7, 5, 2])
    assert one.names.get(person=day.candidates[2].pk).verdict == verdict


def test_the_base_is_not_changed_once_ballots_are_out(day: Day) -> None:
    day.ready()
    day.call()
    with pytest.raises(Refused, match="不能再改过半数的算法"):
        day.adopt(base=Base.PRESENT)


def test_a_name_written_in_may_win_and_is_asked_who_it_is(day: Day, now: datetime) -> None:
    day.ready()
    other = day.voters[6]
    one = day.count(day.ballots(day.call()), [9, 8, 1, 1], others=[(other.person.name, 7)])
    with pytest.raises(Refused, match="是哪一位") as refusal:
        day.announce(one)
    assert refusal.value.field == "person_5"
    with pytest.raises(Refused, match="另有一行"):
        day.announce(one, persons={5: day.candidates[0].pk})
    one = day.announce(one, persons={5: other.pk})
    assert other.pk in names(one, Verdict.ELECTED)


def test_nobody_known_is_put_on_file(day: Day) -> None:
    day.ready()
    one = day.count(day.ballots(day.call()), [9, 8, 1, 1], others=[("欧阳小山", 7)])
    one = day.announce(one, persons={5: None})
    found = one.names.get(name="欧阳小山")
    assert found.person is not None
    assert found.person.name == "欧阳小山"


def test_a_round_is_sent_back_to_its_count_visibly(day: Day, now: datetime) -> None:
    day.ready()
    one = day.vote([9, 8, 7, 2])
    with pytest.raises(Refused, match="请写明原因"):
        services.reopen_round(one=one, why="", version=one.version, actor=day.secretary, now=now)
    with pytest.raises(EditConflict):
        services.reopen_round(one=one, why="点错", version=one.version - 1, actor=day.secretary, now=now)
    with pytest.raises(NotAllowed):
        services.reopen_round(one=one, why="点错", version=one.version, actor=day.scrutineer, now=now)
    back = services.reopen_round(one=one, why="唱票漏一张", version=one.version, actor=day.secretary, now=now)
    assert back.state == RoundState.VOTING
    assert not standing_of(day.election.pk).elected(Office.COMMITTEE)
    assert MeetingRuling.objects.get().said == "唱票漏一张"
    with pytest.raises(Refused, match="还没有计票"):
        services.reopen_round(one=back, why="再来", version=back.version, actor=day.secretary, now=now)


def test_a_round_called_by_mistake_counts_nowhere(day: Day, now: datetime) -> None:
    day.ready()
    one = day.vote([9, 8, 6, 6])
    two = day.call(kind=RoundKind.RUN_OFF)
    with pytest.raises(Refused, match="先撤销后一次投票"):
        services.reopen_round(one=one, why="重数", version=one.version, actor=day.secretary, now=now)
    gone = services.withdraw_round(one=two, why="印错名字", version=two.version, actor=day.secretary, now=now)
    assert gone.state == RoundState.WITHDRAWN
    assert services.withdraw_round(one=gone, why="印错名字", version=gone.version, actor=day.secretary, now=now)
    assert [one.round.pk for one in standing_of(day.election.pk).votes] == [one.pk]
    assert day.call(kind=RoundKind.RUN_OFF).number == 3


def test_people_counted_again_say_why(day: Day, now: datetime) -> None:
    day.ready()
    one = day.call()
    with pytest.raises(Refused, match="请写明原因"):
        day.sign_in(day.voters[7])
    meeting = day.general
    services.sign_in(
        assembly=meeting,
        version=meeting.version,
        absent=[day.voters[7].pk],
        why="一人中途离场",
        actor=day.secretary,
        now=now,
    )
    one.refresh_from_db()
    assert one.present == 9
    assert "一人中途离场" in MeetingRuling.objects.get().said


def test_who_was_left_out_and_comes_is_counted(cast: Cast, now: datetime) -> None:
    day = election_day(cast, now)
    entry = day.election.roll_entries.get(person=day.voters[7].pk)
    told = Story(day.election, now, day.secretary)
    services.set_roll_entry(
        entry=entry, mark="", excused="old_or_ill", excused_note="", consented=True, adopted=True, why="卧床",
        version=told.version, actor=day.secretary, now=now,
    )  # fmt: skip
    meeting = day.open()
    meeting = day.sign_in()
    assert (meeting.due, meeting.present) == (9, 9)
    meeting = services.sign_in(
        assembly=meeting, version=meeting.version, came=[day.voters[7].pk], actor=day.secretary, now=now
    )
    assert (meeting.due, meeting.present) == (10, 10)


def test_a_closed_meeting_is_resumed_with_a_reason(day: Day, now: datetime) -> None:
    day.elect_committee()
    one = Round.objects.get()
    with pytest.raises(Refused, match="已经散会"):
        services.reopen_round(one=one, why="重数", version=one.version, actor=day.secretary, now=now)
    meeting = day.general
    assert day.close().is_closed
    meeting = services.resume_assembly(
        assembly=meeting, why="票数抄错", version=meeting.version, actor=day.secretary, now=now
    )
    assert not meeting.is_closed
    services.reopen_round(one=one, why="重数", version=one.version, actor=day.secretary, now=now)
    assert {one.ruling for one in MeetingRuling.objects.all()} == {Ruling.REOPENED}


def test_the_general_meeting_rests_once_the_committee_has_met(day: Day, now: datetime) -> None:
    day.elect_committee()
    with pytest.raises(Refused, match="不能早于选举大会"):
        services.open_assembly(
            election=day.election, stage=Stage.PLENARY, held_on=ELECTED_ON.replace(day=19), chair="王建国",
            actor=day.secretary, now=now,
        )  # fmt: skip
    day.open(Stage.PLENARY)
    meeting = day.general
    with pytest.raises(Refused, match="不能再改大会"):
        services.resume_assembly(
            assembly=meeting, why="票数抄错", version=meeting.version, actor=day.secretary, now=now
        )
