"""Forms of notices. Shape only."""

from django import forms


class MailForm(forms.Form):
    """Where a person wants reminders by mail."""

    address = forms.CharField(
        label="邮箱",
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="只用来发给您本人的提醒，封存保管，别人看不到；随时可以去掉。",
        error_messages={"required": "请写邮箱地址。"},
    )
