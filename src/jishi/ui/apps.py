from django import forms
from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "jishi.ui"
    verbose_name = "界面"

    def ready(self) -> None:
        """A sentence that says what to do, in place of Django's “这个字段是必填项”."""
        forms.Field.default_error_messages["required"] = "请填写这一项。"
