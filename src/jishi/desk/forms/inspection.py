"""Shapes of what is typed about an inspection list."""

from typing import Any

from django import forms

from jishi.files.forms import UploadField
from jishi.files.rules import FileKind
from jishi.ui.fields import Edit, New, day, text, words
from jishi.ui.widgets import ChipsMany


class ListForm(New):
    title = text("名称", 100, required=True, help_text="如“2026年党建工作检查调阅清单”。")
    asked_by = text("谁来调阅", 80, required=True, help_text="单位名称，如“县委组织部”。")
    basis = text("依据", 200, help_text="通知的文号或名称；没有的空着。")
    received_on = day("收到日期")
    text = words("清单", 20_000, rows=10, help_text="一行一项，直接粘贴。序号会自动去掉。")
    upload = UploadField(
        label="或上传清单文件", required=False, allowed=frozenset({FileKind.XLSX, FileKind.DOCX, FileKind.TXT})
    )


class ItemForm(Edit):
    """Where to look: one group of chips for each of the platform's own."""

    first_on = day("期间起")
    last_on = day("期间止")

    def __init__(self, *args: Any, groups: list[tuple[str, list[tuple[str, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = set(kwargs.get("initial", {}).get("keys", ()))
        self.groups = len(groups)
        for number, (label, choices) in enumerate(groups):
            self.fields[f"keys_{number}"] = forms.MultipleChoiceField(
                label=label, choices=choices, required=False, widget=ChipsMany,
                initial=[code for code, _ in choices if code in chosen],
            )  # fmt: skip

    def keys(self) -> list[str]:
        """Everything that was chosen."""
        return [key for number in range(self.groups) for key in self.cleaned_data[f"keys_{number}"]]
