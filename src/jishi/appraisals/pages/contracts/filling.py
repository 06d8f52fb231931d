"""The one way a form about contracts is shown, checked and handed to its verb."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse

from jishi.appraisals.models import Contract, ContractSet
from jishi.appraisals.pages.filling import at
from jishi.kernel.http import Request
from jishi.ui import pages as ui
from jishi.ui.fields import values

type Verb = Callable[[dict[str, Any]], object]


def crumbs_of(row: ContractSet) -> list[tuple[str, str]]:
    """The pages above one set."""
    return [(at("contracts"), "责任书"), (at("contract_set", row.pk), f"{row.year}年度")]


def of_set(request: Request, form: forms.Form, row: ContractSet, *, verb: Verb, **shown: Any) -> HttpResponse:
    """A form about what is laid down for all."""
    plain: dict[str, Any] = {"crumbs": crumbs_of(row), "back": at("contract_set", row.pk), "row": row}
    return ui.filled(request, form, verb=lambda _: verb(values(form)), **(plain | shown))


def of_contract(request: Request, form: forms.Form, row: Contract, *, verb: Verb, **shown: Any) -> HttpResponse:
    """A form about one contract."""
    crumbs = [(at("contracts"), "责任书"), (at("contract", row.pk), f"{row.org.short_name or row.org.name}责任书")]
    plain: dict[str, Any] = {"crumbs": crumbs, "back": at("contract", row.pk), "row": row}
    return ui.filled(request, form, verb=lambda _: verb(values(form)), **(plain | shown))
