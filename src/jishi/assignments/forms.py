"""Shape of what is typed about tasks."""

from typing import Any

from django import forms

from jishi.assignments.queries import SORTS, Filters
from jishi.assignments.rules import State
from jishi.orgs.rules import DIVIDED
from jishi.ui.widgets import Day


class NoteForm(forms.Form):
    """A step of a task: what was done, or what is missing, in a sentence; and which version was seen."""

    note = forms.CharField(
        label="说明", max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "用一两句话写清楚"}),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


class AssignForm(forms.Form):
    """A new task: for which organisation, what, who, by when."""

    org = forms.TypedChoiceField(label="党组织", coerce=int)
    work = forms.ChoiceField(
        label="属于哪项工作", required=False, help_text="选了的，责任人先填分管这项工作的同志；不选的先填第一责任人。",
        choices=lambda: [("", "不选"), *((field.value, field.label) for field in DIVIDED)],
    )  # fmt: skip
    title = forms.CharField(
        label="要办的事", max_length=200, widget=forms.TextInput(attrs={"placeholder": "如：三组水渠清淤"}),
        error_messages={"required": "请写清要办的事。"},
    )  # fmt: skip
    owner = forms.TypedChoiceField(label="责任人", coerce=int, empty_value=None, required=False)
    owner_note = forms.CharField(
        label="责任人（名册外）", max_length=60, required=False,
        widget=forms.TextInput(attrs={"placeholder": "名册外的人，写姓名和职务"}),
    )  # fmt: skip
    due_on = forms.DateField(label="完成时限", required=False, widget=Day)
    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, orgs: list[tuple[int, str]], people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        org, owner = self.fields["org"], self.fields["owner"]
        assert isinstance(org, forms.ChoiceField)
        assert isinstance(owner, forms.ChoiceField)
        org.choices = [(str(pk), name) for pk, name in orgs]
        owner.choices = [("", "—"), *((str(pk), name) for pk, name in people)]


class FilterForm(forms.Form):
    """The address of the list. What makes no sense is left out, so that an old link still shows something."""

    state = forms.ChoiceField(required=False, choices=[("", "没有办完"), ("late", "逾期"), *State.choices()])
    find = forms.CharField(required=False, max_length=60)
    mine = forms.BooleanField(required=False)
    org = forms.IntegerField(required=False)
    due_from = forms.DateField(required=False)
    due_to = forms.DateField(required=False)
    sort = forms.ChoiceField(required=False, choices=[("", "due"), *((name, name) for name in SORTS)])

    def value(self) -> Filters:
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        return Filters(**asked)
