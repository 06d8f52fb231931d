"""Forms of announcements and reminders. Shape only."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms

from jishi.desk.rules.announcing import KINDS, POSTS, Targets
from jishi.desk.services import Order
from jishi.files.forms import UploadField
from jishi.notices.rules import GroupKind
from jishi.orgs.rules import Sector
from jishi.ui.widgets import ChipsMany


class _SeveralAtOnce(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFiles(UploadField):
    """A chooser that takes several files at once; its value is the list of them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=_SeveralAtOnce(), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file on its own."""
        return [super(SeveralFiles, self).clean(one, initial) for one in data or []]


class _Words(forms.Form):
    """What an announcement says."""

    title = forms.CharField(label="标题", max_length=100, error_messages={"required": "请写标题。"})
    number = forms.CharField(label="文号", max_length=60, required=False, help_text="有文号的写文号。")
    basis = forms.CharField(
        label="依据", max_length=200, required=False, help_text="依据哪份文件或哪次会议，没有可以不写。"
    )
    text = forms.CharField(
        label="正文", max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 12}),
        help_text="只附文件的，正文可以不写。",
    )  # fmt: skip
    signed = forms.CharField(label="落款", max_length=120, required=False, help_text="不写的，用发文组织的名称。")
    attached = SeveralFiles(label="附件", required=False, help_text="可以一次选几个。")
    chosen = forms.Field(required=False, widget=forms.MultipleHiddenInput)
    submission = forms.UUIDField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Files chosen before the page came back and not chosen again are asked after once, never lost in silence."""
        said = super().clean() or self.cleaned_data
        lost = said.get("chosen") or ()
        if lost and not said.get("attached"):
            names = "、".join(lost)
            self.add_error("attached", f"“{names}”没有随这一次传上来，请再选一次。不附了，就再点一次“发出”。")
        return said

    def order(self) -> Order:
        """The words as they were typed."""
        said = self.cleaned_data
        return Order(
            title=said["title"],
            text=said["text"],
            number=said["number"],
            basis=said["basis"],
            signed=said["signed"],
        )


class AnnounceForm(_Words):
    """An announcement with its addressees. `issuers`, `orgs` and `persons` are the choices of the page."""

    issuer = forms.TypedChoiceField(label="发文组织", coerce=int)
    posts = forms.MultipleChoiceField(
        label="发给哪些职务", required=False, choices=lambda: [(p.value, p.label) for p in POSTS], widget=ChipsMany,
        help_text="通知跟着职务走：换了人，接任的也能看到。",
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label="哪类组织的", required=False, choices=lambda: [(k.value, k.label) for k in KINDS], widget=ChipsMany,
        help_text="不选就是下级全部组织。",
    )  # fmt: skip
    sectors = forms.MultipleChoiceField(
        label="哪些领域的", required=False, choices=Sector.choices, widget=ChipsMany, help_text="不选就是各领域。"
    )
    own_level = forms.BooleanField(label="含本级的这些职务", required=False)
    find_orgs = forms.CharField(
        label="点名选组织", required=False, max_length=40, help_text="选了组织的，只发给选中的。"
    )
    orgs = forms.TypedMultipleChoiceField(
        label="选中的组织", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    find_persons = forms.CharField(label="点名选人", required=False, max_length=40, help_text="写姓名或拼音首字母。")
    persons = forms.TypedMultipleChoiceField(
        label="选中的人", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    field_order = ("issuer", "title", "number", "basis", "text", "signed", "attached")

    def __init__(
        self,
        *args: Any,
        issuers: Sequence[tuple[int, str]],
        orgs: Sequence[tuple[int, str]],
        persons: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issuer"].choices = issuers  # type: ignore[attr-defined]
        self.fields["orgs"].choices = orgs  # type: ignore[attr-defined]
        self.fields["persons"].choices = persons  # type: ignore[attr-defined]
        for name, found in (("orgs", orgs), ("persons", persons)):
            if not found:
                self.fields[name].widget = forms.MultipleHiddenInput()


def ids(values: Collection[str]) -> tuple[int, ...]:
    """The numbers among what an address or a form carried."""
    return tuple(int(value) for value in values if value.isdecimal())


def targets_of(values: Mapping[str, Sequence[str]]) -> Targets:
    """Whom the form means, before it is checked: for showing how many that comes to."""
    return Targets(
        posts=tuple(p for p in values.get("posts", ()) if p in {post.value for post in POSTS}),
        kinds=tuple(k for k in values.get("kinds", ()) if k in {kind.value for kind in KINDS}),
        sectors=tuple(s for s in values.get("sectors", ()) if s in {sector.value for sector in Sector}),
        org_ids=ids(values.get("orgs", ())),
        person_ids=ids(values.get("persons", ())),
        own_level=bool(values.get("own_level")),
    )


class CorrectForm(_Words):
    """A corrected edition; `materials` are the files attached to the old one."""

    correction = forms.CharField(
        label="更正了什么", max_length=300, error_messages={"required": "请写明更正了什么。"},
        help_text="收件人会看到，例如：报送时间改为12月10日。",
    )  # fmt: skip
    keep = forms.TypedMultipleChoiceField(
        label="保留原来的附件", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    field_order = ("correction", "title", "number", "basis", "text", "signed", "keep", "attached")

    def __init__(self, *args: Any, materials: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keep"].choices = materials  # type: ignore[attr-defined]
        if not materials:
            del self.fields["keep"]


class WithdrawForm(forms.Form):
    """Why it is taken back."""

    reason = forms.CharField(
        label="撤回原因", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写撤回的原因，收件人会看到。"},
    )  # fmt: skip


class WeeklyForm(forms.Form):
    """Whether reminders leave by themselves."""

    is_weekly = forms.BooleanField(label="每周自动提醒一次", required=False)
    weekday = forms.TypedChoiceField(
        label="从星期几起", coerce=int, choices=[(n, f"星期{word}") for n, word in enumerate("一二三四五六日", 1)]
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class GroupForm(forms.Form):
    """An organisation's group robot."""

    kind = forms.ChoiceField(label="哪一种工作群", choices=GroupKind.choices())
    url = forms.CharField(
        label="群机器人的地址", max_length=500, help_text="在群的机器人设置里复制，以 https:// 开头。保存后只显示主机名。",
        error_messages={"required": "请写群机器人的地址。"}, widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)
