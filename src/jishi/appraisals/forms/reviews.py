"""Shapes of what is typed about 组织生活会 and 民主评议."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from jishi.appraisals.queries import LineFilters, usual_year
from jishi.appraisals.rules import STAGES, Disposal, Grade, OrgLifeStep, Votes
from jishi.appraisals.services import Opinion, Totals
from jishi.kernel.http import Request
from jishi.ui.fields import Choosing, Edit, New, choice, day, number, picked, text, words


class _Plan(Choosing):
    theme = text("主题", 200, required=True, help_text="按上级通知确定的主题写。")
    planned_on = day("拟开会日期", required=False, help_text="上报备案前要定下来。")
    place = text("地点", 80)
    scope = text("参加范围", 200, help_text="如“全体党员；入党积极分子列席”。")
    invited = text("列席领导", 120, help_text="上级派来参加指导的同志，没有的先空着。")


class LifeForm(New, _Plan):
    year = number("年度", 2000, 2100, help_text="开的是哪一年度的。一月补开上年的，写上年。")
    field_order = ["submission", "year", "theme", "planned_on", "place", "scope", "invited"]


class LifeEditForm(Edit, _Plan):
    filled_by = {"activity": "records"}
    activity = picked(
        "会议记录", required=False, help_text="在“组织生活”里记录的这次会。只有一次的会自动对上，不用选。"
    )


class AnswerForm(Edit):
    is_accepted = forms.TypedChoiceField(
        label="意见",
        choices=[("yes", "同意备案"), ("no", "退回修改")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择意见。"},
    )
    note = words("说明", 200, help_text="退回的，写清要改什么。")


class SettleForm(Edit):
    is_settled = forms.TypedChoiceField(
        label="意见",
        choices=[("yes", "同意，审定"), ("no", "退回修改")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择意见。"},
    )
    note = words("说明", 200, help_text="退回的，写清要改什么。")


class StepForm(forms.Form):
    """A step by its day. Only the opinions asked and the criticism have numbers."""

    step = choice("环节", OrgLifeStep.choices)
    done_on = day("日期")
    people = number("人次", 0, 10_000, required=False, help_text="征求意见：征求了多少人次。")
    pieces = number("条数", 0, 10_000, required=False, help_text="征求意见：收到多少条；批评和自我批评：共提了多少条。")
    note = text("情况", 200, help_text="一句话，如方式、范围、文号。不写谁批评了谁、批评了什么。")


class TalkForm(New):
    filled_by = {"one": "people", "other": "people"}
    held_on = day("日期")
    one = picked("谈话人")
    other = picked("谈话对象")


class ProblemForm(New):
    filled_by = {"person": "people"}
    person = picked("本人", required=False, help_text="个人的问题选本人；支委会班子的问题不选。")
    text = words("问题", 200, required=True, help_text="用自己查摆的话写。会上别人提的批评意见留纸质，不录入。")


class MeasureForm(Choosing):
    filled_by = {"owner": "people"}
    measure = words("整改措施", 200, required=True)
    owner = picked("责任人", required=False, help_text="个人的问题由本人负责，不用选。")
    due_on = day("完成时限")


class PollForm(Edit):
    """Which secret poll of the branch is taken over."""

    filled_by = {"poll": "polls"}
    poll = picked("无记名测评", help_text="本支部已经结束的。结果只给有权限的同志看。")


class ReviewForm(New):
    year = number("年度", 2000, 2100)
    began_on = day("开展评议日期", help_text="这一天在册的党员列入评议。")
    together = forms.BooleanField(
        label="和组织生活会结合进行",
        required=False,
        help_text="会前、会议和整改只记一次；要先建立这一年度的组织生活会。",
    )


class ReviewEditForm(Edit):
    filled_by = {"activity": "records"}
    began_on = day("开展评议日期")
    studied_on = day("学习教育日期", required=False)
    self_on = day("个人自评日期", required=False, help_text="自评写在登记表上，留纸质。")
    mutual_on = day("党员互评日期", required=False, help_text="互评在会上口头进行，谁评了谁什么不录入。")
    ended_on = day("结束评议日期", required=False, help_text="支委会或党员大会提出评定意见的日期。")
    activity = picked("评议会记录", required=False, help_text="在“组织生活”里记录的党员大会或组织生活会。")


class SubmitForm(Edit):
    remark = words("上报说明", 300, rows=3, help_text="需要向上级说明的，如优秀人数的理由。没有的空着。")


class FeedbackForm(Edit):
    fed_on = day("反馈日期")
    signed_on = day("本人签字日期", required=False, help_text="本人在登记表上签字的日期；在平台上签收的会自动填。")
    own_words = words("本人意见", 300)


class DisposalForm(Edit):
    disposal = choice("处置意见", Disposal.choices)
    disposed_on = day("日期")
    basis = text("依据", 120, required=True, help_text="会议或文号，如“2027年1月10日党员大会”。")


class SignForm(forms.Form):
    own_words = words("本人意见", 300, help_text="没有意见的空着。")


class NoticeForm(Edit):
    year = number("年度", 2000, 2100)
    basis = text("通知文号或名称", 120, required=True)
    file_by = day("方案备案最晚日期", required=False)
    report_by = day("情况报告最晚日期", required=False)
    submit_by = day("评议等次上报最晚日期", required=False)
    excellent_percent = number(
        "优秀比例上限（%）", 1, 100, required=False, help_text="只作提醒，超过的也能上报。空着按三分之一提醒。"
    )
    field_order = ["version", "year", "basis", "file_by", "report_by", "submit_by", "excellent_percent"]


VOTE_NAMES = tuple(f"v{n}" for n, _ in enumerate(Grade))


class TallyRow:
    """One member's row of the test sheet, for the page: the name and the four bound fields."""

    def __init__(self, name: str, cells: Sequence[forms.BoundField]) -> None:
        self.name, self.cells = name, cells


class TallyForm(Edit):
    """Totals of a test on paper: how many ballots, then four numbers a member. All four blank: no tally is kept."""

    tested_on = day("测评日期")
    issued = number("发出", 0, 2_000)
    returned = number("收回", 0, 2_000)
    valid = number("有效", 0, 2_000)

    def __init__(self, *args: Any, members: Sequence[tuple[int, str, Votes]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        for pk, name, votes in members:
            known = votes.known or (None,) * len(VOTE_NAMES)
            for field, grade, count in zip(VOTE_NAMES, Grade, known, strict=True):
                self.fields[f"{field}-{pk}"] = forms.IntegerField(
                    label=f"{name}{grade.label}票", required=False, min_value=0, max_value=2_000, initial=count,
                    widget=forms.NumberInput(attrs={"class": "few", "aria-label": f"{name}{grade.label}票"}),
                    error_messages={"invalid": f"{name}的票数要写整数。", "min_value": f"{name}的票数不能小于 0。"},
                )  # fmt: skip

    @property
    def rows(self) -> list[TallyRow]:
        return [TallyRow(name, [self[f"{field}-{pk}"] for field in VOTE_NAMES]) for pk, name, _ in self.members]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        for pk, name, _ in self.members:
            typed = [cleaned.get(f"{field}-{pk}") for field in VOTE_NAMES]
            if any(n is not None for n in typed) and None in typed:
                self.add_error(
                    f"{VOTE_NAMES[typed.index(None)]}-{pk}", f"{name}的四栏票数要么都填，要么都空着。没有的写 0。"
                )
        return cleaned

    @property
    def totals(self) -> Totals:
        """What was typed, as the verb takes it."""
        data = self.cleaned_data
        votes = {pk: Votes(*(data[f"{field}-{pk}"] for field in VOTE_NAMES)) for pk, _, _ in self.members}
        return Totals(data["tested_on"], data["issued"], data["returned"], data["valid"], votes)


class GradeRow:
    """One member's row of the grading sheet."""

    def __init__(self, line: Any, cells: Mapping[str, forms.BoundField]) -> None:
        self.line, self.cells = line, cells


class GradesForm(Edit):
    """The committee's opinion of every member on one sheet. Probationary members have no grade to choose."""

    def __init__(self, *args: Any, lines: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            review, name = line.review, line.name
            pk = review.pk
            if not review.is_probationary:
                self.fields[f"grade-{pk}"] = forms.ChoiceField(
                    label=f"{name}的等次", required=False, choices=[("", "未定"), *Grade.choices()], initial=review.grade,
                    widget=forms.Select(attrs={"aria-label": f"{name}的等次"}),
                )  # fmt: skip
                self.fields[f"why-{pk}"] = _cell(f"{name}未定等次的原因", 100, review.ungraded_why)
            self.fields[f"opinion-{pk}"] = _cell(f"{name}的评定意见", 300, review.opinion)

    @property
    def rows(self) -> list[GradeRow]:
        names = ("grade", "why", "opinion")
        return [
            GradeRow(line, {n: self[f"{n}-{line.review.pk}"] for n in names if f"{n}-{line.review.pk}" in self.fields})
            for line in self.lines
        ]

    @property
    def opinions(self) -> dict[int, Opinion]:
        """What was typed, as the verb takes it; with `rest` whoever was left open is 合格."""
        return {line.review.pk: self._opinion(line.review.pk) for line in self.lines}

    def _opinion(self, pk: int) -> Opinion:
        data = self.cleaned_data
        grade, why = data.get(f"grade-{pk}", ""), data.get(f"why-{pk}", "")
        if self.data.get("rest") and f"grade-{pk}" in self.fields and not (grade or why.strip()):
            grade = Grade.QUALIFIED
        return Opinion(grade=grade, opinion=data[f"opinion-{pk}"], ungraded_why=why)


def _cell(label: str, length: int, initial: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=length,
        initial=initial,
        widget=forms.TextInput(attrs={"aria-label": label, "autocomplete": "off"}),
        error_messages={"max_length": f"最多 {length} 个字。"},
    )


class LineFilterForm(forms.Form):
    q = forms.CharField(required=False, max_length=60)
    stage = forms.ChoiceField(required=False, choices=[("", "全部"), *STAGES.items()])
    year = forms.IntegerField(required=False, min_value=2000, max_value=2100)
    org = forms.IntegerField(required=False)


def filters_of(request: Request) -> LineFilters:
    """What the address asks for; what it cannot mean counts as not asked."""
    form = LineFilterForm(request.GET)
    form.is_valid()
    said = form.cleaned_data
    year = said.get("year") or usual_year(request.today)
    return LineFilters(year=year, q=said.get("q", ""), stage=said.get("stage", ""), org=said.get("org"))
