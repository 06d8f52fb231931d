"""A contract in the browser: drafted and sent by the office, changed and signed by both sides, printed; with scripts and
without."""

import pytest
from playwright.sync_api import expect

from jishi.appraisals import services
from jishi.appraisals.rules import Source
from jishi.kernel.actor import operator
from jishi.orgs.rules import PostKind
from tests.builders import Cast, make_cast, make_person, make_post
from tests.conftest import NOW
from tests.e2e.acts import Story

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def scheme_in_force(cast: Cast) -> None:
    me = operator()
    edition = services.make_scheme(org=cast.township, name="党支部考核办法", actor=me, now=NOW)
    services.add_indicator(edition.pk, actor=me, now=NOW, text="服务群众", points=1000, source=Source.REVIEWER)
    edition.refresh_from_db()
    services.put_in_force(edition.pk, edition.version, basis="党委会", actor=me, now=NOW)


def draft_and_send(story: Story) -> None:
    """For all at once; one gets a number of its own, and what is late says why."""
    page = story.page
    story.go("责任书")
    story.follow("起草责任书")
    page.get_by_label("考核办法").select_option(index=1)
    page.get_by_label("年度").fill("2026")
    story.press("起草")
    story.heading("2026年度目标管理责任书")
    story.follow("服务群众")
    page.get_by_label("目标数", exact=True).fill("12")
    page.get_by_label("柳树湾村党支部的目标数").fill("6")
    story.press("保存")
    story.follow("发给下级")
    story.press("发出")
    expect(page.get_by_role("main")).to_contain_text("第一季度已经过了")
    page.get_by_label("第一季度以后才发的原因").fill("县里年中才下办法")
    story.press("发出")
    expect(page.get_by_role("status")).to_contain_text("已发出")


def propose(story: Story) -> None:
    page = story.page
    story.go("责任书")
    page.get_by_role("link", name="2026年度红旗村党支部责任书").click()
    expect(page.get_by_role("main")).to_contain_text("县里年中才下办法")
    story.follow("提修改意见")
    page.get_by_label("修改意见").fill("人手少，请改为十件")
    page.get_by_label("建议目标数").fill("10")
    story.press("提出")
    expect(page.get_by_role("main")).to_contain_text("等答复")


def answer(story: Story) -> None:
    page = story.page
    story.go("责任书")
    page.get_by_role("link", name="红旗村党支部的修改意见").click()
    page.get_by_label("采纳", exact=True).check()
    story.press("保存")
    expect(page.get_by_role("main")).to_contain_text("已采纳")


def sign(story: Story, button: str) -> None:
    page = story.page
    story.go("责任书")
    page.get_by_role("row").filter(has_text="红旗村党支部").get_by_role("link").first.click()
    story.press(button)
    expect(page.get_by_role("status")).to_contain_text("已签订")


def test_both_sides_of_a_contract(story: Story) -> None:
    cast = make_cast(NOW)
    scheme_in_force(cast)
    head = make_person(now=NOW, name="高志远", username="head")
    make_post(now=NOW, person_id=head.pk, org=cast.township, post=PostKind.SECRETARY)
    with story.as_account("clerk"):
        draft_and_send(story)
    with story.as_account("secretary"):
        propose(story)
    with story.as_account("clerk"):
        answer(story)
    with story.as_account("secretary"):
        sign(story, "同意，代表乙方签订")
    with story.as_account("head"):
        sign(story, "代表甲方签订")
        paper = story.take(story.page.get_by_role("link", name="责任书（Word）"))
    assert paper.suffix == ".docx"
