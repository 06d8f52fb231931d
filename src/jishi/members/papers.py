"""Workbooks of members: the list as shown, the refused rows with their reasons, the template to fill in."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import xlsxwriter

WIDTHS = {
    "姓名": 12,
    "公民身份号码": 22,
    "所在党支部": 26,
    "现居住地": 30,
    "工作单位及职务": 26,
    "原因": 60,
    "工作岗位": 18,
}
TEMPLATE = (
    ("姓名", True), ("性别", False), ("民族", False), ("公民身份号码", False), ("出生日期", False), ("学历", False), ("学位", False),
    ("人员类别", False), ("所在党支部", True), ("党支部编码", False), ("党小组", False), ("入党日期", False), ("转正日期", False),
    ("党龄校正值", False), ("工作岗位", False), ("工作单位及职务", False), ("联系电话", False), ("现居住地", False), ("籍贯", False),
    ("党籍状态", False), ("是否失联", False), ("失去联系日期", False), ("是否流动", False), ("外出流向", False),
)  # fmt: skip
EXAMPLE = {
    "姓名": "示例（删除）", "性别": "男", "民族": "汉族", "公民身份号码": "18位号码", "出生日期": "1975-03-08", "学历": "大学专科",
    "人员类别": "正式党员", "所在党支部": "红旗村党支部", "入党日期": "2001-07-01", "转正日期": "2002-07-01", "党籍状态": "正常",
    "是否失联": "否", "是否流动": "否",
}  # fmt: skip
DROPDOWNS = {
    "性别": ["男", "女"], "人员类别": ["正式党员", "预备党员"], "党籍状态": ["正常", "停止党籍"], "是否失联": ["是", "否"], "是否流动": ["是", "否"],
    "学历": ["研究生", "大学本科", "大学专科", "中专", "高中", "初中", "小学"],
}  # fmt: skip
ADVICE = (
    "红色表头必填，其余能填就填；空着的格不会清掉平台里已有的内容。",
    "所在党支部填全称、简称或党组织编码。人已在别的支部的，请办组织关系转接，不要在这里改。",
    "有身份证号的按身份证号认人；没有的按姓名、出生日期和所在党支部认人。",
    "日期可以写 2001-07-01、2001.7.1、2001年7月1日、20010701；只知道年月的写 2001.07。",
    "党龄校正值写月数，如 6 或 1年6个月。",
    "身份证号、电话要存成文本，否则表格软件会把末尾几位变成 0。",
    "严禁填写涉密内容。",
)
ROWS_PREPARED = 2000


@dataclass(frozen=True, slots=True)
class ListSheet:
    """A plain table with its title and the line under it."""

    title: str
    line: str
    header: Sequence[str]
    rows: Iterable[Sequence[str | int]] = field(default_factory=list)


def list_workbook(sheet: ListSheet) -> bytes:
    """An A4-landscape .xlsx: title, line, frozen header repeated on each page. Texts are written as texts, so that no
    cell can become a formula and no leading zero is lost."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    page = book.add_worksheet("名册")
    title = book.add_format({"bold": True, "font_size": 18, "align": "center", "valign": "vcenter"})
    head = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True})
    body = book.add_format({"border": 1, "valign": "vcenter"})
    for column, heading in enumerate(sheet.header):
        page.set_column(column, column, WIDTHS.get(heading, 11))
    page.set_row(0, 32)
    last = max(len(sheet.header) - 1, 1)
    page.merge_range(0, 0, 0, last, sheet.title, title)
    page.write_string(1, 0, sheet.line)
    for column, heading in enumerate(sheet.header):
        page.write_string(2, column, heading, head)
    page.freeze_panes(3, 0)
    for index, row in enumerate(sheet.rows, start=3):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                page.write_number(index, column, cell, body)
            else:
                page.write_string(index, column, cell, body)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(2)
    page.set_footer("&C第 &P 页　共 &N 页")
    book.close()
    return out.getvalue()


def refused_workbook(header: Sequence[str], rows: Iterable[tuple[int, Sequence[str], str]]) -> bytes:
    """The refused rows in their own columns, with 行号 in front and 原因 after them: mend, and upload this very file."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    page = book.add_worksheet("不能导入的行")
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True})
    red = book.add_format({"font_color": "#A61C22", "border": 1, "text_wrap": True})
    body = book.add_format({"border": 1})
    headings = ["原表行号", *header, "原因"]
    for column, heading in enumerate(headings):
        page.set_column(column, column, WIDTHS.get(heading, 12))
        page.write_string(0, column, heading, head)
    page.freeze_panes(1, 0)
    for index, (number, cells, reason) in enumerate(rows, start=1):
        page.write_number(index, 0, number, body)
        for column, cell in enumerate(cells, start=1):
            page.write_string(index, column, cell, body)
        page.write_string(index, len(headings) - 1, reason, red)
    book.close()
    return out.getvalue()


def template_workbook() -> bytes:
    """The sheet to fill in: required headings red, dropdowns where there are few answers, one example row, and what to
    mind on a second sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page, advice = book.add_worksheet("党员名册"), book.add_worksheet("填写说明")
    must = book.add_format({"bold": True, "border": 1, "align": "center", "font_color": "#A61C22"})
    may = book.add_format({"bold": True, "border": 1, "align": "center"})
    text = book.add_format({"num_format": "@"})
    grey = book.add_format({"num_format": "@", "font_color": "#8B857B"})
    for column, (heading, is_must) in enumerate(TEMPLATE):
        page.set_column(column, column, WIDTHS.get(heading, 13), text)
        page.write_string(0, column, heading, must if is_must else may)
        if heading in EXAMPLE:
            page.write_string(1, column, EXAMPLE[heading], grey)
        if heading in DROPDOWNS:
            page.data_validation(
                1,
                column,
                ROWS_PREPARED,
                column,
                {"validate": "list", "source": DROPDOWNS[heading], "error_type": "warning"},
            )
    page.freeze_panes(1, 1)
    advice.set_column(0, 0, 100)
    for index, sentence in enumerate(ADVICE):
        advice.write_string(index, 0, f"{index + 1}. {sentence}")
    book.close()
    return out.getvalue()
