"""Forms of notices and of a 公示. Shape only."""

from django import forms

from jishi.ui.fields import Edit, New, chips, day, text, words


class MailForm(forms.Form):
    """Where a person wants reminders by mail."""

    address = forms.CharField(
        label="邮箱",
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="只用来发给您本人的提醒，封存保管，别人看不到；随时可以去掉。",
        error_messages={"required": "请写邮箱地址。"},
    )


class ShowForm(Edit):
    """How something opened at a version is shown."""

    from_on = day("公示起")
    to_on = day("公示止", help_text="不少于5个工作日，照放假安排算。")
    shown_where = text("公示地点和方式", 120, required=True, help_text="如“村务公开栏、本平台”。")
    contact = text("受理单位、电话和地址", 120, required=True)


class ObjectionForm(New):
    on = day("收到日期")
    text = words(
        "反映的内容",
        300,
        required=True,
        help_text="只写内容，不写反映人。涉及违纪违法的，原件直接转纪检机关，这里只写“已转”。",
    )


class ObjectionAnswerForm(forms.Form):
    is_upheld = chips("核实结果", [("no", "不属实"), ("yes", "属实")])
    answer = words("核实和答复", 300, required=True)


class ConclusionForm(forms.Form):
    conclusion = text("公示结果", 300, required=True, help_text="如“没有收到反映”。")
