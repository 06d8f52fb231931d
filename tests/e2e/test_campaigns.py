"""A campaign in the browser: set up from a template, weighed before it starts, promises reviewed, published and kept, a
leader's comment, a selection with somebody refused for a reason, 公示, decision, the honour on the register."""

from datetime import date

import pytest
from playwright.sync_api import expect

from jishi.activities import services as activities
from jishi.activities.rules import Kind, RecordInput
from jishi.duties.services import open_periods
from jishi.kernel.actor import operator
from jishi.orgs.rules import PostKind
from tests.builders import Cast, make_cast, make_person, make_post
from tests.conftest import NOW
from tests.e2e.acts import Story

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
TITLE = "创先争优"
PROMISE = "三组断头路接通"


def set_up_and_start(story: Story) -> None:
    """From the template; before the start what it adds to every branch is looked at."""
    page = story.page
    story.go(TITLE)
    story.follow("安排一项活动")
    page.get_by_role("table").get_by_role("link", name=TITLE, exact=True).click()
    page.get_by_label("通知文号或名称").fill("和党发〔2026〕18号")
    page.get_by_label("履职事项清单的哪一项").fill("党的建设第6项")
    page.get_by_label("开始 ●", exact=True).fill("2026-11-01")
    page.get_by_label("结束 ●", exact=True).fill("2027-03-31")
    story.press("建好，接着改内容")
    story.follow("启动前统筹")
    story.heading("启动前统筹")
    expect(page.get_by_role("main")).to_contain_text("给每个组织加了多少")
    expect(page.get_by_role("main")).to_contain_text("行政村党支部")
    story.press("看过了，启动活动")
    expect(page.get_by_role("status")).to_contain_text("已启动")


def to_pledges(story: Story) -> None:
    story.go(TITLE)
    story.follow("公开承诺")
    story.follow("红旗村党支部")


def promise(story: Story) -> None:
    """Proposed, reviewed at the meeting, published."""
    page = story.page
    to_pledges(story)
    story.follow("提出承诺")
    page.get_by_label("承诺办什么").fill(PROMISE)
    page.get_by_label("完成时限").fill("2026-12-20")
    page.get_by_label("属于哪项活动").select_option(label=TITLE)
    story.press("保存")
    story.follow("审定 1 条")
    page.get_by_text(PROMISE, exact=False).first.click()
    page.get_by_label("在哪次会上审的").select_option(index=1)
    story.press("保存")
    story.follow("公布 1 条")
    page.get_by_text(PROMISE, exact=False).first.click()
    story.press("保存")
    expect(page.get_by_role("main")).to_contain_text("践诺中")


def keep(story: Story) -> None:
    page = story.page
    to_pledges(story)
    story.follow(PROMISE)
    story.follow("写结果")
    page.get_by_text("已兑现", exact=True).click()
    page.get_by_label("结果 ●", exact=True).fill("路通了，村民代表看过")
    story.press("保存")
    expect(page.get_by_role("main")).to_contain_text("路通了，村民代表看过")


def comment(story: Story) -> None:
    """Drafted beside what the records show; what is lacking may not stay empty."""
    page = story.page
    story.go(TITLE)
    page.get_by_role("table").get_by_role("link", name=TITLE, exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("条承诺已兑现")
    page.get_by_role("link", name="领导点评", exact=True).click()
    page.get_by_role("row").filter(has_text="红旗村党支部").get_by_role("link", name="起草点评").click()
    expect(page.get_by_role("main")).to_contain_text(f"承诺已兑现：“{PROMISE}” 1 件")
    page.get_by_label("不足 ●", exact=True).fill("流动党员联系不够")
    page.get_by_label("努力方向 ●", exact=True).fill("每季度联系一次")
    story.press("保存")
    expect(page.get_by_role("main")).to_contain_text("已点评")


def open_selection(story: Story) -> None:
    page = story.page
    story.go(TITLE)
    story.follow("评选表彰")
    story.follow("开展评选表彰")
    page.get_by_label("名称 ●", exact=True).fill("年度表彰")
    page.get_by_label("通知文号或名称").fill("和党发〔2026〕25号")
    page.get_by_label("表彰层级").select_option(label="基层党委")
    page.get_by_label("优秀共产党员名额").fill("1")
    page.get_by_text("上年度民主评议优秀", exact=True).click()
    story.press("保存")
    expect(page.get_by_role("status")).to_be_visible()


def to_selection(story: Story) -> None:
    story.go(TITLE)
    story.follow("评选表彰")
    story.follow("年度表彰")


def recommend(story: Story, ineligible: int) -> None:
    """Who does not meet a condition is refused with the reason, also by the address; another one is recommended."""
    page = story.page
    to_selection(story)
    page.get_by_role("listitem").filter(has_text="红旗村党支部").get_by_role("link", name="优秀共产党员").click()
    row = page.get_by_role("row").filter(has_text="陈敏")
    expect(row).to_contain_text("不符合")
    expect(row).to_contain_text("预备党员")
    expect(row.get_by_role("link", name="推荐")).to_have_count(0)
    choosing = page.url
    page.goto(f"{choosing}{ineligible}/")
    page.get_by_label("主要事迹").fill("带头清渠")
    story.press("保存")
    expect(page.get_by_role("main")).to_contain_text("不符合：正式党员")
    page.goto(choosing)
    page.get_by_role("row").filter(has_text="李秀英").get_by_role("link", name="推荐").click()
    page.get_by_label("主要事迹").fill("带头清理村前河道两里，联系两户独居老人。")
    story.press("保存")
    story.heading("李秀英")


def opinions(story: Story, *said: str) -> None:
    """The branch's by who recommends, the others by who decides."""
    page = story.page
    for whose in said:
        to_selection(story)
        story.follow("李秀英")
        story.follow("记意见")
        page.get_by_text(whose, exact=True).click()
        page.get_by_label("怎么说的").fill("同意推荐")
        story.press("保存")
        expect(page.get_by_role("main")).to_contain_text(whose)


def show(story: Story) -> None:
    page = story.page
    to_selection(story)
    story.follow("公示")
    page.get_by_label("公示起").fill("2026-11-23")
    page.get_by_label("公示止").fill("2026-12-01")
    page.get_by_label("公示地点和方式").fill("村务公开栏")
    page.get_by_label("受理单位、电话和地址").fill("镇党建办")
    story.press("保存")
    expect(page.get_by_role("main")).to_contain_text("公示中")


def decide(story: Story) -> None:
    page = story.page
    to_selection(story)
    story.follow("写公示结果")
    page.get_by_label("公示结果").fill("没有收到反映")
    story.press("保存")
    story.follow("作出决定")
    page.get_by_label("表彰决定文号或名称").fill("和党发〔2026〕30号")
    story.press("保存")
    expect(page.get_by_role("main")).to_contain_text("已表彰")
    story.go(TITLE)
    story.follow("荣誉台账")
    row = page.get_by_role("row").filter(has_text="李秀英")
    expect(row).to_contain_text("优秀共产党员")
    expect(row).to_contain_text("和党发〔2026〕30号")


def branch_meeting(cast: Cast) -> None:
    record = RecordInput(
        org_id=cast.branch.pk, kinds=(Kind.MEMBERS_MEETING,), held_on=date(2026, 11, 20), title="党员大会",
        chair_id=cast.members[0].pk,
    )  # fmt: skip
    activities.record(record, actor=operator(), now=NOW)


def test_a_campaign_from_its_template_to_an_honour(story: Story) -> None:
    cast = make_cast(NOW)
    open_periods(NOW.date())
    head = make_person(now=NOW, name="高志远")
    make_post(now=NOW, person_id=head.pk, org=cast.township, post=PostKind.SECRETARY)
    branch_meeting(cast)
    with story.as_account("clerk"):
        set_up_and_start(story)
        open_selection(story)
    with story.as_account("secretary"):
        promise(story)
        keep(story)
        recommend(story, cast.members[-1].pk)
        opinions(story, "党支部意见")
    with story.as_account("clerk"):
        comment(story)
        opinions(story, "基层党委意见", "纪检机关（纪检委员）意见")
        show(story)
    story.watch.later(days=10)
    with story.as_account("clerk"):
        decide(story)
