"""The form of one vocabulary's words: a line a member."""

from typing import Any

from django import forms

from jishi.kernel.labels import Labelled


class WordsForm(forms.Form):
    """A field a code, blank for the standard word."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, vocabulary: type[Labelled], words: dict[str, str], version: int) -> None:
        super().__init__(data, initial={**words, "version": version})
        for member in vocabulary:
            self.fields[member.value] = forms.CharField(
                label=member.standard, max_length=20, required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": member.standard}),
            )  # fmt: skip

    @property
    def words(self) -> dict[str, str]:
        """Code → what was typed."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    @property
    def lines(self) -> list[forms.BoundField]:
        """The fields people fill, in the vocabulary's order."""
        return self.visible_fields()


class SwitchForm(forms.Form):
    """Open or shut, and which version was seen."""

    is_open = forms.BooleanField(required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
