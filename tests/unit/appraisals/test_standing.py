"""What stands where in a year, and what comes next: late only by a day that a notice names."""

from datetime import date

import pytest

from jishi.appraisals.rules import Deadlines, Standing, holds_org_life, marks_of, next_of_life, next_of_round

TODAY = date(2026, 11, 22)
PAST, SOON = date(2026, 11, 10), date(2026, 12, 10)
STEPS = ["study", "opinions", "papers"]


def test_nothing_is_late_without_a_day_in_the_notice() -> None:
    marks = marks_of(Standing(), Deadlines(), today=TODAY)
    assert {mark.shape for mark in marks.values()} == {"open"}


def test_what_passed_the_day_of_the_notice_is_late_and_what_came_after_it_is_said() -> None:
    deadlines = Deadlines(held_by=PAST, file_by=PAST, report_by=SOON, submit_by=PAST)
    marks = marks_of(Standing(filed_on=TODAY, filing="filed"), deadlines, today=TODAY)
    assert (marks["held"].shape, marks["filed"].shape, marks["reported"].shape) == ("late", "after", "open")
    assert "12月10日前" in marks["reported"].word
    assert marks["graded"].shape == "late"


def test_a_plan_on_file_and_grades_settled_say_so() -> None:
    standing = Standing(filing="received", filed_on=PAST, held_on=PAST, submitted_on=PAST, settled_on=TODAY)
    marks = marks_of(standing, Deadlines(held_by=SOON), today=TODAY)
    assert (marks["filed"].word, marks["held"].word, marks["graded"].word) == ("已备案", "已开", "已审定")
    returned = marks_of(Standing(filing="returned", filed_on=PAST, is_reviewing=True), Deadlines(), today=TODAY)
    unfiled = marks_of(Standing(held_on=PAST), Deadlines(file_by=PAST), today=TODAY)["filed"]
    assert (unfiled.shape, unfiled.word) == ("na", "会前没有上报")
    assert (returned["filed"].shape, returned["graded"].word) == ("gap", "进行中")


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({}, "报上级备案"),
        ({"filing": "returned"}, "改好方案"),
        ({"filing": "filed"}, "会前学习"),
        ({"filing": "filed", "done": STEPS}, "谈心谈话"),
        ({"filing": "filed", "done": STEPS, "talks": 2}, "记录会议"),
        ({"is_held": True}, "问题清单"),
        ({"is_held": True, "problems": 2, "unmeasured": 1}, "1 个问题没有"),
        ({"is_held": True, "problems": 2}, "向上级报告"),
        ({"is_held": True, "problems": 2, "done": ["reported", "circulated"], "open_items": 2}, "2 项整改"),
        ({"is_held": True, "problems": 2, "done": ["reported", "circulated"]}, "都办完了"),
    ],
)
def test_the_next_step_of_a_meeting(facts: dict[str, object], word: str) -> None:
    plain = {
        "filing": "none",
        "done": [],
        "talks": 0,
        "is_held": False,
        "problems": 0,
        "unmeasured": 0,
        "open_items": 0,
    }
    assert word in next_of_life(**plain | facts).word  # type: ignore[arg-type]  # words of the case


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({}, "民主测评"),
        ({"state": "returned", "returned": "优秀太多"}, "优秀太多"),
        ({"is_tested": True, "ungraded": 3}, "3 人没有评定意见"),
        ({"is_tested": True}, "填结束日期"),
        ({"is_tested": True, "ended": True}, "上报上级审定"),
        ({"state": "submitted"}, "等上级审定"),
        ({"state": "settled", "unfed": 2}, "2 人没有反馈"),
        ({"state": "settled", "disposals": 1}, "处置意见"),
        ({"state": "settled"}, "都办完了"),
    ],
)
def test_the_next_step_of_a_review(facts: dict[str, object], word: str) -> None:
    plain = {"state": "open", "is_tested": False, "ungraded": 0, "unfed": 0, "ended": False, "disposals": 0}
    assert word in next_of_round(**plain | facts).word  # type: ignore[arg-type]  # words of the case


def test_branches_hold_it() -> None:
    assert holds_org_life("branch")
    assert holds_org_life("joint_branch")
    assert not holds_org_life("township_committee")
