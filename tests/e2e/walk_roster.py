"""The first part of the walk: a roster as the clerk was sent it, brought in, undone, brought in again."""

from datetime import date
from pathlib import Path

from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from jishi.people.queries import open_sealed
from tests.builders import Cast, citizen_id
from tests.e2e.acts import Story
from tests.rosters import HEADER, person_row, workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MESSY = {"姓名": "姓 名", "公民身份号码": "公民身份号码 ", "所在党支部": "所在　党支部", "入党日期": " 入党日期"}
MERCHANT = "99400319740405003"


def messy_sheet(cast: Cast) -> bytes:
    """Two titles above the header, blanks in the header, dates in several shapes, and some rows that cannot be taken."""
    known = cast.members[0]
    number = open_sealed([known.pk])[known.pk]["citizen_id"]
    wrong = citizen_id(4005, born=date(1975, 6, 6))
    wrong = wrong[:-1] + ("1" if wrong[-1] != "1" else "2")
    rows = [
        person_row(1, "张　三", "红旗村党支部", 公民身份号码=citizen_id(4001, born=date(1975, 3, 8)), 民族="汉",
                   出生日期="1975年3月8日", 入党日期="2005.7.1", 转正日期="2006/7/1"),
        person_row(2, "赵小兵", "红旗村党支部", 公民身份号码=citizen_id(4002, born=date(1980, 5, 12)),
                   出生日期="19800512", 入党日期=38534, 转正日期=date(2006, 7, 1)),
        person_row(3, "孙长生", "柳树湾村党支部"),
        person_row(4, "钱大海", "红旗村党支部", 公民身份号码=""),
        person_row(5, "吴错号", "红旗村党支部", 公民身份号码=wrong, 出生日期="1975-06-06"),
        person_row(6, "郑无处", "月亮湾村党支部"),
        person_row(7, "冯数字", "红旗村党支部", 公民身份号码=int(MERCHANT + "0")),
        person_row(8, "王建国", "红旗村党支部", 公民身份号码=number, 出生日期="1975-03-08", 入党日期="2001-07-01",
                   转正日期="2002-07-01", 学历="大学专科"),
    ]  # fmt: skip
    return workbook(rows, header=[MESSY.get(word, word) for word in HEADER])


def upload(story: Story, content: bytes) -> None:
    """From the roster to the preview."""
    page = story.page
    story.go("党员")
    story.follow("导入名册")
    page.get_by_label("导入到").select_option(label="中共和平镇委员会")
    page.get_by_label("名册文件").set_input_files({"name": "和平镇名册.xlsx", "mimeType": XLSX, "buffer": content})
    story.press("上传并认列")
    story.heading("核对每一列是什么")
    expect(page.get_by_label("姓名")).to_have_value("1")
    expect(page.get_by_label("所在党支部")).to_have_value("8")
    story.press("核对名册")
    expect(page.get_by_role("heading", name="正在核对")).to_be_visible()
    story.work_off()


def tab(story: Story, words: str) -> None:
    """Look at the rows of one outcome."""
    story.page.get_by_role("navigation", name="按结果看").get_by_role("link", name=words, exact=True).click()


def bring_in(story: Story, button: str) -> None:
    story.press(button)
    expect(story.page.get_by_role("heading", name="正在导入")).to_be_visible()
    expect(story.page.get_by_role("status")).to_contain_text("行")
    story.work_off()


def refused_rows(path: Path) -> dict[str, str]:
    """Name → reason, as the workbook that comes back says."""
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    header = next(row for row in rows if "原因" in row)
    at, why = [str(word).replace(" ", "") for word in header].index("姓名"), header.index("原因")
    return {str(row[at]): str(row[why]) for row in rows[rows.index(header) + 1 :]}


def roster_in(story: Story, cast: Cast) -> None:
    """Upload, columns, preview, the good ones only, the refused ones back, the same again, undone, and in once more."""
    page, content = story.page, messy_sheet(cast)
    upload(story, content)
    tab(story, "新增 4")
    expect(page.get_by_text("入党日期 2005-07-01").first).to_be_visible()
    tab(story, "有变化 1")
    expect(page.get_by_role("row").filter(has_text="王建国")).to_contain_text("学历：（空） → 大学专科")
    tab(story, "有提示 1")
    expect(page.get_by_role("row").filter(has_text="钱大海")).to_contain_text("没有身份证号")
    tab(story, "不能导入 3")
    expect(page.get_by_role("row").filter(has_text="郑无处")).to_contain_text("月亮湾村党支部")
    tab(story, "表中没有 9")
    expect(page.get_by_role("row").filter(has_text="李秀英")).to_be_visible()

    bring_in(story, "只导入没有问题的 5 行")
    back = refused_rows(story.take(page.get_by_role("link", name="下载不能导入的 3 行")))
    assert set(back) == {"吴错号", "郑无处", "冯数字"}
    assert "校验码" in back["吴错号"]
    assert "月亮湾村党支部" in back["郑无处"]
    assert "数字" in back["冯数字"]
    story.go("党员")
    expect(page.get_by_role("link", name="张三", exact=True)).to_be_visible()

    upload(story, content)
    expect(page.get_by_text("没有可以写入的行：3 行不能导入，其余没有变化。")).to_be_visible()

    story.go("党员")
    story.follow("导入名册")
    page.get_by_role("row").filter(has_text="已导入").get_by_role("link").click()
    story.press("撤销这次导入")
    expect(page.get_by_role("status")).to_contain_text("已撤销这次导入")
    story.go("党员")
    expect(page.get_by_role("link", name="张三", exact=True)).to_have_count(0)

    upload(story, content)
    bring_in(story, "只导入没有问题的 5 行")
    story.go("党员")
    expect(page.get_by_role("link", name="张三", exact=True)).to_be_visible()
