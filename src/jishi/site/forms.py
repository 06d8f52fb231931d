"""Shape of what is typed about the whole site."""

from datetime import date

from django import forms

from jishi.site.rules import DayKind
from jishi.ui.widgets import ChipsOne, Day

_BAD = {"invalid": "日期请写成 2026-10-01 这样。"}


class DayForm(forms.Form):
    """A day or several in a row."""

    first = forms.DateField(label="第一天", widget=Day, error_messages={"required": "请填第一天。", **_BAD})
    last = forms.DateField(
        label="最后一天", widget=Day, required=False, help_text="只有一天的不填。", error_messages=_BAD
    )
    kind = forms.ChoiceField(label="类型", choices=DayKind.choices(), widget=ChipsOne, initial=DayKind.REST)
    name = forms.CharField(
        label="节日", max_length=20, help_text="如：国庆节", error_messages={"required": "请写节日，如“国庆节”。"}
    )
    basis = forms.CharField(label="依据", max_length=120, required=False, help_text="通知的名称或文号")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class SheetForm(forms.Form):
    file = forms.FileField(
        label="节假日表",
        help_text=".xlsx 或 .csv，有“日期”“类型”“节日”三列，一行一天。",
        error_messages={"required": "请选择文件。"},
    )


class YearForm(forms.Form):
    year = forms.IntegerField(min_value=2000, max_value=2100, required=False)

    def year_or(self, today: date) -> int:
        """The year asked for in the address; this year for none or a strange one."""
        return (self.cleaned_data.get("year") if self.is_valid() else None) or today.year
