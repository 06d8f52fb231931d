"""Shapes of what is typed about organisations."""

from datetime import date
from typing import Any

from django import forms

from jishi.orgs.queries.terms import SORTS, TermFilters
from jishi.orgs.rules import DIVIDED, OrgKind, PostKind, Sector, TermPlace, UnitNature, WorkField
from jishi.ui.fields import choice, day, text
from jishi.ui.widgets import ChipsMany


def day_asked(text: str, otherwise: date) -> date:
    """A day from the address; anything that is not one, or has not come, is `otherwise`, the present."""
    found = day_or_none(text)
    return min(found, otherwise) if found else otherwise


def day_or_none(text: str) -> date | None:
    """A day from the address; None for anything that is not one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def basis() -> forms.CharField:
    """The paper a change rests on."""
    return text("依据", 200, required=True, help_text="批复、决定或会议，如“和党组〔2026〕12号”。")


class VersionForm(forms.Form):
    """An edit form: it knows which version of the organisation it was opened on."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class CreateForm(forms.Form):
    submission = forms.UUIDField(widget=forms.HiddenInput)
    name = text("党组织名称", 120, required=True, help_text="全称，如“中共和平镇红旗村支部委员会”或“红旗村党支部”。")
    kind = choice("组织类别", OrgKind.choices)
    short_name = text("简称", 40, help_text="在工作台和表格里显示，可以不填。")
    code = text("党组织编码", 20, help_text="照批复或全国系统填写，前面的 0 保留。")
    nature = choice("单位性质类别", UnitNature.choices, required=False, help_text="决定所属领域；党小组不填。")
    founded_on = day("建立日期", required=False, help_text="不清楚的先空着，以后可以补。")
    basis = text("依据", 200, help_text="批复文号，如“和党组〔2026〕12号”。")


class EditForm(VersionForm):
    short_name = text("简称", 40)
    code = text("党组织编码", 20, help_text="前面的 0 保留。")
    founded_on = day("建立日期", required=False)
    duties_from = day("事项起算日", help_text="组织生活从这一天起计应办事项，以前的不算漏。")
    sector = choice(
        "领域",
        Sector.choices,
        required=False,
        help_text="不选时随所在单位的性质；离退休、流动党员、项目工程请在这里选。",
    )
    phone = text("联系电话", 40, help_text="固定电话带区号。")
    address = text("通讯地址", 120)
    place = text("常用会议地点", 80, help_text="记录会议时自动带出。")


class RenameForm(VersionForm):
    name = text("新名称", 120, required=True)
    short_name = text("简称", 40)
    on = day("生效日期", help_text="这一天以前的材料仍用原名称。")
    basis = basis()


class MoveForm(VersionForm):
    parent = text(
        "新的上级党组织", 120, required=True, help_text="写全称或编码；下级组织随它一起调整。", listed="superiors"
    )
    on = day("生效日期", help_text="这一天以前的名册和统计仍在原上级。")
    basis = basis()


class KindForm(VersionForm):
    kind = choice("新的组织类别", OrgKind.choices)
    on = day("生效日期", help_text="从这一天起按新类别计应办事项。")
    basis = basis()


class EndForm(VersionForm):
    on = day("撤销日期")
    basis = basis()


class PostForm(VersionForm):
    name = text("姓名", 60, required=True)
    post = choice("职务", PostKind.choices)
    from_on = day("任职日期")
    is_full_time = forms.BooleanField(label="专职", required=False)
    duty_note = text("分工", 100, help_text="如“负责组织、宣传工作”。")
    basis = text("依据", 200, help_text="选举结果批复或任职文件。")
    person = forms.ChoiceField(label="是哪一位", required=False, widget=forms.RadioSelect)
    is_new = forms.BooleanField(
        label="名册里没有这个人，新增为工作人员", required=False, help_text="只用于不在本级名册的干部、指导员。"
    )

    def __init__(self, *args: Any, persons: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(persons) > 1:
            self.fields["person"].choices = persons  # type: ignore[attr-defined]  # annotated, or an attribute the stubs do not know
        else:
            del self.fields["person"]


class EndPostForm(VersionForm):
    on = day("免职日期", help_text="从这一天起不再担任，权限同时停止。")
    basis = text("依据", 200)


class CorrectPostForm(VersionForm):
    """`is_own` for somebody who is on no roster, whose name is corrected here."""

    name = text("姓名", 60, help_text="写错了的在这里改；换了人的，请免职后另行登记。")
    from_on = day("任职日期", required=False)
    to_on = day("免职日期", required=False)
    is_full_time = forms.BooleanField(label="专职", required=False)
    duty_note = text("分工", 100)
    order = forms.IntegerField(label="排序", min_value=0, max_value=999, help_text="小的在前。")
    basis = text("依据", 200, help_text="为什么更正。")

    def __init__(self, *args: Any, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_own:
            del self.fields["name"]


class TermForm(VersionForm):
    number = forms.IntegerField(label="届次", required=False, min_value=1, max_value=99, help_text="第几届，写数字。")
    elected_on = day("选举日期")
    ends_on = day("届满日期", required=False, help_text="不填时按规定的任期计算。")
    has_committee = forms.BooleanField(label="设委员会", required=False, help_text="只设书记（副书记）的不勾。")
    seats = forms.IntegerField(
        label="委员职数", required=False, min_value=1, max_value=99, help_text="含书记、副书记，用来看缺额。"
    )
    early_basis = text("提前换届批准文件", 200, help_text="上一届没有届满就换届的，写上级批复文号。")
    beyond_a_year = forms.BooleanField(
        label="批复超过一年", required=False, help_text="提前一般不超过1年；批复确实更早的才勾。"
    )


class ExtendForm(VersionForm):
    to = day("延期至")
    basis = basis()
    beyond_a_year = forms.BooleanField(label="批复超过一年", required=False, help_text="延长期限一般不超过1年。")


class TermFilterForm(forms.Form):
    """The address of the list of terms; what makes no sense is left out."""

    q = forms.CharField(label="组织", required=False, max_length=60)
    place = forms.ChoiceField(label="情况", required=False, choices=[("", "全部"), *TermPlace.choices()])
    kind = forms.ChoiceField(label="类别", required=False, choices=lambda: [("", "全部"), *OrgKind.choices()])
    org = forms.IntegerField(required=False)
    sort = forms.ChoiceField(label="排序", required=False, choices=[("", ""), *SORTS.items()])

    def value(self) -> TermFilters:
        self.is_valid()
        asked = self.cleaned_data
        return TermFilters(
            q=asked.get("q") or "",
            place=asked.get("place") or "",
            kind=asked.get("kind") or "",
            org_id=asked.get("org"),
            sort=asked.get("sort") or "until",
        )


class CloseForm(VersionForm):
    on = day("结束日期")
    basis = text("依据", 200)


class UnitForm(VersionForm):
    name = text("所在单位名称", 120, required=True)
    nature = choice("单位性质类别", UnitNature.choices, required=False)
    credit_code = text("统一社会信用代码", 18)
    staff = forms.IntegerField(label="从业人数", required=False, min_value=0)


class GuidanceForm(forms.Form):
    guide = text("指导单位", 120, required=True, help_text="行业党委、机关工委等，写全称或编码。")
    from_on = day("开始日期")


class EndGuidanceForm(forms.Form):
    on = day("结束日期")


class CorrectStartForm(VersionForm):
    from_on = day("起始日期", help_text="前一条同时改为到这一天为止。")
    basis = text("依据", 200, required=True, help_text="为什么更正，见哪份材料。")


class UploadForm(forms.Form):
    file = forms.FileField(
        label="组织表", help_text="WPS 或 Excel 表格（.xlsx、.xls）或 .csv，不超过 2 MB。严禁上传涉密内容。"
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > 2 * 1024 * 1024:
            raise forms.ValidationError("文件超过 2 MB。请删去图片和用不到的工作表再传。")
        return file


class ConfirmForm(forms.Form):
    name = forms.CharField(widget=forms.HiddenInput, max_length=200)
    content = forms.CharField(widget=forms.HiddenInput, max_length=3_000_000)
    good_rows_only = forms.BooleanField(label="只导入没有问题的行", required=False)


class LoginForm(forms.Form):
    username = text("登录名", 40, required=True, help_text="3 到 40 个小写字母、数字或汉字。已按姓名拼音拟好，可以改。")


class ChargeForm(VersionForm):
    submission = forms.UUIDField(widget=forms.HiddenInput)
    person = choice("分管人", list)
    work = forms.MultipleChoiceField(
        label="分管的工作",
        choices=WorkField.choices(),
        widget=ChipsMany,
        help_text="可以选几项。“主持全面工作”只在书记空缺、确定由谁主持时选。",
        error_messages={"required": "请选分管的工作，可以选几项。"},
    )
    from_on = day("从哪天起")
    basis = text("依据", 200, help_text="如“2026年3月5日支委会”，没有可以不填。")

    def __init__(self, *args: Any, persons: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "请选择"), *((str(pk), name) for pk, name in persons)]  # type: ignore[attr-defined]  # annotated, or an attribute the stubs do not know


class CorrectChargeForm(VersionForm):
    person = choice("分管人", list)
    from_on = day("从哪天起", required=False)
    to_on = day("到哪天止", required=False, help_text="这一天起不再分管；还在分管的不填。")
    basis = text("依据", 200, help_text="为什么更正。")

    def __init__(self, *args: Any, persons: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "请选择"), *((str(pk), name) for pk, name in persons)]  # type: ignore[attr-defined]  # annotated, or an attribute the stubs do not know


class EndChargeForm(VersionForm):
    on = day("停止日期", help_text="从这一天起不再负责。")
    basis = text("依据", 200)


class AssistanceForm(VersionForm):
    submission = forms.UUIDField(widget=forms.HiddenInput)
    field = choice("协助的工作", lambda: [(field.value, field.label) for field in DIVIDED])
    helper = text("协助部门", 80, required=True)
    from_on = day("从哪天起")
    basis = text("依据", 200, help_text="如“党建工作责任清单（2026年）”，没有可以不填。")
