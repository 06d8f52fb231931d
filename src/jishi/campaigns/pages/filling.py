"""Addresses of this room, and the one way its forms are shown, checked and handed to a verb."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from jishi.campaigns.models import Campaign
from jishi.kernel.decision import EditConflict, Refused
from jishi.kernel.http import Request
from jishi.ui import pages as ui
from jishi.ui.fields import values
from jishi.ui.pages import tell


def at(name: str, *args: object) -> str:
    """The address of a page of this room."""
    return reverse(f"campaigns-{name}", args=args)


def crumbs_of(campaign: Campaign) -> list[tuple[str, str]]:
    """The way to a campaign."""
    return [(at("index"), "创先争优"), (at("show", campaign.pk), campaign.title)]


def filled(
    request: Request,
    form: forms.Form,
    *,
    verb: Callable[[dict[str, Any]], object],
    crumbs: Sequence[tuple[str, str]] = (),
    **shown: Any,
) -> HttpResponse:
    """`ui.pages.filled`: what was typed goes to the verb by the verb's own words."""
    above = crumbs or [(at("index"), "创先争优")]
    return ui.filled(request, form, verb=lambda _: verb(values(form)), crumbs=above, **shown)


def pressed(
    request: Request, form: forms.Form, *, verb: Callable[[dict[str, Any]], object], done: str, back: str
) -> HttpResponse:
    """A button: do `verb`, or say on the page it came from why not."""
    try:
        if form.is_valid():
            verb(dict(form.cleaned_data))
            tell(request, done)
    except (Refused, EditConflict) as refusal:
        tell(request, refusal.reason)
    return HttpResponseRedirect(back)
