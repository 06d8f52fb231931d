"""The upload of a layout. Shape only."""

from collections.abc import Sequence
from typing import Any

from django import forms

from jishi.files.forms import UploadField
from jishi.files.rules import FileKind
from jishi.papers.layouts import PAPERS


class LayoutForm(forms.Form):
    """`orgs` are those the actor may upload for."""

    paper = forms.ChoiceField(label="表册", choices=list(PAPERS.items()))
    org = forms.TypedChoiceField(
        label="适用于", coerce=int, help_text="对所选组织和它的全部下级有效；下级另有表样的，用下级的。"
    )
    file = UploadField(label="表样文件", allowed=frozenset({FileKind.DOCX}))

    def __init__(self, *args: Any, orgs: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].choices = orgs  # type: ignore[attr-defined]
