"""Shapes of what is typed about a campaign."""

from typing import Any

from django import forms

from jishi.activities.rules import Kind
from jishi.campaigns.rules import AUDIENCES, ActionInput, Whom
from jishi.duties.rules import Cadence, DemandKind
from jishi.orgs.rules import OrgKind, Sector
from jishi.ui.fields import Choosing, Edit, New, chips, choice, day, number, picked, text, words
from jishi.ui.widgets import ChipsMany


def _audience() -> list[tuple[str, str]]:
    return [(kind.value, kind.label) for kind in AUDIENCES]


def several(label: str, choices: Any, *, required: bool = False, help_text: str = "") -> forms.MultipleChoiceField:
    """Several of a set, in sight."""
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=required, help_text=help_text, widget=ChipsMany,
        error_messages={"required": f"请选择{label}。"},
    )  # fmt: skip


class _CampaignFields(Choosing):
    filled_by = {"series": "series"}
    title = text("名称", 40, required=True, help_text="规定动作都用这个名称开头，如“创先争优：组织群众评议”。")
    theme = text("主题", 200)
    basis = text("通知文号或名称", 120, help_text="启动前要写明。例：镇发〔2026〕12号")
    rests_on = text("履职事项清单的哪一项", 200, help_text="启动前要写明。例：基本履职事项清单“党的建设”第6项")
    serves = text("服务的中心工作", 120, help_text="可以不填。如“乡村产业、人居环境”。学习本身就是目的，不用填。")
    from_on = day("开始")
    until_on = day("结束")
    org_kinds = several("参加的组织", _audience, required=True)
    sectors = several("参加的领域", Sector.choices, help_text="不选就是各领域。")
    series = picked("主题系列", required=False, help_text="已经安排的主题系列可以并进来，主题照旧在主题党日里办。")


class CampaignForm(New, _CampaignFields):
    filled_by = _CampaignFields.filled_by


class CampaignEditForm(Edit, _CampaignFields):
    filled_by = _CampaignFields.filled_by


class StageForm(Edit):
    title = text("阶段名称", 40, required=True)
    from_on = day("开始")
    until_on = day("结束")
    aim = text("要做到什么", 300)


class ActionForm(Edit):
    """规定动作; the organisation kinds and sectors offered are the campaign's."""

    title = text("名称", 36, required=True, help_text="如“组织群众评议”。")
    kind = choice("类别", DemandKind.choices)
    extra = text(
        "比规定多出的部分", 120, help_text="在三会一课、主题党日里办的，写清多出了什么；组织生活本身不算要求。"
    )
    asks = words("具体要求", 500)
    cadence = choice("多久一次", Cadence.choices)
    count = number("每期次数", 1, 60)
    people = number("每个组织几人", 1, 10_000)
    minutes = number("每人每次多少分钟", 1, 6_000, help_text="含路上和填写的时间，如实估计。")
    org_kinds = several("要谁办", _audience, help_text="不选就是活动的全部组织。")
    sectors = several("哪些领域办", Sector.choices, help_text="不选就是活动的全部领域。")
    evidence = several("以什么记录为凭", Kind.choices, help_text="类别选“事项”时才用；不选的，以“已办说明”为凭。")

    def values(self) -> ActionInput:
        """What was typed, as a rule takes it."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        several_of = ("org_kinds", "sectors", "evidence")
        return ActionInput(**(typed | {name: tuple(typed[name]) for name in several_of}))


class StandardForm(Edit):
    whom = chips("对谁", Whom.choices(), initial=Whom.ORG)
    title = text("标准", 40, required=True)
    sector = choice(
        "领域", Sector.choices, required=False, help_text="不填就是各领域通用；选了领域，就是这个领域的具体要求。"
    )
    text = words("具体是什么", 300, required=True, help_text="看得见、说得清，不设分数。")


class StartForm(Edit):
    seen = forms.CharField(widget=forms.HiddenInput)


class CloseForm(Edit):
    result = words(
        "结果", 2000, rows=6, required=True, help_text="写兑现的承诺、办结的任务、群众怎么评，还差什么。不写开了几次会、办了几场活动。"
    )  # fmt: skip


class GradeForm(New):
    filled_by = {"grade": "grades"}
    org = text("党组织", 120, required=True, help_text="写全称或编码。")
    grade = forms.ChoiceField(label="等次", error_messages={"required": "请选择等次。"})
    on = day("评定日期")
    why = text("依据", 300, required=True, help_text="哪次会议、凭什么。例：11月20日镇党委会议；两年没有换届。")


def audience_of(org_kinds: list[str]) -> list[str]:
    """The words of AUDIENCES that stored kinds stand for, to show them in a form again."""
    return [kind.value for kind in AUDIENCES if OrgKind(kind).value in org_kinds]
