"""A year's assessment in the browser: a scheme from a delivered one, its weights, a sheet out and back with a wrong row, put in
force and frozen, marked, published, opened down to the records, objected to, answered, settled; and a new version. With
scripts and without."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from jishi.activities import services as activities
from jishi.activities.rules import Kind, RecordInput
from jishi.appraisals import papers
from jishi.appraisals.rules import ItemKind
from jishi.appraisals.rules.scheme_sheet import COLUMNS, KIND, POINTS
from jishi.duties.services import open_periods
from jishi.kernel.actor import operator
from jishi.kernel.sheets import as_text, read_sheet
from tests.builders import Cast, make_cast
from tests.conftest import NOW
from tests.e2e.acts import Story

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
NAME = "党支部年度考核办法"
TEAM, PEERS, WORK, MASSES = "班子团结，议事有规则", "党员作用发挥", "中心工作和为民办事的成效", "群众无记名测评满意率"


def served(cast: Cast) -> None:
    """One service of volunteers on record: half of what the scheme asks for."""
    record = RecordInput(
        org_id=cast.branch.pk, kinds=(Kind.VOLUNTEER_SERVICE,), held_on=date(2026, 11, 3), title="清扫村道",
        chair_id=cast.members[0].pk, came=frozenset({cast.members[0].pk}), late_reason="补记",
    )  # fmt: skip
    activities.record(record, actor=operator(), now=NOW)


def begin(story: Story) -> None:
    page = story.page
    story.go("考核评价")
    page.get_by_role("link", name="制定考核办法").first.click()
    page.get_by_label("先进基层党组织“五个好”考核").check()
    page.get_by_label("名称").fill(NAME)
    story.settle()
    story.press("建立草稿")
    story.heading(NAME)


def weigh(story: Story) -> None:
    """The year is weighed for one item alone, and points move from one item to another."""
    page = story.page
    row = page.get_by_role("row").filter(has_text=TEAM)
    row.get_by_role("link", name="改", exact=True).click()
    page.get_by_label("半年比重（%）").fill("40")
    page.get_by_label("年终比重（%）").fill("50")
    story.settle()
    story.press("保存")
    expect(page.get_by_role("main")).to_contain_text("比重合计要是 100")
    page.get_by_label("年终比重（%）").fill("60")
    story.settle()
    story.press("保存")
    expect(page.get_by_role("row").filter(has_text=TEAM)).to_contain_text("半年 40%，年终 60%")
    story.follow("一起改分值")
    page.get_by_label(TEAM).fill("9")
    story.settle()
    story.press("保存")
    expect(page.get_by_role("main")).to_contain_text("各项合计 101 分，满分 100 分")


def by_sheet(story: Story) -> None:
    """Out, spoiled in one row: nothing is taken over; mended: all of it."""
    page = story.page
    path = story.take(page.get_by_role("link", name="导出表格"))
    read = list(read_sheet(path.read_bytes(), path.name, known_headers=COLUMNS).rows)
    rows = [[as_text(cell) for cell in cells] for _, cells in read]
    place, cells = next((n, cells) for n, cells in enumerate(rows) if TEAM in cells)
    assert cells[-3:] == ["0", "40", "60"]
    points, kind = COLUMNS.index(POINTS), COLUMNS.index(KIND)
    cells[points], cells[kind] = "8", "大概"
    story.follow("导入")
    _bring(story, path, rows)
    wrong = page.get_by_role("row").filter(has_text="计分方式“大概”认不出来")
    expect(wrong).to_contain_text(str(read[place][0]))
    cells[kind] = ItemKind.POINTS.label
    _bring(story, path, rows)
    expect(page.get_by_role("status")).to_contain_text("已按表换好")
    expect(page.get_by_role("main")).not_to_contain_text("一致了才能启用")


def _bring(story: Story, path: Path, rows: list[list[str]]) -> None:
    path.write_bytes(papers.tree_xlsx(NAME, NOW.date(), rows, []))
    story.page.get_by_label("指标表").set_input_files(path)
    story.press("导入")


def start(story: Story) -> None:
    """In force it cannot be changed; it is used for the year, late, with the reason."""
    page = story.page
    page.get_by_role("link", name="启用", exact=True).click()
    page.get_by_label("依据").fill("和党发〔2026〕3号")
    story.settle()
    story.press("启用")
    expect(page.get_by_role("link", name="一起改分值")).to_have_count(0)
    story.follow("用来考核")
    story.press("开展考核")
    expect(page.get_by_role("main")).to_contain_text("第一季度已经过了")
    page.get_by_label("为什么现在才定").fill("县里年中才发办法")
    story.settle()
    story.press("开展考核")
    story.heading("2026年度")


def own_marks(story: Story) -> None:
    page = story.page
    story.go("考核评价")
    page.get_by_role("link", name=NAME).first.click()
    expect(page.get_by_role("main")).to_contain_text("县里年中才发办法")
    page.get_by_role("link", name="自评", exact=True).click()
    row = page.get_by_role("row").filter(has_text=f"{TEAM}（半年）")
    row.get_by_label("的得分").fill("7.5")
    row.get_by_label("的理由").fill("议题会前三天发给委员")
    story.settle()
    story.press("保存")
    story.follow("报送自评")
    story.press("报送")
    expect(page.get_by_role("status")).to_contain_text("已报送")


def review(story: Story) -> None:
    """Lower than the own mark only with a reason; then all that people give, and published."""
    page = story.page
    open_branch(story)
    page.get_by_role("link", name="考评打分").first.click()
    marks = {f"{TEAM}（半年）": "7", f"{TEAM}（年终）": "8", PEERS: "8", WORK: "15", MASSES: "18"}
    for text, points in marks.items():
        page.get_by_role("row").filter(has_text=text).get_by_label("的得分").fill(points)
    story.settle()
    story.press("保存")
    row = page.get_by_role("row").filter(has_text=f"{TEAM}（半年）")
    expect(row).to_contain_text("请写原因")
    row.get_by_label("的理由").fill("一次会没有记录")
    story.settle()
    story.press("保存")
    expect(page.get_by_role("row").filter(has_text=TEAM)).to_contain_text("自评 7.5：议题会前三天发给委员")
    page.get_by_role("link", name="2026年度", exact=True).click()
    story.follow("公布结果")
    page.get_by_label("异议最晚日期").fill("2026-11-27")
    story.settle()
    story.press("公布")
    expect(page.get_by_role("row").filter(has_text="红旗村党支部")).to_contain_text("公布，可提异议")


def open_branch(story: Story) -> None:
    story.go("考核评价")
    story.page.get_by_role("link", name="2026年度").first.click()
    story.page.get_by_role("link", name="红旗村党支部", exact=True).click()


def object_to(story: Story) -> None:
    """From the number down to the record; then against that item."""
    page = story.page
    story.go("考核评价")
    page.get_by_role("link", name=NAME).first.click()
    row = page.get_by_role("row").filter(has_text="志愿服务开展次数")
    row.get_by_role("link", name="志愿服务开展次数 1 ÷ 目标 2 × 5").click()
    page.get_by_role("link", name="清扫村道").click()
    story.heading("清扫村道")
    page.go_back()
    page.get_by_role("link", name="红旗村党支部", exact=True).first.click()
    row.get_by_role("link", name="提异议").click()
    page.get_by_role("textbox", name="异议").fill("五月帮收麦子那次没有算上")
    story.settle()
    story.press("提出")
    expect(row).to_contain_text("待答复")


def answer(story: Story) -> None:
    page = story.page
    story.go("考核评价")
    page.get_by_role("link", name="答复异议：红旗村党支部").click()
    page.get_by_role("textbox", name="答复").fill("没有记录，请补记。")
    story.settle()
    story.press("答复")
    expect(page.get_by_role("row").filter(has_text="志愿服务开展次数")).to_contain_text("答复：没有记录，请补记。")


def settle(story: Story) -> None:
    """Once the days are over; what was settled keeps its version when a new one starts."""
    page = story.page
    open_branch(story)
    story.follow("审定并反馈")
    page.get_by_label("反馈意见").fill("支委会要按月开。")
    story.settle()
    story.press("审定")
    expect(page.get_by_role("main")).to_contain_text("校验码")
    page.get_by_role("link", name=NAME).first.click()
    page.get_by_role("link", name=NAME).first.click()
    story.press("起草新的一版")
    expect(page.get_by_role("main")).to_contain_text("这是草稿")
    page.get_by_role("link", name="第 1 版").click()
    expect(page.get_by_role("main")).to_contain_text("半年 40%，年终 60%")
    expect(page.get_by_role("link", name="一起改分值")).to_have_count(0)


def read_result(story: Story) -> None:
    page = story.page
    page.goto(f"{story.url}/schemes/")
    page.get_by_role("link", name="2026年度").first.click()
    page.get_by_role("link", name="红旗村党支部", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("反馈意见：支委会要按月开。")
    expect(page.get_by_role("row").filter(has_text=TEAM)).to_contain_text("半年（40%）7：考评打分")


def test_a_scheme_from_its_making_to_the_settled_result(story: Story) -> None:
    cast = make_cast(NOW)
    open_periods(NOW.date())
    served(cast)
    with story.as_account("clerk"):
        begin(story)
        weigh(story)
        by_sheet(story)
        start(story)
    with story.as_account("secretary"):
        own_marks(story)
    with story.as_account("clerk"):
        review(story)
    with story.as_account("secretary"):
        object_to(story)
    with story.as_account("clerk"):
        answer(story)
    story.watch.later(days=6)
    with story.as_account("clerk"):
        settle(story)
    with story.as_account("secretary"):
        read_result(story)
