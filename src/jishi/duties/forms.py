"""Shape of what is typed about duties."""

from collections.abc import Iterable
from datetime import date

from django import forms

from jishi.activities.rules import Kind
from jishi.duties.rules import Audience, Cadence, DemandInput, DemandKind, FlagReason
from jishi.files.forms import UploadField
from jishi.orgs.rules import OrgKind, Sector, kinds_that_are
from jishi.ui.widgets import ChipsMany, ChipsOne, Day


class ExplainForm(forms.Form):
    reason = forms.CharField(
        label="没有开展的原因",
        max_length=300,
        help_text="写明什么原因、打算什么时候补上。例：10月全村防汛抢险，党员都在一线，11月主题党日一并学习。",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写明没有开展的原因。"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class StatementForm(forms.Form):
    held_on = forms.DateField(
        label="办理日期",
        widget=Day,
        error_messages={"required": "请填办理日期。", "invalid": "日期请写成 2026-11-22 这样。"},
    )
    note = forms.CharField(
        label="办理情况",
        max_length=500,
        help_text="谁办的、怎么办的、结果怎样。例：书记王建国参加县委组织部村党组织书记轮训班3天，已结业。",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写明办理情况。"},
    )
    paper = UploadField(label="附件", required=False, help_text="有通知、照片或签到表的可以附上，没有可不传。")
    submission = forms.UUIDField(widget=forms.HiddenInput)


class WindowForm(forms.Form):
    issuer = forms.TypedChoiceField(label="发文组织", coerce=int, help_text="安排对它和它下面的所有党组织有效。")
    rule_id = forms.ChoiceField(label="事项")
    year = forms.IntegerField(
        label="计入年度", min_value=2000, max_value=2100, help_text="次年1月开上一年度的，填上一年。"
    )
    opens_on = forms.DateField(label="开始", widget=Day, error_messages={"required": "请填开始日期。"})
    closes_on = forms.DateField(label="截止", widget=Day, error_messages={"required": "请填截止日期。"})
    basis = forms.CharField(
        label="通知文号或名称",
        max_length=120,
        help_text="例：关于召开2026年度组织生活会的通知",
        error_messages={"required": "请写通知的文号或名称。"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: object = None,
        *,
        issuers: Iterable[tuple[int, str]],
        rules: Iterable[tuple[str, str]],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # a QueryDict or nothing
        self.fields["issuer"].choices = list(issuers)  # type: ignore[attr-defined]
        self.fields["rule_id"].choices = list(rules)  # type: ignore[attr-defined]


class YearForm(forms.Form):
    year = forms.IntegerField(min_value=2000, max_value=2100, required=False)

    def year_or(self, today: date) -> int:
        """The year asked for in the address; this year for none or a strange one."""
        return (self.cleaned_data.get("year") if self.is_valid() else None) or today.year


_KINDS = (
    OrgKind.PARTY_COMMITTEE,
    OrgKind.PARTY_LEADING_GROUP,
    OrgKind.GENERAL_BRANCH,
    OrgKind.BRANCH,
    OrgKind.PARTY_GROUP,
)
_DATE_ERRORS = {"invalid": "日期请写成 2026-11-22 这样。"}


class DemandForm(forms.Form):
    """What a level asks of those below; `choices` fills in what may be chosen."""

    kind = forms.ChoiceField(label="类别", choices=DemandKind.choices())
    title = forms.CharField(
        label="要求的名称",
        max_length=80,
        help_text="例：防汛工作调度会、流动党员情况统计表、安全生产自查",
        error_messages={"required": "请写要求的名称。"},
    )
    extra = forms.CharField(
        label="比规定多出的部分",
        max_length=120,
        required=False,
        help_text="与规定的事项有关时才填，负担监测按它列出。例：另报一份文字小结",
    )
    asks = forms.CharField(label="具体要求", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    basis = forms.CharField(
        label="通知文号或名称",
        max_length=120,
        help_text="例：镇发〔2026〕12号",
        error_messages={"required": "请写通知的文号或名称。"},
    )
    from_on = forms.DateField(label="开始", widget=Day, error_messages={"required": "请填开始日期。", **_DATE_ERRORS})
    until_on = forms.DateField(
        label="结束",
        widget=Day,
        help_text="到这一天自动结束",
        error_messages={"required": "请填结束日期。到期自动结束，还要的再登记。", **_DATE_ERRORS},
    )
    cadence = forms.ChoiceField(label="多久一次", choices=Cadence.choices(), initial=Cadence.ONCE)
    count = forms.IntegerField(label="每期次数", min_value=1, max_value=60, initial=1)
    people = forms.IntegerField(
        label="每个组织几人", min_value=1, max_value=10_000, initial=1, help_text="参加或经办的人数"
    )
    minutes = forms.IntegerField(
        label="每人每次多少分钟", min_value=1, max_value=6_000, initial=60, help_text="含路上和填写的时间，如实估计"
    )
    evidence = forms.MultipleChoiceField(
        label="以什么记录为凭",
        choices=Kind.choices,
        required=False,
        widget=ChipsMany,
        help_text="只有“事项”要选。一次活动记录可以同时算作几项；都不选的，由下级作已办说明。",
    )
    org_kinds = forms.MultipleChoiceField(
        label="哪些组织办",
        choices=[(kind.value, kind.label) for kind in _KINDS],
        widget=ChipsMany,
        initial=[OrgKind.BRANCH],
        error_messages={"required": "请选要哪些组织办。"},
    )
    sectors = forms.MultipleChoiceField(
        label="哪些领域",
        choices=Sector.choices,
        required=False,
        widget=ChipsMany,
        help_text="都不选的，各领域都要办。",
    )
    org_ids = forms.TypedMultipleChoiceField(
        label="只要这些组织办",
        coerce=int,
        required=False,
        widget=ChipsMany,
        help_text="选中的组织和它下面的组织。都不选的，下面所有符合条件的组织都要办。",
    )
    issuer = forms.TypedChoiceField(label="发文组织", coerce=int)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: object = None,
        *,
        issuers: Iterable[tuple[int, str]],
        tops: Iterable[tuple[int, str]] = (),
        noting: bool = False,
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # a QueryDict or nothing
        self.fields["issuer"].choices = list(issuers)  # type: ignore[attr-defined]
        self.fields["org_ids"].choices = list(tops)  # type: ignore[attr-defined]
        if noting:
            self.fields["kind"].choices = [c for c in DemandKind.choices() if c[0] != DemandKind.DUTY]  # type: ignore[attr-defined]
            for name in ("evidence", "org_kinds", "sectors", "org_ids"):
                del self.fields[name]

    def values(self) -> DemandInput:
        """What was typed, once the form is valid."""
        typed = self.cleaned_data
        kinds = tuple(dict.fromkeys(k for word in typed.get("org_kinds", ()) for k in kinds_that_are(word)))
        return DemandInput(
            kind=typed["kind"],
            title=typed["title"],
            extra=typed["extra"],
            asks=typed["asks"],
            basis=typed["basis"],
            from_on=typed["from_on"],
            until_on=typed["until_on"],
            cadence=typed["cadence"],
            count=typed["count"],
            people=typed["people"],
            minutes=typed["minutes"],
            evidence=tuple(typed.get("evidence", ())),
            audience=Audience(
                org_kinds=kinds or tuple(OrgKind),
                sectors=tuple(typed.get("sectors", ())),
                org_ids=tuple(typed.get("org_ids", ())),
            ),
        )


def words_of(org_kinds: Iterable[str]) -> list[str]:
    """The words of `org_kinds` that cover these kinds, to show a saved demand in the form again."""
    known = set(org_kinds)
    return [kind.value for kind in _KINDS if known.issuperset(kinds_that_are(kind))]


class FlagForm(forms.Form):
    org = forms.TypedChoiceField(label="党组织", coerce=int)
    reason = forms.ChoiceField(
        label="反映什么问题", choices=FlagReason.choices(), widget=ChipsOne,
        error_messages={"required": "请选反映的是哪种问题。"},
    )  # fmt: skip
    text = forms.CharField(
        label="具体情况",
        max_length=300,
        help_text="例：与县里10月的统计表内容相同，只是表头不同，建议取县里的数。",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写具体情况。"},
    )

    def __init__(
        self, data: object = None, *, orgs: Iterable[tuple[int, str]], initial: dict[str, object] | None = None
    ) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # a QueryDict or nothing
        self.fields["org"].choices = list(orgs)  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """A sentence of the issuer: an answer, a reason."""

    answer = forms.CharField(max_length=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class EndForm(forms.Form):
    reason = forms.CharField(
        label="撤销或缩短的原因", max_length=200, required=False, help_text="例：与县里的检查合并。下级看得到。"
    )
    until_on = forms.DateField(label="新的结束日期", widget=Day, required=False, error_messages=_DATE_ERRORS)
    version = forms.IntegerField(widget=forms.HiddenInput)


class OptionalForm(forms.Form):
    issuer = forms.TypedChoiceField(label="发文组织", coerce=int, help_text="对它和它下面的所有党组织有效。")
    rule_id = forms.ChoiceField(label="事项")
    from_on = forms.DateField(
        label="从哪天起", widget=Day, help_text="从这天以后的整月、整季度、整年算起",
        error_messages={"required": "请填开始日期。", **_DATE_ERRORS},
    )  # fmt: skip
    until_on = forms.DateField(
        label="到哪天", widget=Day, required=False, help_text="不填就一直开到停用", error_messages=_DATE_ERRORS
    )
    basis = forms.CharField(
        label="通知文号或名称", max_length=120, help_text="例：关于规范党课的通知",
        error_messages={"required": "请写通知的文号或名称。"},
    )  # fmt: skip
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: object = None,
        *,
        issuers: Iterable[tuple[int, str]],
        rules: Iterable[tuple[str, str]],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # a QueryDict or nothing
        self.fields["issuer"].choices = list(issuers)  # type: ignore[attr-defined]
        self.fields["rule_id"].choices = list(rules)  # type: ignore[attr-defined]


class OffForm(forms.Form):
    """Switching off: the last day it is on."""

    off = forms.IntegerField()
    last_on = forms.DateField(error_messages={"required": "请填最后一天。", **_DATE_ERRORS})
    version = forms.IntegerField()


class LoadAddress(forms.Form):
    """What the address of a load page narrows to; anything strange is left out."""

    year = forms.IntegerField(min_value=2000, max_value=2100, required=False)
    month = forms.IntegerField(min_value=1, max_value=12, required=False)

    def number(self, name: str, default: int) -> int:
        """The number of this name; `default` for none or a strange one."""
        self.is_valid()
        return self.cleaned_data.get(name) or default


class NameForm(forms.Form):
    """Who answers for one duty, from when, and why another than the one in charge."""

    rule_id = forms.ChoiceField(label="事项", error_messages={"required": "请选一项事项。"})
    person = forms.TypedChoiceField(label="负责人", coerce=int, error_messages={"required": "请选负责人。"})
    from_on = forms.DateField(
        label="从哪天起",
        widget=Day,
        error_messages={"required": "请填开始日期。", "invalid": "日期请写成 2026-11-22 这样。"},
    )
    to_on = forms.DateField(
        label="到哪天止",
        required=False,
        widget=Day,
        help_text="这一天起不再由他负责；不填就一直有效。",
        error_messages={"invalid": "日期请写成 2026-11-22 这样。"},
    )
    reason = forms.CharField(
        label="原因",
        max_length=200,
        help_text="如“书记外出学习，期间由组织委员负责”。",
        error_messages={"required": "请写明为什么另行指定，如“书记外出学习”。"},
    )
    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: object = None,
        *,
        rules: Iterable[tuple[str, str]],
        persons: Iterable[tuple[int, str]],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]  # a QueryDict or nothing
        self.fields["rule_id"].choices = [("", "请选择"), *rules]  # type: ignore[attr-defined]
        self.fields["person"].choices = [("", "请选择"), *((str(pk), name) for pk, name in persons)]  # type: ignore[attr-defined]
