"""The fields most forms are made of, and the forms that make or change something kept."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms

from jishi.ui.widgets import ChipsOne

type Choices = Sequence[tuple[str, str]]


FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"]


def day(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """A date; typed in any usual shape where the browser has no calendar of its own."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        input_formats=FORMATS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": f"请填写{label}。", "invalid": "日期请写成 2026-07-01 这样。"},
    )


def text(label: str, length: int, *, required: bool = False, help_text: str = "", listed: str = "") -> forms.CharField:
    """A line of text; `listed` names the datalist with suggestions."""
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        help_text=help_text,
        widget=forms.TextInput(attrs={"list": listed, "autocomplete": "off"} if listed else {}),
        error_messages={"required": f"请填写{label}。"},
    )


def choice(
    label: str, choices: Callable[[], list[tuple[str, str]]], *, required: bool = True, help_text: str = ""
) -> forms.ChoiceField:
    """One of a set, in the site's words of the day; blank first."""
    return forms.ChoiceField(
        label=label,
        choices=lambda: [("", "请选择" if required else "不填"), *choices()],
        required=required,
        help_text=help_text,
        error_messages={"required": f"请选择{label}。"},
    )


def number(label: str, least: int, most: int, *, required: bool = True, help_text: str = "") -> forms.IntegerField:
    """A whole number within bounds."""
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        required=required,
        help_text=help_text,
        error_messages={
            "required": f"请填写{label}。",
            "invalid": f"{label}要写整数。",
            "min_value": f"{label}不能小于 {least}。",
            "max_value": f"{label}不能大于 {most}。",
        },
    )


_AMOUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d*))?", re.ASCII)


class MoneyField(forms.Field):
    """元 as people write it — with separators of thousands, signs of an input method, 元 or ¥ around it —, kept as a whole
    number of 分. Nothing typed is nothing spent: 0."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, label: str, *, most: int, **more: Any) -> None:
        super().__init__(label=label, **more)
        self.most = most

    def prepare_value(self, value: Any) -> Any:
        return (f"{value // 100}.{value % 100:02}" if value else "") if isinstance(value, int) else value

    def to_python(self, value: Any) -> int:
        plain = unicodedata.normalize("NFKC", value or "").replace("。", ".")
        plain = "".join(plain.split()).removeprefix("¥").removesuffix("元")
        if not plain:
            return 0
        found = _AMOUNT.fullmatch(plain)
        if found is None:
            raise forms.ValidationError("金额请写成 1200.50 这样，单位是元。")
        whole, rest = found[1].replace(",", ""), (found[2] or "").rstrip("0")
        if len(rest) > 2:
            raise forms.ValidationError("金额最多写到分，小数点后两位。")
        fen = int(whole) * 100 + int(rest.ljust(2, "0"))
        if fen > self.most:
            raise forms.ValidationError(f"金额不能大于 {self.most // 100:,} 元。")
        return fen

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise forms.ValidationError(f"请填写{self.label}。")


def money(label: str, *, most: int = 10_000_000_000, required: bool = True, help_text: str = "") -> MoneyField:
    """An amount in 元, as 分; `most` in 分."""
    return MoneyField(f"{label}（元）", most=most, required=required, help_text=help_text)


def words(label: str, length: int, *, rows: int = 2, required: bool = False, help_text: str = "") -> forms.CharField:
    """Several lines of text."""
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": f"请填写{label}。", "max_length": f"{label}最多 {length} 个字。"},
    )


class RowField(forms.TypedChoiceField):
    """One of the rows offered by the page, as its id; None for none."""

    def __init__(self, **words: Any) -> None:
        super().__init__(coerce=int, empty_value=None, **words)


def picked(label: str, *, required: bool = True, help_text: str = "") -> RowField:
    """One of the rows given later."""
    return RowField(
        label=label, required=required, help_text=help_text, error_messages={"required": f"请选择{label}。"}
    )


def chips(
    label: str, choices: Choices, *, initial: str = "", required: bool = True, help_text: str = ""
) -> forms.ChoiceField:
    """One of a few, in sight."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        initial=initial,
        required=required,
        help_text=help_text,
        widget=ChipsOne,
        error_messages={"required": f"请选择{label}。"},
    )


class Choosing(forms.Form):
    """A form whose choices come from the page: what it offers under a word (`people`, `records`) fills the fields that `filled_by` gives that word."""

    filled_by: dict[str, str] = {}

    def __init__(self, *args: Any, offers: Mapping[str, Choices] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kind in self.filled_by.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            blank = (
                [] if isinstance(field, forms.MultipleChoiceField) else [("", "请选择" if field.required else "不选")]
            )
            field.choices = [*blank, *((offers or {}).get(kind, ()))]


class New(Choosing):
    """Makes something once."""

    submission = forms.UUIDField(widget=forms.HiddenInput)


class Edit(Choosing):
    """Changes what was opened at a version."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def fresh(**initial: object) -> dict[str, object]:
    """What a form starts with that makes something: a number of its own, so that sending it twice makes one."""
    return {"submission": str(uuid4())} | initial


def values(form: forms.Form) -> dict[str, Any]:
    """What was typed, by the verbs' own words: a row picked by its id is `…_id`."""
    return {
        f"{name}_id" if isinstance(form.fields[name], RowField) else name: value
        for name, value in form.cleaned_data.items()
    }
