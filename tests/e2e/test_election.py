"""The walk of an election: from the frozen roll to the approved committee, with scripts and without."""

import pytest
from playwright.sync_api import expect

from jishi.ballots.models import Round
from jishi.orgs.models import PostHeld
from jishi.orgs.rules import PostKind
from tests.builders import make_cast
from tests.conftest import NOW
from tests.db.ballots.meeting_story import Day, election_day
from tests.e2e.acts import Story

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_the_walk_of_an_election(story: Story) -> None:
    day = election_day(make_cast(NOW), NOW)
    meeting = f"{story.url}/elections/{day.election.pk}/meeting/"
    with story.as_account("secretary"):
        open_the_meeting(story, meeting, day)
    with story.as_account("teller"):
        type_the_count(story, day)
    with story.as_account("scrutineer"):
        confirm_the_count(story)
    with story.as_account("secretary"):
        announce_and_close(story, meeting)
        first_committee_meeting(story, meeting, day)
    day.count(Round.objects.get(office="secretary"), [3])
    with story.as_account("secretary"):
        report(story, meeting)
    with story.as_account("clerk"):
        file_and_approve(story, meeting)
    held = PostHeld.objects.get(org=day.cast.branch, post=PostKind.SECRETARY, to_on=None)
    assert held.from_on == NOW.date()


def count_people(story: Story, *, absent: str = "") -> None:
    """Sign-in, procedure."""
    page = story.page
    story.follow("清点到会人数")
    if absent:
        page.get_by_role("group", name="没有到会的").get_by_text(absent, exact=True).click()
    story.press("清点完毕")
    expect(page.get_by_role("main")).to_contain_text("符合规定")
    story.follow("通过选举办法")
    story.press("通过")


def officials(story: Story, scrutineer: str, teller: str) -> None:
    page = story.page
    story.follow("通过监票人、计票人")
    page.get_by_role("group", name="监票人", exact=True).get_by_text(scrutineer, exact=True).click()
    page.get_by_role("group", name="计票人", exact=True).get_by_text(teller, exact=True).click()
    story.press("通过")


def ballots(story: Story, number: int) -> None:
    """Out and back."""
    page = story.page
    story.follow("发票")
    page.get_by_label("领到选票").fill(str(number + 2))
    story.press("保存")
    story.follow("收票")
    story.press("保存")


def open_the_meeting(story: Story, meeting: str, day: Day) -> None:
    page = story.page
    page.goto(meeting)
    expect(page.get_by_role("main")).to_contain_text("现在：宣布开会")
    story.follow("召开大会")
    page.get_by_label("地点").fill("村部二楼会议室")
    story.press("开始")
    count_people(story, absent=day.voters[7].person.name)
    officials(story, "孙志强", "马丽华")
    story.follow("介绍候选人")
    story.press("保存")
    story.follow("选举委员")
    story.press("开始投票")
    story.heading("第 1 次投票：选举委员")
    ballots(story, 9)
    expect(page.get_by_role("main")).to_contain_text("还没有人录入")


def type_the_count(story: Story, day: Day) -> None:
    """A sheet that does not add up keeps all that was typed; the mended one is kept."""
    page = story.page
    page.goto(f"{story.url}/elections/counting/")
    page.get_by_role("main").get_by_role("link").first.click()
    story.heading("计票：选举委员")
    page.get_by_label("废票").fill("0")
    wins = [member.person.name for member in day.candidates[:3]]
    for name in [member.person.name for member in day.candidates]:
        page.get_by_label(f"{name}赞成", exact=True).fill("8" if name in wins else "2")
        page.get_by_label(f"{name}不赞成", exact=True).fill("1" if name in wins else "6")
    story.press("录入")
    expect(page.get_by_role("main")).to_contain_text("各栏合计 8，应等于有效票 9 张")
    loser = day.candidates[3].person.name
    expect(page.get_by_label(f"{loser}赞成", exact=True)).to_have_value("2")
    page.get_by_label(f"{loser}不赞成", exact=True).fill("7")
    story.press("录入")
    expect(page.get_by_role("main")).to_contain_text("您的录入已保存")


def confirm_the_count(story: Story) -> None:
    page = story.page
    page.goto(f"{story.url}/elections/counting/")
    page.get_by_role("main").get_by_role("link").first.click()
    story.follow("核对并确认")
    story.press("核对无误，确认")
    expect(page.get_by_role("status")).to_contain_text("已确认")


def announce_and_close(story: Story, meeting: str) -> None:
    page = story.page
    page.goto(meeting)
    page.get_by_role("link", name="第 1 次投票：计票结果已确认").click()
    expect(page.get_by_role("main")).to_contain_text("过应到会半数（6 票）")
    story.follow("宣布选举结果")
    story.press("宣布")
    page.goto(meeting)
    story.follow("散会")
    story.press("散会")
    expect(page.get_by_role("main")).to_contain_text("第一次委员会会议")


def first_committee_meeting(story: Story, meeting: str, day: Day) -> None:
    page = story.page
    story.follow("召开第一次委员会会议")
    story.press("开始")
    count_people(story)
    officials(story, day.candidates[1].person.name, day.candidates[2].person.name)
    story.follow("选举书记")
    story.press("开始投票")
    ballots(story, 3)
    expect(page.get_by_role("main")).to_contain_text("计票")


def report(story: Story, meeting: str) -> None:
    page = story.page
    page.goto(meeting)
    page.get_by_role("link", name="第 1 次投票：计票结果已确认").click()
    story.follow("宣布选举结果")
    story.press("宣布")
    page.goto(meeting)
    story.follow("明确分工，散会")
    story.press("散会")
    story.follow("安排分工")
    story.press("保存")
    story.follow("报告选举结果")
    page.get_by_label("报告文号").fill("红支〔2026〕9号")
    story.press("上报")
    expect(page.get_by_role("status")).to_contain_text("已上报")


def file_and_approve(story: Story, meeting: str) -> None:
    page = story.page
    page.goto(meeting)
    story.follow("委员备案")
    story.press("备案")
    story.follow("批复书记、副书记")
    page.get_by_label("批复文号或名称").fill("和党组〔2026〕40号")
    story.press("批复")
    expect(page.get_by_role("main")).to_contain_text("书记、副书记已批复")
