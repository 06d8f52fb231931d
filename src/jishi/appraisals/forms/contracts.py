"""Shapes of what is typed about 目标管理责任书."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from jishi.appraisals.queries.contracts import ContractFilters
from jishi.appraisals.rules import Aim, ContractState
from jishi.appraisals.services import TermLaid
from jishi.kernel.http import Request
from jishi.ui.fields import Choosing, Edit, New, day, number, picked, text, words
from jishi.ui.widgets import ChipsMany

_MOST = 1_000_000


class DraftForm(New):
    filled_by = {"edition": "editions"}
    edition = picked("考核办法", help_text="责任书的项目和分值取自这套办法正在使用的一版。")
    year = number("年度", 2000, 2100)


class SetForm(Edit):
    preamble = words("依据和目的", 1000, rows=4)
    measures = words("保证措施", 1000, rows=5, help_text="一行一条。")
    rewards = words("奖惩", 1000, rows=3)
    sign_by = day("签订最晚日期", required=False)
    check_by = day("半年自检最晚日期", required=False)


class AimRow:
    """The three fields of one for whom it may differ, for the page."""

    def __init__(self, word: str, cells: Sequence[forms.BoundField], note: str = "") -> None:
        self.word, self.cells, self.note = word, cells, note


class TermForm(Edit):
    """What is laid down for all, and a row each for sectors and organisations where it may differ; blank differs in
    nothing."""

    filled_by = {"passes": "passable"}
    target = number("目标数", 0, _MOST, required=False, help_text="没有数字要求的空着。")
    measure = text("量化指标", 300, help_text="做到什么程度算完成，如“每季度上1次党课”。")
    due_on = day("完成时限", required=False)
    evidence = text("佐证材料", 200, help_text="平台上有记录的不用另交。")
    passes = picked(
        "分解自本级的目标", required=False, help_text="选了以后，下级的目标数合计不能少于本级的，完成情况往上汇总。"
    )

    def __init__(
        self,
        *args: Any,
        sectors: Sequence[tuple[str, str]],
        orgs: Sequence[tuple[int, str, str]],
        known: Mapping[str, Aim],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sectors, self.orgs = sectors, orgs
        keys = [*((f"s-{code}", word) for code, word in sectors), *((f"o-{pk}", word) for pk, word, _ in orgs)]
        for key, word in keys:
            aim = known.get(key, Aim())
            self.fields[f"target-{key}"] = forms.IntegerField(
                label=f"{word}的目标数", required=False, min_value=0, max_value=_MOST, initial=aim.target,
                widget=forms.NumberInput(attrs={"class": "few", "aria-label": f"{word}的目标数"}),
                error_messages={"invalid": "要写整数。", "min_value": "不能小于 0。", "max_value": "数字太大。"},
            )  # fmt: skip
            self.fields[f"measure-{key}"] = forms.CharField(
                label=f"{word}的量化指标", required=False, max_length=300, initial=aim.measure,
                widget=forms.TextInput(attrs={"aria-label": f"{word}的量化指标", "autocomplete": "off"}),
                error_messages={"max_length": "最多 300 个字。"},
            )  # fmt: skip
            self.fields[f"due_on-{key}"] = day(f"{word}的完成时限", required=False)
            self.fields[f"due_on-{key}"].initial = aim.due_on

    def _row(self, key: str, word: str, note: str = "") -> AimRow:
        return AimRow(word, [self[f"{name}-{key}"] for name in ("target", "measure", "due_on")], note)

    @property
    def sector_rows(self) -> list[AimRow]:
        return [self._row(f"s-{code}", word) for code, word in self.sectors]

    @property
    def org_rows(self) -> list[AimRow]:
        return [self._row(f"o-{pk}", word, note) for pk, word, note in self.orgs]

    def _aim(self, key: str) -> Aim:
        data = self.cleaned_data
        return Aim(data[f"target-{key}"], data[f"measure-{key}"], data[f"due_on-{key}"])

    @property
    def laid(self) -> TermLaid:
        """What was typed, as the verb takes it."""
        data = self.cleaned_data
        return TermLaid(
            Aim(data["target"], data["measure"], data["due_on"]),
            data["evidence"],
            data["passes"],
            sectors={code: self._aim(f"s-{code}") for code, _ in self.sectors},
            orgs={pk: self._aim(f"o-{pk}") for pk, _, _ in self.orgs},
        )


class SendForm(Edit):
    filled_by = {"orgs": "orgs"}
    orgs = forms.TypedMultipleChoiceField(
        label="发给", coerce=int, widget=ChipsMany, error_messages={"required": "请选择发给哪些党组织。"}
    )
    late_why = words("第一季度以后才发的原因", 200, help_text="三月底以前发出的不用填；填了的下级都看得到。")


class ProposalForm(New):
    text = words("修改意见", 300, rows=3, required=True, help_text="希望怎样改、为什么。")
    target = number("建议目标数", 0, _MOST, required=False)
    due_on = day("建议完成时限", required=False)


class ReplyForm(forms.Form):
    is_taken = forms.TypedChoiceField(
        label="意见",
        choices=[("yes", "采纳"), ("no", "不采纳")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择意见。"},
    )
    answer = words("答复", 300, help_text="不采纳的，写清原因。")


class ItemForm(Edit):
    target = number("目标数", 0, _MOST, required=False)
    measure = text("量化指标", 300)
    due_on = day("完成时限", required=False)


class OwnerForm(Choosing):
    filled_by = {"owner": "people"}
    owner = picked("责任人", required=False, help_text="一项一个人。")


class PaperSignForm(Edit):
    name = text("签订人", 60, required=True)
    post = text("职务", 60, required=True, help_text="如“书记”。")
    on = day("签订日期")


class ProgressForm(New):
    filled_by = {"activity": "records"}
    on = day("日期")
    reached = number("累计已完成", 0, _MOST, required=False, help_text="从年初到这一天一共完成多少，不是这一次的数。")
    text = words("进展情况", 300, rows=3, required=True)
    is_done = forms.BooleanField(label="这一项已经完成", required=False, help_text="有目标数的不用勾，按数算。")
    activity = picked("组织生活记录", required=False, help_text="记录里有这件事的，选上。")


class CheckForm(Edit):
    text = words("存在的问题和下半年打算", 2000, rows=8, required=True)


class ContractFilterForm(forms.Form):
    q = forms.CharField(required=False, max_length=60)
    state = forms.ChoiceField(required=False, choices=[("", "全部"), *ContractState.choices()])
    year = forms.IntegerField(required=False, min_value=2000, max_value=2100)


def contract_filters(request: Request) -> ContractFilters:
    """What the address asks for; what it cannot mean counts as not asked."""
    form = ContractFilterForm(request.GET)
    form.is_valid()
    said = form.cleaned_data
    return ContractFilters(said.get("year") or request.today.year, said.get("state", ""), said.get("q", ""))
