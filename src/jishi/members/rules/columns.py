"""What the columns of a roster are called, here and in the exports of the provinces."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jishi.kernel.labels import Labelled
from jishi.kernel.sheets import header_key
from jishi.members.rules.standing import Category, Standing
from jishi.people.rules import Sex, education_label, ethnicity_label


class Home(Labelled):
    """Where a field lives."""

    PERSON = "person", "人员"
    SEALED = "sealed", "密存"
    MEMBER = "member", "党员"
    PLACE = "place", "隶属"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the roster: its name in the house, its label, where it lives, and other names columns have for it."""

    name: str
    label: str
    home: Home
    synonyms: tuple[str, ...] = ()


_ALL = (
    Field("name", "姓名", Home.PERSON, ("党员姓名", "名字")),
    Field("sex", "性别", Home.PERSON),
    Field("ethnicity", "民族", Home.PERSON, ("族别",)),
    Field("citizen_id", "公民身份号码", Home.SEALED,
          ("公民身份证号", "公民身份证号码", "身份证号", "身份证号码", "身份证", "身份号码", "居民身份证号", "居民身份证号码", "证件号码",
           "证件号")),
    Field("born_on", "出生日期", Home.PERSON, ("出生年月", "出生年月日", "出生时间", "生日")),
    Field("education", "学历", Home.PERSON, ("文化程度", "最高学历", "学历情况")),
    Field("degree", "学位", Home.PERSON, ("学位情况",)),
    Field("category", "人员类别", Home.MEMBER, ("党员类别", "党员类型", "人员类型")),
    Field("org", "所在党支部", Home.PLACE,
          ("所在支部", "所属党支部", "所属支部", "党支部", "支部", "党支部名称", "支部名称", "所在党组织", "所属党组织", "党组织", "党组织名称",
           "组织名称", "所在党支部名称", "所在党组织名称")),
    Field("org_code", "党支部编码", Home.PLACE,
          ("党组织编码", "所在党支部编码", "所在党组织编码", "支部编码", "组织编码", "党组织代码", "党支部代码", "组织代码")),
    Field("group", "党小组", Home.PLACE, ("所在党小组", "所属党小组", "党小组名称")),
    Field("joined_on", "入党日期", Home.MEMBER,
          ("加入党组织日期", "加入党组织时间", "加入中国共产党日期", "入党时间", "入党年月", "入党年月日")),
    Field("full_on", "转正日期", Home.MEMBER, ("转为正式党员日期", "转为正式党员时间", "转正时间", "转正年月")),
    Field("standing_correction_months", "党龄校正值", Home.MEMBER, ("党龄校正值(月)",)),
    Field("job", "工作岗位", Home.MEMBER, ("岗位",)),
    Field("employer", "工作单位及职务", Home.PERSON, ("单位及职务", "单位职务", "工作单位", "工作单位及职务职称")),
    Field("phone", "联系电话", Home.SEALED, ("手机号码", "手机号", "手机", "电话", "联系方式", "移动电话", "电话号码")),
    Field("address", "家庭住址", Home.SEALED, ("现居住地", "住址", "家庭地址", "现住址", "居住地址", "现居住地址")),
    Field("native_place", "籍贯", Home.PERSON),
    Field("standing", "党籍状态", Home.MEMBER, ("党籍",)),
    Field("is_lost", "是否失联", Home.MEMBER, ("是否失联党员", "失联党员", "失联")),
    Field("lost_on", "失去联系日期", Home.MEMBER, ("失联日期", "失联时间", "失去联系时间")),
    Field("is_mobile", "是否流动", Home.MEMBER, ("是否流动党员", "流动党员")),
    Field("mobile_to", "外出流向", Home.MEMBER, ("流动去向", "流向", "外出地点")),
)  # fmt: skip
FIELDS: dict[str, Field] = {field.name: field for field in _ALL}
LABELS: dict[str, str] = {field.name: field.label for field in _ALL} | {"education_label": "学历（原填）"}
REQUIRED = ("name",)
DATES = ("born_on", "joined_on", "full_on", "lost_on")
YES_NO = ("is_lost", "is_mobile")
# The longest text each plain field holds (the tables say the same).
LENGTHS = {"name": 60, "native_place": 60, "degree": 20, "employer": 120, "job": 60, "mobile_to": 60,
           "phone": 40, "address": 120}  # fmt: skip
# Left blank, these are worth a word; the others are often rightly blank.
WANTED = ("sex", "born_on", "ethnicity", "education", "joined_on", "phone", "address", "job")

_BRACKETS = re.compile(r"[(\[【<].*?[)\]】>]")
_WORDS: dict[str, str] = {
    header_key(word): field.name for field in _ALL for word in (field.label, field.name, *field.synonyms)
}
KNOWN_HEADERS = tuple(word for field in _ALL for word in (field.label, *field.synonyms))


def recognise(header: Sequence[str]) -> dict[str, int]:
    """Field → column, the first column winning; columns nobody knows are left out."""
    found: dict[str, int] = {}
    for index, word in enumerate(header):
        key = header_key(word)
        name = _WORDS.get(key) or _WORDS.get(_BRACKETS.sub("", key))
        if name and name not in found:
            found[name] = index
    return found


def shown(name: str, value: Any) -> str:
    """A field's value in words: 汉族, 正式党员, 2001-07-01, 是, 3年2个月; "" for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    match name:
        case "sex":
            return Sex.label_of(value)
        case "ethnicity":
            return ethnicity_label(value)
        case "education":
            return education_label(str(value))
        case "category":
            return Category.label_of(value)
        case "standing":
            return Standing.label_of(value)
        case "standing_correction_months":
            return months_in_words(int(value))
        case _:
            return str(value)


def months_in_words(months: int) -> str:
    """3年2个月, -6个月, 0个月."""
    years, rest = divmod(abs(months), 12)
    words = (f"{years}年" if years else "") + (f"{rest}个月" if rest or not years else "")
    return f"-{words}" if months < 0 else words
