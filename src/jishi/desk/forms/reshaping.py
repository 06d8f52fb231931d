"""Shapes of what is typed to merge, split, dissolve or raise organisations."""

from collections.abc import Sequence
from typing import Any

from django import forms

from jishi.desk.queries.reshaping.choices import Dividing
from jishi.desk.rules.reshaping import Part
from jishi.orgs.forms import basis
from jishi.orgs.models import Organization
from jishi.orgs.rules import BRANCH_KINDS, OrgKind
from jishi.ui.fields import choice, day, text

MOST_PARTS = 12
NEW_KINDS = [(kind.value, kind.label) for kind in BRANCH_KINDS]


class ConfirmForm(forms.Form):
    """What the preview sends: the plan as it was, and the fingerprint of what was shown."""

    plan = forms.CharField(widget=forms.HiddenInput, max_length=400_000)
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)
    submission = forms.UUIDField(widget=forms.HiddenInput)


class TakeBackForm(forms.Form):
    reason = text("为什么撤回", 200, required=True, help_text="如“选错了组织”“生效日期写错”。")


class MergeForm(forms.Form):
    field_order = ("into", "name", "kind", "on", "basis", "others")

    others = forms.TypedMultipleChoiceField(
        label="一起合并的组织", coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="可以不选；选了就一起并入。",
    )  # fmt: skip
    into = text("并入哪个组织", 120, help_text="写全称或编码。合并后新设一个组织的，这里空着。", listed="destinations")
    name = text("新组织名称", 120, help_text="并入已有组织的不填。")
    kind = choice("新组织类别", OrgKind.choices, required=False, help_text="不选时和现在的一样。")
    on = day("生效日期", help_text="从这一天起算新建制；这一天以前的名册和统计不变。")
    basis = basis()

    def __init__(self, *args: Any, siblings: Sequence[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["others"].choices = [(o.pk, o.name) for o in siblings]  # type: ignore[attr-defined]  # a field of choices
        if not siblings:
            del self.fields["others"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("into")) == bool(cleaned.get("name")):
            self.add_error("into", "“并入哪个组织”和“新组织名称”填一个。")
        return cleaned


class DissolveForm(forms.Form):
    into = text(
        "党员编入哪个党支部", 120, help_text="写全称或编码。没有党员的空着；下级组织归到上级。", listed="destinations"
    )
    on = day("撤销日期", help_text="从这一天起不再设；以前的记录照常可查。")
    basis = basis()


class DivideForm(forms.Form):
    """Parts, and where each 党小组 and each member goes. Numbers of parts count from 1 on the page."""

    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST_PARTS)
    sheet = forms.FileField(
        label="按表格编入（可选）", required=False,
        help_text="两列：姓名、编入（写上面的支部名称）；有同名的加一列身份证号。上传后请核对再预览。",
    )  # fmt: skip
    on = day("生效日期", help_text="从这一天起算新建制；这一天以前的名册和统计不变。")
    basis = basis()

    def __init__(self, *args: Any, divided: Dividing, parts: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.divided, self.parts = divided, parts
        numbers = [(str(n), f"去向{n}") for n in range(1, parts + 1)]
        for n in range(1, parts + 1):
            self.fields[f"part_name_{n}"] = text(f"去向{n}的名称", 120)
            self.fields[f"part_kind_{n}"] = forms.ChoiceField(
                label=f"去向{n}的类别", choices=[*NEW_KINDS, ("existing", "已有的党支部")], initial="branch"
            )
        for pk, name, count in divided.groups:
            self.fields[f"group_{pk}"] = forms.ChoiceField(
                label=f"{name}（{count} 人）", choices=[("", self.of_nobody), *numbers], required=False
            )
        for person in divided.people:
            blank = f"随{person.group}" if person.group else self.of_nobody
            self.fields[f"member_{person.id}"] = forms.ChoiceField(
                label=person.name, choices=[("", blank), *numbers], required=False
            )

    of_nobody = "没有定"

    def part_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"part_name_{n}"], self[f"part_kind_{n}"]) for n in range(1, self.parts + 1)]

    def group_fields(self) -> list[forms.BoundField]:
        return [self[f"group_{pk}"] for pk, _, _ in self.divided.groups]

    def member_fields(self) -> list[tuple[forms.BoundField, str]]:
        return [(self[f"member_{p.id}"], p.group) for p in self.divided.people]

    def named_parts(self) -> list[tuple[str, str]]:
        """(name, kind) of each part, those without a name included."""
        asked = self.cleaned_data
        return [(asked.get(f"part_name_{n}", ""), asked[f"part_kind_{n}"]) for n in range(1, self.parts + 1)]

    def parts_of(self, existing: dict[int, int]) -> tuple[Part, ...]:
        """The parts that have a name or somebody; `existing` gives the organisation of those that stand, by number."""
        asked = self.cleaned_data
        made = []
        for n in range(1, self.parts + 1):
            mine = str(n)
            groups = tuple(pk for pk, _, _ in self.divided.groups if asked[f"group_{pk}"] == mine)
            members = tuple(p.id for p in self.divided.people if asked[f"member_{p.id}"] == mine)
            name, kind = asked.get(f"part_name_{n}", ""), asked[f"part_kind_{n}"]
            if name or groups or members:
                is_new = n not in existing
                made.append(
                    Part(
                        org_id=existing.get(n),
                        name=name if is_new else "",
                        kind=kind if is_new else "branch",
                        member_ids=members,
                        group_ids=groups,
                    )
                )
        return tuple(made)


class SplitForm(DivideForm):
    stays = forms.BooleanField(label="原支部保留，没有定去向的党员留下", required=False)
    field_order = ("stays",)


class RaiseForm(DivideForm):
    new_kind = choice("改设为", list)

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_kind"].choices = [("", "请选择"), *kinds]  # type: ignore[attr-defined]  # a field of choices


class FoldForm(forms.Form):
    """Back to a branch: those below it are folded into it."""

    on = day("生效日期")
    basis = basis()
