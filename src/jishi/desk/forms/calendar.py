"""What the address of the calendar may ask for, and the form of a link. What cannot be read asks for nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from jishi.kernel.sheets import parse_date
from jishi.orgs.rules import OrgKind, Sector

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
MINE = "me"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The parameters of the calendar, cleaned. `day` is set when one day is asked for."""

    org: str
    year: int
    month: int
    day: date | None
    as_list: bool
    sector: str
    kind: str


def wanted(params: Mapping[str, str], today: date) -> Wanted:
    """Unknown words are dropped, so that an old address still shows something true."""
    found = _MONTH.fullmatch(params.get("month", ""))
    day = _day(params.get("day", ""))
    year, month = (
        (day.year, day.month) if day else (int(found[1]), int(found[2])) if found else (today.year, today.month)
    )
    sector, kind = params.get("sector", ""), params.get("kind", "")
    return Wanted(
        org=params.get("org", ""),
        year=year,
        month=month,
        day=day,
        as_list=params.get("view") == "list" or day is not None,
        sector=sector if sector in list(Sector) else "",
        kind=kind if kind in list(OrgKind) else "",
    )


def _day(text: str) -> date | None:
    try:
        day = parse_date(text) if len(text) == len("2026-11-22") else None
    except ValueError:
        return None
    return day if day and 2000 <= day.year < 2100 else None


class LinkForm(forms.Form):
    """Which calendar a new link is for."""

    org = forms.ChoiceField(label="哪个日历")
    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, orgs: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["org"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(MINE, "我的日历（职务、任务和所在支部）"), *((str(pk), f"{name}的日历") for pk, name in orgs)]

    @property
    def org_id(self) -> int | None:
        """The organisation chosen, None for one's own calendar."""
        return None if self.cleaned_data["org"] == MINE else int(self.cleaned_data["org"])
