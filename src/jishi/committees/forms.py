"""Shapes of what is typed about a committee's own life."""

from collections.abc import Mapping
from typing import Any

from django import forms

from jishi.activities.rules import SpecialSubject
from jishi.committees.rules import (
    CarriedKind,
    ContactKind,
    GoalCategory,
    GoalLevel,
    GoalState,
    LifeStep,
    MatterState,
    ResultKind,
    ResultState,
    StudyForm,
)
from jishi.orgs.rules import SeatRole, Sector
from jishi.ui.fields import Choices, Choosing, Edit, New, chips, choice, day, number, picked, text, words
from jishi.ui.widgets import ChipsMany


class _Placed(Choosing):
    """Organisations are picked from a list, and typed where the page has no list of them because they are too many."""

    def __init__(self, *args: Any, offers: Mapping[str, Choices | None] | None = None, **kwargs: Any) -> None:
        given = offers or {}
        super().__init__(*args, offers={kind: rows for kind, rows in given.items() if rows is not None}, **kwargs)
        for name, kind in self.filled_by.items():
            if given.get(kind, ()) is None:
                listed = self.fields[name]
                several = isinstance(listed, forms.MultipleChoiceField)
                said = "写全称或编码，几个用顿号隔开。" if several else "写全称或编码。"
                self.fields[name] = text(
                    str(listed.label), 500 if several else 120, required=listed.required, help_text=said
                )  # fmt: skip


class SeatForm(New):
    filled_by = {"person": "people"}
    person = picked("姓名")
    role = chips("身份", SeatRole.choices(), initial=SeatRole.MEMBER)
    from_on = day("编入日期")


class LeaveForm(forms.Form):
    on = day("退出日期", help_text="从这一天起不再是中心组成员，以前的考勤不变。")


class _TopicFields(Choosing):
    form = chips("学习形式", StudyForm.choices(), initial=StudyForm.COLLECTIVE)
    topic = text("学习内容", 200, required=True, help_text="学什么，如“全国两会精神”。")
    month = number("计划月份", 1, 12, required=False, help_text="1至12；没有定的先空着。")
    speakers = text("重点发言人", 120, help_text="个人自学不用填。")


class TopicForm(New, _TopicFields):
    year = number("年度", 2000, 2100)
    field_order = ("year", "form", "topic", "month", "speakers")


class TopicEditForm(Edit, _TopicFields):
    filled_by = {"activity": "records"}
    activity = picked("对应的学习记录", required=False, help_text="学完后先在组织生活里记录，再在这里选。")
    field_order = ("form", "topic", "month", "speakers", "activity")


class SelfStudyForm(New):
    filled_by = {"person": "people"}
    person = picked("姓名")
    done_on = day("日期")
    minutes = number("学习时长（分钟）", 5, 600)


class LifeForm(New):
    year = number("年度", 2000, 2100, help_text="次年一季度召开的，填应开的那一年。")
    theme = text("主题", 200, required=True, help_text="照上级通知填写。")


class LifeEditForm(Edit):
    filled_by = {"activity": "records"}
    theme = text("主题", 200, required=True)
    activity = picked("会议记录", required=False, help_text="会后在组织生活里记录民主生活会，再在这里选。")


class StepForm(forms.Form):
    step = choice("环节", LifeStep.choices)
    done_on = day("日期")
    note = text("情况", 200, help_text="如“发放征求意见表 60 份”。不写涉及个人的批评意见。")


class TalkForm(New):
    filled_by = {"one": "people", "other": "people"}
    held_on = day("日期")
    one = picked("谈话人")
    other = picked("谈话对象")


class RectifyForm(New):
    filled_by = {"owner": "people"}
    problem = text("问题", 200, required=True, help_text="班子的问题，不写个人批评意见。")
    measure = text("整改措施", 200, required=True, help_text="办成什么样，能验收。")
    owner = picked("责任人")
    due_on = day("完成时限")


class DraftForm(New):
    subject = chips("专题", SpecialSubject.choices(), initial=SpecialSubject.PARTY_BUILDING)


class AgendaForm(Edit):
    """The agenda as a list of points; two blank ones stand at the end."""

    filled_by = {"activity": "records"}
    title = text("名称", 120, required=True)
    meet_on = day("拟开日期", required=False)
    activity = picked("会议记录", required=False, help_text="开完会记录后在这里选；议定事项随记录转为任务。")
    count = forms.IntegerField(widget=forms.HiddenInput, max_value=40)

    def __init__(self, *args: Any, points: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(points):
            self.fields[f"point_{n}"] = text(f"议题{n + 1}", 120)
            self.fields[f"text_{n}"] = words("背景", 1000, rows=3)
        self.number_of_points = points

    def pairs(self) -> list[tuple[Any, Any]]:
        """The bound fields of each point, for the page."""
        return [(self[f"point_{n}"], self[f"text_{n}"]) for n in range(self.number_of_points)]

    def points(self) -> list[dict[str, str]]:
        """The points as typed."""
        values = self.cleaned_data
        return [{"title": values[f"point_{n}"], "text": values[f"text_{n}"]} for n in range(self.number_of_points)]


class _ResearchFields(_Placed):
    filled_by = {"visited": "places", "activity": "records"}
    subject = text("调研题目", 120, required=True)
    place = text("调研地点", 120)
    visited = forms.TypedMultipleChoiceField(label="走访的党组织", coerce=int, required=False, widget=ChipsMany)
    from_on = day("开始日期", required=False, help_text="计划阶段可以先空着。")
    to_on = day("结束日期", required=False)
    findings = words("发现的情况", 2000, rows=5)
    suggestions = words("意见建议", 2000, rows=4)
    activity = picked("调研记录", required=False, help_text="组织生活里有记录的，在这里选。")


class ResearchForm(New, _ResearchFields):
    filled_by = {"person": "people", **_ResearchFields.filled_by}
    person = picked("调研人")
    year = number("年度", 2000, 2100)
    field_order = ("person", "year", "subject", "place", "visited")


class ResearchEditForm(Edit, _ResearchFields):
    filled_by = _ResearchFields.filled_by


class ResultForm(New):
    filled_by = {"owner": "people", "activity": "records"}
    kind = chips("成果", ResultKind.choices())
    on = day("日期")
    note = text("内容", 200, required=True, help_text="要办的事、采纳的建议，或向谁反映了什么。")
    state = choice("落实情况", ResultState.choices)
    owner = picked("责任人", required=False, help_text="形成任务的填：转为任务，办结后由另一名同志验收。")
    due_on = day("完成时限", required=False)
    activity = picked("采纳的会议", required=False, help_text="会议采纳的填。")


class SettleForm(Edit):
    state = choice("落实情况", ResultState.choices)


class PointForm(New, _Placed):
    filled_by = {"person": "people", "place": "places"}
    person = picked("领导干部")
    place = picked("联系的党组织")
    from_on = day("起")
    basis = text("依据", 200, required=True, help_text="分工文件或会议，如“和党发〔2026〕3号”。")


class EndPointForm(forms.Form):
    on = day("止", help_text="从这一天起不再联系，以前的走访不变。")
    basis = text("依据", 200, required=True)


class VisitForm(New):
    on = day("日期")
    what = text(
        "做了什么", 200, required=True, help_text="组织生活里已有记录的（讲党课、参加主题党日），不用在这里再写。"
    )
    came_of_it = text("结果", 200)


class _ContactFields(_Placed):
    filled_by = {"place": "places"}
    kind = chips("方式", ContactKind.choices(), initial=ContactKind.VISIT_DOWN)
    from_on = day("起")
    to_on = day("止")
    planned = number("计划次数", 1, 366)
    place = picked("涉及的党组织", required=False)
    where = text("地点", 80, help_text="接访点、驻点的地方，如“三组文化广场”。")
    households = text(
        "联系对象", 200, help_text="只写称呼和村组，如“三组李大娘”，不写全名、电话、病情。只给本级和所在支部看。"
    )


class ContactForm(New, _ContactFields):
    filled_by = {"person": "people", **_ContactFields.filled_by}
    person = picked("干部")
    field_order = ("person",)


class ContactEditForm(Edit, _ContactFields):
    filled_by = _ContactFields.filled_by


class ContactDoneForm(New):
    filled_by = {"owner": "people"}
    on = day("日期")
    place = text("地点", 80)
    what = text("做了什么", 200, required=True)
    matter = text("群众提出的事", 200, help_text="没有的不填。举报、信访件请走规定渠道，不在这里写。")
    state = choice("办理情况", MatterState.choices)
    owner = picked("转为任务，责任人", required=False, help_text="不能当场解决的，可以转为任务。")
    due_on = day("完成时限", required=False)


class MatterForm(Edit):
    state = choice("办理情况", lambda: MatterState.choices()[1:])


class _TextFields(Choosing):
    filled_by = {"activity": "records"}
    text = words("正文", 20000, rows=10, help_text="可以粘贴正文，也可以只传文件。")
    file = forms.FileField(label="文件", required=False, help_text="docx 或 pdf。严禁上传涉密内容。")
    activity = picked("通过的会议", required=False)


class InstitutionForm(New, _TextFields):
    filled_by = _TextFields.filled_by
    title = text("制度名称", 120, required=True)
    adopted_on = day("制定日期")
    field_order = ("title", "adopted_on", "activity", "text", "file")


class ReviseForm(New, Edit, _TextFields):
    filled_by = _TextFields.filled_by
    on = day("修订日期")
    change = text("修订了什么", 300, required=True)
    field_order = ("on", "change", "activity", "text", "file")


class AbolishForm(Edit):
    on = day("废止日期")
    why = text("废止原因", 200, required=True)


class CarriedForm(New):
    filled_by = {"activity": "records"}
    kind = chips("方式", CarriedKind.choices(), initial=CarriedKind.USED)
    on = day("日期")
    note = text("执行情况", 300, required=True, help_text="哪一次、怎样按制度办的；年度检查写执行得怎样、要改什么。")
    activity = picked("有关记录", required=False)


class _GoalFields(Choosing):
    category = choice("类别", GoalCategory.choices)
    level = chips("层级", GoalLevel.choices(), initial=GoalLevel.OWN)
    sector = choice("领域", Sector.choices, required=False, help_text="给所属党组织定的，可以只定一个领域。")
    measure = text("怎样算完成", 200, required=True, help_text="看得见、说得清，不设分数。")
    text = text("目标", 200, required=True)
    due_on = day("完成时限")


class GoalForm(New, _GoalFields):
    year = number("年度", 2000, 2100)
    field_order = ("year", "category", "level", "sector", "text", "measure", "due_on")


class GoalEditForm(Edit, _GoalFields):
    field_order = ("category", "level", "sector", "text", "measure", "due_on", "state", "result")
    state = choice("状态", GoalState.choices)
    result = text("结果", 300, help_text="完成、未完成都如实写。")


class GoalStepForm(New):
    filled_by = {"activity": "records"}
    on = day("日期")
    note = text("进展", 300, required=True)
    activity = picked("有关记录", required=False)
