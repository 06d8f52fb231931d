"""The one way a form of this room is shown, checked and handed to its verb."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from jishi.assignments.queries import people_of
from jishi.committees import queries
from jishi.committees.rules import has_committee_life
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request
from jishi.orgs.models import Organization
from jishi.ui.pages import tell


def fresh(**initial: object) -> dict[str, object]:
    """What a form starts with that makes something: a number of its own, so that sending it twice makes one."""
    return {"submission": str(uuid4())} | initial


def year_of(request: Request) -> int:
    """The year asked for in the address, else the present one."""
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and len(asked) == 4 else request.today.year


def people(org: Organization, request: Request) -> list[tuple[str, str]]:
    """The people of an organisation for a choice."""
    return [(str(pk), name) for pk, name in people_of(org.pk, request.today)]


def _values(form: forms.Form) -> dict[str, Any]:
    """What was typed, by the verbs' own words: a row picked by its id is `…_id`."""
    found = {}
    for name, value in form.cleaned_data.items():
        picked = isinstance(form.fields[name], forms.TypedChoiceField)
        found[f"{name}_id" if picked else name] = value
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
    extra: Mapping[str, object] | None = None,
) -> HttpResponse:
    """Show the form, or do `verb` with what it holds and go `back`. What was typed stays when the verb refuses."""
    if request.method == "POST" and form.is_valid():
        try:
            verb(_values(form))
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)
        else:
            tell(request, done)
            return HttpResponseRedirect(back)
    context = {
        "form": form, "org": org, "title": title, "lede": lede, "button": button, "back": back, "extra": extra or {},
    }  # fmt: skip
    return render(request, "committees/form.html", context)


def at(name: str, *args: object) -> str:
    """The address of a page of this room."""
    return reverse(f"committees-{name}", args=args)


def frame(request: Request, org: Organization, tab: str) -> dict[str, object]:
    """What the head of every page of an organisation shows: its tabs, and whether the actor records for it."""
    return {
        "org": org,
        "tab": tab,
        "is_committee": has_committee_life(org.kind),
        "may_record": queries.records_for(request.actor, org),
    }
