"""Shapes of what is typed about programmes, applications, batches and experiences."""

from typing import Any

from django import forms

from jishi.model_sites.rules import (
    AdoptionState,
    CostKind,
    FindingState,
    Level,
    PaidBy,
    ProgrammeKind,
    RecheckResult,
    Seen,
    Watch,
)
from jishi.orgs.rules import Sector
from jishi.ui.fields import Choosing, Edit, New, chips, choice, day, money, number, picked, text, words
from jishi.ui.widgets import ChipsMany


def _many(label: str, choices: Any = (), *, required: bool = True, help_text: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=required, help_text=help_text, widget=ChipsMany,
        error_messages={"required": f"请选择{label}。"},
    )  # fmt: skip


class ProgrammeForm(Choosing):
    """What is said of a programme; only a model-site one has an approval and a level, only grading has grades."""

    title = text("名称", 80, required=True, help_text="如“党建示范点创建”。未经批准的不用“示范”。")
    level = choice("命名级别", Level.choices)
    approved_by = text("批准机关", 80, required=True, help_text="照批复文件填，如“省委办公厅”。")
    approval = text("批准文号", 60, required=True)
    approved_on = day("批准日期")
    grades = text("等级名称", 100, help_text="用顿号隔开，如“先进、一般、后进”。")
    purpose = words("为了解决什么", 300, required=True, help_text="针对哪些短板，办完能看到什么变化。")
    basis = text("工作依据", 200, help_text="文件或会议，没有的空着。")
    opens_on = day("申报开始")
    closes_on = day("申报截止")
    years = number("有效期（年）", 1, 10, required=False, help_text="没有期限的空着。")
    people = number("每个申报组织要几个人", 1, 100, help_text="准备申报、陪同验收，一共要几个人。")
    minutes = number("每人要多少分钟", 1, 6000, help_text="照实估计；这是给基层增加的负担，会写在通知上。")
    watched = _many(
        "由记录自动提醒的否决事项",
        Watch.choices(),
        required=False,
        help_text="命名以后天天对着记录看，只提醒，不自动撤销。",
    )
    vetoes = words("其他否决事项", 600, help_text="一行一条，如“班子成员受到党纪处分”。由主办单位填写线索、核实。")

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != ProgrammeKind.MODEL:
            for name in ("level", "approved_by", "approval", "approved_on"):
                del self.fields[name]
        if kind != ProgrammeKind.GRADING:
            del self.fields["grades"]


class ProgrammeNewForm(New, ProgrammeForm):
    pass


class ProgrammeEditForm(Edit, ProgrammeForm):
    pass


class ConfirmForm(Edit):
    """Nothing but a yes."""


class EndForm(Edit):
    why = text("结束的原因", 200, required=True)


class _CategoryFields(Choosing):
    name = text("类别名称", 40, required=True, help_text="如“农村类”“社区类”“两新类”。")
    sector = choice("领域", Sector.choices, required=False, help_text="不选是各领域都可以申报。")
    quota = number("名额", 1, 500, help_text="从严控制。")
    standard = words("条件和标准", 2000, rows=6, required=True, help_text="能做到、看得见。平台查得到的不要求报材料。")
    points = words("现场看什么", 1000, rows=5, help_text="一行一条。到现场时手机上逐条点选。")


class CategoryForm(New, _CategoryFields):
    pass


class CategoryEditForm(Edit, _CategoryFields):
    pass


class ApplyForm(New):
    filled_by = {"org": "orgs", "category": "categories"}
    org = picked("申报组织")
    category = picked("创建类别")


class SiteForm(Edit):
    """The applicant's words, and its own mark for each point that a visitor will look at."""

    brand = text("创建品牌", 60, help_text="没有的空着。")
    basics = words("基本情况", 1000, rows=4, help_text="上面的数字不用再写。")
    practice = words("创建做法", 2000, rows=6)
    results = words("主要成效", 2000, rows=5, help_text="写群众得了什么，办成了哪几件事。")
    feature = words("特色亮点", 1000, rows=3)
    honours = text("曾获荣誉", 300)

    def __init__(self, *args: Any, points: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = points
        said = dict(self.initial.get("own_marks", ()))
        for n, point in enumerate(points):
            self.fields[f"own_{n}"] = chips(
                f"自评：{point}", Seen.choices()[:3], initial=said.get(point, ""), required=False
            )
        self.fields["self_review"] = words(
            "对照标准自评", 500, rows=4, help_text="哪几条做到了，哪几条还差，分数有的写上。"
        )
        self.fields["again"] = forms.BooleanField(label="重新取一遍记录里的数字", required=False)

    def facts(self, values: dict[str, Any]) -> dict[str, Any]:
        """What was typed, by the verb's own words."""
        marks = [[point, values.pop(f"own_{n}")] for n, point in enumerate(self.points)]
        return values | {"own_marks": [one for one in marks if one[1]]}


class StepForm(New):
    filled_by = {"kind": "steps", "grade": "grades"}
    kind = forms.ChoiceField(label="办什么", error_messages={"required": "请选择办什么。"})
    grade = forms.ChoiceField(label="等级", required=False)
    note = words("意见和理由", 500, rows=4, help_text="申报组织会看到。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not kwargs["offers"]["grades"]:
            del self.fields["grade"]


class VisitForm(New):
    """One row of chips a point; made for a phone."""

    on = day("日期")
    visitors = text("到场人员", 120, required=True, help_text="我方几位同志的姓名。轻车简从。")
    hosts = number("对方陪同几人", 0, 50)
    minutes = number("在场多少分钟", 5, 600)

    def __init__(self, *args: Any, points: list[str], said: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = points
        for n, point in enumerate(points):
            own = f"对方自评：{said[point]}" if point in said else ""
            self.fields[f"seen_{n}"] = chips(point, Seen.choices(), initial=Seen.NOT_LOOKED, help_text=own)
            self.fields[f"note_{n}"] = text("所见", 100)
        self.fields["note"] = words("总的印象", 500, rows=3)

    def seen(self) -> list[tuple[str, str, str]]:
        """(point, seen, words) of each point."""
        values = self.cleaned_data
        return [(point, values[f"seen_{n}"], values[f"note_{n}"]) for n, point in enumerate(self.points)]


class TestsForm(Edit):
    filled_by = {"poll": "polls", "assessment": "assessments"}
    poll = picked("群众满意度测评", required=False, help_text="先在“无记名测评”里给这个党组织办一次，再到这里选。")
    assessment = picked(
        "按考核办法的考核",
        required=False,
        help_text="按办法打分的，自评和考评在“党组织考核”里办，再到这里选；不打分的不选。",
    )


def _sites(label: str, help_text: str) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label, coerce=int, help_text=help_text, widget=ChipsMany, error_messages={"required": "请至少选一个。"}
    )  # fmt: skip


class _ListFields(Choosing):
    filled_by = {"site_ids": "sites"}
    site_ids = _sites("列入名单", "只列考核验收通过的，不超过各类别的名额。")


class ListForm(New, _ListFields):
    batch = text("批次", 20, required=True, help_text="如“第一批”。")
    field_order = ["batch", "site_ids"]


class ListEditForm(Edit, _ListFields):
    pass


class DecideForm(Edit):
    filled_by = {"site_ids": "sites"}
    site_ids = _sites("命名", "公示期间反映属实、不该命名的，去掉。")
    decided_on = day("命名日期")
    number = text("文号", 60, required=True, help_text="命名决定或会议纪要的编号。")


class RecheckForm(New):
    year = number("年度", 2000, 2100)
    on = day("复核日期")
    result = chips("结论", RecheckResult.choices())
    why = words("理由", 500, required=True)
    mend_by = day("整改最晚日期", required=False, help_text="限期整改的填。")


class AgainForm(Edit):
    on = day("再看的日期")
    mended = words("整改情况", 300, required=True)
    keep = forms.TypedChoiceField(
        label="结论",
        choices=[("yes", "整改到位，保留"), ("no", "没有到位，撤销命名")],
        coerce=lambda value: value == "yes",
        error_messages={"required": "请选择结论。"},
    )


class PlaqueForm(Edit):
    plaque_on = day("授牌日期")
    plaque_back_on = day("收回日期", required=False, help_text="撤销或到期收回以后填。")


class FindingForm(New):
    on = day("日期")
    what = text("情况", 200, required=True, help_text="对照否决事项写是哪一条，不写个人姓名。")
    source = text("来源", 120, required=True, help_text="文件、检查或来信的名称。")


class SettleForm(Edit):
    state = chips("核实结果", FindingState.choices()[1:])
    outcome = text("怎样核实的", 200, required=True)


class CostForm(New):
    on = day("日期")
    kind = choice("用在哪里", CostKind.choices)
    what = text("做了什么", 120, required=True)
    people = number("几个人", 0, 1000)
    minutes = number("每人多少分钟", 0, 6000)
    fen = money("花了多少钱", required=False, help_text="没有花钱的空着。")
    paid_by = choice("谁出的钱", PaidBy.choices, required=False)


class ExperienceForm(Choosing):
    title = text("题目", 80, required=True, help_text="一句话说清做法，如“网格小事三天办”。")
    problem = words("原来的问题", 1000, rows=3, required=True)
    practice = words("怎么做的", 3000, rows=8, required=True, help_text="分几步，谁来做，花了多少人力。")
    results = words("见到什么成效", 1500, rows=4)
    conditions = words("适用的条件", 1000, rows=3, help_text="什么样的地方能学，要具备什么。")
    lessons = words("走过的弯路", 1000, rows=3)


class ExperienceNewForm(New, ExperienceForm):
    filled_by = {"site": "sites"}
    site = picked("来自哪个命名", required=False)


class ExperienceEditForm(Edit, ExperienceForm):
    again = forms.BooleanField(label="重新取一遍记录里的数字", required=False)


class ShareForm(Edit):
    filled_by = {"shared_in": "places"}
    shared_in = picked("推广范围", help_text="选中的组织和它下面的都能看到、能登记借鉴。")


class ObservationForm(New):
    filled_by = {"org": "orgs"}
    org = picked("来观摩的党组织", required=False, help_text="平台上没有的不选，写在下面。")
    who = text("来的人", 120, required=True, help_text="如“青山乡各村书记”。")
    people = number("几个人", 1, 1000)
    on = day("日期")
    feedback = words("反馈", 500, help_text="对方说能学什么、哪里学不了。")


class FeedbackForm(forms.Form):
    feedback = words("反馈", 500, rows=4, required=True, help_text="能学什么、哪里学不了、回去先做哪一件。")


class TakeOverForm(New):
    filled_by = {"org": "orgs", "source": "sources"}
    org = picked("借鉴的党组织")
    source = picked("从谁那里学的", required=False, help_text="不选是直接向原单位学的。")
    on = day("开始日期")
    adapted = words("怎样结合本地", 300, required=True)


class ResultForm(Edit):
    state = chips("情况", AdoptionState.choices())
    result = words("结果", 300, help_text="见到什么，改了什么，为什么没有用。")
