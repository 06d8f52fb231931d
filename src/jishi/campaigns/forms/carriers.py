"""Shapes of what is typed about 载体."""

from django import forms

from jishi.campaigns.forms.campaigns import several
from jishi.campaigns.rules import AUDIENCES, TOLD, TrialState
from jishi.orgs.rules import Sector
from jishi.ui.fields import Choosing, Edit, New, chips, day, picked, text, words
from jishi.ui.widgets import ChipsMany


class _CarrierFields(Choosing):
    filled_by = {"shared_in": "readers"}
    name = text("名称", 40, required=True, help_text="如“党员责任田”“民情夜谈”。")
    what = words("是什么、怎么办", 500, rows=4, required=True, help_text="写到别人能照着办。不设分数，不写办了几场。")
    org_kinds = several("适合的组织", [(kind.value, kind.label) for kind in AUDIENCES], help_text="不选就是都适合。")
    sectors = several("适合的领域", Sector.choices, help_text="不选就是都适合。")
    shared_in = picked("给谁看")


class CarrierForm(New, _CarrierFields):
    filled_by = _CarrierFields.filled_by


class CarrierEditForm(Edit, _CarrierFields):
    filled_by = _CarrierFields.filled_by


class _TrialFields(Choosing):
    filled_by = {"campaign": "campaigns"}
    from_on = day("从哪天开始")
    how = words("在本组织怎么办", 300)
    campaign = picked("有关的活动", required=False)


class TrialForm(New, _TrialFields):
    filled_by = _TrialFields.filled_by


def _named(label: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, widget=ChipsMany)


class TrialEditForm(Edit, _TrialFields):
    """What came of a trial: only what is kept or accepted is offered."""

    filled_by = {**_TrialFields.filled_by, "pledges": "pledges", "tasks": "tasks"}
    state = chips("现在怎样", [(one.value, one.label) for one in TOLD], initial=TrialState.TRYING)
    outcome = words(
        "成效", 500, rows=4, help_text="用自己的话写：办成了什么、没有办成什么。不写开了几次会、办了几场活动。"
    )
    pledges = _named("兑现了的承诺")
    tasks = _named("验收了的任务")


class WithdrawForm(Edit):
    why = text("原因", 200, required=True)
