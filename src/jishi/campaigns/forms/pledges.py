"""Shapes of what is typed about pledges."""

from django import forms

from jishi.campaigns.rules import PledgeKind, PledgeScope, ReasonKind
from jishi.ui.fields import Choosing, Edit, New, chips, day, picked, text, words
from jishi.ui.widgets import ChipsMany

_ORDER = ("kind", "text", "due_on", "measures", "campaign")


class _PledgeFields(Choosing):
    filled_by = {"campaign": "campaigns"}
    kind = chips("承诺类型", PledgeKind.choices(), initial=PledgeKind.DEED)
    due_on = day("完成时限")
    measures = text("怎么办", 300)
    campaign = picked("属于哪项活动", required=False)
    text = text("承诺办什么", 200, required=True, help_text="具体可查，如“10月底前把三组断头路接通”。")


class OwnPledgeForm(New, _PledgeFields):
    field_order = _ORDER
    filled_by = _PledgeFields.filled_by


class PledgeForm(New, _PledgeFields):
    filled_by = {"person": "people", **_PledgeFields.filled_by}
    person = picked("承诺人", required=False, help_text="不选就是本组织的承诺。")
    field_order = ("person", *_ORDER)


class PledgeEditForm(Edit, _PledgeFields):
    field_order = _ORDER
    filled_by = _PledgeFields.filled_by


class _Picking(Choosing):
    filled_by = {"ids": "pledges"}
    ids = forms.TypedMultipleChoiceField(
        label="承诺", coerce=int, widget=ChipsMany, error_messages={"required": "请选至少一条承诺。"}
    )


class ReviewForm(_Picking):
    filled_by = {"activity": "records", **_Picking.filled_by}
    activity = picked("在哪次会上审的", help_text="支部大会、支委会、主题党日的记录；先记录再审。")
    passes = chips("审定结果", [("yes", "通过"), ("no", "退回修改")], initial="yes")
    review = text("审核意见", 200, help_text="退回的写明改什么。")


class PublishForm(_Picking):
    filled_by = _Picking.filled_by
    on = day("公布日期")
    scope = chips("公布范围", PledgeScope.choices(), initial=PledgeScope.BRANCH)
    watch = text("监督电话", 40)


class NoteForm(New):
    filled_by = {"assignment": "tasks"}
    on = day("日期")
    text = text("做到了哪一步", 300, required=True)
    assignment = picked("有关任务", required=False, help_text="用任务办的，连上以后，任务验收了才能写已兑现。")


class SettleForm(Edit):
    kept = chips("兑现了没有", [("yes", "已兑现"), ("no", "未兑现")])
    why = forms.ChoiceField(label="未兑现的原因", choices=[("", "不填"), *ReasonKind.choices()], required=False)
    outcome = words(
        "结果", 300, rows=3, required=True, help_text="办成了什么，群众怎么说；没有办成的，为什么，下一步怎么办。"
    )
