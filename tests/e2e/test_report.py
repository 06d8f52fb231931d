"""述职评议 in the browser: drafted from records, told before the members, commented, weighed, put right; with scripts and
without."""

from datetime import date

import pytest
from playwright.sync_api import expect

from jishi.activities import services as activities
from jishi.activities.rules import Kind, RecordInput
from jishi.kernel.actor import operator
from tests.builders import Cast, make_cast
from tests.conftest import NOW
from tests.e2e.acts import Story

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
REPORT = "2026年度述职评议"


def members_meeting(cast: Cast) -> None:
    held = RecordInput(
        org_id=cast.branch.pk, kinds=(Kind.MEMBERS_MEETING,), held_on=date(2026, 11, 20), title="党员大会",
        chair_id=cast.members[0].pk,
    )  # fmt: skip
    activities.record(held, actor=operator(), now=NOW)


def to_report(story: Story) -> None:
    story.go("述职评议")
    story.page.get_by_role("row").filter(has_text="王建国").get_by_role("link").first.click()
    story.heading(REPORT)


def draft(story: Story) -> None:
    """What the records say is quoted and opens; the rest is one's own to write."""
    page = story.page
    story.go("述职评议")
    story.follow("起草述职报告")
    story.press("起草")
    story.heading(REPORT)
    expect(page.get_by_role("main")).to_contain_text("［请书写］")
    story.press("报送")
    expect(page.get_by_role("status")).to_contain_text("还没有写完")
    story.follow("改写报告")
    for box in page.get_by_role("main").get_by_role("textbox").all():
        box.fill("照记录写好了。")
    story.press("保存")
    story.press("报送")
    expect(page.get_by_role("status")).to_contain_text("已报送")
    story.follow("选记录")
    page.get_by_label("党员大会记录").select_option(index=1)
    story.press("保存")
    expect(page.get_by_role("complementary")).to_contain_text("11-20")


def evaluate(story: Story) -> None:
    page = story.page
    to_report(story)
    story.follow("填点评")
    page.get_by_label("向上级党组织述职日期").fill("2026-11-22")
    page.get_by_label("点评人").fill("镇党委书记高志远")
    page.get_by_label("点评意见").fill("办得实，调研少")
    story.press("保存")
    story.follow("综合评价")
    page.get_by_label("综合评价等次").select_option(label="好")
    page.get_by_label("综合评价意见").fill("认真负责")
    story.press("保存")
    story.follow("列入一个")
    page.get_by_label("问题").fill("到组里调研少")
    story.press("列入")


def tell(story: Story) -> None:
    to_report(story)
    story.press("反馈本人")
    expect(story.page.get_by_role("status")).to_contain_text("已反馈")


def nothing_yet(story: Story) -> None:
    to_report(story)
    expect(story.page.get_by_role("complementary")).to_contain_text("反馈以后给本人看")
    expect(story.page.get_by_role("main")).not_to_contain_text("认真负责")


def put_right(story: Story) -> None:
    """The result is read, and the problem gets a measure with somebody's name and a day."""
    page = story.page
    to_report(story)
    expect(page.get_by_role("complementary")).to_contain_text("认真负责")
    story.follow("定整改措施")
    page.get_by_label("整改措施").fill("每月到两个组走一遍")
    page.get_by_label("责任人").select_option(index=1)
    page.get_by_label("完成时限").fill("2026-12-20")
    story.press("保存")
    expect(page.get_by_role("main")).to_contain_text("每月到两个组走一遍")


def test_a_report_from_its_draft_to_what_is_put_right(story: Story) -> None:
    cast = make_cast(NOW)
    members_meeting(cast)
    with story.as_account("secretary"):
        draft(story)
    with story.as_account("clerk"):
        evaluate(story)
    with story.as_account("secretary"):
        nothing_yet(story)
    with story.as_account("clerk"):
        tell(story)
    with story.as_account("secretary"):
        put_right(story)
