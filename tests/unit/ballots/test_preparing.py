"""Before the meeting: roll, timetable, ballot; after it: the report."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishi.ballots.rules.counting import Papers, Votes, decide
from jishi.ballots.rules.layout import BareWriteIn, Layout, MarkCell, Order, Signs, ballot, blanks_of
from jishi.ballots.rules.reporting import announced, report_phrases
from jishi.ballots.rules.roll import Excusable, Mark, Voter, expected, rights_of, why_not_left_out
from jishi.ballots.rules.timetable import (
    ElectionKind,
    Planned,
    clock,
    months_before,
    out_of_order,
    planned_steps,
    shift_said,
    steps_of,
)
from jishi.kernel.workdays import DayTable, is_working_day

MEETING = date(2026, 12, 20)
WEEK = DayTable()


def full(mark: str = Mark.NONE) -> Voter:
    return Voter(rights_of(is_full_member=True, is_suspended=False, mark=mark))


def test_only_full_members_with_their_rights_vote_and_stand() -> None:
    assert full().rights.may_vote
    assert full().rights.may_stand
    for rights, said in (
        (rights_of(is_full_member=False, is_suspended=False, mark=""), "预备党员"),
        (rights_of(is_full_member=True, is_suspended=True, mark=""), "停止党籍"),
        (full(Mark.ON_PROBATION).rights, "留党察看"),
        (full(Mark.DETAINED).rights, "留置"),
        (full(Mark.ARRESTED).rights, "逮捕"),
    ):
        assert not rights.may_vote
        assert not rights.may_stand
        assert said in rights.reason


def test_left_out_only_with_consent_approval_and_adoption() -> None:
    ill = Voter(full().rights, Excusable.FRAIL)
    assert ill.is_due
    assert "征求本人意见、上级党组织同意、党员大会通过" in why_not_left_out(ill, superior_agreed=False)
    adopted = Voter(full().rights, Excusable.FRAIL, consented=True, adopted=True)
    assert why_not_left_out(adopted, superior_agreed=True) == ""
    assert why_not_left_out(full(), superior_agreed=False) == ""
    unable = Voter(full().rights, Excusable.WILL, adopted=True)
    assert why_not_left_out(unable, superior_agreed=True) == ""
    counts = expected([full(), adopted, ill, full(Mark.ARRESTED)])
    assert (counts.members, counts.with_right, counts.left_out, counts.due) == (4, 3, 1, 2)


def test_timetable_runs_backwards_from_the_meeting() -> None:
    planned = {
        p.rule.code: p.latest_on for p in planned_steps(ElectionKind.TERM, meeting=MEETING, in_village=True, table=WEEK)
    }
    assert planned["meeting"] == MEETING
    assert planned["remind"] == date(2026, 6, 19)  # 20 June is a Saturday
    assert planned["request"] == date(2026, 10, 20)
    assert planned["report"] == date(2026, 12, 23)
    assert "review" in planned


def test_organs_have_no_joint_review_and_a_by_election_no_reminder() -> None:
    assert "review" not in {s.code for s in steps_of(ElectionKind.TERM, in_village=False)}
    assert "remind" not in {s.code for s in steps_of(ElectionKind.BY_ELECTION, in_village=True)}


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.sampled_from(ElectionKind), st.booleans())
def test_steps_never_run_out_of_order(meeting: date, kind: ElectionKind, in_village: bool) -> None:
    planned = planned_steps(kind, meeting=meeting, in_village=in_village, table=WEEK)
    assert out_of_order(planned) == []
    assert all(is_working_day(p.latest_on, WEEK) for p in planned if p.rule.before > 0 or p.rule.months)


def test_a_day_set_by_hand_is_kept_and_a_wrong_order_told() -> None:
    planned = planned_steps(
        ElectionKind.TERM, meeting=MEETING, in_village=False, table=WEEK, moved={"request": date(2026, 12, 1)}
    )
    [request] = [p for p in planned if p.moved]
    assert request.latest_on == date(2026, 12, 1)
    assert "晚于下一步" in out_of_order(planned)[0]


@pytest.mark.parametrize(
    ("meeting", "approved", "said"),
    [
        (date(2026, 12, 20), False, ""),
        (date(2025, 6, 1), True, "提前一年以上"),
        (date(2027, 3, 1), False, "须经上级党组织批准"),
        (date(2027, 3, 1), True, ""),
        (date(2028, 1, 1), True, "推迟一年以上"),
    ],
)
def test_early_and_late_days_say_what_they_need(meeting: date, approved: bool, said: str) -> None:
    found = shift_said(date(2026, 12, 31), meeting, approved=approved)
    assert (said in found) if said else found == ""


def test_months_are_counted_back_to_the_last_of_a_short_one() -> None:
    assert months_before(date(2026, 8, 31), 6) == date(2026, 2, 28)
    assert months_before(date(2026, 12, 31), -12) == date(2027, 12, 31)


@pytest.fixture
def planned() -> tuple[Planned, ...]:
    return planned_steps(ElectionKind.TERM, meeting=MEETING, in_village=False, table=WEEK)


def test_the_clock_tells_the_next_step_and_turns_red_only_past_the_term(planned: tuple[Planned, ...]) -> None:
    end = date(2026, 12, 31)
    assert clock(planned, [], lawful_until=end, today=date(2026, 3, 1)).mark == "open"
    late_step = clock(planned, ["remind"], lawful_until=end, today=date(2026, 10, 1))
    assert late_step.mark == "gap"
    assert "成立工作班子" in late_step.word
    assert clock(planned, ["remind", "prepare"], lawful_until=end, today=date(2026, 10, 15)).mark == "soon"
    past = clock(planned, [], lawful_until=end, today=date(2027, 1, 10))
    assert (past.mark, past.word) == ("late", "已过届满日 10 天，未换届")
    assert clock(planned, [p.rule.code for p in planned], lawful_until=end, today=date(2027, 5, 1)).mark == "done"
    assert clock(planned, ["remind"], lawful_until=None, today=date(2027, 5, 1)).mark == "gap"


def test_blank_places_follow_the_surplus() -> None:
    assert blanks_of(Layout(), candidates=4, seats=3) == 2
    assert blanks_of(Layout(), candidates=11, seats=9) == 3
    assert blanks_of(Layout(write_ins=0), candidates=4, seats=3) == 0


def test_every_ballot_explains_its_signs() -> None:
    sheet = ballot(
        heading="中共红旗村支部委员会委员选票", date_line="2026年12月20日", names=["王芳", "李娜"], seats=1,
        layout=Layout(mark=MarkCell.RIGHT, signs=Signs.THREE_MIXED, bare_write_in=BareWriteIn.VOID), is_competitive=True,
    )  # fmt: skip
    assert "弃权栏画“○”" in sheet.legend[0]
    assert "该栏无效" in sheet.legend[1]
    assert sheet.order_line == "以姓氏笔画为序"
    assert not sheet.layout.has_names_across


def test_a_ballot_for_secretary_follows_the_approved_order() -> None:
    sheet = ballot(
        heading="书记选票",
        date_line="",
        names=["王芳"],
        seats=1,
        layout=Layout(order=Order.APPROVED),
        is_competitive=False,
    )
    assert (sheet.order_line, sheet.blanks) == ("按上级批准的顺序", 1)
    without = ballot(
        heading="x", date_line="", names=["王芳"], seats=1, layout=Layout(order=Order.MANUAL, order_remark="按任职先后", write_ins=0),
        is_competitive=False,
    )  # fmt: skip
    assert (without.order_line, len(without.legend)) == ("按任职先后", 3)


def test_the_report_says_its_phrases_in_order() -> None:
    papers = Papers(due=20, present=18, issued=18, returned=18, void=1)
    votes = [Votes("李娜", 9, 7, 1), Votes("王芳", 15, 1, 1), Votes("赵强", 2, is_write_in=True)]
    said = report_phrases(papers, votes, meeting="党员大会", absent_said="因病因事请假2名")
    assert said[0] == "本次党员大会应到会有选举权的党员20名，实到会18名，因病因事请假2名，符合规定。"
    assert said[1] == "发出选票18张，收回18张，其中有效票17张，无效票1张，选举有效。"
    assert [s[:2] for s in said[2:]] == ["王芳", "李娜", "另选"]
    as_printed = report_phrases(papers, votes, meeting="党员大会", by_votes=False)
    assert as_printed[2].startswith("李娜")
    assert announced(decide(papers, votes, seats=2)) == ("王芳",)
    bad = report_phrases(Papers(20, 10, 10, 11, 0), [], meeting="党员大会")
    assert "不符合规定" in bad[0]
    assert "选举无效" in bad[1]
