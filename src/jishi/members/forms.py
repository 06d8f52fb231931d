"""Shapes of input: the filters of the list, the edit form, the steps of an import."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from jishi.kernel.sheets import header_key
from jishi.members.queries.figures import FIGURES
from jishi.members.queries.lists import SORTS, Filters
from jishi.members.rules import AGE_BANDS, Category, EnterReason, LeaveReason, Standing
from jishi.members.rules.columns import FIELDS, LENGTHS
from jishi.orgs.models import Organization
from jishi.orgs.rules import Basis
from jishi.people.rules import EDUCATION, ETHNICITY, Sex
from jishi.ui.widgets import ChipsOne, Day

NOT_IMPORTED = ""


class FilterForm(forms.Form):
    """The address of a list. What makes no sense is left out, so that an old link still shows something."""

    q = forms.CharField(label="姓名或拼音首字母", required=False, max_length=60)
    org = forms.IntegerField(required=False)
    category = forms.ChoiceField(label="人员类别", required=False, choices=lambda: [("", "全部"), *Category.choices()])
    sex = forms.ChoiceField(label="性别", required=False, choices=[("", "全部"), ("1", "男"), ("2", "女")])
    age = forms.ChoiceField(
        label="年龄", required=False, choices=[("", "全部"), *((k, v[0]) for k, v in AGE_BANDS.items())]
    )
    mobile = forms.ChoiceField(label="流动党员", required=False, choices=[("", "全部"), ("on", "是")])
    lost = forms.ChoiceField(label="失联党员", required=False, choices=[("", "全部"), ("on", "是")])
    figure = forms.ChoiceField(required=False, choices=[("", ""), *((k, v[0]) for k, v in FIGURES.items())])
    on = forms.DateField(label="日期", required=False)
    basis = forms.ChoiceField(label="按哪时的建制", required=False, choices=[("", ""), *Basis.choices()])
    sort = forms.ChoiceField(required=False, choices=[("", ""), *SORTS.items()])

    def value(self) -> Filters:
        self.is_valid()
        asked = self.cleaned_data
        return Filters(
            q=asked.get("q") or "",
            org_id=asked.get("org"),
            category=asked.get("category") or "",
            sex=asked.get("sex") or "",
            age=asked.get("age") or "",
            mobile=bool(asked.get("mobile")),
            lost=bool(asked.get("lost")),
            figure=asked.get("figure") or "",
            on=asked.get("on"),
            basis=asked.get("basis") or "",
            sort=asked.get("sort") or "name",
        )


class FindForm(forms.Form):
    """The whole citizen number, posted so that it stays out of addresses and histories."""

    citizen_id = forms.CharField(label="身份证号", max_length=30)


def _choices(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", "未填"), *pairs]


class MemberForm(forms.Form):
    """Facts of a member. Sealed fields are never sent to the page: blank means unchanged."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label="姓名", max_length=LENGTHS["name"])
    sex = forms.ChoiceField(
        label="性别", choices=[(Sex.MALE, "男"), (Sex.FEMALE, "女"), (Sex.UNKNOWN, "未知")], widget=ChipsOne
    )
    born_on = forms.DateField(label="出生日期", required=False, widget=Day, help_text="以档案为准")
    ethnicity = forms.ChoiceField(label="民族", required=False, choices=_choices(ETHNICITY.items()))
    native_place = forms.CharField(label="籍贯", required=False, max_length=LENGTHS["native_place"])
    education = forms.ChoiceField(label="学历", required=False, choices=_choices(EDUCATION.items()))
    education_label = forms.CharField(label="学历（原填）", required=False, max_length=20, help_text="如：中央党校大学")
    degree = forms.CharField(label="学位", required=False, max_length=LENGTHS["degree"])
    employer = forms.CharField(label="工作单位及职务", required=False, max_length=LENGTHS["employer"])
    job = forms.CharField(label="工作岗位", required=False, max_length=LENGTHS["job"])
    category = forms.ChoiceField(label="人员类别", choices=Category.choices, widget=ChipsOne)
    joined_on = forms.DateField(label="入党日期", required=False, widget=Day, help_text="支部党员大会通过之日")
    full_on = forms.DateField(label="转正日期", required=False, widget=Day)
    standing_correction_months = forms.IntegerField(
        label="党龄校正值（月）", required=False, min_value=-1200, max_value=1200, help_text="没有填 0"
    )
    standing = forms.ChoiceField(label="党籍状态", choices=Standing.choices(), widget=ChipsOne)
    is_mobile = forms.BooleanField(label="流动党员", required=False)
    mobile_to = forms.CharField(label="外出流向", required=False, max_length=LENGTHS["mobile_to"])
    is_lost = forms.BooleanField(label="失联党员", required=False)
    lost_on = forms.DateField(label="失去联系日期", required=False, widget=Day)
    citizen_id = forms.CharField(label="公民身份号码", required=False, max_length=30, help_text="不改就空着")
    phone = forms.CharField(label="联系电话", required=False, max_length=LENGTHS["phone"], help_text="不改就空着")
    address = forms.CharField(label="家庭住址", required=False, max_length=LENGTHS["address"], help_text="不改就空着")

    def values(self) -> dict[str, Any]:
        """What the form says, as the service takes it."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        said["standing_correction_months"] = said["standing_correction_months"] or 0
        return said

    @classmethod
    def initial_of(cls, member: Any, version: int) -> dict[str, Any]:
        """The form's starting values: the member's and the person's, sealed fields blank."""
        sealed = ("citizen_id", "phone", "address")
        own = {n: getattr(member, n) for n in cls.base_fields if n not in sealed and hasattr(member, n)}
        person = {n: getattr(member.person, n) for n in cls.base_fields if n not in own and hasattr(member.person, n)}
        return {**person, **own, "version": version}


class NewMemberForm(forms.Form):
    """Somebody who comes between two rosters."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    org = forms.TypedChoiceField(label="列入党支部", coerce=int)
    reason = forms.ChoiceField(label="进入方式", choices=EnterReason.choices(), widget=ChipsOne)
    from_on = forms.DateField(label="进入本支部日期", widget=Day)
    name = forms.CharField(label="姓名", max_length=LENGTHS["name"])
    sex = forms.ChoiceField(label="性别", choices=[(Sex.MALE, "男"), (Sex.FEMALE, "女")], widget=ChipsOne)
    citizen_id = forms.CharField(label="公民身份号码", required=False, max_length=30, help_text="有号码才认得准人")
    born_on = forms.DateField(label="出生日期", required=False, widget=Day, help_text="以档案为准")
    ethnicity = forms.ChoiceField(label="民族", required=False, choices=_choices(ETHNICITY.items()))
    education = forms.ChoiceField(label="学历", required=False, choices=_choices(EDUCATION.items()))
    phone = forms.CharField(label="联系电话", required=False, max_length=LENGTHS["phone"])
    category = forms.ChoiceField(label="人员类别", choices=Category.choices, widget=ChipsOne)
    joined_on = forms.DateField(label="入党日期", widget=Day, help_text="支部党员大会通过之日")
    full_on = forms.DateField(label="转正日期", required=False, widget=Day, help_text="预备党员空着")

    def __init__(self, *args: Any, branches: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"].choices = [("", "请选择"), *branches]  # type: ignore[attr-defined]  # annotated

    def values(self) -> dict[str, Any]:
        """Facts of the person and the member, as the service takes them."""
        apart = ("submission", "org", "reason", "from_on")
        return {name: value for name, value in self.cleaned_data.items() if name not in apart}


class LeaveForm(forms.Form):
    """Off the roster, from a day and for a reason."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label="离开方式", choices=LeaveReason.choices(), widget=ChipsOne)
    left_on = forms.DateField(label="离开日期", widget=Day, help_text="从这一天起不再是本支部党员")


class GroupForm(forms.Form):
    """Into a 党小组 of the branch, or out of all of them."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    group = forms.TypedChoiceField(label="党小组", coerce=int, required=False, empty_value=None)
    from_on = forms.DateField(label="起始日期", widget=Day)

    def __init__(self, *args: Any, groups: Sequence[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", "不编入党小组"), *((org.pk, org.name) for org in groups)]  # type: ignore[attr-defined]


class UploadForm(forms.Form):
    """A roster for one of the organisations the clerk imports for."""

    org = forms.TypedChoiceField(label="导入到", coerce=int, help_text="表中的党支部要在这个党组织及其下级之内")
    file = forms.FileField(label="名册文件", help_text=".xlsx、.xls 或 .csv。文件本身不保存；严禁上传涉密内容。")
    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, orgs: Sequence[Organization], most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.orgs = {org.pk: org for org in orgs}
        self.most = most
        self.fields["org"].choices = [(org.pk, org.name) for org in orgs]  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > self.most:
            raise forms.ValidationError(f"文件超过{self.most // 1024 // 1024}兆，请分几次导入。")
        return upload


class ColumnsForm(forms.Form):
    """For each field, which column of the sheet it is read from."""

    def __init__(self, *args: Any, header: Sequence[str], mapping: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(NOT_IMPORTED, "不导入"), *((str(i), _heading(i, word)) for i, word in enumerate(header))]
        for name, known in FIELDS.items():
            self.fields[name] = forms.ChoiceField(
                label=known.label,
                required=name == "name",
                choices=choices,
                initial=str(mapping[name]) if name in mapping else NOT_IMPORTED,
                error_messages={"required": "请指出哪一列是姓名。"},
            )

    def mapping(self) -> dict[str, int]:
        return {name: int(column) for name, column in self.cleaned_data.items() if column != NOT_IMPORTED}


def _heading(index: int, word: str) -> str:
    letters, rest = "", index + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{letters}列 {word}" if header_key(word) else f"{letters}列（没有表头）"
