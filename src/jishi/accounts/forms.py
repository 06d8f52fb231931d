"""Shapes of what is typed at the door."""

from django import forms

MIN_LENGTH = 10


def _password(label: str, *, autocomplete: str, help_text: str = "", missing: str) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    # Blanks at the ends are part of a password.
    return forms.CharField(
        label=label,
        widget=widget,
        max_length=200,
        strip=False,
        help_text=help_text,
        error_messages={"required": missing},
    )


class SignInForm(forms.Form):
    username = forms.CharField(
        label="登录名",
        max_length=40,
        error_messages={"required": "请填写登录名。"},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "off", "autofocus": True}),
    )
    password = _password("密码", autocomplete="current-password", missing="请填写密码。")


class UnlockForm(forms.Form):
    password = _password("密码", autocomplete="current-password", missing="请填写密码。")


class PasswordForm(forms.Form):
    old_password = _password("原密码", autocomplete="current-password", missing="请填写原密码。")
    new_password = _password(
        "新密码",
        autocomplete="new-password",
        missing="请填写新密码。",
        help_text=f"不少于 {MIN_LENGTH} 个字符，不能全是数字，也不要用常见的密码。例如一句只有自己知道的话的拼音。",
    )
    repeated_password = _password("再填一遍新密码", autocomplete="new-password", missing="请再填一遍新密码。")

    def clean_repeated_password(self) -> str:
        repeated = str(self.cleaned_data["repeated_password"])
        if repeated != self.cleaned_data.get("new_password"):
            raise forms.ValidationError("两次填写的新密码不一样。")
        return repeated
