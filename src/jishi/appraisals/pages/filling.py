"""The one way a form of this room is shown, checked and handed to its verb."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from jishi.assignments.queries import people_of
from jishi.kernel.http import Request
from jishi.orgs.models import Organization
from jishi.ui import pages as ui
from jishi.ui.fields import values


def people(org: Organization, request: Request) -> list[tuple[str, str]]:
    """The people of a branch for a choice."""
    return [(str(pk), name) for pk, name in people_of(org.pk, request.today)]


def at(name: str, *args: object) -> str:
    """The address of a page of this room."""
    return reverse(f"appraisals-{name}", args=args)


def filled(
    request: Request, form: forms.Form, *, org: Organization, verb: Callable[[dict[str, Any]], object], **shown: Any
) -> HttpResponse:
    """`ui.pages.filled` for a form about one organisation: what was typed goes to the verb by the verb's own words."""
    crumbs = [(at("index"), "生活会和评议"), (at("show", org.pk), org.short_name or org.name)]
    return ui.filled(
        request, form, verb=lambda _: verb(values(form)), **(dict[str, Any](crumbs=crumbs, org=org) | shown)
    )
