"""Shape of what is typed about problems and what puts them right."""

from django import forms

from jishi.assignments.forms.tasks import BY_NAMES
from jishi.assignments.queries import PROBLEM_SORTS, ProblemFilters, sources
from jishi.assignments.rules import ProblemState, ShownTo, Source, categories
from jishi.ui.fields import Choosing, Edit, New, chips, choice, day, number, picked, text, words
from jishi.ui.widgets import ChipsMany


class _Facts(Choosing):
    """What is said of a problem."""

    category = choice("问题类别", categories)
    found_on = day("发现时间")
    cause = words("原因", 500)
    goal = text("整改目标", 300, help_text="改到什么程度算改好。")
    due_on = day("整改时限")
    text = words(
        "具体问题", 500, rows=3, required=True, help_text="写组织工作上的问题：是什么事，差在哪里。不写个人隐私。"
    )
    field_order = ["org", "category", "text", "source"]


class ProblemForm(New, _Facts):
    """A new problem; of one's own or of an organisation below."""

    filled_by = {"org": "orgs"}
    org = picked("涉及单位")
    source = choice("来源", sources)


class CalledForm(New, _Facts):
    """A problem listed out of a 督办通知单: the organisation and the source are the note's."""


class ProblemEditForm(Edit, _Facts):
    """A correction while it is being put right."""


class MeasureForm(New):
    """What puts a problem right: a task."""

    filled_by = {"owner": "people", "leader": "people"}
    title = text("整改措施", 200, required=True)
    owner = picked("责任人", required=False)
    owner_note = text("责任人（名册外）", 60)
    leader = picked("责任领导", required=False)
    helpers = text("协办", 300, help_text=BY_NAMES)
    due_on = day("完成时限", required=False)
    working_days = number(
        "或者几个工作日内", 1, 250, required=False, help_text="从今天起算。填了这一项，上面的日期留空。"
    )


class ShowForm(New):
    """晒账: which problems are shown, to whom, and where since when."""

    filled_by = {"problems": "problems"}
    problems = forms.MultipleChoiceField(
        label="问题", widget=ChipsMany, error_messages={"required": "请选要公开的问题。"}
    )
    to = chips("公开范围", ShownTo.choices(), initial=ShownTo.PARTY)
    where = text("公开地点和方式", 120, help_text="向群众公开的写明，如：村务公开栏、村民会议。")
    on = day("公开日期", help_text="通知现在就发；公开栏上已经贴出来的，填贴出那一天。")


class StepForm(Edit):
    """A step of the account, in a sentence."""

    note = words("说明", 500, rows=3)


class HandInForm(New):
    """交账: what is said with the figures."""

    note = words("说明", 500, rows=3, help_text="可以不填。台账的数字由平台按现在的情况写上。")


class ProblemFilterForm(forms.Form):
    """The address of the list; what makes no sense is left out."""

    state = forms.ChoiceField(
        required=False, choices=[("", ""), ("late", "逾期"), ("all", "全部"), *ProblemState.choices()]
    )
    find = forms.CharField(required=False, max_length=60)
    category = forms.ChoiceField(required=False, choices=lambda: [("", ""), *categories()])
    source = forms.ChoiceField(required=False, choices=[("", ""), *Source.choices()])
    org = forms.IntegerField(required=False)
    sort = forms.ChoiceField(required=False, choices=[("", "due"), *((name, name) for name in PROBLEM_SORTS)])

    def value(self) -> ProblemFilters:
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        return ProblemFilters(**asked)
