"""Form widgets of the house: plain HTML that needs no script, written by `rendering`."""

from django import forms

from jishi.ui.rendering import CHIPS


class ChipsOne(forms.RadioSelect):
    """One of a few, as a row of chips. The field needs an id, which every Django form gives it."""

    template_name = CHIPS


class ChipsMany(forms.CheckboxSelectMultiple):
    """Any of a few, as a row of chips."""

    template_name = CHIPS


class Day(forms.DateInput):
    """A date as the browser's own field; it also takes 2026-11-22 typed in."""

    input_type = "date"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class Clock(forms.TimeInput):
    """A time of day, hours and minutes."""

    input_type = "time"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs=attrs, format="%H:%M")
