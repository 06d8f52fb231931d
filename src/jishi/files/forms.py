"""The form field of every upload."""

from typing import Any

from django import forms

from jishi.files.rules import GENERAL, FileKind

WARNING = "严禁上传涉密内容。"


class UploadField(forms.FileField):
    """A file of the kinds `allowed`, which the browser's chooser offers first. Says the warning that every upload must
    carry, and which kinds are taken."""

    def __init__(self, *, allowed: frozenset[FileKind] = GENERAL, help_text: str = "", **kwargs: Any) -> None:
        taken = "、".join(k.value for k in FileKind if k in allowed)
        accept = ",".join(f".{k.value}" for k in FileKind if k in allowed)
        if FileKind.JPG in allowed:
            accept += ",.jpeg"
        kwargs.setdefault("widget", forms.ClearableFileInput(attrs={"accept": accept}))
        kwargs.setdefault("error_messages", {"required": "请选择文件。", "empty": "文件是空的，请重新选择。"})
        super().__init__(help_text=f"{help_text}可用 {taken}。{WARNING}", **kwargs)
        self.allowed = allowed
