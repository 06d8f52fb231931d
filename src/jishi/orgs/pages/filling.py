"""The one way a form of this room is shown, checked and handed to its verb."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from jishi.accounts.pages import safe_next
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request
from jishi.orgs.models import Organization
from jishi.ui.pages import tell


def add_refusal(form: forms.Form, refusal: Refused) -> None:
    """Put a refusal beside its field, or on top when the form has no such field."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, refusal.reason)


def card_url(org_id: int, tab: str = "") -> str:
    """Where an organisation's card, or a part of it, stands."""
    return reverse("orgs-part", args=[org_id, tab]) if tab else reverse("orgs-show", args=[org_id])


def filled(
    request: Request,
    form: forms.Form,
    *,
    org: Organization,
    title: str,
    verb: Callable[[dict[str, Any]], Organization | None],
    done: str,
    lede: str = "",
    button: str = "保存",
    extra: Mapping[str, object] | None = None,
    tab: str = "",
) -> HttpResponse:
    """Show the form, or do `verb` with what it holds and go to the card it answers with (default: of `org`; `tab` the
    part of it), or back to the page that `next` in the address names."""
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "person"}
        try:
            shown = verb(values) or org
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            tell(request, done)
            back = safe_next(request)
            return HttpResponseRedirect(card_url(shown.pk, tab) if back == "/" else back)
    back = safe_next(request)
    context = {
        "form": form,
        "back": (card_url(org.pk, tab) if tab else "") if back == "/" else back,
        "org": org,
        "title": title,
        "lede": lede,
        "button": button,
    } | dict(extra or {})
    return render(request, "orgs/form.html", context)
