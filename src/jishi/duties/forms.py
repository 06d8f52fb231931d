"""Shape of what is typed about duties."""

from collections.abc import Iterable
from datetime import date

from django import forms

from jishi.files.forms import UploadField
from jishi.ui.widgets import Day


class ExplainForm(forms.Form):
    reason = forms.CharField(
        label="没有开展的原因",
        max_length=300,
        help_text="写明什么原因、打算什么时候补上。例：10月全村防汛抢险，党员都在一线，11月主题党日一并学习。",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写明没有开展的原因。"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class StatementForm(forms.Form):
    held_on = forms.DateField(
        label="办理日期",
        widget=Day,
        error_messages={"required": "请填办理日期。", "invalid": "日期请写成 2026-11-22 这样。"},
    )
    note = forms.CharField(
        label="办理情况",
        max_length=500,
        help_text="谁办的、怎么办的、结果怎样。例：书记王建国参加县委组织部村党组织书记轮训班3天，已结业。",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写明办理情况。"},
    )
    paper = UploadField(label="附件", required=False, help_text="有通知、照片或签到表的可以附上，没有可不传。")
    submission = forms.UUIDField(widget=forms.HiddenInput)


class WindowForm(forms.Form):
    issuer = forms.TypedChoiceField(label="发文组织", coerce=int, help_text="安排对它和它下面的所有党组织有效。")
    rule_id = forms.ChoiceField(label="事项")
    year = forms.IntegerField(
        label="计入年度", min_value=2000, max_value=2100, help_text="次年1月开上一年度的，填上一年。"
    )
    opens_on = forms.DateField(label="开始", widget=Day, error_messages={"required": "请填开始日期。"})
    closes_on = forms.DateField(label="截止", widget=Day, error_messages={"required": "请填截止日期。"})
    basis = forms.CharField(
        label="通知文号或名称",
        max_length=120,
        help_text="例：关于召开2026年度组织生活会的通知",
        error_messages={"required": "请写通知的文号或名称。"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: object = None,
        *,
        issuers: Iterable[tuple[int, str]],
        rules: Iterable[tuple[str, str]],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # a QueryDict or nothing
        self.fields["issuer"].choices = list(issuers)  # type: ignore[attr-defined]
        self.fields["rule_id"].choices = list(rules)  # type: ignore[attr-defined]


class YearForm(forms.Form):
    year = forms.IntegerField(min_value=2000, max_value=2100, required=False)

    def year_or(self, today: date) -> int:
        """The year asked for in the address; this year for none or a strange one."""
        return (self.cleaned_data.get("year") if self.is_valid() else None) or today.year


class NameForm(forms.Form):
    """Who answers for one duty, from when, and why another than the one in charge."""

    rule_id = forms.ChoiceField(label="事项", error_messages={"required": "请选一项事项。"})
    person = forms.TypedChoiceField(label="负责人", coerce=int, error_messages={"required": "请选负责人。"})
    from_on = forms.DateField(
        label="从哪天起",
        widget=Day,
        error_messages={"required": "请填开始日期。", "invalid": "日期请写成 2026-11-22 这样。"},
    )
    to_on = forms.DateField(
        label="到哪天止",
        required=False,
        widget=Day,
        help_text="这一天起不再由他负责；不填就一直有效。",
        error_messages={"invalid": "日期请写成 2026-11-22 这样。"},
    )
    reason = forms.CharField(
        label="原因",
        max_length=200,
        help_text="如“书记外出学习，期间由组织委员负责”。",
        error_messages={"required": "请写明为什么另行指定，如“书记外出学习”。"},
    )
    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: object = None,
        *,
        rules: Iterable[tuple[str, str]],
        persons: Iterable[tuple[int, str]],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # a QueryDict or nothing
        self.fields["rule_id"].choices = [("", "请选择"), *rules]  # type: ignore[attr-defined]
        self.fields["person"].choices = [("", "请选择"), *((str(pk), name) for pk, name in persons)]  # type: ignore[attr-defined]
