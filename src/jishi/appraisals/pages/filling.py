"""The one way a form of this room is shown, checked and handed to its verb."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from jishi.assignments.queries import people_of
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request
from jishi.orgs.models import Organization
from jishi.ui.pages import tell


def fresh(**initial: object) -> dict[str, object]:
    """What a form starts with that makes something: a number of its own, so that sending it twice makes one."""
    return {"submission": str(uuid4())} | initial


def people(org: Organization, request: Request) -> list[tuple[str, str]]:
    """The people of a branch for a choice."""
    return [(str(pk), name) for pk, name in people_of(org.pk, request.today)]


def at(name: str, *args: object) -> str:
    """The address of a page of this room."""
    return reverse(f"appraisals-{name}", args=args)


def values(form: forms.Form) -> dict[str, Any]:
    """What was typed, by the verbs' own words: a row picked by its id is `…_id`."""
    found = {}
    for name, value in form.cleaned_data.items():
        field = form.fields[name]
        is_row = isinstance(field, forms.TypedChoiceField) and not isinstance(field.widget, forms.RadioSelect)
        found[f"{name}_id" if is_row else name] = value
    return found


def filled(
    request: Request,
    form: forms.Form,
    *,
    org: Organization,
    title: str,
    verb: Callable[[dict[str, Any]], object],
    done: str,
    back: str,
    lede: str = "",
    button: str = "保存",
    notes: tuple[str, ...] = (),
    template: str = "appraisals/form.html",
    **more: object,
) -> HttpResponse:
    """Show the form, or do `verb` with what it holds and go `back` (or where the verb says). What was typed stays when the
    verb refuses."""
    if request.method == "POST" and form.is_valid():
        try:
            went = verb(values(form))
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)
        else:
            tell(request, done)
            return HttpResponseRedirect(went if isinstance(went, str) else back)
    context = {
        "form": form, "org": org, "title": title, "lede": lede, "button": button, "back": back, "notes": notes, **more,
    }  # fmt: skip
    return render(request, template, context)
