"""The one way a form of this room is shown, checked and handed to its verb."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from jishi.kernel.decision import Refused
from jishi.kernel.http import Request
from jishi.ui.pages import tell


def at(name: str, *args: object) -> str:
    """The address of a page of this room."""
    return reverse(f"ballots-{name}", args=args)


def filled(
    request: Request,
    form: forms.Form,
    *,
    title: str,
    verb: Callable[[dict[str, Any]], str],
    done: str,
    back: str,
    lede: str = "",
    button: str = "保存",
    template: str = "ballots/form.html",
) -> HttpResponse:
    """Show the form, or do `verb` with what it holds and go where it says. What was typed stays when it refuses."""
    if request.method == "POST" and form.is_valid():
        try:
            address = verb(dict(form.cleaned_data))
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)
        else:
            tell(request, done)
            return HttpResponseRedirect(address)
    return render(request, template, {"form": form, "title": title, "lede": lede, "button": button, "back": back})
