"""The forms of plans. Shape only."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from jishi.activities.queries import Choice
from jishi.activities.rules import Kind, PlanInput, SpecialSubject, kinds_for, months_of_plan
from jishi.ui.widgets import ChipsMany, Clock, Day


def month_choices(year: int) -> list[tuple[str, str]]:
    """The months a plan of `year` may name; those after its end say their year."""
    return [
        (f"{month:%Y-%m}", f"{month.month}月" if month.year == year else f"{month.year}年{month.month}月")
        for month in months_of_plan(year)
    ]


def month_of(code: str) -> date:
    """The first day of the month of a choice."""
    return date(int(code[:4]), int(code[5:7]), 1)


def _text(label: str, longest: int, *, hint: str = "", required: bool = False, wrong: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, required=required,
        widget=forms.TextInput(attrs={"placeholder": hint} if hint else {}),
        error_messages={"required": wrong} if wrong else None,
    )  # fmt: skip


class EntryForm(forms.Form):
    """One entry of a plan."""

    org = forms.TypedChoiceField(label="由谁开展", coerce=int)
    title = _text("工作内容", 120, hint="如：学习党的二十届四中全会精神主题党日", required=True, wrong="请写工作内容。")
    month = forms.ChoiceField(label="计划月份")
    day = forms.DateField(label="日期", required=False, widget=Day, help_text="没有定下来可以不填。")
    starts_at = forms.TimeField(label="时间", required=False, widget=Clock)
    kinds = forms.MultipleChoiceField(label="形式", required=False, widget=ChipsMany)
    subject = forms.ChoiceField(label="专题", required=False, choices=[("", "不是专题会议"), *SpecialSubject.choices()])
    measures = forms.CharField(
        label="措施", required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "怎么做、请谁参加、准备什么材料"}),
    )  # fmt: skip
    place = _text("地点", 80, hint="如：村部二楼会议室")
    owner = forms.TypedChoiceField(label="责任人", coerce=int, empty_value=None, required=False)
    owner_note = _text("责任人（名册外）", 60, hint="名册外的人，写姓名和职务")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        year: int,
        org_kind: str,
        orgs: Sequence[tuple[int, str]],
        people: Sequence[Choice],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        self._choice("org").choices = [(str(pk), name) for pk, name in orgs]
        self._choice("month").choices = month_choices(year)
        kinds = dict.fromkeys(kinds_for(org_kind))
        if len(orgs) > 1:
            kinds[Kind.PARTY_GROUP_MEETING] = None
        self._choice("kinds").choices = [(kind.value, kind.label) for kind in kinds]
        self._choice("owner").choices = [("", "—"), *((str(p.person_id), p.label) for p in people)]
        if len(orgs) == 1:
            self.fields["org"].widget = forms.HiddenInput()
        if Kind.SPECIAL_MEETING not in kinds:
            del self.fields["subject"]

    def _choice(self, name: str) -> forms.ChoiceField:
        found = self.fields[name]
        assert isinstance(found, forms.ChoiceField)
        return found

    def entry(self) -> PlanInput:
        """The typed input; call only once valid."""
        data = self.cleaned_data
        return PlanInput(
            org_id=data["org"],
            year=self.year,
            month=month_of(data["month"]),
            title=data["title"],
            kinds=tuple(Kind(code) for code in data["kinds"]),
            subject=SpecialSubject(data["subject"]) if data.get("subject") else None,
            day=data["day"],
            starts_at=data["starts_at"],
            place=data["place"],
            measures=data["measures"],
            owner_id=data["owner"],
            owner_note="" if data["owner"] else data["owner_note"],
        )


def typed_entry(entry: PlanInput, **extra: object) -> dict[str, object]:
    """A stored entry as the form shows it."""
    return {
        "org": entry.org_id,
        "title": entry.title,
        "month": f"{entry.month:%Y-%m}",
        "day": entry.day,
        "starts_at": entry.starts_at,
        "kinds": [kind.value for kind in entry.kinds],
        "subject": entry.subject or "",
        "measures": entry.measures,
        "place": entry.place,
        "owner": entry.owner_id,
        "owner_note": entry.owner_note,
        **extra,
    }


class WhyForm(forms.Form):
    """Why something is given up, and which version was seen."""

    reason = _text("原因", 200, required=True, wrong="请写明原因。", hint="如：与镇里的培训同一天，改在下月一并开展")
    version = forms.IntegerField(widget=forms.HiddenInput)


class WaysForm(forms.Form):
    """How a layout spreads the year."""

    theme_day = forms.IntegerField(
        label="主题党日固定在每月几日", required=False, min_value=0, max_value=31,
        widget=forms.NumberInput(attrs={"class": "s", "inputmode": "numeric"}), help_text="没有固定日子的，留空或填0。",
    )  # fmt: skip
    quarter_month = forms.TypedChoiceField(
        label="党员大会放在每季度的", coerce=int, empty_value=None, required=False,
        choices=[("1", "第1个月"), ("2", "第2个月"), ("3", "第3个月")],
    )  # fmt: skip


def picked(values: Sequence[str]) -> list[tuple[int, int]]:
    """Ticked rows as (id, version); what is not of this shape is left out."""
    pairs = (value.partition(":") for value in values)
    return [(int(pk), int(version)) for pk, _, version in pairs if pk.isdecimal() and version.isdecimal()]
