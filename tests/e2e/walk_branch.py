"""The second part of the walk: the secretary's desk, a meeting recorded with everything in it, what is said of what was
not held, and the papers."""

import re
from pathlib import Path

from docx import Document
from playwright.sync_api import Locator, expect
from python_calamine import CalamineWorkbook

from tests.builders import Cast
from tests.e2e.acts import Story

GIST = "李秀英领读有关章节。\n张三说：三组水渠要在上冻以前清完。"
MOTION = "同意三组水渠清淤方案"
TASK = "三组水渠清淤"
TITLE = "2026年第四季度党员大会"


def due(story: Story, words: str) -> Locator:
    """A line of the list of what is due."""
    return story.page.locator("#due").get_by_role("listitem").filter(has_text=words)


def strip(story: Story, words: str | re.Pattern[str]) -> Locator:
    """A cell of the year's strip, by what it says."""
    return story.page.get_by_role("table").get_by_role("img", name=words)


def look_at_the_desk(story: Story) -> None:
    """What is due, who answers for it, and why."""
    page = story.page
    story.heading("本月待办")
    line = due(story, "11月 主题党日")
    expect(line).to_contain_text("王建国")
    expect(line).to_contain_text("还有 8 天")
    expect(strip(story, re.compile("^11月主题党日：临近"))).to_be_visible()
    line.get_by_role("link", name="为什么").click()
    story.heading("主题党日")
    expect(page.get_by_text("条文").first).to_be_visible()
    expect(page.get_by_role("complementary")).to_contain_text("必须办")
    story.go("工作台")


def begin(story: Story) -> None:
    """党员大会 together with 主题党日; the form arrives filled."""
    page = story.page
    story.follow("新增记录")
    page.get_by_role("link", name="党员大会", exact=True).click()
    story.heading(TITLE)
    expect(page.locator("#counts")).to_contain_text("应到 12 人，实到 12 人")
    page.get_by_role("group", name="类别").get_by_text("主题党日", exact=True).click()
    if not story.has_script:
        story.press("改了类别或日期，按当天名册更新名单")
    expect(page.locator("#after")).to_contain_text("2026年第四季度党员大会、2026年11月主题党日，共2件")
    page.get_by_label("时间").fill("2026-11-21")
    if not story.has_script:
        story.press("改了类别或日期，按当天名册更新名单")
    expect(page.locator("input[name=day]")).to_have_value("2026-11-21")


def away(story: Story, name: str, reason: str) -> Locator:
    """Tick somebody as absent, with the reason."""
    page = story.page
    page.locator(".people").get_by_text(name, exact=True).click()
    why = page.get_by_role("group", name=f"{name}缺席原因")
    why.get_by_text(reason, exact=True).click()
    return why


def fill(story: Story, cast: Cast) -> None:
    """Absences, a guest, two points, a vote, a task."""
    page = story.page
    page.get_by_label("开始").fill("19:00")
    page.get_by_label("结束").fill("18:30")
    page.get_by_label("地点").fill("村部二楼会议室")
    away(story, "张三", "病假").get_by_label("请假已准").check()
    away(story, "赵小兵", "外出流动")
    page.get_by_label("第1位列席人姓名").fill("周敏")
    page.get_by_label("第1位列席人单位及职务").fill("镇组织办干事")
    page.get_by_label("第1项议题").fill("学习农村基层组织工作条例")
    page.get_by_label("第1项要点").fill(GIST)
    page.get_by_label("第2项议题").fill("三组水渠清淤")
    second = page.locator(".item").nth(1)
    second.get_by_text("表决", exact=True).click()
    second.get_by_label("表决事项").fill(MOTION)
    second.get_by_label("赞成", exact=True).fill("99")
    second.get_by_label("不赞成").fill("1")
    second.get_by_text("交办", exact=True).click()
    second.get_by_label("事项 ", exact=False).last.fill(TASK)
    second.get_by_label("责任人").select_option(label="李秀英（组织委员）")
    second.get_by_label("完成时限").fill("2026-12-10")
    page.get_by_label("其中学习（分钟）").fill("45")


def everything_still_stands(story: Story) -> None:
    page = story.page
    expect(page.get_by_role("checkbox", name="张三").first).to_be_checked()
    expect(page.get_by_role("group", name="张三缺席原因").get_by_label("病假")).to_be_checked()
    expect(page.get_by_role("group", name="张三缺席原因").get_by_label("请假已准")).to_be_checked()
    expect(page.get_by_label("第1位列席人姓名")).to_have_value("周敏")
    expect(page.get_by_label("第1项要点")).to_have_value(GIST)
    second = page.locator(".item").nth(1)
    expect(second.get_by_label("表决事项")).to_have_value(MOTION)
    expect(second.get_by_label("责任人").locator("option:checked")).to_have_text("李秀英（组织委员）")
    expect(second.get_by_label("完成时限")).to_have_value("2026-12-10")
    expect(page.get_by_label("其中学习（分钟）")).to_have_value("45")


def record_the_meeting(story: Story, cast: Cast) -> str:
    """From the desk to the confirmed record, by a draft and two mistakes. Returns the record's address."""
    page = story.page
    begin(story)
    fill(story, cast)
    story.press("先存草稿")
    expect(page.get_by_role("status")).to_contain_text("草稿已存")
    story.go("工作台")
    story.follow("新增记录")
    page.get_by_role("link", name="党员大会", exact=True).click()
    expect(page.get_by_text("这是上次没有确认的草稿")).to_be_visible()
    everything_still_stands(story)

    page.get_by_label("地点").fill("")
    story.press("确认这次记录")
    wrong = page.get_by_role("alert")
    expect(wrong).to_contain_text("您填的都还在")
    wrong.get_by_role("link", name="地点").click()
    expect(page.get_by_label("地点")).to_be_in_viewport()
    everything_still_stands(story)
    page.get_by_label("地点").fill("村部二楼会议室")
    story.press("确认这次记录")
    expect(page.get_by_text("结束时间要晚于开始时间").first).to_be_visible()
    page.get_by_label("结束").fill("20:40")
    story.press("确认这次记录")
    expect(page.get_by_text("第2项共100票，多于可以投的").first).to_be_visible()
    everything_still_stands(story)
    page.locator(".item").nth(1).get_by_label("赞成", exact=True).fill("8")
    story.press("确认这次记录")
    expect(page.get_by_role("status")).to_contain_text(f"已确认：{TITLE}")
    story.heading(TITLE)
    main = page.get_by_role("main")
    for words in ("应到 12 人，实到 10 人，缺席 2 人", "周敏（镇组织办干事）", MOTION, TASK, "2026年11月主题党日"):
        expect(main).to_contain_text(words)
    address = page.url
    story.go("工作台")
    expect(due(story, "11月 主题党日")).to_have_count(0)
    expect(strip(story, re.compile("^11月主题党日：已办"))).to_be_visible()
    expect(page.locator("#tasks")).to_contain_text(TASK)
    return address


def late_said_and_taken_back(story: Story) -> None:
    """已开，补记 with the true day and the reason; 未开，说明, which stays not held; a withdrawal, which opens the gap."""
    page = story.page
    due(story, "10月 主题党日").get_by_role("link", name="已开，补记").click()
    expect(page.get_by_label("时间")).to_have_value("")
    page.get_by_label("时间").fill("2026-10-18")
    page.get_by_label("地点").fill("文化广场")
    page.get_by_label("第1项议题").fill("清扫文化广场")
    story.press("确认这次记录")
    expect(page.get_by_role("alert")).to_contain_text("请写明补记的原因")
    page.get_by_label("补记原因").fill("当时网络不通，记在纸质记录本上")
    story.press("确认这次记录")
    story.heading("2026年10月主题党日")
    expect(page.get_by_role("complementary")).to_contain_text("事后补记：当时网络不通")
    address = page.url
    story.go("工作台")
    expect(due(story, "10月 主题党日")).to_have_count(0)
    expect(strip(story, re.compile("^10月主题党日：事后补记"))).to_be_visible()

    due(story, "9月 主题党日").get_by_role("link", name="未开，说明").click()
    page.get_by_label("没有开展的原因").fill("9月全村防汛抢险，10月一并学习。")
    story.press("保存说明")
    expect(page.get_by_role("status")).to_contain_text("记录仍是“未见记录”")
    expect(due(story, "9月 主题党日")).to_have_count(0)
    expect(strip(story, re.compile("^9月主题党日：已说明"))).to_be_visible()

    page.goto(address)
    story.follow("撤回")
    story.press("撤回这次记录")
    page.get_by_role("textbox", name=re.compile("^原因")).fill("记到了别的月份")
    story.press("撤回这次记录")
    expect(page.get_by_role("main")).to_contain_text("已撤回：记到了别的月份")
    story.go("工作台")
    expect(due(story, "10月 主题党日")).to_be_visible()
    expect(strip(story, re.compile("^10月主题党日：逾期"))).to_be_visible()


def correct(story: Story, record: str) -> None:
    """A correction, which stays visible."""
    page = story.page
    page.goto(record)
    story.follow("更正")
    expect(page.get_by_label("第1项要点")).to_have_value(GIST)
    page.get_by_label("地点").fill("文化礼堂")
    story.press("确认更正")
    expect(page.get_by_role("alert")).to_contain_text("请写明原因")
    expect(page.get_by_label("地点")).to_have_value("文化礼堂")
    page.get_by_role("textbox", name=re.compile("^原因")).fill("地点写错了")
    story.press("确认更正")
    row = page.get_by_role("row").filter(has_text="文化礼堂")
    expect(row).to_contain_text("村部二楼会议室")
    expect(page.get_by_text("地点写错了")).to_be_visible()


def words_of(path: Path) -> str:
    """All text of a .docx, tables too."""
    return "\n".join(node.text or "" for node in Document(str(path)).element.body.iter() if node.tag.endswith("}t"))


def papers(story: Story, record: str) -> None:
    """Minutes, year book and roster, opened with other programs."""
    page = story.page
    page.goto(record)
    minutes = words_of(story.take(page.get_by_role("link", name="会议记录（Word）")))
    for words in (TITLE, "张三", "周敏", MOTION, TASK, "文化礼堂"):
        assert words in minutes
    story.go("台账与打印")
    book = words_of(story.take(page.get_by_role("row").filter(has_text="全年二十节").get_by_role("link").first))
    for words in ("红旗村党支部", TITLE, "钱大海", TASK):
        assert words in book
    story.go("党员")
    sheet = story.take(page.get_by_role("button", name="导出表格"))
    rows = CalamineWorkbook.from_path(str(sheet)).get_sheet_by_index(0).to_python()
    names = [row[1] for row in rows if isinstance(row[0], int | float) or str(row[0]).isdigit()]
    assert len(names) == 12
    assert {"张三", "赵小兵", "钱大海", "王建国"} <= set(names)


def locked_while_typing(story: Story) -> None:
    """The screen locks on an idle secretary; what was typed goes through afterwards."""
    page = story.page
    story.go("工作台")
    story.follow("新增记录")
    page.get_by_role("link", name="支委会", exact=True).click()
    page.get_by_label("地点").fill("村部一楼")
    page.get_by_label("第1项议题").fill("研究入党积极分子培养")
    page.get_by_label("第1项要点").fill("王建国：先听群众意见。\n李秀英：同意。")
    story.settle()
    story.watch.later(minutes=21)
    story.press("确认这次记录")
    expect(page.get_by_text("这是王建国的登录")).to_be_visible()
    page.get_by_label("密码").fill("jishi-test-pass")
    story.press("继续")
    expect(page.get_by_role("listitem").filter(has_text="李秀英：同意。")).to_be_visible()
    story.press("继续提交")
    story.heading("2026年11月支委会")
    expect(page.get_by_role("main")).to_contain_text("先听群众意见")
