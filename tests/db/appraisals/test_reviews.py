"""民主评议党员 from its first day to the superior's word."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from jishi.activities.rules import Kind
from jishi.appraisals import queries, services
from jishi.appraisals.models import MemberReview, ReviewRound
from jishi.appraisals.rules import Grade, RoundState, TallyWay, Votes
from jishi.appraisals.services import Opinion, Totals
from jishi.audit.models import AuditLine
from jishi.ballots.models import Poll
from jishi.ballots.rules.polls import PollKind, Subject
from jishi.duties.models import DutyStatus, Evidence
from jishi.kernel.actor import operator
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.members.models import Member
from tests.builders import make_member
from tests.conftest import SignIn
from tests.db.appraisals.conftest import Stage, closed_poll


def duty(stage: Stage) -> int:
    return DutyStatus.objects.get(org=stage.branch, rule_id="democratic_appraisal_yearly", period="2026").done


def test_it_takes_in_whom_the_branch_holds_and_probationers_ungraded(stage: Stage) -> None:
    Member.objects.filter(pk=stage.cast.members[5].pk).update(standing="suspended")
    row = stage.round()
    taken = {r.person_id: r.is_probationary for r in MemberReview.objects.filter(round=row)}
    expected = {m.pk: m.category == "probationary" for m in stage.cast.members if m != stage.cast.members[5]}
    assert taken == expected
    assert sum(taken.values()) == 1


def test_a_year_has_one_and_a_form_sent_twice_makes_one(stage: Stage) -> None:
    number = uuid4()
    assert stage.round(submission=number) == stage.round(submission=number)
    with pytest.raises(Refused, match="已经建立"):
        stage.round()
    with pytest.raises(Refused, match="还没有到"):
        stage.round(year=2025, began_on=date(2026, 12, 1))
    with pytest.raises(NotAllowed):
        services.open_review(
            org=stage.branch, year=2025, began_on=date(2026, 11, 1), actor=stage.neighbour, now=stage.now
        )
    with pytest.raises(Refused, match="在党支部开展"):
        services.open_review(
            org=stage.cast.township, year=2026, began_on=date(2026, 11, 1), actor=operator(), now=stage.now
        )


def test_together_with_the_meeting_or_alone(stage: Stage) -> None:
    with pytest.raises(Refused, match="还没有建立"):
        stage.round(together=True)
    life = stage.life()
    assert stage.round(together=True).life == life
    assert stage.round(year=2025).life is None


def test_those_who_join_later_are_added_by_hand(stage: Stage) -> None:
    row = stage.round()
    make_member(now=stage.now, org=stage.branch, name="赵新")
    assert services.take_in_members(row.pk, row.version, actor=stage.secretary, now=stage.now) == 1
    assert services.take_in_members(row.pk, 2, actor=stage.secretary, now=stage.now) == 0
    with pytest.raises(EditConflict):
        services.take_in_members(row.pk, 1, actor=stage.secretary, now=stage.now)


def test_a_probationary_member_has_no_grade(stage: Stage) -> None:
    row = stage.round()
    young = MemberReview.objects.get(round=row, is_probationary=True)
    with pytest.raises(Refused, match="预备党员"):
        services.grade_members(row.pk, 1, {young.pk: Opinion(Grade.QUALIFIED)}, actor=stage.secretary, now=stage.now)
    young.grade = Grade.QUALIFIED
    with pytest.raises(IntegrityError, match="probationary_member_has_no_grade"), transaction.atomic():
        young.save()


def test_a_reason_stands_instead_of_a_grade_not_beside_it(stage: Stage) -> None:
    row = stage.round()
    review = stage.reviews(row)[0]
    with pytest.raises(Refused, match="不用写"):
        services.grade_members(
            row.pk, 1, {review.pk: Opinion(Grade.BASIC, ungraded_why="失联")}, actor=stage.secretary, now=stage.now
        )


def test_totals_of_a_test_on_paper_are_kept_and_replaced(stage: Stage) -> None:
    row = stage.tested(stage.round())
    assert (row.way, row.issued, row.valid) == (TallyWay.PAPER, 9, 8)
    again = services.note_test(
        row.pk, row.version, Totals(date(2026, 11, 20), 4, 4, 4, {}), actor=stage.secretary, now=stage.now
    )
    assert again.way == TallyWay.FEW
    assert not MemberReview.objects.exclude(votes_excellent=None).exists()
    first = stage.reviews(row)[0].pk
    for totals, words in (
        (Totals(date(2026, 11, 20), 4, 4, 4, {first: Votes(4, 0, 0, 0)}), "只保留支委会意见"),
        (Totals(date(2026, 11, 20), 9, 9, 9, {}), "请录各人"),
        (Totals(date(2026, 11, 20), 8, 9, 9, {}), "比发出的"),
    ):
        with pytest.raises(Refused, match=words):
            services.note_test(row.pk, again.version, totals, actor=stage.secretary, now=stage.now)


def test_what_is_missing_is_said_before_it_goes_up(stage: Stage) -> None:
    row = stage.round()
    with pytest.raises(Refused, match="结束评议日期"):
        services.submit_review(row.pk, 1, actor=stage.secretary, now=stage.now)
    row = services.edit_review(row.pk, 1, ended_on=date(2026, 11, 21), actor=stage.secretary, now=stage.now)
    with pytest.raises(Refused, match="民主测评"):
        services.submit_review(row.pk, row.version, actor=stage.secretary, now=stage.now)
    row = stage.tested(row)
    with pytest.raises(Refused, match="等还没有评定意见"):
        services.submit_review(row.pk, row.version, actor=stage.secretary, now=stage.now)


def test_submitting_meets_the_duty_once_and_a_return_does_not_take_it_back(stage: Stage) -> None:
    assert duty(stage) == 0
    row = stage.submitted()
    assert duty(stage) == 1
    back = services.answer_review(
        row.pk, row.version, is_settled=False, note="优秀偏多，请再议", actor=stage.clerk, now=stage.now
    )
    assert (back.state, duty(stage)) == (RoundState.RETURNED, 1)
    moved = services.edit_review(
        row.pk, back.version, ended_on=date(2026, 11, 22), actor=stage.secretary, now=stage.now
    )
    services.submit_review(row.pk, moved.version, remark="已再议", actor=stage.secretary, now=stage.now)
    assert duty(stage) == 1
    claim = Evidence.objects.get(source_kind="appraisals", source_id=row.pk)
    assert claim.held_on == date(2026, 11, 22)


def test_submitted_it_cannot_be_changed_below(stage: Stage) -> None:
    row = stage.submitted()
    for change in (
        lambda: services.edit_review(row.pk, row.version, mutual_on=None, actor=stage.secretary, now=stage.now),
        lambda: services.grade_members(row.pk, row.version, {}, actor=stage.secretary, now=stage.now),
        lambda: services.submit_review(row.pk, row.version, actor=stage.secretary, now=stage.now),
    ):
        with pytest.raises(Refused, match="已上报"):
            change()


def test_only_above_is_it_settled_or_sent_back_with_a_reason(stage: Stage) -> None:
    row = stage.submitted()
    for actor in (stage.secretary, stage.organiser, stage.neighbour):
        with pytest.raises(NotAllowed):
            services.answer_review(row.pk, row.version, is_settled=True, actor=actor, now=stage.now)
    with pytest.raises(Refused, match="要改什么"):
        services.answer_review(row.pk, row.version, is_settled=False, actor=stage.clerk, now=stage.now)
    settled = services.answer_review(row.pk, row.version, is_settled=True, actor=stage.clerk, now=stage.now)
    assert settled.state == RoundState.SETTLED
    with pytest.raises(Refused, match="没有在等"):
        services.answer_review(row.pk, settled.version, is_settled=True, actor=stage.clerk, now=stage.now)


def test_a_share_of_excellent_above_the_cap_is_no_hindrance_and_the_hint_is_private(stage: Stage) -> None:
    row = stage.graded(stage.tested(stage.round()), best=8)
    row = ReviewRound.objects.select_related("org", "life", "activity").get(pk=row.pk)
    handles = queries.round_view(row, handles=True)
    assert any("几乎没有区别" in hint for hint in handles.hints)
    assert queries.round_view(row, handles=False).hints == []
    up = services.submit_review(row.pk, row.version, actor=stage.secretary, now=stage.now)
    up = ReviewRound.objects.select_related("org", "life", "activity").get(pk=up.pk)
    view = queries.round_view(up, handles=True)
    assert view.hints == []
    assert "三分之一" in queries.cap_advice(view)


def test_the_notice_of_the_nearest_superior_names_the_cap(stage: Stage) -> None:
    for org, percent in ((stage.cast.county, 50), (stage.cast.township, 20)):
        services.set_notice(
            org=org, year=2026, basis="通知", excellent_percent=percent, actor=operator(), now=stage.now
        )
    assert queries.deadlines_for([stage.branch], 2026)[stage.branch.pk].percent == 20
    assert queries.deadlines_for([stage.cast.other_township], 2026)[stage.cast.other_township.pk].percent == 50


def test_service_to_the_masses_is_counted_from_records(stage: Stage) -> None:
    people = frozenset(m.pk for m in stage.cast.members[:2])
    for day in (3, 9):
        stage.held(Kind.VOLUNTEER_SERVICE, date(2026, 11, day), came=people)
    stage.held(Kind.TRAINING, date(2026, 11, 5), came=people)
    assert queries.served_by([m.pk for m in stage.cast.members], 2026) == dict.fromkeys(people, 2)


def test_the_days_of_a_round_run_forward(stage: Stage) -> None:
    row = stage.round()
    with pytest.raises(Refused, match="不能早于"):
        services.edit_review(row.pk, 1, ended_on=date(2026, 11, 9), actor=stage.secretary, now=stage.now)
    meeting = stage.held(Kind.MEMBERS_MEETING, date(2026, 11, 18))
    linked = services.edit_review(row.pk, 1, activity_id=meeting.pk, actor=stage.secretary, now=stage.now)
    assert linked.activity_id == meeting.pk


def test_the_audit_has_no_grade_and_no_name(stage: Stage) -> None:
    row = stage.settled()
    for line in AuditLine.objects.filter(subject_type="appraisals.reviewround", subject_id=row.pk):
        said = f"{line.before}{line.after}{line.note}"
        assert not any(word in said for word in ("excellent", "优秀", "合格", "第0位", "王建国"))


def members_poll(stage: Stage, number: int) -> Poll:
    people = [m for m in stage.cast.members if m.category == "full"]
    subjects = [Subject(m.person.name, m.pk) for m in people]
    ticks = [{at: [str(n % 2)] for at in range(1, len(people) + 1)} for n in range(number)]
    return closed_poll(stage, PollKind.MEMBERS, subjects=subjects, answers=ticks)


def test_a_secret_poll_gives_the_tallies(stage: Stage) -> None:
    poll = members_poll(stage, 6)
    row = stage.round()
    taken = services.take_poll(row.pk, 1, poll.pk, actor=stage.secretary, now=stage.now)
    assert (taken.way, taken.valid, taken.poll) == (TallyWay.POLL, 6, poll)
    assert {queries.votes_of(r) for r in stage.reviews(row)} == {Votes(3, 3, 0, 0)}
    paper = stage.tested(taken)
    assert paper.poll is None


def test_what_a_poll_holds_back_stays_unknown(stage: Stage) -> None:
    poll = members_poll(stage, 4)
    row = stage.round()
    services.take_poll(row.pk, 1, poll.pk, actor=stage.secretary, now=stage.now)
    assert {queries.votes_of(r) for r in stage.reviews(row)} == {Votes()}


def test_only_a_closed_poll_of_the_branchs_members_is_taken(stage: Stage) -> None:
    row = stage.round()
    other = closed_poll(stage, PollKind.SATISFACTION, items=["便民服务"], answers=[{1: ["0"]}] * 5)
    with pytest.raises(Refused, match="已经结束的党员测评"):
        services.take_poll(row.pk, 1, other.pk, actor=stage.secretary, now=stage.now)


def test_opinions_asked_by_a_poll_are_noted_with_their_numbers(stage: Stage) -> None:
    life = stage.life()
    given = [{1: ["0"], 2: [f"意见{n}"]} for n in range(3)] + [{1: ["1"]}] * 3
    poll = closed_poll(stage, PollKind.SATISFACTION, items=["便民服务"], asks_opinion=True, answers=given)
    done = services.take_opinions(life.pk, 1, poll.pk, actor=stage.secretary, now=stage.now)
    assert (done.people, done.step) == (6, "opinions")
    assert done.pieces in (0, 3)  # below k the board keeps none
    plain = closed_poll(stage, PollKind.MOTIONS, items=["修路"], answers=[{1: ["0"]}] * 5)
    again = services.take_opinions(life.pk, 2, plain.pk, actor=stage.secretary, now=stage.now)
    assert again.pieces is None
    with pytest.raises(Refused, match="已经结束的无记名测评"):
        services.take_opinions(life.pk, 3, 10**9, actor=stage.secretary, now=stage.now)


def test_polls_are_offered_on_the_pages(stage: Stage, sign_in: SignIn) -> None:
    life, row, client = stage.life(), stage.round(), sign_in(stage.cast.secretary)
    for url in (f"/reviews/meetings/{life.pk}/opinions/", f"/reviews/rounds/{row.pk}/poll/"):
        assert "还没有结束的" in client.get(url).content.decode()
    ask = closed_poll(stage, PollKind.SATISFACTION, items=["便民服务"], answers=[{1: ["0"]}] * 5)
    client.post(f"/reviews/meetings/{life.pk}/opinions/", {"version": 1, "poll": ask.pk})
    assert "看测评" in client.get(f"/reviews/meetings/{life.pk}/").content.decode()
    client.post(f"/reviews/rounds/{row.pk}/poll/", {"version": 1, "poll": members_poll(stage, 6).pk})
    assert "平台无记名测评" in client.get(f"/reviews/rounds/{row.pk}/").content.decode()
