"""Shapes of what is typed about the roll and the ballot's layout."""

from collections.abc import Sequence
from typing import Any

from django import forms

from jishi.ballots.forms.candidates import number
from jishi.ballots.forms.elections import VersionedForm
from jishi.ballots.queries import RollLine, SheetView
from jishi.ballots.rules.layout import BareWriteIn, MarkCell, Order, Signs
from jishi.ballots.rules.roll import Excusable, Mark
from jishi.ui.fields import choice, text
from jishi.ui.widgets import ChipsOne

WHY = "名册已锁定，变更会留在名册上，大家都看得到。"


class RollEntryForm(VersionedForm):
    """What touches one member's rights, whether he may be left out; on a frozen roll also why it is changed."""

    mark = forms.ChoiceField(
        label="影响选举权的情形", required=False, choices=Mark.choices, help_text="以组织决定为准。"
    )
    excused = choice(
        "可不计入应到会的情形",
        Excusable.choices,
        required=False,
        help_text="只有这几种情形；其他请假、外出的都计入应到会。",
    )
    excused_note = text("情形说明", 120, help_text="不写病情。")
    consented = forms.BooleanField(label="已征求本人意见并同意", required=False)
    adopted = forms.BooleanField(label="党员大会通过不计入", required=False)
    is_struck = forms.BooleanField(label="移出名册", required=False, help_text="如组织关系已转出、去世。")
    why = text("变更原因", 200, help_text=WHY)

    def __init__(self, *args: Any, is_frozen: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_frozen:
            for name in ("adopted", "is_struck", "why"):
                del self.fields[name]


class RollAddForm(VersionedForm):
    """One more member on the roll."""

    person_id = forms.TypedChoiceField(
        label="党员", coerce=int, empty_value=None, error_messages={"required": "请选择党员。"}
    )
    why = text("原因", 200)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], is_frozen: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *people]
        if is_frozen:
            self.fields["why"].help_text = WHY
        else:
            del self.fields["why"]


class FreezeForm(VersionedForm):
    """The roll is fixed; who was left out of 应到会 by the meeting."""

    adopted = forms.TypedMultipleChoiceField(
        label="大会通过不计入应到会的人",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, lines: Sequence[RollLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not lines:
            del self.fields["adopted"]
            return
        field = self.fields["adopted"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (str(line.entry.pk), f"{line.entry.name}：{line.entry.get_excused_display()}") for line in lines
        ]


class SheetForm(VersionedForm):
    """How the ballot of one office is laid out."""

    mark = forms.ChoiceField(label="符号位置", choices=MarkCell.choices, widget=ChipsOne)
    signs = forms.ChoiceField(
        label="符号", choices=Signs.choices, help_text="同一个“○”在不同办法里意思相反，说明印在每张选票上。"
    )
    bare_write_in = forms.ChoiceField(
        label="另选人只写姓名未作记号的", choices=BareWriteIn.choices, help_text="各地不一，按大会通过的选举办法。"
    )
    write_ins = number("另选人空格", help_text="不填就按差额数自动留。", most=20)
    order = forms.ChoiceField(label="排列顺序", choices=Order.choices, widget=ChipsOne)
    order_remark = text("排列说明", 60, help_text="自行排列的必须写，印在标题下。")
    colour = text("纸张颜色", 10, help_text="如“红色”。不同职务的选票用不同颜色，同一种选票都一样。")

    def __init__(self, *args: Any, view: SheetView, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = list(view.candidates)
        for place, one in enumerate(view.candidates, 1):
            field = number(f"{one.name}排第几", most=len(view.candidates))
            field.initial = place
            self.fields[f"place_{one.pk}"] = field

    @property
    def order_ids(self) -> list[int]:
        """The names in the order typed; a place left open comes last, two alike keep the present order."""

        def placed(one: Any) -> int:
            return self.cleaned_data[f"place_{one.pk}"] or len(self.places) + 1

        return [one.pk for one in sorted(self.places, key=placed)]
