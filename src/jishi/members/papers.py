"""The roster to fill in."""

from dataclasses import replace

from jishi.members.rules import Category
from jishi.papers.xlsx import EXAMPLE_MARK, Column, Sheet, table

_NARROW = 8
_YES_NO = ("是", "否")
_DATE = "2001-07-01、2001.7.1、2001年7月1日、20010701 都可以；只知道年月的写 2001.07"
_BLANK = "空着的格不会清掉平台里已有的内容"
TEMPLATE = (
    Column(title="姓名", required=True, example=EXAMPLE_MARK, rule="全名。" + _BLANK),
    Column(title="性别", width=_NARROW, choices=("男", "女"), example="男"),
    Column(title="民族", width=_NARROW, example="汉族"),
    Column(title="公民身份号码", width=22, example="18位号码",
           rule="存成文本，否则表格软件会把末尾几位变成 0。有号码的按号码认人；没有的按姓名、出生日期和所在党支部认人"),
    Column(title="出生日期", example="1975-03-08", rule=_DATE),
    Column(title="学历", example="大学专科", choices=("研究生", "大学本科", "大学专科", "中专", "高中", "初中", "小学")),
    Column(title="学位"),
    Column(title="人员类别"),
    Column(title="所在党支部", width=26, required=True, example="红旗村党支部",
           rule="全称、简称或党组织编码。人已在别的支部的，请办组织关系转接，不要在这里改"),
    Column(title="党支部编码", width=18, rule="存成文本，前面的 0 保留"),
    Column(title="党小组", width=18),
    Column(title="入党日期", example="2001-07-01", rule=_DATE),
    Column(title="转正日期", example="2002-07-01", rule=_DATE),
    Column(title="党龄校正值", rule="月数，如 6 或 1年6个月"),
    Column(title="工作岗位", width=18),
    Column(title="工作单位及职务", width=26),
    Column(title="联系电话", width=16, rule="存成文本"),
    Column(title="现居住地", width=30),
    Column(title="籍贯"),
    Column(title="党籍状态", choices=("正常", "停止党籍"), example="正常"),
    Column(title="是否失联", choices=_YES_NO, example="否"),
    Column(title="失去联系日期", rule=_DATE),
    Column(title="是否流动", choices=_YES_NO, example="否"),
    Column(title="外出流向", width=18),
)  # fmt: skip


def template_workbook() -> bytes:
    """The sheet to fill in: one example row, choices where there are few answers, and how to fill each column."""
    return table(Sheet(title="党员名册", columns=_template(), numbered=False, remarks=False, template=True))


def _template() -> tuple[Column, ...]:
    """The columns, with the site's words of the day where it has its own."""
    words = tuple(category.label for category in Category)
    return tuple(
        replace(column, choices=words, example=words[0]) if column.title == "人员类别" else column
        for column in TEMPLATE
    )
