"""Shapes of what is typed at a meeting that elects: heads, ballots, sheets of a count, the report."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django import forms

from jishi.ballots.forms.elections import VersionedForm
from jishi.ballots.models import RoundName
from jishi.ballots.rules.counting import Base, Votes
from jishi.ballots.rules.meeting import COLUMNS, Sheet, cell_of
from jishi.orgs.rules import DIVIDED, PostKind, WorkField
from jishi.ui.fields import choice, day, text
from jishi.ui.widgets import ChipsMany

MOST_BALLOTS = 5000


def count(label: str, *, required: bool = True, help_text: str = "", least: int = 0) -> forms.IntegerField:
    """A number of people or ballots."""
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=least,
        max_value=MOST_BALLOTS,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": f"请填写{label}。",
            "invalid": f"{label}要写整数。",
            "min_value": f"{label}不能少于 {least}。",
            "max_value": f"{label}太多了，请核对。",
        },
    )


def reason(label: str = "原因", help_text: str = "留在“决定和更正”里，大家都看得到。") -> forms.CharField:
    """Why something is changed or taken back."""
    return text(label, 200, required=True, help_text=help_text)


class OpenForm(forms.Form):
    submission = forms.UUIDField(widget=forms.HiddenInput)
    held_on = day("开会日期")
    place = text("地点", 100)
    chair = text("主持人", 60, required=True)
    recorder = text("记录人", 60)


class CorrectOpeningForm(VersionedForm, OpenForm):
    submission = None  # type: ignore[assignment]  # what there is already is not made again


class PresentForm(VersionedForm):
    """Who is there: by name where the roll is kept by name (`people`), by numbers at a congress."""

    due = count("应到会有选举权的人数", least=1)
    present = count("实到会有选举权的人数")
    absent = forms.MultipleChoiceField(label="没有到会的", required=False, widget=ChipsMany)
    came = forms.MultipleChoiceField(
        label="不计入应到会、但到会的",
        required=False,
        widget=ChipsMany,
        help_text="到会的照样有选举权，应到、实到都计入。",
    )
    absent_said = text("缺席情况", 120, help_text="如“因病请假 1 名，因事请假 1 名”，写进结果报告。")
    why = text("重新清点的原因", 200, help_text="已经发过选票，再改人数要写原因。")

    def __init__(
        self,
        *args: Any,
        people: tuple[Sequence[tuple[int, str]], Sequence[tuple[int, str]]] | None,
        again: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if people is None:
            del self.fields["absent"], self.fields["came"]
        else:
            del self.fields["due"], self.fields["present"]
            for name, lines in zip(("absent", "came"), people, strict=True):
                field = self.fields[name]
                assert isinstance(field, forms.ChoiceField)
                field.choices = [(str(pk), word) for pk, word in lines]
            if not people[1]:
                del self.fields["came"]
        if not again:
            del self.fields["why"]


class MethodForm(VersionedForm):
    base = forms.ChoiceField(
        label="选举办法规定，当选的过半数以什么为准",
        required=False,
        choices=lambda: [("", "没有写明"), *Base.choices()],
        help_text="写明的，按办法计算。没有写明的，超过应到会半数的当选；只超过实到会半数的，待上级确认。",
    )
    is_by_votes = forms.BooleanField(
        label="报告得票按票数多少排列", required=False, help_text="不勾选的，按选票上的次序。"
    )
    agreed = count("同意选举办法的人数", least=1)


class OfficialsForm(VersionedForm):
    """Scrutineers and tellers: chosen from the members, others by name."""

    scrutineer = forms.MultipleChoiceField(label="监票人", required=False, widget=ChipsMany)
    teller = forms.MultipleChoiceField(label="计票人", required=False, widget=ChipsMany)
    other_scrutineer = text("其他监票人", 60, help_text="名单上没有的，写姓名；几位用顿号隔开。")
    other_teller = text("其他计票人", 60, help_text="如上级派来的工作人员。")
    agreed = count("同意的人数", least=1)
    field_order = ["version", "scrutineer", "other_scrutineer", "teller", "other_teller", "agreed"]

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("scrutineer", "teller"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(str(pk), word) for pk, word in people]


class IntroduceForm(VersionedForm):
    said = text("介绍情况", 300, required=True, help_text="如“逐一介绍了 4 名候选人，回答了 2 个提问”。")


class WhyForm(VersionedForm):
    why = reason()


class CallForm(forms.Form):
    """A round: who stands, for how many seats where nobody has said yet."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    names = forms.MultipleChoiceField(label="列入选票的候选人", required=False, widget=ChipsMany)
    others = text("另加候选人", 120, help_text="写姓名，几位用顿号隔开。")
    seats = count("应选名额", least=1)
    why = text("说明", 200, help_text="大会是怎样决定的，可以不填。")

    def __init__(
        self,
        *args: Any,
        names: Sequence[tuple[str, str]],
        asks_seats: bool,
        follows: bool,
        is_open: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["names"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(names)
        for name, is_there in (("seats", asks_seats), ("why", follows), ("others", is_open), ("names", bool(names))):
            if not is_there:
                del self.fields[name]


class HandOutForm(VersionedForm):
    received = count("领到选票", help_text="监票人领到的全部选票。")
    issued = count("发出选票", help_text="不能多于实到会有选举权的人数。")


class CollectForm(VersionedForm):
    returned = count("收回选票", help_text="多于发出的，这次选举无效；等于或少于的有效。")


class PersonsForm(VersionedForm):
    """Who each elected name is that no person is known for yet."""

    def __init__(
        self, *args: Any, names: Sequence[RoundName], people: Mapping[int, Sequence[tuple[int, str]]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in names:
            lines = [(str(pk), word) for pk, word in people.get(name.order, ())]
            self.fields[f"person_{name.order}"] = choice(
                f"{name.name}是哪一位", partial(list, [*lines, ("new", "平台上没有，另建人员")])
            )


class ReduceForm(VersionedForm):
    agreed = count("同意减少名额的人数", help_text="超过实到会有选举权人数的一半。")
    by_presidium = forms.BooleanField(label="由大会主席团决定", required=False, help_text="党员代表大会可以这样定。")
    why = text("说明", 200)


class SheetForm(forms.Form):
    """One person's count: a row for each name on the ballot, rows for names written in."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    submission = forms.UUIDField(widget=forms.HiddenInput)
    void = count("废票", help_text="所选人数多于应选人数的、全票无法辨认的。")

    def __init__(self, *args: Any, names: Sequence[RoundName], others: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names, self.others = list(names), others
        for row, name in enumerate(self.names):
            for cell, word in COLUMNS:
                field = count(f"{name.name}{word}", required=cell in ("in_favour", "against"))
                self.fields[cell_of(row, cell)] = field
        for row in range(others):
            self.fields[cell_of(row, "other")] = text(f"另选人{row + 1}", 60)
            self.fields[cell_of(row, "votes")] = count(f"另选人{row + 1}得票", required=False, least=1)
        for each in self.fields.values():
            if each.label:
                each.widget.attrs["aria-label"] = each.label

    @property
    def rows(self) -> list[tuple[RoundName, list[forms.BoundField]]]:
        """A row for each name on the ballot."""
        return [(name, [self[cell_of(row, cell)] for cell, _ in COLUMNS]) for row, name in enumerate(self.names)]

    @property
    def other_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """A row for each name written in."""
        return [(self[cell_of(row, "other")], self[cell_of(row, "votes")]) for row in range(self.others)]

    def clean(self) -> dict[str, Any]:
        """A name written in comes with its votes, and votes with a name."""
        values = super().clean() or {}
        for row in range(self.others):
            name, votes = cell_of(row, "other"), cell_of(row, "votes")
            if values.get(name) and values.get(votes) is None and votes not in self.errors:
                self.add_error(votes, "请填写得票数。")
            if values.get(votes) and not values.get(name):
                self.add_error(name, "请写另选人的姓名。")
        return values

    @property
    def sheet(self) -> Sheet:
        """What was typed, as the rules read it."""
        values = self.cleaned_data
        votes = []
        for row, name in enumerate(self.names):
            cells = [values[cell_of(row, cell)] or 0 for cell, _ in COLUMNS]
            votes.append(Votes(name.name, cells[0], cells[1], cells[2], spoiled=cells[3]))
        for row in range(self.others):
            if values.get(cell_of(row, "other")):
                votes.append(Votes(values[cell_of(row, "other")], values[cell_of(row, "votes")] or 0, is_write_in=True))
        return Sheet(values["void"], tuple(votes))


class ShareForm(VersionedForm):
    """委员分工: for each member the post and the fields."""

    def __init__(
        self, *args: Any, members: Sequence[tuple[int, str, str]], posts: Sequence[PostKind], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members = list(members)
        for pk, name, head in self.members:
            words = [(post.value, post.label) for post in posts]
            self.fields[f"post_{pk}"] = forms.ChoiceField(
                label=f"{name}（{head}）兼任" if head else f"{name}的职务", choices=words
            )
            self.fields[f"fields_{pk}"] = forms.MultipleChoiceField(
                label=f"{name}分管", choices=[(f.value, f.label) for f in DIVIDED], required=False, widget=ChipsMany
            )

    @property
    def shares(self) -> list[tuple[int, PostKind, list[WorkField]]]:
        """The division as typed."""
        values = self.cleaned_data
        return [
            (pk, PostKind(values[f"post_{pk}"]), [WorkField(field) for field in values[f"fields_{pk}"]])
            for pk, _, _ in self.members
        ]


class ReportForm(forms.Form):
    submission = forms.UUIDField(widget=forms.HiddenInput)
    reported_on = day("上报日期")
    paper = text("报告文号", 60, help_text="如“红支〔2026〕9号”，没有的不填。")


class FileForm(VersionedForm):
    """委员备案; names held for the superior are answered here."""

    filed_on = day("备案日期")
    number = count("新一届届次", required=False, least=1, help_text="第几届，不清楚的不填。")

    def __init__(self, *args: Any, held: Sequence[RoundName], renews: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = [name.pk for name in held]
        for name in held:
            self.fields[f"held_{name.pk}"] = choice(
                f"{name.name}待上级确认",
                lambda: [("yes", "确认当选"), ("no", "不予确认")],
                help_text="得票超过实到会半数，没有超过应到会半数；两种算法不一。",
            )
        if not renews:
            del self.fields["number"]

    def answered(self, word: str) -> list[int]:
        """The held names that were answered with `word`."""
        return [pk for pk in self.held if self.cleaned_data[f"held_{pk}"] == word]


class ApproveResultForm(VersionedForm):
    approved_on = day("批复日期", help_text="书记、副书记从这一天起任职。")
    approval = text("批复文号或名称", 60, required=True, help_text="如“和党组〔2026〕40号”。")
    published_on = day("公布日期", required=False)
