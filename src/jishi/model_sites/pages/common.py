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


def written(
    request: Request,
    form: forms.Form,
    write: Callable[..., Any],
    *,
    then: Callable[[Any], str] = lambda made: "",
    **shown: Any,
) -> HttpResponse:
    """`ui.pages.filled`, below the first page of this room: what was typed goes to `write` by its own words, in the name of
    who asks, and the visitor to where `then` says of what was made."""
    crumbs = [(at("index"), "示范创建"), *shown.pop("above", ())]

    def verb(_: dict[str, Any]) -> str | None:
        return then(write(actor=request.actor, now=request.now, **values(form))) or None

    return ui.filled(request, form, verb=verb, crumbs=crumbs, **shown)
