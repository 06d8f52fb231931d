"""What is asked before a roster leaves with sealed fields in the clear. Shape only."""

from django import forms


class RosterForm(forms.Form):
    """`ending` is the file wanted."""

    reason = forms.CharField(label="用途", max_length=200, help_text="会写入操作日志，例如：报县委组织部核对名册。")
    ending = forms.ChoiceField(label="文件", choices=[("xlsx", "Excel 表格"), ("docx", "Word 文件")])
