"""Shapes of what is typed about elections."""

from typing import Any

from django import forms

from jishi.ballots.queries import STAGES, ClockFilters
from jishi.ballots.rules import STEPS, ElectionKind
from jishi.orgs.rules import Sector
from jishi.ui.fields import choice, day, text
from jishi.ui.widgets import ChipsMany

WAVE_SECTORS = (Sector.VILLAGE, Sector.COMMUNITY)


class VersionedForm(forms.Form):
    """Changes an election that was opened at a version."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ApprovedDay(forms.Form):
    """A day for the meeting, with the superior's paper where it lies outside the term."""

    meeting_on = day("选举大会日期", help_text="各步骤从这一天往前推算。")
    approval = text("延期或提前的批复", 120, help_text="在任期届满日以后开会的必须填，如“和党组〔2026〕12号”。")
    beyond_a_year = forms.BooleanField(label="批复超过一年", required=False, help_text="提前、延期一般不超过一年。")


def _count(label: str, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=400,
        help_text=help_text,
        error_messages={
            "invalid": f"{label}要写整数。",
            "min_value": f"{label}至少 1 人。",
            "max_value": f"{label}太多了，请核对。",
        },
    )


class StartForm(ApprovedDay):
    submission = forms.UUIDField(widget=forms.HiddenInput)
    kind = choice("选举类别", ElectionKind.choices)
    basis = text("依据", 120, help_text="通知或请示的文号，可以以后再填。")
    seats = _count("委员名额", "党支部委员会一般 3 至 5 人，最多不超过 7 人；还没定的先空着。")
    candidates = _count("候选人名额", "差额不少于应选人数的五分之一。")
    field_order = ["submission", "kind", "meeting_on", "approval", "beyond_a_year", "basis", "seats", "candidates"]


class MoveForm(VersionedForm, ApprovedDay):
    pass


class StepForm(VersionedForm):
    done_on = day("办结日期", required=False, help_text="清空就是撤回办结。")
    note = text("办理情况", 300, help_text="文号、会议或经手人，如“和党请〔2026〕8号”。")


class StepDayForm(VersionedForm):
    latest_on = day("最晚日期", required=False, help_text="清空就恢复按大会日期推算。")
    why = text("改期原因", 200)


class CancelForm(VersionedForm):
    why = text("取消原因", 200, required=True)


class LeadForm(VersionedForm):
    """Who helps, and whether it is a difficult one."""

    helper = forms.TypedChoiceField(label="联系帮助人", coerce=int, empty_value=None, required=False)
    is_difficult = forms.BooleanField(
        label="列为重点、难点", required=False, help_text="只有上级看得到，本组织和下级看不到。"
    )
    difficulty = text("难在哪里", 200, help_text="只有上级看得到。")

    def __init__(self, *args: Any, helpers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["helper"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "不指定"), *helpers]


class WaveForm(forms.Form):
    """A notice for all villages or communities, with the latest day of each step where the notice sets one."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    issuer = forms.TypedChoiceField(label="部署组织", coerce=int, error_messages={"required": "请选择部署组织。"})
    title = text("名称", 80, required=True, help_text="如“2026年村（社区）党组织换届”。")
    basis = text("通知文号或名称", 120, required=True)
    sectors = forms.MultipleChoiceField(
        label="涉及的领域",
        choices=lambda: [(s.value, s.label) for s in WAVE_SECTORS],
        widget=ChipsMany,
        error_messages={"required": "请选择涉及的领域。"},
    )
    meetings_by = day("选举大会最晚日期", help_text="各组织可以在这一天以前自定日期。")

    def __init__(self, *args: Any, issuers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["issuer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = issuers
        for step in STEPS:
            if ElectionKind.TERM in step.kinds and step.code not in ("remind", "meeting"):
                self.fields[f"day_{step.code}"] = day(step.title, required=False)

    @property
    def days(self) -> dict[str, Any]:
        """The days the notice sets, by code of the step."""
        return {
            name.removeprefix("day_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("day_") and value
        }

    @property
    def step_fields(self) -> list[forms.BoundField]:
        """The fields of the steps, to be shown apart."""
        return [self[name] for name in self.fields if name.startswith("day_")]

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """The rest, hidden ones left out."""
        return [
            self[name]
            for name, field in self.fields.items()
            if not name.startswith("day_") and not field.widget.is_hidden
        ]


class ClockFilterForm(forms.Form):
    q = forms.CharField(required=False, max_length=60)
    stage = forms.ChoiceField(required=False, choices=[("", "全部"), *STAGES.items()])

    def value(self) -> ClockFilters:
        """What the address asks for; what it cannot mean counts as not asked."""
        self.is_valid()
        return ClockFilters(q=self.cleaned_data.get("q", ""), stage=self.cleaned_data.get("stage", ""))
