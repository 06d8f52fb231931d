"""Shapes of what is typed about 软弱涣散整顿."""

from jishi.assignments.rules import categories
from jishi.ui.fields import Choosing, Edit, New, choice, day, picked, text, words

_BY_NAMES = "写姓名或单位名称，几个用顿号隔开。名册里没有的照样可以写。"


class _MendingFields(Choosing):
    filled_by = {"campaign": "campaigns"}
    decided_on = day("确定日期")
    basis = text("依据", 200, required=True, help_text="哪次会议、凭什么确定。例：11月20日镇党委会议；两年没有换届。")
    goal = words("整顿目标", 300, required=True, help_text="改到什么程度算改好。")
    due_on = day("完成时限", help_text="由定方案的党组织定，规定没有统一的期限。")
    leader = text("包联领导", 200, help_text=_BY_NAMES)
    first = text("第一书记", 200)
    unit = text("帮扶单位", 200)
    other = text("其他帮扶人", 200)
    campaign = picked("有关的活动", required=False)


class MendingForm(New, _MendingFields):
    filled_by = _MendingFields.filled_by


class MendingEditForm(Edit, _MendingFields):
    filled_by = _MendingFields.filled_by


class MendProblemForm(New):
    """A problem of the plan; the ledger takes it over."""

    field_order = ["category", "text"]
    category = choice("问题类别", categories)
    cause = words("原因", 500)
    goal = text("改到什么程度", 300)
    found_on = day("发现时间")
    due_on = day("整改时限")
    text = words(
        "具体问题", 500, rows=3, required=True, help_text="写组织工作上的问题：是什么事，差在哪里。不写个人隐私。"
    )


class AskMendingForm(Edit):
    said = words("整顿情况", 500, rows=4, required=True, help_text="改了什么，现在怎样，群众怎么说。")


class CloseMendingForm(Edit):
    result = words("验收意见", 500, rows=4, required=True, help_text="看了什么、听了谁的，是否改好。")
