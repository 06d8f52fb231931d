"""The one way a form of this room is shown, checked and handed to its verb."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render

from jishi.accounts.pages import safe_next
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request
from jishi.orgs.models import Organization
from jishi.ui.pages import tell


def add_refusal(form: forms.Form, refusal: Refused) -> None:
    """Put a refusal beside its field, or on top when the form has no such field."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, refusal.reason)


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
) -> HttpResponse:
    """Show the form, or do `verb` with what it holds and go to the card it answers with (default: of `org`), or back to
    the page that `next` in the address names."""
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "person"}
        try:
            shown = verb(values) or org
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            tell(request, done)
            back = safe_next(request)
            return redirect("orgs-show", org_id=shown.pk) if back == "/" else HttpResponseRedirect(back)
    back = safe_next(request)
    context = {
        "form": form,
        "back": "" if back == "/" else back,
        "org": org,
        "title": title,
        "lede": lede,
        "button": button,
    } | dict(extra or {})
    return render(request, "orgs/form.html", context)
