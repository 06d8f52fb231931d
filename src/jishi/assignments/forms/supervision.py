"""Shape of what is typed about 督办通知单."""

from django import forms

from jishi.assignments.queries import CALL_SORTS, CallFilters
from jishi.assignments.rules import CallState
from jishi.ui.fields import Edit, New, day, number, words


class CallForm(New):
    """A new note: about which late tasks, what is demanded, by when it is answered."""

    filled_by = {"tasks": "tasks"}
    tasks = forms.TypedMultipleChoiceField(
        label="督办的逾期任务", coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选要督办的任务。"},
    )  # fmt: skip
    demands = words("督办要求", 1000, rows=4, required=True, help_text="要做到什么，什么时候办完，答复时说明什么。")
    working_days = number("几个工作日内答复", 1, 60, required=False, help_text="从今天起算，节假日和调休算在内。")
    answer_by = day("或者写答复期限", required=False, help_text="填了日期，上面的工作日数留空。")


class AnswerForm(Edit):
    """What the organisation says."""

    answer = words(
        "答复", 2000, rows=5, required=True, help_text="已经做了什么；还没有做到的，写清原因、打算和办完的日期。"
    )


class OutcomeForm(Edit):
    """What comes of a note."""

    outcome = words("处理意见", 500, rows=3, required=True)


class WithdrawForm(Edit):
    """Why a note is taken back."""

    outcome = words("撤回原因", 500, rows=2, required=True)


class CallFilterForm(forms.Form):
    """The address of the list; what makes no sense is left out."""

    state = forms.ChoiceField(
        required=False, choices=[("", ""), ("late", "逾期"), ("all", "全部"), *CallState.choices()]
    )
    find = forms.CharField(required=False, max_length=60)
    org = forms.IntegerField(required=False)
    sort = forms.ChoiceField(required=False, choices=[("", "due"), *((name, name) for name in CALL_SORTS)])

    def value(self) -> CallFilters:
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        return CallFilters(**asked)
