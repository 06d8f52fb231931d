"""A township's task goes down to its branches; one is late, is called for in writing, becomes a problem, is shown to those
concerned, put right, closed by a second person and handed in; with scripts and without."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from jishi.assignments.models import Problem
from jishi.assignments.rules import ProblemState
from tests.builders import make_cast
from tests.conftest import NOW
from tests.db.assignments.acts import whole_of
from tests.e2e.acts import Story

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def split_it(story: Story) -> None:
    """To both branches, whose secretaries stand there already."""
    page = story.page
    story.go("任务")
    story.follow("冬季安全检查")
    story.follow("分解到下级")
    story.heading("分解任务")
    expect(page.get_by_role("textbox", name="红旗村党支部责任人")).to_have_value("王建国")
    story.press("分解下去")
    story.heading("冬季安全检查")
    expect(page.get_by_role("main")).to_contain_text("2 项分任务，已验收 0 项")


def call_for_it(story: Story) -> None:
    """It is late: a numbered note, on paper too."""
    page = story.page
    story.go("任务")
    story.follow("督办")
    page.get_by_role("listitem").filter(has_text="红旗村党支部").get_by_role("link", name="督办", exact=True).click()
    story.heading("督办红旗村党支部")
    story.press("发出督办通知单")
    story.heading("督办〔2026〕1号")
    assert story.take(page.get_by_role("link", name="打印（Word）")).stat().st_size > 0


def answer_it(story: Story) -> None:
    """From the notice."""
    page = story.page
    page.get_by_role("link", name=re.compile("^通知")).first.click()
    page.get_by_role("listitem").filter(has_text="督办〔2026〕1号").get_by_role("button", name="去看看").first.click()
    story.follow("答复")
    page.get_by_label("答复").fill("二组还没有查。")
    story.press("答复")
    expect(page.get_by_role("main")).to_contain_text("二组还没有查。")


def list_the_problem(story: Story) -> None:
    page = story.page
    story.go("任务")
    story.follow("督办")
    story.follow("督办〔2026〕1号")
    story.follow("列入问题清单")
    page.get_by_label("问题类别").select_option(label="联系服务群众")
    page.get_by_label("整改时限").fill("2026-12-31")
    story.press("建账")
    story.heading("经督办〔2026〕1号督办仍未办结")


def put_it_right(story: Story) -> None:
    page = story.page
    story.go("任务")
    story.follow("问题整改")
    page.get_by_role("row").filter(has_text="督办〔2026〕1号").get_by_role("link").first.click()
    story.follow("定整改措施")
    page.get_by_label("整改措施").fill("两天内查完二组")
    page.get_by_label("责任人", exact=True).select_option(label="李秀英（组织委员）")
    story.press("交办")
    expect(page.get_by_role("main")).to_contain_text("还有整改措施没有验收")


def show_it(story: Story) -> None:
    """晒账: to whoever is concerned."""
    page = story.page
    story.go("任务")
    story.follow("问题整改")
    story.follow("晒账")
    story.heading("晒账")
    story.press("发给有关的人")
    expect(page.get_by_role("status")).to_contain_text("已发出")


def do_it(story: Story) -> None:
    """Reads what was sent round, and does it."""
    page = story.page
    page.get_by_role("link", name=re.compile("^通知")).first.click()
    page.get_by_role("listitem").filter(has_text="问题整改台账").get_by_role("link", name="打开").click()
    expect(page.get_by_role("main")).to_contain_text("措施：两天内查完二组")
    story.go("任务")
    story.follow("两天内查完二组")
    page.get_by_label("说明").fill("查完了，没有隐患。")
    story.press("报办结")
    expect(page.get_by_role("main")).to_contain_text("等另一名同志验收")


def ask_to_close(story: Story) -> None:
    page = story.page
    story.go("任务")
    story.follow("两天内查完二组")
    story.press("验收")
    story.follow("经督办〔2026〕1号督办仍未办结：冬季安全检查")
    page.get_by_label("说明").first.fill("二组已经查完。")
    story.press("申请销号")
    main = page.get_by_role("main")
    expect(main).to_contain_text("等中共和平镇委员会验收销号")
    expect(main).to_contain_text("已看 1 名")
    expect(main).to_contain_text("李秀英（")


def hand_it_in(story: Story) -> None:
    """交账: with its figures of the day."""
    page = story.page
    story.go("任务")
    story.follow("问题整改")
    page.get_by_label("状态").select_option(label="全部")
    story.press("筛选")
    story.follow("交账")
    expect(page.get_by_role("main")).to_contain_text("建账 1，已销号 1，逾期未销号 0")
    story.press("交给上级")
    expect(page.get_by_role("main")).to_contain_text("最近交账")


def close_it(story: Story) -> None:
    page = story.page
    story.go("任务")
    story.follow("问题整改")
    page.get_by_role("row").filter(has_text="督办〔2026〕1号").get_by_role("link").first.click()
    story.press("销号")
    expect(page.get_by_role("status")).to_contain_text("已销号")
    story.follow("问题整改")
    page.get_by_label("状态").select_option(label="已销号")
    story.press("筛选")
    assert story.take(page.get_by_role("link", name="打印整改台账")).stat().st_size > 0


def test_what_is_late_is_put_right(story: Story) -> None:
    cast = make_cast(NOW)
    whole_of(cast, NOW, due_on=date(2026, 12, 5))
    with story.as_account("clerk"):
        split_it(story)
    story.watch.later(days=15)
    with story.as_account("clerk"):
        call_for_it(story)
    with story.as_account("secretary"):
        answer_it(story)
    with story.as_account("clerk"):
        list_the_problem(story)
    with story.as_account("secretary"):
        put_it_right(story)
        show_it(story)
    with story.as_account("member"):
        do_it(story)
    with story.as_account("secretary"):
        ask_to_close(story)
    with story.as_account("clerk"):
        close_it(story)
    with story.as_account("secretary"):
        hand_it_in(story)
    assert Problem.objects.get().state == ProblemState.CLOSED
