"""A day at the desk of a township office: who is behind is reminded and records, a branch lays out its year, a notice goes
out with a file, something is looked up, and two branches become one; with scripts and without."""

import re

import pytest
from docx import Document
from playwright.sync_api import expect

from jishi.duties import services as duties
from tests.builders import make_cast
from tests.conftest import NOW
from tests.e2e.acts import Story

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

NOTICE = "关于做好年底组织生活的通知"
BASIS = "和党组〔2026〕30号"


def remind_those_who_answer(story: Story) -> None:
    """From the overview; the same matter is not sent twice in a week."""
    page = story.page
    story.go("组织生活一览")
    story.heading("组织生活，2026年第四季度")
    page.get_by_role("link", name=re.compile("^提醒责任人（")).click()
    story.heading("提醒责任人")
    row = page.get_by_role("row").filter(has_text="红旗村党支部")
    expect(row).to_contain_text("主题党日")
    expect(row).to_contain_text("王建国")
    page.get_by_role("button", name="发出提醒").first.click()
    expect(page.get_by_role("status")).to_contain_text("提醒")
    story.go("组织生活一览")
    expect(page.get_by_role("link", name=re.compile("^提醒责任人（"))).to_have_count(0)


def send_a_notice(story: Story) -> None:
    """To the secretaries, with the plan attached."""
    page = story.page
    plan = Document()
    plan.add_paragraph("年底以前各支部要办的事。")
    path = story.folder / "工作安排.docx"
    plan.save(str(path))
    page.get_by_role("link", name=re.compile("^通知")).first.click()
    story.follow("发通知")
    page.get_by_label("标题").fill(NOTICE)
    page.get_by_label("正文").fill("请对照清单，把没有开的会开了、把开过的会记上。")
    page.get_by_label("附件").set_input_files(path)
    page.get_by_role("group", name="发给哪些职务").get_by_text("书记", exact=True).click()
    page.get_by_role("button", name="发出", exact=True).click()
    story.heading(NOTICE)
    expect(page.get_by_role("complementary")).to_contain_text("0/2")


def look_up_and_look_ahead(story: Story) -> None:
    """A branch by the initials of its name; the month."""
    page = story.page
    page.get_by_role("banner").get_by_role("searchbox").fill("hqc")
    page.keyboard.press("Enter")
    story.heading("查找“hqc”")
    story.follow("红旗村党支部")
    story.heading("红旗村党支部")
    story.go("工作台")
    story.follow("日历")
    story.heading("日历，2026年11月")
    expect(page.get_by_role("main")).to_contain_text("主题党日")


def read_and_go_to_work(story: Story) -> None:
    """The notice with its file, then the reminder, which leads to the form of the record."""
    page = story.page
    page.get_by_role("link", name=re.compile("^通知")).first.click()
    page.get_by_role("link", name=NOTICE).first.click()
    story.heading(NOTICE)
    assert story.take(page.get_by_role("link", name="工作安排.docx")).stat().st_size > 0
    page.get_by_role("link", name=re.compile("^通知")).first.click()
    page.get_by_role("listitem").filter(has_text="提醒").get_by_role("button", name="去看看").first.click()
    story.heading("的提醒")
    page.get_by_role("row").filter(has_text="10月主题党日").get_by_role("link", name="去办理").click()
    story.heading("2026年10月主题党日")
    expect(page.get_by_role("button", name="确认这次记录")).to_be_visible()


def plan_the_year_and_record(story: Story) -> None:
    """What the rules ask for, in one go; the entry of this month becomes a record."""
    page = story.page
    story.go("工作台")
    story.follow("年度计划")
    story.heading("2026年度工作计划")
    story.follow("按规定排出全年")
    page.get_by_role("button", name="列入计划", exact=True).first.click()
    story.heading("2026年度工作计划")
    entry = page.locator("ul.due").get_by_role("listitem").filter(has_text="主题党日")
    entry.first.get_by_role("link", name="记录", exact=True).click()
    page.get_by_label("地点").fill("村部二楼会议室")
    page.get_by_label("第1项议题").fill("学习农村基层组织工作条例")
    story.press("确认这次记录")
    story.heading("11月主题党日")
    story.go("工作台")
    story.follow("年度计划")
    expect(entry.first).to_contain_text("已开展")


def see_it_arrive(story: Story) -> None:
    """The office sees who has read."""
    page = story.page
    page.get_by_role("link", name=re.compile("^通知")).first.click()
    story.follow("已发出的通知")
    page.get_by_role("link", name=NOTICE).first.click()
    page.get_by_role("complementary").get_by_role("link", name="1/2").click()
    expect(page.get_by_role("row").filter(has_text="王建国")).to_contain_text("2026-11-22 10:00")


def merge_two_branches(story: Story) -> None:
    """Seen first, then done; the old branch says where it went."""
    page = story.page
    story.go("组织")
    story.follow("柳树湾村党支部")
    page.locator("summary").filter(has_text="变动").click()
    story.follow("合并")
    page.get_by_label("并入哪个组织").fill("红旗")
    page.get_by_label("依据").fill(BASIS)
    story.press("下一步：看影响")
    expect(page.get_by_role("alert")).to_contain_text("找不到“红旗”")
    page.get_by_label("并入哪个组织").fill("红旗村党支部")
    story.press("下一步：看影响")
    story.heading("会带来的变化")
    expect(page.get_by_role("main")).to_contain_text("党员编入红旗村党支部")
    story.press("确认合并")
    story.heading("红旗村党支部")
    expect(page.get_by_role("status")).to_contain_text("已办理合并")
    story.go("组织")
    expect(page.get_by_role("link", name="红旗村党支部", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="柳树湾村党支部", exact=True)).to_have_count(0)


def test_a_day_at_the_office(story: Story) -> None:
    make_cast(NOW)
    duties.open_periods(NOW.date())
    with story.as_account("clerk"):
        remind_those_who_answer(story)
        send_a_notice(story)
        look_up_and_look_ahead(story)
    with story.as_account("secretary"):
        read_and_go_to_work(story)
        plan_the_year_and_record(story)
    with story.as_account("clerk"):
        see_it_arrive(story)
        merge_two_branches(story)
