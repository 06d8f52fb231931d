"""Shapes of what is typed about schemes and assessments. Points are typed as people write them and kept in tenths."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from jishi.appraisals.queries import SummaryFilters, templates
from jishi.appraisals.rules import AssessmentState, Item, ItemKind, Measure, Phase, Scale, Source, Terms, tenths
from jishi.appraisals.services import Given
from jishi.kernel.http import Request
from jishi.orgs.rules import OrgKind, Sector
from jishi.ui.fields import Choosing, Edit, New, chips, choice, day, number, picked, text, words
from jishi.ui.widgets import ChipsMany, ChipsOne

MOST = 10_000
_WEIGHTS = {phase.value: phase for phase in Phase}  # the fields of weights are named by their part of the year


class TenthsField(forms.DecimalField):
    """Points with at most one decimal; a whole number of tenths."""

    def __init__(self, label: str, *, required: bool = False, most: Decimal = Decimal(MOST), **more: Any) -> None:
        super().__init__(
            label=label,
            required=required,
            min_value=0,
            max_value=most,
            decimal_places=1,
            error_messages={
                "required": f"请填写{label}。",
                "invalid": f"{label}要写数字。",
                "min_value": f"{label}不能小于 0。",
                "max_value": f"{label}不能大于 {most}。",
                "max_decimal_places": f"{label}最多一位小数。",
            },
            **more,
        )

    def prepare_value(self, value: Any) -> Any:
        return tenths(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        found: Decimal | None = super().clean(value)
        return None if found is None else int(found * 10)


def many(label: str, choices: Callable[[], list[tuple[str, str]]], *, help_text: str = "") -> forms.MultipleChoiceField:
    """Any of a set, none of them for all."""
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=ChipsMany, help_text=help_text
    )  # fmt: skip


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, kind.label) for kind in OrgKind if kind is not OrgKind.PARTY_GROUP]


def _templates() -> list[tuple[str, str]]:
    return [("", "空白，自己列指标"), *((code, one.name) for code, one in templates().items())]


class SchemeNewForm(New):
    filled_by = {"org": "issuers"}
    org = picked("以哪个组织的名义")
    template = forms.ChoiceField(label="从哪套样本开始", choices=_templates, required=False, widget=forms.RadioSelect)
    name = text("名称", 80, required=True, help_text="如“和平镇党支部年度考核办法”。")
    kinds = many("适用的组织类别", _kinds, help_text="都不选，就是下面所有党组织。")
    sectors = many("适用的领域", Sector.choices, help_text="都不选，就是不分领域。")


class SchemeForm(Edit):
    name = text("名称", 80, required=True)
    kinds = many("适用的组织类别", _kinds, help_text="都不选，就是下面所有党组织。")
    sectors = many("适用的领域", Sector.choices, help_text="都不选，就是不分领域。")
    maximum = TenthsField("满分", required=True, help_text="100、1000 都可以。")
    scale = choice("等次", Scale.choices)
    bands = text("分数线", 60, required=True, help_text="满分的百分之几，从高到低，如“90、80、60”；最低一等不写。")
    ordinary = number("平时比重（%）", 0, 100)
    half = number("半年比重（%）", 0, 100)
    final = number("年终比重（%）", 0, 100, help_text="三项合计 100。只在年终考核的，年终写 100。")
    basis = text("依据", 200, help_text="会议或文号。启用前要写。")

    def clean_bands(self) -> tuple[int, ...]:
        parts = [part for part in re.split(r"[、，,\s]+", self.cleaned_data["bands"]) if part]
        if not all(re.fullmatch(r"\d{1,3}(\.\d)?", part) for part in parts):
            raise forms.ValidationError("分数线请写成“90、80、60”这样。")
        return tuple(int(Decimal(part) * 10) for part in parts)

    @property
    def terms(self) -> Terms:
        """What was typed, as the verb takes it."""
        data = self.cleaned_data
        weights = {phase: data[name] for name, phase in _WEIGHTS.items()}
        return Terms(data["maximum"], Scale(data["scale"]), data["bands"], weights)


class _Indicator(Choosing):
    filled_by = {"figure": "figures", "base": "figures"}
    text = words("考核内容", 200, required=True)
    points = TenthsField("分值", help_text="只是一个标题、下面还有指标的，空着。加分项写最多加多少。")
    rule = words("评分办法", 300, help_text="考评人照着办的话。空着的，按下面的设置自动写出。")
    kind = forms.ChoiceField(label="计分方式", choices=ItemKind.choices, widget=ChipsOne, initial=ItemKind.POINTS.value)
    source = forms.ChoiceField(label="由谁得出", choices=Source.choices, widget=ChipsOne, initial=Source.REVIEWER.value)
    figure = forms.ChoiceField(label="数字", required=False, help_text="从平台记录得出的才选。")
    measure = choice("怎样由数字算分", Measure.choices, required=False)
    base = forms.ChoiceField(label="应办的数字", required=False, help_text="按完成比例算的才选。")
    target = number("目标数", 0, 999_999, required=False)
    step = TenthsField("每次扣或加", help_text="扣分、加分的才写。")
    floor = TenthsField("最低得分", help_text="扣到多少为止；空着就是扣完为止。")
    ordinary = number("平时比重（%）", 0, 100, required=False)
    half = number("半年比重（%）", 0, 100, required=False)
    final = number(
        "年终比重（%）", 0, 100, required=False, help_text="三项都空着，按上级指标或整套办法的比重；要写就合计 100。"
    )

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, as the verbs take it; numbers left blank are nought."""
        numbers = ("points", "target", "step", "floor")
        left_out = {"version", "submission", *_WEIGHTS}
        plain = {name: value for name, value in self.cleaned_data.items() if name not in left_out}
        return plain | {name: plain[name] or 0 for name in numbers} | {"weights": self._weights}

    @property
    def _weights(self) -> dict[Phase, int]:
        typed = {phase: self.cleaned_data[name] for name, phase in _WEIGHTS.items()}
        return {} if set(typed.values()) == {None} else {phase: weight or 0 for phase, weight in typed.items()}


class IndicatorNewForm(New, _Indicator):
    pass


class IndicatorForm(Edit, _Indicator):
    pass


class PointsForm(Edit):
    """The points of all items on one sheet."""

    def __init__(self, *args: Any, items: Sequence[tuple[str, Item]], leaves: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items, scored = items, set(leaves)
        for _, item in items:
            if item.id in scored:
                self.fields[f"points-{item.id}"] = TenthsField(
                    f"{item.text}的分值",
                    initial=item.points,
                    widget=forms.TextInput(attrs={"class": "s", "inputmode": "decimal", "aria-label": item.text}),
                )

    @property
    def rows(self) -> list[tuple[str, Item, forms.BoundField | None]]:
        names = self.fields
        return [(n, i, self[f"points-{i.id}"] if f"points-{i.id}" in names else None) for n, i in self.items]

    @property
    def points(self) -> dict[int, int]:
        """What was typed, {item: tenths}."""
        data = self.cleaned_data
        return {i.id: data[f"points-{i.id}"] or 0 for _, i in self.items if f"points-{i.id}" in data}


class TargetsForm(Edit):
    """A number for each item that has a target; blank takes the item's own."""

    def __init__(self, *args: Any, lines: Sequence[tuple[Item, int | None]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = [item for item, _ in lines]
        for item, agreed in lines:
            field = number(f"{item.text}的目标数", 0, 999_999, required=False)
            field.initial = agreed
            field.widget.attrs |= {"class": "s", "aria-label": field.label}
            self.fields[f"target-{item.id}"] = field

    @property
    def targets(self) -> dict[int, int | None]:
        """What was typed, {item: target}."""
        return {item.id: self.cleaned_data[f"target-{item.id}"] for item in self.items}


class SheetForm(Edit):
    file = forms.FileField(
        label="指标表", help_text="用“导出”得到的表改好以后传上来，.xlsx 或 .csv。原来的草稿整个换掉。",
        error_messages={"required": "请选择文件。"},
    )  # fmt: skip

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > 2 * 1024 * 1024:
            raise forms.ValidationError("文件太大，最多 2 MB。")
        return file


class ForceForm(Edit):
    basis = text("依据", 200, required=True, help_text="哪次会议、哪个文件定的。")


_ALL, _SOME = "all", "some"


def _orgs(label: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, widget=ChipsMany)


class Ticked(New):
    """Organisations ticked on one page of a form. Where there are more than the page shows (`many` says of how many), all
    of them can be taken instead."""

    filled_by = {"orgs": "orgs"}
    field_order = ["submission", "which", "orgs"]
    orgs = _orgs("党组织")

    def __init__(self, *args: Any, many: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if many:
            offered = [(_ALL, many), (_SOME, "只要下面选中的")]
            self.fields["which"] = chips("范围", offered, initial=_ALL)
            self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.is_all and not data.get("orgs") and "orgs" not in self.errors:
            self.add_error("orgs", "请选择至少一个。")
        return data

    @property
    def is_all(self) -> bool:
        return bool(self.cleaned_data.get("which") == _ALL)

    @property
    def ticked(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["orgs"]]

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed besides, by the verbs' own words."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("which", "orgs")}


class UseForm(Ticked):
    field_order = ["submission", "year", "which", "orgs"]
    orgs = _orgs("考核哪些党组织")
    year = number("年度", 2000, 2100)
    self_by = day("自评最晚日期", required=False)
    review_by = day("考评最晚日期", required=False)
    late_why = text("为什么现在才定", 200, help_text="第一季度以后才开展的要写，被考核的都看得到。")


class PublishForm(Ticked):
    orgs = _orgs("公布哪些党组织的结果")
    objections_until = day("异议最晚日期", help_text="这一天以前可以逐项提异议，都答复了才审定。")


class SettleForm(Edit):
    feedback = words("反馈意见", 300, rows=3, help_text="肯定什么、要改什么。被考核的组织看得到。")


class SendForm(Edit):
    note = words("自评说明", 300, rows=3, help_text="平台记录看不出的情况；没有的空着。不用附材料。")


class OccurrenceForm(New):
    filled_by = {"indicator": "items"}
    field_order = ["submission", "indicator", "on", "text", "url"]
    indicator = picked("哪一项")
    on = day("日期")
    url = text("记录的地址", 200, help_text="平台里能看到这件事的页面；没有的空着。")
    text = words("情况", 200, required=True, help_text="什么事、依据什么。被考核的组织马上看得到。")


class FlagForm(New):
    filled_by = {"grade": "grades"}
    grade = picked("定为")
    basis = words("依据", 200, required=True, help_text="会议、文号或规定。写给被考核的组织看。")


class ObjectionForm(New):
    filled_by = {"indicator": "items"}
    indicator = picked("哪一项", required=False, help_text="对总体有异议的不选。")
    text = words("异议", 300, rows=3, required=True, help_text="哪里不对、以什么记录为准。")


class ReplyForm(forms.Form):
    answer = words("答复", 300, rows=3, required=True, help_text="同意的，先把记录或打分改过来。")


class PeersForm(Choosing):
    filled_by = {"orgs": "orgs"}
    orgs = forms.MultipleChoiceField(label="请哪些党组织互评", required=False, widget=ChipsMany)


class VerdictForm(Choosing):
    filled_by = {"poll": "polls"}
    poll = picked("群众满意度测评", required=False, help_text="已经结束的无记名测评。不足规定份数的不显示结果。")


class MarksForm(forms.Form):
    """Points for items, each with a reason. `cells` are (key, what it is about, most, known, reason); the fields are
    `mark-<key>` and `why-<key>`."""

    def __init__(self, *args: Any, cells: Sequence[tuple[str, str, int, int | None, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cells = cells
        for key, what, most, known, reason in cells:
            about = {"class": "s", "inputmode": "decimal", "aria-label": f"{what}的得分"}
            mark = TenthsField(what, initial=known, most=Decimal(most) / 10, widget=forms.TextInput(attrs=about))
            self.fields[f"mark-{key}"] = mark
            said = {"aria-label": f"{what}的理由", "autocomplete": "off", "placeholder": "理由"}
            self.fields[f"why-{key}"] = forms.CharField(
                required=False, max_length=200, initial=reason, widget=forms.TextInput(attrs=said),
                error_messages={"max_length": "最多 200 个字。"},
            )  # fmt: skip

    def pair(self, key: str) -> tuple[forms.BoundField, forms.BoundField]:
        """The two fields of one cell."""
        return self[f"mark-{key}"], self[f"why-{key}"]

    @property
    def given(self) -> Mapping[str, Given]:
        """What was typed, by key."""
        data = self.cleaned_data
        return {key: Given(data[f"mark-{key}"], data[f"why-{key}"]) for key, *_ in self.cells}


class SummaryFilterForm(forms.Form):
    q = forms.CharField(required=False, max_length=60)
    state = forms.ChoiceField(required=False, choices=[("", "全部"), *AssessmentState.choices()])


def summary_filters(request: Request) -> SummaryFilters:
    """What the address asks for; what it cannot mean counts as not asked."""
    form = SummaryFilterForm(request.GET)
    form.is_valid()
    return SummaryFilters(form.cleaned_data.get("q", ""), form.cleaned_data.get("state", ""))


def asked_name(request: Request) -> str:
    """The piece of a name that the address asks for."""
    return request.GET.get("q", "").strip()[:60]
