"""The parts of the record form: shape only. What is right or wrong is `rules`' business."""

from typing import Any

from django import forms

from jishi.activities.queries import Prefill
from jishi.activities.rules import (
    FollowUp,
    ItemInput,
    Motion,
    SpecialSubject,
    TaskInput,
    VoteMethod,
    kinds_for,
)
from jishi.files.forms import UploadField
from jishi.files.rules import SCANS, FileKind
from jishi.ui.widgets import ChipsMany, Clock, Day

OUTSIDE = "名册外的人，写姓名和职务"


def day_field(label: str, *, required: bool = False, help_text: str = "") -> forms.DateField:
    """A day, typed or picked."""
    return forms.DateField(label=label, required=required, help_text=help_text, widget=Day)


def time_field(label: str) -> forms.TimeField:
    """A time of day to the minute; optional. It stands beside the day, under one visible label."""
    return forms.TimeField(label=label, required=False, widget=Clock({"class": "s", "aria-label": label}))


def text_field(label: str, longest: int, *, required: bool = False, hint: str = "") -> forms.CharField:
    """One line of text, with an example in the empty box."""
    attrs = {"placeholder": hint} if hint else {}
    return forms.CharField(label=label, max_length=longest, required=required, widget=forms.TextInput(attrs=attrs))


def person_field(label: str, *, required: bool = False) -> forms.TypedChoiceField:
    """A person by id; blank where somebody outside the roster is meant."""
    return forms.TypedChoiceField(label=label, coerce=int, empty_value=None, required=required)


VOTE_FIELDS = {"motion", "votes_for", "votes_against", "votes_abstain", "votes_written", "resolution"}
TASK_FIELDS = {"task", "owner", "owner_note", "due_on"}


class RecordForm(forms.Form):
    """The head of a record: when, where, who led it, what it counts for."""

    kinds = forms.MultipleChoiceField(label="类别", widget=ChipsMany, error_messages={"required": "请至少选一个类别。"})
    held_on = day_field("日期", required=True)
    starts_at = time_field("开始")
    ends_at = time_field("结束")
    place = text_field("地点", 80, required=True, hint="写到房间，如：村部二楼会议室")
    is_online = forms.BooleanField(label="线上或线上线下结合", required=False)
    title = text_field("名称", 120, hint="不填就按类别和日期自动起名")
    chair = person_field("主持人")
    chair_note = text_field("主持人（名册外）", 60, hint=OUTSIDE)
    recorder = person_field("记录人")
    recorder_note = text_field("记录人（名册外）", 60, hint=OUTSIDE)
    lecturer = person_field("授课人")
    lecturer_note = text_field("授课人（名册外）", 60, hint=OUTSIDE)
    subject = forms.ChoiceField(label="专题", required=False, choices=[("", "请选择"), *SpecialSubject.choices()])
    year = forms.TypedChoiceField(label="计入年度", coerce=int, empty_value=None, required=False)
    study_minutes = forms.IntegerField(
        label="其中学习（分钟）", required=False, min_value=0, max_value=1440,
        widget=forms.NumberInput(attrs={"class": "s", "inputmode": "numeric"}),
    )  # fmt: skip
    serves = text_field("服务的中心工作或民情", 120, hint="可不填，学习本身就是目的")
    late_reason = text_field("补记原因", 200, hint="如：当时网络不通，记在纸质记录本上")
    scan = UploadField(label="签到表等扫描件", required=False, allowed=SCANS)

    def __init__(self, *args: Any, prefill: Prefill, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [("", "—"), *((str(person.person_id), person.label) for person in prefill.people)]
        for name in ("chair", "recorder", "lecturer"):
            self._choice(name).choices = people
        self._choice("kinds").choices = [(kind.value, kind.label) for kind in kinds_for(prefill.org.kind)]
        self._choice("year").choices = [("", "按召开的年份"), *((str(y), f"{y}年度") for y in prefill.years)]

    @property
    def scan_kinds(self) -> frozenset[FileKind]:
        return SCANS

    def _choice(self, name: str) -> forms.ChoiceField:
        found = self.fields[name]
        assert isinstance(found, forms.ChoiceField)
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name, word in (("chair", "主持人"), ("recorder", "记录人")):
            if name not in self.errors and not data.get(name) and not data.get(f"{name}_note"):
                self.add_error(name, f"请选{word}；名册外的人，写在下面“名册外”一格。")
        return data


class ItemForm(forms.Form):
    """One point of the agenda, with its vote and the task it gives, all but the title optional."""

    title = text_field("议题", 120, hint="如：学习……、审议……、上次议定事项落实")
    gist = forms.CharField(
        label="要点", required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "谁说了什么，不同意见也写上"}),
    )  # fmt: skip
    motion = text_field("表决事项", 200)
    method = forms.ChoiceField(label="方式", required=False, choices=VoteMethod.choices())
    votes_for = forms.IntegerField(label="赞成", required=False, min_value=0)
    votes_against = forms.IntegerField(label="不赞成", required=False, min_value=0)
    votes_abstain = forms.IntegerField(label="弃权", required=False, min_value=0)
    votes_written = forms.IntegerField(label="其中书面意见", required=False, min_value=0)
    resolution = text_field("决议内容", 300, hint="通过与否由票数算出，这里写决议的内容")
    task = text_field("交办事项", 200, hint="如：三组水渠清淤")
    owner = person_field("责任人")
    owner_note = text_field("责任人（名册外）", 60, hint=OUTSIDE)
    due_on = day_field("完成时限")
    follows = forms.IntegerField(required=False, widget=forms.HiddenInput)
    done = forms.BooleanField(label="已办结，报请验收", required=False)
    next_due = day_field("续办到")

    def __init__(self, *args: Any, prefill: Prefill, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)
        owner.choices = [("", "—"), *((str(person.person_id), person.label) for person in prefill.people)]
        self.prefill = prefill
        number = int(str(self.prefix).removeprefix("item-")) + 1
        for name, word in (("title", "议题"), ("gist", "要点")):
            self.fields[name].widget.attrs["aria-label"] = f"第{number}项{word}"

    @property
    def followed(self) -> Any:
        """The open task this row follows up; None for a row of its own."""
        value = str(self["follows"].value() or "")
        if not value.isdecimal():
            return None
        return next((task for task in self.prefill.open_tasks if task.pk == int(value)), None)

    @property
    def has_vote(self) -> bool:
        return bool(self["motion"].value() or self["votes_for"].value() or self.errors.keys() & VOTE_FIELDS)

    @property
    def has_task(self) -> bool:
        return bool(self["task"].value() or self.errors.keys() & TASK_FIELDS)

    @property
    def is_blank(self) -> bool:
        """Nothing was typed: the row is left out. A follow-up without a word about it is left out too."""
        names = ("title", "gist", "motion", "votes_for", "task", "resolution")
        filled = [self.cleaned_data.get(name) for name in names]
        if self.cleaned_data.get("follows"):
            return not self.cleaned_data.get("gist") and not self.cleaned_data.get("done")
        return not any(filled)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("task") and not data.get("owner") and not data.get("owner_note"):
            self.add_error("owner", "请选责任人；名册外的人，写在下面一格。")
        if data.get("follows") and data.get("done") and not data.get("gist"):
            self.add_error("gist", "报办结的，请写一句办成了什么。")
        if data.get("motion") and data.get("votes_for") is None and "votes_for" not in self.errors:
            self.add_error("votes_for", "请填赞成票数。")
        return data

    def item(self) -> ItemInput:
        """The typed item; call only once valid."""
        data = self.cleaned_data
        motion = None
        if data["motion"] or data["votes_for"] is not None:
            motion = Motion(
                text=data["motion"],
                method=VoteMethod(data["method"] or VoteMethod.SHOW_OF_HANDS),
                votes_for=data["votes_for"] or 0,
                votes_against=data["votes_against"] or 0,
                votes_abstain=data["votes_abstain"] or 0,
                written=data["votes_written"] or 0,
            )
        task = None
        if data["task"]:
            task = TaskInput(data["task"], data["owner"], "" if data["owner"] else data["owner_note"], data["due_on"])
        follows = None
        if data["follows"]:
            follows = FollowUp(data["follows"], data["done"], data["next_due"])
        return ItemInput(data["title"], data["gist"].strip(), motion, data["resolution"], task, follows)


class GuestForm(forms.Form):
    name = text_field("姓名", 60, hint="姓名")
    note = text_field("单位及职务", 80, hint="单位及职务，如：入党积极分子、村民代表")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = int(str(self.prefix).removeprefix("guest-")) + 1
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"第{number}位列席人{field.label}"


class ReasonForm(forms.Form):
    """Why a confirmed record is corrected or taken back, and which version was seen."""

    reason = forms.CharField(
        label="原因", max_length=200, widget=forms.TextInput, error_messages={"required": "请写明原因。"}
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
