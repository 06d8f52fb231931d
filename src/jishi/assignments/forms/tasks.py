"""Shape of what is typed about tasks and their parts."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField

from jishi.assignments.queries import SORTS, Filters, Offer
from jishi.assignments.rules import State, categories
from jishi.ui.fields import Edit, New, choice, day, number, picked, text, words
from jishi.ui.widgets import Day

BY_NAMES = "本组织的人写姓名，下级组织写名称，逐个用顿号隔开；名册外的人写姓名和单位。"


class NoteForm(forms.Form):
    """A step of a task: what was done, or what is missing, in a sentence; and which version was seen."""

    note = forms.CharField(
        label="说明", max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "用一两句话写清楚"}),
    )  # fmt: skip
    without_parts = text("不等分任务办完的原因", 100, help_text="分任务还没有验收完，确实不用等的才填。")
    version = forms.IntegerField(widget=forms.HiddenInput)


class PaperForm(forms.Form):
    """A file that shows what was done."""

    file = forms.FileField(
        label="文件", help_text="照片、扫描件、文档都可以。严禁上传涉密内容。",
        error_messages={"required": "请选择文件。", "empty": "这个文件是空的。"},
    )  # fmt: skip


class AssignForm(forms.Form):
    """A new task: for which organisation, what, who, by when."""

    org = forms.TypedChoiceField(label="党组织", coerce=int)
    work = forms.ChoiceField(
        label="任务类别", required=False, help_text="选了的，责任人先填分管这项工作的同志；不选的先填第一责任人。",
        choices=lambda: [("", "不选"), *categories()],
    )  # fmt: skip
    title = forms.CharField(
        label="要办的事", max_length=200, widget=forms.TextInput(attrs={"placeholder": "如：三组水渠清淤"}),
        error_messages={"required": "请写清要办的事。"},
    )  # fmt: skip
    measures = words("具体措施和标准", 2000, help_text="做到什么程度算办好。")
    owner = forms.TypedChoiceField(label="责任人", coerce=int, empty_value=None, required=False)
    owner_note = forms.CharField(
        label="责任人（名册外）", max_length=60, required=False,
        widget=forms.TextInput(attrs={"placeholder": "名册外的人，写姓名和职务"}),
    )  # fmt: skip
    leader = forms.TypedChoiceField(label="责任领导", coerce=int, empty_value=None, required=False)
    helpers = text("协办", 300, help_text=BY_NAMES)
    due_on = forms.DateField(label="完成时限", required=False, widget=Day)
    working_days = number("或者几个工作日内", 1, 250, required=False, help_text="从今天起算，节假日和调休算在内。")
    submission = forms.UUIDField(widget=forms.HiddenInput)
    origin = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, orgs: list[tuple[int, str]], people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, blank, found in (("org", [], orgs), ("owner", [("", "—")], people), ("leader", [("", "—")], people)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*blank, *((str(pk), word) for pk, word in found)]


class AmendForm(Edit):
    """What a task asks for, and by when."""

    filled_by = {"leader": "people"}
    title = text("要办的事", 200, required=True)
    category = choice("任务类别", categories, required=False)
    measures = words("具体措施和标准", 2000, rows=3)
    leader = picked("责任领导", required=False)
    helpers = text("协办", 300, help_text=BY_NAMES)
    due_on = day("完成时限", required=False)
    working_days = number(
        "改为几个工作日内", 1, 250, required=False, help_text="从今天起算。填了这一项，先把上面的日期清空。"
    )
    note = text("修改原因", 200, help_text="改时限的要写。")


class SplitForm(New):
    """The parts of a task: one row an organisation, taken or not."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, given: Sequence[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.given = given
        for offer in given:
            pk = offer.org.pk
            name = offer.org.name
            pick = forms.CheckboxInput({"aria-label": f"分给{name}"})
            self.fields[f"pick_{pk}"] = forms.BooleanField(required=False, initial=offer.is_usual, widget=pick)
            owner = forms.TextInput({"aria-label": f"{name}责任人", "size": 12})
            self.fields[f"owner_{pk}"] = forms.CharField(
                required=False, max_length=60, initial=offer.owner, widget=owner
            )
            due = Day({"aria-label": f"{name}时限"})
            self.fields[f"due_{pk}"] = forms.DateField(required=False, widget=due)
            title = forms.TextInput({"aria-label": f"{name}事项", "size": 30})
            self.fields[f"title_{pk}"] = forms.CharField(required=False, max_length=200, widget=title)

    @property
    def rows(self) -> Iterator[tuple[Offer, BoundField, BoundField, BoundField, BoundField]]:
        """Each organisation with its four fields."""
        for offer in self.given:
            pick, owner, due, title = (self[f"{name}_{offer.org.pk}"] for name in ("pick", "owner", "due", "title"))
            yield offer, pick, owner, due, title

    @property
    def taken(self) -> list[tuple[Offer, str, Any, str]]:
        """The organisations that get a part: (offer, owner's name, day, title)."""
        got = self.cleaned_data
        return [
            (offer, got[f"owner_{pk}"].strip(), got[f"due_{pk}"], got[f"title_{pk}"])
            for offer in self.given
            for pk in [offer.org.pk]
            if got[f"pick_{pk}"]
        ]


class FilterForm(forms.Form):
    """The address of the list. What makes no sense is left out, so that an old link still shows something."""

    state = forms.ChoiceField(
        required=False, choices=[("", "没有办完"), ("late", "逾期"), ("judge", "待我验收"), *State.choices()]
    )
    find = forms.CharField(required=False, max_length=60)
    mine = forms.BooleanField(required=False)
    category = forms.ChoiceField(required=False, choices=lambda: [("", ""), *categories()])
    org = forms.IntegerField(required=False)
    whole = forms.IntegerField(required=False)
    due_from = forms.DateField(required=False)
    due_to = forms.DateField(required=False)
    sort = forms.ChoiceField(required=False, choices=[("", "due"), *((name, name) for name in SORTS)])

    def value(self) -> Filters:
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        return Filters(**asked)
