"""Shapes of what is typed about 评选表彰 and the register of honours."""

from collections.abc import Sequence
from typing import Any

from django import forms

from jishi.campaigns.forms.campaigns import several
from jishi.campaigns.rules import COMMENDED, Condition, HonourKind, HonourLevel, OpinionFrom
from jishi.ui.fields import Choosing, Edit, New, chips, choice, day, number, picked, text, words
from jishi.ui.widgets import ChipsMany


class SelectionForm(New):
    filled_by = {"campaign": "campaigns"}
    title = text("名称", 60, required=True, help_text="如“2026年度七一表彰”。")
    basis = text("通知文号或名称", 120, required=True)
    year = number("年度", 2000, 2100)
    level = choice("表彰层级", HonourLevel.choices)
    member = number("优秀共产党员名额", 0, 10_000, required=False)
    worker = number("优秀党务工作者名额", 0, 10_000, required=False)
    org = number("先进基层党组织名额", 0, 10_000, required=False)
    conditions = several(
        "推荐条件", Condition.choices, help_text="照通知选。选了的每一条都要符合，推荐时逐条写明理由。"
    )
    campaign = picked("属于哪项活动", required=False)

    def facts(self, values: dict[str, Any]) -> dict[str, Any]:
        """What was typed, by the verb's own words."""
        quotas = {kind.value: values.pop(kind.value) or 0 for kind in COMMENDED}
        return values | {"quotas": quotas}


class _DeedFields(Choosing):
    worked_since = text("参加工作时间", 20, help_text="推荐个人时填，如“1998年7月”。")
    resume = words("简历", 1000, rows=4)
    rewards = text("何时何地受过何种奖惩", 300)
    deeds = words("主要事迹", 2000, rows=10, required=True, help_text="500至2000字。写做了什么、结果怎样，能对上记录。")


class RecommendForm(New, _DeedFields):
    pass


class NomineeForm(Edit, _DeedFields):
    pass


class WhyForm(Edit):
    why = text("原因", 200, required=True)


class OpinionForm(New):
    """`whose` are the opinions the reader may note."""

    whose = chips("谁的意见", OpinionFrom.choices())
    agrees = chips("意见", [("yes", "同意"), ("no", "不同意")], initial="yes")
    on = day("日期")
    text = text("怎么说的", 300, required=True, help_text="如“11月18日支部大会同意推荐”。纪检意见只写结论。")

    def __init__(self, *args: Any, whose: Sequence[OpinionFrom], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["whose"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.value, one.label) for one in whose]
        field.initial = whose[0].value


class DecideForm(Edit):
    filled_by = {"ids": "nominees", "activity": "records"}
    ids = forms.TypedMultipleChoiceField(
        label="表彰对象", coerce=int, widget=ChipsMany, error_messages={"required": "请选至少一个表彰对象。"}
    )
    decision = text("表彰决定文号或名称", 60, required=True)
    on = day("决定日期")
    activity = picked("决定的会议", required=False)


class HonourForm(New):
    """`people` are the members who bear the name typed, where more than one does."""

    person = text("受表彰的人", 60, help_text="写姓名，在本组织和下级的名册里找。")
    who = picked("是哪一位", required=False)
    target = text("受表彰的党组织", 120, help_text="写全称或编码。人和党组织写一个。")
    kind = choice("荣誉", HonourKind.choices)
    title = text("荣誉名称", 80, help_text="不填就用上面的名称。")
    level = choice("层级", HonourLevel.choices)
    given_by = text("授予单位", 120, required=True)
    given_on = day("授予日期")
    number = text("文号或证书号", 80)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)
        if len(people) > 1:
            field.choices = [("", "请选择"), *people]
        else:
            del self.fields["who"]


class WithdrawHonourForm(Edit):
    on = day("撤销日期")
    why = text("依据和原因", 200, required=True)


class MedalForm(forms.Form):
    """Which of the members shown have been given the medal."""

    ids = forms.TypedMultipleChoiceField(
        label="党员", coerce=int, widget=ChipsMany, error_messages={"required": "请选至少一名还没有颁发的党员。"}
    )
    given_by = text("颁发单位", 120, required=True)
    given_on = day("颁发日期")

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ids"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = people
