"""Shapes of what is typed about secret polls."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from jishi.ballots.forms.elections import VersionedForm
from jishi.ballots.rules.polls import LAYOUTS, PollKind, PollLayout, PollWay
from jishi.ballots.rules.sealed import LEAST_LETTERS, MOST_LETTERS
from jishi.ui.fields import text
from jishi.ui.widgets import ChipsMany, ChipsOne

type Choices = Sequence[tuple[str, str]]
ASKED_IN_LINES = {
    PollKind.SATISFACTION: ("问哪几项", "一行一项，如“村务公开”“便民服务”。"),
    PollKind.MOTIONS: ("哪些事项", "一行一项，每项选赞成、不赞成或弃权。"),
    PollKind.CHOICE: ("选项", "一行一个，人或事项都可以。"),
}
JUDGED = {
    PollKind.LEADERS: ("评哪些班子成员", "“领导班子”总是要评的；只评班子的一个都不选。"),
    PollKind.MEMBERS: ("评议哪些党员", "预备党员参加会议、也投票，但不评定等次，所以没有列在这里。"),
}
LINE = 120


def _number(label: str, *, least: int, most: int, required: bool = True, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=required,
        min_value=least,
        max_value=most,
        help_text=help_text,
        error_messages={
            "required": f"请填{label}。",
            "invalid": f"{label}要写整数。",
            "min_value": f"{label}至少 {least}。",
            "max_value": f"{label}最多 {most}。",
        },
    )


def _many(label: str, choices: Choices, *, help_text: str = "", required: bool = False) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=list(choices),
        required=required,
        widget=ChipsMany,
        help_text=help_text,
        error_messages={"required": f"请选择{label}。"},
    )


def _lines(value: str) -> list[str]:
    return [line.strip()[:LINE] for line in value.splitlines() if line.strip()]


class PollForm(forms.Form):
    """A new poll: what is asked, of whom, by which ways. Fields that its kind does not have are left out."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    title = text("名称", 80, required=True)
    note = text("说明", 300, help_text="印在票上、写在投票页上，如“请在 18 点前投完”。")

    def __init__(
        self, *args: Any, kind: PollKind, people: Choices, judged: Choices = (), only_masses: bool = False, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.kind, self.only_masses = kind, only_masses
        if kind in JUDGED:
            label, said = JUDGED[kind]
            self.fields["subjects"] = _many(label, judged, help_text=said, required=kind is PollKind.MEMBERS)
        if kind in ASKED_IN_LINES:
            label, said = ASKED_IN_LINES[kind]
            wide = forms.Textarea(attrs={"rows": 5})
            missing = {"required": f"请填写{label}。"}
            self.fields["items"] = forms.CharField(
                label=label, max_length=6000, widget=wide, help_text=said, error_messages=missing
            )
        if kind is PollKind.CHOICE:
            self.fields["most"] = _number("最多选几项", least=1, most=100)
        if len(LAYOUTS[kind]) > 1:
            choices = [(one.value, one.label) for one in LAYOUTS[kind]]
            self.fields["layout"] = forms.ChoiceField(label="表样", choices=choices, widget=ChipsOne)
        self.fields["asks_opinion"] = forms.BooleanField(
            label="最后留一栏写意见", required=False, help_text="写的人够数才打乱顺序显示，不够就不显示。"
        )
        if kind is PollKind.MEMBERS:
            self.fields["without_self"] = forms.BooleanField(
                label="不评本人", required=False, help_text="每人不评自己一行。只能用纸质票。"
            )
        ways = [(way.value, way.label) for way in PollWay if not (only_masses and way is PollWay.TOKEN)]
        said = "可以几样一起用，一人只能投一次。人在外地的领电子票，要用手机浏览器，网址是 https 开头的才能领。"
        self.fields["ways"] = _many("投票方式", ways, help_text=said, required=True)
        if not only_masses:
            self.fields["by"] = forms.ChoiceField(
                label="谁来投", choices=[("roll", "按名册"), ("masses", "不按名册，只记发出多少份")], widget=ChipsOne,
                help_text="请群众代表投的，不按名册。",
            )  # fmt: skip
            self.fields["voters"] = _many("名册", people)
        self.fields["scrutineers"] = _many(
            "监票人", people, help_text="能看结果、能重新计票。", required=kind is PollKind.LEADERS
        )
        if people:
            self.fields["is_sealed"] = forms.BooleanField(
                label="由两名监票人加封", required=False,
                help_text="正好两名监票人，组织测评的人不能当。开始前两人各设一条口令；结束以后两人都输了口令才能计票。"
                "口令忘了谁也找不回，这次就要作废重投。",
            )  # fmt: skip
        if kind in (PollKind.LEADERS, PollKind.SATISFACTION):
            self.fields["groups"] = forms.CharField(
                label="分组计票", required=False, widget=forms.Textarea(attrs={"rows": 3}),
                help_text="不分组的空着。分组的一行一组，写组名和权重，如“A票 40”，合计 100。每组是单独的一次投票，各定各的名册。",
            )  # fmt: skip

    def clean_groups(self) -> list[tuple[str, int]]:
        """Name and weight of each group."""
        found = []
        for line in _lines(self.cleaned_data["groups"]):
            match = re.fullmatch(r"(.{1,20}?)[\s:：]+(\d{1,3})\s*%?", line)
            if not match:
                raise forms.ValidationError(f"“{line}”看不懂，请写成“A票 40”这样。")
            found.append((match[1], int(match[2])))
        if len(found) == 1:
            raise forms.ValidationError("只有一组就不用分组，请空着。")
        return found

    def sheet(self) -> dict[str, Any]:
        """What the verb takes, groups apart."""
        data = self.cleaned_data
        is_named = not self.only_masses and data["by"] == "roll"
        return {
            "title": data["title"],
            "note": data["note"],
            "kind": self.kind,
            "layout": PollLayout(data["layout"]) if data.get("layout") else None,
            "items": _lines(data.get("items", "")),
            "most": data.get("most") or 1,
            "asks_opinion": data["asks_opinion"],
            "without_self": data.get("without_self", False),
            "is_sealed": data.get("is_sealed", False),
            "ways": [PollWay(way) for way in data["ways"]],
            "is_named": is_named,
            "voters": [int(pk) for pk in data["voters"]] if is_named else [],
            "scrutineers": [int(pk) for pk in data["scrutineers"]],
            "submission": data["submission"],
        }


class PeopleForm(VersionedForm):
    """Who may take part and who watches, before the poll opens."""

    def __init__(self, *args: Any, people: Choices, is_named: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_named:
            self.fields["voters"] = _many("名册", people, required=True)
        self.fields["scrutineers"] = _many("监票人", people)


def _passphrase(label: str, *, complete: str) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=MOST_LETTERS, widget=forms.PasswordInput(attrs={"autocomplete": complete}),
        error_messages={"required": "请输口令。", "max_length": f"口令最多 {MOST_LETTERS} 个字。"},
    )  # fmt: skip


class LockForm(forms.Form):
    """A scrutineer's passphrase, typed twice."""

    passphrase = _passphrase("口令", complete="new-password")
    again = _passphrase("再输一遍", complete="new-password")
    passphrase.help_text = (
        f"至少 {LEAST_LETTERS} 个字，汉字、字母、数字都算，空格不算。可以是一句自己记得牢、别人猜不到的话。"
    )


class UnlockForm(forms.Form):
    """The passphrase again, to open."""

    passphrase = _passphrase("口令", complete="off")


class SlipsForm(forms.Form):
    count = _number("印多少张", least=1, most=2000)
    why = text("原因", 200)


class OpenForm(VersionedForm):
    """Begin; how many are asked where no roll names them."""

    def __init__(self, *args: Any, is_named: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_named:
            self.fields["handed"] = _number("准备发出多少份", least=1, most=100_000)


class CloseForm(VersionedForm):
    """End; how many ballots were handed out where no roll names people."""

    excess_why = text("票比人多的原因", 200, help_text="票没有比人多的，空着。")

    def __init__(self, *args: Any, is_named: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_named:
            self.fields["handed"] = _number("实际发出多少份", least=0, most=100_000)
            self.order_fields(["version", "handed", "excess_why"])


class WhyForm(VersionedForm):
    why = text("原因", 200, required=True)


class CorrectForm(forms.Form):
    why = text("更正的原因", 200, required=True)


class MarkForm(forms.Form):
    """Who drew a slip or was given a sheet."""

    way = forms.ChoiceField(choices=[(way.value, way.label) for way in (PollWay.SLIP, PollWay.PAPER)])
    persons = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": "请先勾选姓名。"}, choices=[]
    )  # fmt: skip

    def __init__(self, *args: Any, persons: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["persons"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(pk, str(pk)) for pk in persons]


class PileForm(forms.Form):
    """How many sheets came out of the box, valid and void; what stands on them is read beside it."""

    sheets = _number("有效票", least=0, most=100_000)
    void = _number("废票", least=0, most=100_000)
