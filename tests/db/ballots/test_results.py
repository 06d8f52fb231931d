"""After the meetings: division of work, the report, filing and approval; by-elections, delegates, branches without a committee."""

from datetime import date, datetime
from uuid import uuid4

import pytest

from jishi.ballots import services
from jishi.ballots.models import Allotment, Election, ElectionStep, MeetingRuling, ResultReport, Round
from jishi.ballots.rules import ElectionKind, ElectionState, steps_of
from jishi.ballots.rules.candidates import Office
from jishi.ballots.rules.counting import Verdict
from jishi.ballots.rules.meeting import ReportState, Ruling, Stage
from jishi.kernel.actor import operator
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.orgs.models import Charge, PostHeld, Term
from jishi.orgs.queries import committee_on
from jishi.orgs.rules import PostKind, WorkField
from tests.builders import Cast, actor_named, make_member, make_post
from tests.db.ballots.meeting_story import ELECTED_ON, PAPER, Day, approve_candidates, election_day, person, sheet_for
from tests.db.ballots.story import Story

TODAY = date(2026, 11, 22)
APPROVAL = "和党组〔2026〕40号"


@pytest.fixture
def day(cast: Cast, now: datetime) -> Day:
    return election_day(cast, now)


@pytest.fixture
def elected(day: Day) -> Day:
    """Committee and secretary are elected."""
    day.elect_committee()
    day.elect_heads()
    return day


def report(day: Day) -> ResultReport:
    return services.send_report(
        election=day.election, reported_on=date(2026, 11, 21), paper=PAPER, actor=day.secretary, now=day.now
    )


def file(day: Day, sent: ResultReport, **more: object) -> ResultReport:
    return services.file_result(
        report=sent, filed_on=TODAY, version=sent.version, actor=day.clerk, now=day.now,
        **more,  # type: ignore[arg-type]  # words of the story
    )  # fmt: skip


def approve(day: Day, filed: ResultReport, on: date = TODAY) -> ResultReport:
    return services.approve_result(
        report=filed, approved_on=on, approval=APPROVAL, version=filed.version, actor=day.clerk, now=day.now
    )


def test_work_is_divided_once_and_among_the_elected(elected: Day, now: datetime) -> None:
    first, second, third, fourth = elected.candidates
    meeting = elected.plenary

    def divide(*shares: tuple[int, PostKind, list[WorkField]]) -> None:
        services.divide_work(assembly=meeting, shares=shares, version=meeting.version, actor=elected.secretary, now=now)

    member = PostKind.ORGANIZATION_MEMBER
    for shares, said in (
        ([(fourth.pk, member, [])], "只在新当选的委员中"),
        ([(second.pk, PostKind.OFFICE_CLERK, [])], "不是委员的职务"),
        ([(second.pk, member, []), (third.pk, member, [])], "组织委员已经是"),
        (
            [(second.pk, member, [WorkField.DUES]), (first.pk, PostKind.SECRETARY, [WorkField.DUES])],
            "一项工作由一人分管",
        ),
        ([(second.pk, member, [WorkField.PRESIDING])], "不是分管的工作"),
    ):
        with pytest.raises(Refused, match=said):
            divide(*shares)
    divide((second.pk, member, [WorkField.DUES]))
    assert Allotment.objects.get().fields == ["dues"]


def test_nothing_is_reported_before_the_meetings_have_closed(day: Day) -> None:
    with pytest.raises(Refused, match="选举大会还没有开完"):
        report(day)
    day.elect_committee()
    with pytest.raises(Refused, match="还没有开第一次会议"):
        report(day)
    day.open(Stage.PLENARY)
    with pytest.raises(Refused, match="第一次会议还没有开完"):
        report(day)


def test_a_report_is_dated_between_the_meeting_and_today(elected: Day, now: datetime) -> None:
    for on, said in ((date(2026, 11, 23), "还没有到"), (date(2026, 11, 19), "不能早于会议日期")):
        with pytest.raises(Refused, match=said):
            services.send_report(election=elected.election, reported_on=on, paper="", actor=elected.secretary, now=now)
    number = uuid4()
    for _ in range(2):
        sent = services.send_report(
            election=elected.election, reported_on=TODAY, paper="", actor=elected.secretary, now=now, submission=number
        )
    assert sent.version == 1
    with pytest.raises(Refused, match="已经上报"):
        report(elected)


def test_a_report_is_taken_back_or_sent_back_visibly(elected: Day, now: datetime) -> None:
    sent = report(elected)
    meeting = elected.general
    with pytest.raises(Refused, match="先撤回报告"):
        services.resume_assembly(
            assembly=meeting, why="改票数", version=meeting.version, actor=elected.secretary, now=now
        )
    with pytest.raises(NotAllowed):
        services.return_report(report=sent, why="缺名单", version=sent.version, actor=elected.secretary, now=now)
    sent = services.take_back_report(
        report=sent, why="票数抄错", version=sent.version, actor=elected.secretary, now=now
    )
    assert sent.state == ReportState.RETURNED
    sent = report(elected)
    with pytest.raises(EditConflict):
        services.return_report(report=sent, why="缺名单", version=1, actor=elected.clerk, now=now)
    sent = services.return_report(report=sent, why="缺名单", version=sent.version, actor=elected.clerk, now=now)
    assert [one.ruling for one in MeetingRuling.objects.order_by("pk")] == [Ruling.TAKEN_BACK, Ruling.RETURNED]
    assert not ElectionStep.objects.filter(election=elected.election, code="report").exclude(done_on=None).exists()
    filed = file(elected, report(elected))
    with pytest.raises(Refused, match="已经备案"):
        services.take_back_report(report=filed, why="再改", version=filed.version, actor=elected.secretary, now=now)
    with pytest.raises(Refused, match="已经办过备案"):
        file(elected, filed)


def test_members_sit_from_the_election_heads_from_the_approval(elected: Day, now: datetime) -> None:
    first, second, third, _ = elected.candidates
    meeting = elected.plenary
    services.divide_work(
        assembly=meeting, version=meeting.version, actor=elected.secretary, now=now,
        shares=[(first.pk, PostKind.SECRETARY, [WorkField.ORG_LIFE]), (second.pk, PostKind.ORGANIZATION_MEMBER, [WorkField.DUES])],
    )  # fmt: skip
    sent = report(elected)
    for on, said in ((date(2026, 11, 23), "还没有到"), (date(2026, 11, 20), "不能早于上报日期")):
        with pytest.raises(Refused, match=said):
            services.file_result(report=sent, filed_on=on, version=sent.version, actor=elected.clerk, now=now)
    with pytest.raises(NotAllowed):
        services.file_result(report=sent, filed_on=TODAY, version=sent.version, actor=elected.secretary, now=now)
    with pytest.raises(Refused, match="先办委员备案"):
        approve(elected, sent)
    filed = file(elected, sent)
    assert not Charge.objects.filter(person=first.pk).exists()
    assert Charge.objects.get(person=second.pk, field=WorkField.DUES).from_on == ELECTED_ON
    assert PostHeld.objects.get(person=third.pk, to_on=None).post == PostKind.COMMITTEE_MEMBER
    with pytest.raises(Refused, match="请写批复"):
        services.approve_result(
            report=filed, approved_on=TODAY, approval=" ", version=filed.version, actor=elected.clerk, now=now
        )
    done = approve(elected, filed)
    assert Charge.objects.get(person=first.pk, field=WorkField.ORG_LIFE).from_on == TODAY
    with pytest.raises(Refused, match="已经批复"):
        approve(elected, done)


def test_a_new_secretary_follows_the_old_on_the_day_of_the_approval(day: Day) -> None:
    day.elect_committee()
    second = day.candidates[1]
    day.open(Stage.PLENARY)
    day.sign_in(stage=Stage.PLENARY)
    day.adopt(Stage.PLENARY)
    day.officials(day.voters[6], day.voters[7], Stage.PLENARY)
    one = day.ballots(day.call(Office.SECRETARY, names=[(second.pk, second.person.name)]))
    assert [name.person_id for name in one.names.all()] == [second.pk]
    services.save_tally(one=one, sheet=sheet_for(one, [3]), actor=person(day.voters[7]), now=day.now)
    day.announce(services.confirm_tally(one=one, version=1, actor=person(day.voters[6]), now=day.now))
    day.close(Stage.PLENARY)
    filed = file(day, report(day))
    before = {(post.person_id, post.post) for post in committee_on(day.cast.branch, date(2026, 11, 21))}
    assert (second.pk, PostKind.COMMITTEE_MEMBER) in before
    assert (day.candidates[0].pk, PostKind.SECRETARY) in before
    with pytest.raises(Refused, match="不能早于上报日期"):
        approve(day, filed, on=ELECTED_ON)
    approve(day, filed)
    after = {(post.person_id, post.post) for post in committee_on(day.cast.branch, TODAY)}
    assert (second.pk, PostKind.SECRETARY) in after
    # The old secretary stays a member of the committee, elected like the others.
    assert (day.candidates[0].pk, PostKind.COMMITTEE_MEMBER) in after
    assert len(after) == 3


@pytest.mark.parametrize(("answer", "seated"), [("confirmed", True), ("refused", False)])
def test_the_superior_answers_for_a_held_name(day: Day, answer: str, seated: bool) -> None:
    day.ready(*day.voters[6:8])
    one = day.vote([8, 7, 5, 2])
    third = day.candidates[2]
    held = one.names.get(verdict=Verdict.HELD)
    day.close()
    day.open(Stage.PLENARY)
    meeting = day.sign_in(stage=Stage.PLENARY)
    assert meeting.due == 2
    day.adopt(Stage.PLENARY)
    day.officials(day.watches, day.counts, Stage.PLENARY)
    first = day.candidates[0]
    two = day.ballots(day.call(Office.SECRETARY, names=[(first.pk, first.person.name)]))
    services.save_tally(one=two, sheet=sheet_for(two, [2]), actor=day.teller, now=day.now)
    day.announce(services.confirm_tally(one=two, version=1, actor=day.scrutineer, now=day.now))
    day.close(Stage.PLENARY)
    sent = report(day)
    with pytest.raises(Refused, match="待上级确认：请选") as refusal:
        file(day, sent)
    assert refusal.value.field == f"held_{held.pk}"
    file(day, sent, **{answer: [held.pk]})
    assert PostHeld.objects.filter(person=third.pk, from_on=ELECTED_ON).exists() is seated


def test_the_election_is_finished_when_every_step_is_done(elected: Day, now: datetime) -> None:
    told = Story(elected.election, now, operator())
    for step in steps_of(ElectionKind.TERM, in_village=True)[:-4]:
        told.do(services.note_step, code=step.code, done_on=date(2026, 11, 1), note="")
    approve(elected, file(elected, report(elected)))
    assert Election.objects.get().state == ElectionState.FINISHED
    assert set(ElectionStep.objects.exclude(done_on=None).values_list("code", flat=True)) == {
        step.code for step in steps_of(ElectionKind.TERM, in_village=True)
    }


def held_by_election(cast: Cast, now: datetime, kind: ElectionKind, **plan: object) -> Day:
    """Another kind of election of the branch, its candidates approved and its roll frozen."""
    watches = make_member(now=now, org=cast.branch, name="孙志强", username="scrutineer")
    counts = make_member(now=now, org=cast.branch, name="马丽华", username="teller")
    election = services.start_election(org=cast.branch, kind=kind, meeting_on=ELECTED_ON, actor=operator(), now=now)
    told = Story(election, now, operator())
    told.plan(**{"seats": 1, "candidates": 2, "deputies": 0} | plan)
    approve_candidates(told, cast.members[3:5])
    told.do(services.take_roll)
    told.do(services.freeze_roll, adopted=[])
    secretary, clerk = (actor_named(name, today=now.date()) for name in ("secretary", "clerk"))
    day = Day(cast, now, election, secretary, clerk, watches, counts)
    day.ready()
    return day


def test_a_by_election_fills_a_seat_and_ends_no_term(cast: Cast, now: datetime) -> None:
    day = held_by_election(cast, now, ElectionKind.BY_ELECTION)
    day.vote([8, 2])
    day.close()
    filed = file(day, report(day))
    assert filed.state == ReportState.FILED
    assert filed.term is None
    assert not Term.objects.exists()
    assert PostHeld.objects.get(person=cast.members[3].pk, from_on=ELECTED_ON).post == PostKind.COMMITTEE_MEMBER
    assert PostHeld.objects.filter(org=cast.branch, to_on=None).count() == 4
    assert Election.objects.get().state == ElectionState.RUNNING


def test_a_by_election_may_end_in_a_new_secretary(cast: Cast, now: datetime) -> None:
    day = held_by_election(cast, now, ElectionKind.BY_ELECTION)
    day.vote([8, 2])
    day.close()
    day.open(Stage.PLENARY)
    meeting = day.sign_in(stage=Stage.PLENARY)
    assert meeting.due == 4
    day.adopt(Stage.PLENARY)
    day.officials(day.cast.members[1], day.cast.members[2], Stage.PLENARY)
    chosen = cast.members[3]
    one = day.ballots(day.call(Office.SECRETARY, names=[(chosen.pk, chosen.person.name)]))
    services.save_tally(one=one, sheet=sheet_for(one, [4]), actor=person(cast.members[2]), now=now)
    day.announce(services.confirm_tally(one=one, version=1, actor=person(cast.members[1]), now=now))
    day.close(Stage.PLENARY)
    approve(day, file(day, report(day)))
    assert PostHeld.objects.get(org=cast.branch, post=PostKind.SECRETARY, to_on=None).person_id == chosen.pk


def test_delegates_take_no_post(cast: Cast, now: datetime) -> None:
    day = held_by_election(cast, now, ElectionKind.DELEGATES)
    day.vote([8, 2], Office.DELEGATE)
    day.close()
    with pytest.raises(Refused, match="不开委员会会议"):
        day.open(Stage.PLENARY)
    file(day, report(day))
    assert not PostHeld.objects.filter(person=cast.members[3].pk).exists()
    assert ElectionStep.objects.get(code="confirm").done_on == TODAY


def test_a_branch_without_a_committee_elects_its_secretary_itself(cast: Cast, now: datetime) -> None:
    make_post(now=now, person_id=cast.members[5].pk, org=cast.branch, post=PostKind.DEPUTY_SECRETARY)
    day = held_by_election(cast, now, ElectionKind.TERM, is_direct=True, seats=None, candidates=None)
    chosen = cast.members[3]
    one = services.call_vote(
        assembly=day.general,
        office=Office.SECRETARY,
        names=[(chosen.pk, chosen.person.name)],
        actor=day.secretary,
        now=now,
    )
    day.announce(day.count(day.ballots(one), [9]))
    day.close()
    approve(day, file(day, report(day)))
    assert not Term.objects.get().has_committee
    assert [(post.person_id, post.post) for post in committee_on(cast.branch, TODAY)] == [
        (chosen.pk, PostKind.SECRETARY)
    ]
    assert Round.objects.get().office == Office.SECRETARY
