"""What the pages of this room share."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from jishi.kernel.http import Request
from jishi.ui import pages as ui
from jishi.ui.fields import values


def at(name: str, *args: object) -> str:
    """The address of a page of this room."""
    return reverse(f"sites-{name}", args=args)


def filled(
    request: Request, form: forms.Form, *, verb: Callable[[dict[str, Any]], object], **shown: Any
) -> HttpResponse:
    """`ui.pages.filled`, below the first page of this room: what was typed goes to the verb by the verb's own words."""
    crumbs = [(at("index"), "示范创建"), *shown.pop("above", ())]
    return ui.filled(request, form, verb=lambda _: verb(values(form)), crumbs=crumbs, **shown)
