"""An inspection list in the browser: pasted, gaps shown as gaps with their days, nothing back-dated, a package handed over,
its minutes shown and put on record; with scripts and without."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pytest_django import Settings

from jishi.activities import services as activities
from jishi.activities.models import Activity
from jishi.activities.rules import Kind, RecordInput
from jishi.duties.services import open_periods
from jishi.kernel.actor import operator
from tests.builders import Cast, make_cast
from tests.conftest import NOW
from tests.e2e.acts import Story

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
TEXT = "一、2026年三季度党员大会记录\n二、党员花名册\n三、2026年10月主题党日\n四、发展对象政审材料"


def held_in_august_entered_in_november(cast: Cast) -> None:
    open_periods(NOW.date())
    record = RecordInput(
        org_id=cast.branch.pk, kinds=(Kind.MEMBERS_MEETING,), held_on=date(2026, 8, 14), chair_id=cast.members[0].pk,
        came=frozenset(m.pk for m in cast.members), late_reason="当时没有网络",
    )  # fmt: skip
    activities.record(record, actor=operator(), now=NOW)


def paste(story: Story) -> None:
    page = story.page
    story.go("台账与打印")
    story.follow("调阅材料汇集")
    page.get_by_role("link", name="读入清单").click()
    for name, value in {"title": "年终检查调阅清单", "asked_by": "县委组织部", "basis": "晴组通〔2026〕40号"}.items():
        page.locator(f"[name={name}]").fill(value)
    story.press("读入清单")
    expect(page.get_by_role("main")).to_contain_text("请把清单粘贴进来")
    page.locator("[name=text]").fill(TEXT)
    story.press("读入清单")
    story.heading("年终检查调阅清单")


def gaps_are_gaps(story: Story) -> None:
    """Late is late, missing is missing with its day, and no page of it offers to date anything."""
    page = story.page
    main = page.get_by_role("main")
    expect(main).to_contain_text("4 项：齐 2 项，有缺 1 项，没有对上 1 项")
    expect(page.locator("#item1")).to_contain_text("事后补记")
    expect(page.locator("#item3")).to_contain_text("没有记录，最晚 2026-10-31")
    expect(page.locator("#item4")).to_contain_text("没有认出要什么")
    page.locator("#item4").get_by_role("link", name="选一选").click()
    expect(page.locator("input[type=date]")).to_have_count(2)  # the days it asks about, nothing else
    page.get_by_role("group", name="台账和表册").get_by_text("党员花名册", exact=True).click()
    story.press("保存")
    expect(page.locator("#item4")).to_contain_text("人工更正")


def hand_over(story: Story) -> Path:
    """Six minutes after the list came in the package is made."""
    story.settle()
    story.watch.later(minutes=6)
    story.press("打包全部材料")
    return story.take(story.page.get_by_role("button", name="下载", exact=True))


def put_on_record(story: Story) -> None:
    page = story.page
    story.go("台账与打印")
    story.follow("调阅材料汇集")
    story.follow("年终检查调阅清单")
    expect(page.get_by_role("main")).to_contain_text("6 分钟")
    story.follow("记到基层负担监测")
    expect(page.locator("[name=minutes]")).to_have_value("6")
    page.locator("button.main").last.click()
    expect(page.get_by_role("status")).to_contain_text("已记下")
    story.go("台账与打印")
    story.follow("调阅材料汇集")
    story.follow("年终检查调阅清单")
    expect(page.get_by_role("main")).to_contain_text("1 人 × 6 分钟")


def test_a_list_comes_in_and_a_package_goes_out(story: Story, settings: Settings, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path / "files"
    cast = make_cast(NOW)
    held_in_august_entered_in_november(cast)
    before = list(Activity.objects.values())
    with story.as_account("secretary"):
        paste(story)
        gaps_are_gaps(story)
        package = hand_over(story)
        put_on_record(story)
    with zipfile.ZipFile(package) as archive:
        names = archive.namelist()
    assert "00 索引.docx" in names
    assert any(name.startswith("01 ") and name.endswith("会议和活动记录.docx") for name in names)
    assert list(Activity.objects.values()) == before
