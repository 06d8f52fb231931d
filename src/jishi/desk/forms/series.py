"""The forms of a series. Shape only."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from jishi.activities.rules import Kind, kinds_for
from jishi.activities.rules.series import MOST_TOPICS, SeriesInput, TopicInput
from jishi.desk.forms.plans import month_choices, month_of
from jishi.files.forms import UploadField
from jishi.orgs.rules import BRANCH_KINDS, OrgKind, Sector
from jishi.ui.widgets import ChipsMany, Day

FEW = 200  # so many branches may be chosen from by name on one page


class SeriesForm(forms.Form):
    """The head of a series."""

    issuer = forms.TypedChoiceField(label="由谁安排", coerce=int)
    title = forms.CharField(
        label="名称", max_length=120, error_messages={"required": "请写系列的名称。"},
        widget=forms.TextInput(attrs={"placeholder": "如：2027年度主题党日主题安排"}),
    )  # fmt: skip
    basis = forms.CharField(
        label="依据", max_length=120, required=False,
        widget=forms.TextInput(attrs={"placeholder": "通知的文号或名称；没有的可不填"}),
    )  # fmt: skip
    rests_on = forms.CharField(
        label="履职事项清单的哪一项", max_length=200, required=False,
        widget=forms.TextInput(attrs={"placeholder": "安排前要写明。如：基本履职事项清单“党的建设”第6项"}),
    )  # fmt: skip
    minutes = forms.IntegerField(
        label="每次约多少分钟", min_value=1, max_value=600, initial=90, required=False,
        help_text="含路上的时间，如实估计，用来算给支部加了多少。",
    )  # fmt: skip
    note = forms.CharField(
        label="要求和材料", required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "学什么、做到什么程度；不要另要照片和报表"}),
    )  # fmt: skip
    paper = UploadField(label="附件", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, issuers: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        issuer = self.fields["issuer"]
        assert isinstance(issuer, forms.ChoiceField)
        issuer.choices = [(str(pk), name) for pk, name in issuers]
        if len(issuers) == 1:
            issuer.widget = forms.HiddenInput()


class TopicForm(forms.Form):
    """One theme; a row without a title is left out."""

    number = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label="主题",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "如：学雷锋，爱家园"}),
    )
    month = forms.ChoiceField(label="月份")
    day = forms.DateField(label="统一在这一天", required=False, widget=Day)
    kinds = forms.MultipleChoiceField(label="形式", required=False, widget=ChipsMany)
    measures = forms.CharField(label="内容", max_length=500, required=False)

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("month", month_choices(year)),
            ("kinds", [(kind.value, kind.label) for kind in kinds_for(OrgKind.BRANCH)]),
        ):
            found = self.fields[name]
            assert isinstance(found, forms.ChoiceField)
            found.choices = choices

    @property
    def is_blank(self) -> bool:
        return not self.cleaned_data.get("title", "").strip()


class WhomForm(forms.Form):
    """For which branches. Nothing chosen means all of them."""

    sectors = forms.MultipleChoiceField(label="领域", required=False, choices=Sector.choices, widget=ChipsMany)
    kinds = forms.MultipleChoiceField(
        label="支部类别", required=False, choices=lambda: [(k.value, k.label) for k in BRANCH_KINDS], widget=ChipsMany
    )
    under = forms.MultipleChoiceField(label="所属上级", required=False, widget=ChipsMany)
    picks = forms.MultipleChoiceField(label="逐个选", required=False, widget=ChipsMany)

    def __init__(
        self, *args: Any, units: Sequence[tuple[int, str]], branches: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("under", units), ("picks", branches if len(branches) <= FEW else [])):
            found = self.fields[name]
            assert isinstance(found, forms.ChoiceField)
            found.choices = [(str(pk), word) for pk, word in choices]
            if not choices:
                del self.fields[name]

    def words(self, count: int) -> str:
        """For whom, as people say it."""
        data = self.cleaned_data
        if data.get("picks"):
            return f"选定的{count}个支部"
        parts = [Sector.label_of(code) for code in data["sectors"]] + [OrgKind.label_of(code) for code in data["kinds"]]
        if data.get("under"):
            units = self.fields["under"]
            assert isinstance(units, forms.ChoiceField)
            names = dict(units.choices)  # type: ignore[arg-type]
            parts += [str(names[code]) for code in data["under"]]
        return f"{'、'.join(parts)}，{count}个支部" if parts else f"全部{count}个支部"


def topic_count(data: Mapping[str, str], least: int) -> int:
    """How many topic rows the form has."""
    asked = data.get("topic_count", "")
    return min(max(int(asked) if asked.isdecimal() and len(asked) < 4 else least, least), MOST_TOPICS)


def typed_series(
    form: SeriesForm, topics: Sequence[TopicForm], *, year: int, chosen: str, paper_id: int | None
) -> SeriesInput:
    """The typed input; call only once all parts are valid. Rows without a title are left out; a row that was there keeps
    its number, a new one takes the next."""
    filled = [topic for topic in topics if not topic.is_blank]
    known = [topic.cleaned_data["number"] for topic in filled if topic.cleaned_data["number"]]
    following = max(known, default=0)
    rows = []
    for topic in filled:
        data = topic.cleaned_data
        number = data["number"]
        if not number:
            following += 1
            number = following
        rows.append(
            TopicInput(
                number=number,
                month=month_of(data["month"]),
                title=data["title"],
                kinds=tuple(Kind(code) for code in data["kinds"]),
                day=data["day"],
                measures=data["measures"],
            )
        )
    head = form.cleaned_data
    return SeriesInput(
        issuer_id=head["issuer"],
        year=year,
        title=head["title"],
        topics=tuple(rows),
        basis=head["basis"],
        rests_on=head["rests_on"],
        minutes=head["minutes"] or 90,
        note=head["note"],
        chosen=chosen,
        paper_id=paper_id,
    )


def topic_values(topics: Sequence[TopicInput]) -> list[dict[str, object]]:
    """Stored topics as the rows show them."""
    return [
        {
            "number": topic.number,
            "title": topic.title,
            "month": f"{topic.month:%Y-%m}",
            "day": topic.day,
            "kinds": [kind.value for kind in topic.kinds],
            "measures": topic.measures,
        }
        for topic in topics
    ]
