"""Shapes of what is typed about the names of an election."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from jishi.ballots.forms.elections import VersionedForm
from jishi.ballots.queries import CandidateLine
from jishi.ballots.rules.candidates import JointReview, Objections, Office, Way, WayForm
from jishi.ballots.rules.counting import Base
from jishi.ui.fields import choice, day, text
from jishi.ui.widgets import ChipsMany, Clock


def number(label: str, *, help_text: str = "", most: int = 100_000) -> forms.IntegerField:
    """A head count that may be left open."""
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=most,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"class": "s", "inputmode": "numeric"}),
        error_messages={
            "invalid": f"{label}要写整数。",
            "min_value": f"{label}不能是负数。",
            "max_value": f"{label}太大，请核对。",
        },
    )


def words(label: str, length: int, *, rows: int = 4, help_text: str = "") -> forms.CharField:
    """A few lines of text."""
    return forms.CharField(
        label=label, max_length=length, required=False, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows})
    )


class ProcedureForm(VersionedForm):
    """How the election is held: seats, place, ways, papers, what the 选举办法 names."""

    seats = number("委员名额", help_text="代表选举时填代表名额。", most=400)
    candidates = number(
        "候选人名额", help_text="差额不少于应选名额的五分之一：3选4、4选5、5选6、6选8、7选9、9选11。", most=500
    )
    deputies = forms.IntegerField(
        label="副书记名额",
        min_value=0,
        max_value=5,
        initial=0,
        widget=forms.NumberInput(attrs={"class": "s"}),
        error_messages={"required": "没有副书记的填0。", "invalid": "副书记名额要写整数。"},
    )
    is_direct = forms.BooleanField(
        label="不设委员会，由党员大会直接选举书记、副书记", required=False, help_text="正式党员不足7人的党支部。"
    )
    starts_at = forms.TimeField(
        label="大会时间", required=False, widget=Clock, error_messages={"invalid": "时间请写成 09:00 这样。"}
    )
    place = text("大会地点", 100)
    ways = forms.MultipleChoiceField(
        label="通知规定的推荐方式",
        required=False,
        widget=ChipsMany,
        help_text="组织推荐、党员推荐都有；这两种要通知有规定才用。",
        choices=[(way.value, way.label) for way in (Way.MASSES, Way.ONESELF)],
    )
    ways_basis = text("推荐方式的依据", 120, help_text="规定“两推一选”或自荐的通知。")
    request_no = text("换届请示文号", 60)
    requested_on = day("换届请示日期", required=False)
    agreed_no = text("同意召开大会的批复文号", 60)
    agreed_on = day("同意召开大会的批复日期", required=False)
    excusal_paper = text(
        "同意不计入应到会的批复", 120, help_text="一般就是同意召开大会的批复；没有批复的，任何人都计入应到会。"
    )
    contact = text("联系人和电话", 60)
    base = forms.ChoiceField(
        label="当选要过谁的半数",
        required=False,
        choices=lambda: [("", "选举办法没有写明，两种都算"), *Base.choices()],
        help_text="各地依据不一。大会通过的选举办法写明的以它为准；没有写明的，两种算法都算，结果不一时请上级确认。",
    )
    is_by_votes = forms.BooleanField(
        label="报告结果按得票多少排列", required=False, help_text="不勾选就按选票上的顺序。"
    )
    field_order = ("version",)


class NameForm(VersionedForm):
    """A name for the list: somebody on the roster, or somebody from outside."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    person_id = forms.TypedChoiceField(label="党员", required=False, coerce=int, empty_value=None)
    name = text("名册以外的人选", 60, help_text="上级选派的、组织关系正在转入的。在名册里的请用上面的选择。")
    employer = text("单位职务", 120)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *people]


class RowsForm(VersionedForm):
    """A form with the same fields for each name of a list: `heads` are the columns, `rows` (line, fields)."""

    heads: Sequence[str] = ()
    empty = "名单上还没有人。"

    def __init__(self, *args: Any, lines: Sequence[CandidateLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        self._columns: list[str] = []

    def column(self, prefix: str, make: Any) -> None:
        """One field for each name; `make` gives the field of a line."""
        self._columns.append(prefix)
        for line in self.lines:
            self.fields[f"{prefix}_{line.candidate.pk}"] = make(line)

    def values(self, prefix: str) -> dict[int, Any]:
        """What was typed in one column, by id of the candidate."""
        return {line.candidate.pk: self.cleaned_data[f"{prefix}_{line.candidate.pk}"] for line in self.lines}

    def ticked(self, prefix: str) -> list[int]:
        """The names ticked in one column."""
        return [pk for pk, value in self.values(prefix).items() if value]

    @property
    def rows(self) -> list[tuple[CandidateLine, list[forms.BoundField]]]:
        """The table of the form."""
        return [(line, [self[f"{c}_{line.candidate.pk}"] for c in self._columns]) for line in self.lines]

    @property
    def main_fields(self) -> list[tuple[forms.BoundField, bool]]:
        """The fields that are not in the table, each with whether it takes a whole line."""
        own = {bound.name for _, row in self.rows for bound in row}
        shown = [bound for bound in self.visible_fields() if bound.name not in own]
        return [(bound, isinstance(bound.field, forms.CharField)) for bound in shown]


def _tick(label: str, on: bool) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, initial=on)


class RecommendForm(RowsForm):
    """One way of recommending: how it was held, what each name received, names not on the list yet."""

    heads = ("得票（人数）",)
    empty = "名单上还没有人，写在下面的“其他得到推荐的人”里。"
    form = choice("推荐形式", WayForm.choices)
    held_on = day("推荐日期")
    due = number("应参加人数")
    present = number("参加人数")
    issued = number("发出推荐票（表）", help_text="会议研究、书面自荐的不填。")
    returned = number("收回")
    valid = number("有效")
    note = text("说明", 300)
    others = words(
        "其他得到推荐的人",
        2000,
        help_text="一行一人：姓名、空格、票数，如“王建国 12”。会加到名单里。没有票数的只写姓名。",
    )

    def __init__(self, *args: Any, counts: Mapping[int, int | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.column("count", lambda line: _count_of(line, counts.get(line.candidate.pk)))

    def clean_others(self) -> list[tuple[str, int]]:
        """The lines as names and counts."""
        found = []
        for line in self.cleaned_data["others"].splitlines():
            if not line.strip():
                continue
            name, _, count = line.replace("\u3000", " ").replace("，", " ").replace(",", " ").strip().rpartition(" ")
            if not name:
                name, count = count, "1"
            if not count.isdecimal() or len(count) > 6:
                raise forms.ValidationError(f"“{line.strip()}”看不懂，请写成“王建国 12”。")
            found.append((name, int(count)))
        return found


def _count_of(line: CandidateLine, count: int | None) -> forms.IntegerField:
    field = number(f"{line.candidate.name}的票数")
    field.initial = count
    return field


class ForwardForm(RowsForm):
    """Who of the names recommended is put forward."""

    heads = ("列为初步人选",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.column("put", lambda line: _tick(f"{line.candidate.name}列为初步人选", line.candidate.stage == "forward"))


class ReviewForm(RowsForm):
    """The county's conclusion on each name."""

    heads = ("联审结论",)
    reviewed_on = day("联审日期")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.column("review", _conclusion)


def _conclusion(line: CandidateLine) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=f"{line.candidate.name}的联审结论", required=False, initial=line.candidate.review,
        choices=[("", "还没有结论"), *JointReview.choices()],
    )  # fmt: skip


class DeliberateForm(RowsForm):
    """The deliberation, and who goes to the superior."""

    heads = ("定为预备人选", "同意人数")
    deliberated_on = day("酝酿日期")
    due = number("应到人数")
    present = number("实到人数")
    gist = words("酝酿情况", 2000, help_text="怎样酝酿的，有哪些意见，怎样确定的。")
    request_no = text("候选人预备人选请示文号", 60)
    requested_on = day("请示日期", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.column(
            "put",
            lambda line: _tick(f"{line.candidate.name}定为预备人选", line.candidate.stage in ("proposed", "approved")),
        )
        self.column("agreed", lambda line: _agreed(line))


def _agreed(line: CandidateLine) -> forms.IntegerField:
    field = number(f"同意{line.candidate.name}的人数")
    field.initial = line.candidate.agreed
    return field


class ApproveForm(RowsForm):
    """The superior's approval."""

    heads = ("同意作为候选人",)
    approval_no = text("批复文号", 60, required=True)
    approved_on = day("批复日期")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.column("put", lambda line: _tick(f"同意{line.candidate.name}作为候选人", True))


class PublishForm(VersionedForm):
    """公示: from, to, where, and what came of it."""

    published_from = day("公示起")
    published_to = day("公示止", help_text="公示几天按上级通知。")
    published_where = text("公示地点和方式", 120, help_text="如“村务公开栏、党员群众微信群”。")
    objections = choice("公示结果", Objections.choices, required=False, help_text="公示结束以后填。")
    objections_note = text("反映的处理情况", 300, help_text="只写核实和处理，不写反映人。")


class IntroduceForm(VersionedForm):
    """The candidates were introduced and questions answered."""

    introduced_on = day("介绍日期")
    introduced_note = text("介绍方式和答复询问情况", 300, help_text="如“党员大会上逐人介绍，见面答复2个问题”。")


class CandidateForm(VersionedForm):
    """What is printed of one candidate beside the roster."""

    post = forms.ChoiceField(
        label="拟任职务", required=False,
        choices=lambda: [("", "委员"), (Office.SECRETARY.value, Office.SECRETARY.label), (Office.DEPUTY.value, Office.DEPUTY.label)],
        help_text="书记、副书记由新一届委员会第一次会议选举。",
    )  # fmt: skip
    employer = text("单位职务、职称", 120)
    worked_since = text("参加工作时间", 20, help_text="如“1998年7月”。")
    resume = words("简历", 3000, rows=6, help_text="一行一段，如“2015年3月—2021年1月　红旗村党支部委员”。")
    introduction = words("主要表现", 2000, rows=5, help_text="如实介绍，印在候选人介绍表上。")
    remark = text("备注", 120)


class DropForm(VersionedForm):
    why = text("原因", 200, required=True, help_text="如“本人不愿提名”“组织关系转出”。")
