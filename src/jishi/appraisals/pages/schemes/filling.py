"""What the pages of schemes share: where they lead back to, and how a form of theirs is handed to its verb."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from jishi.appraisals.models import Assessment, AssessmentRound, Scheme
from jishi.kernel.http import Request
from jishi.ui import pages as ui
from jishi.ui.fields import values

type Crumb = tuple[str, str]


def at(name: str, *args: object) -> str:
    """The address of a page about schemes."""
    return reverse(f"appraisals-{name}", args=args)


def crumbs_of(
    scheme: Scheme | None = None, use: AssessmentRound | None = None, row: Assessment | None = None
) -> list[Crumb]:  # fmt: skip
    """The pages above: 考核评价 › the scheme › its use › the organisation."""
    found = [(at("schemes"), "考核评价")]
    if scheme:
        found.append((at("scheme", scheme.pk), scheme.name))
    if use:
        found.append((at("use", use.pk), f"{use.year}年度"))
    if row:
        found.append((at("assessment", row.pk), row.org.short_name or row.org.name))
    return found


def of_row(row: Assessment) -> list[Crumb]:
    """The pages above one assessment's own."""
    return crumbs_of(row.round.edition.scheme, row.round, row)


def filled(
    request: Request, form: forms.Form, *, verb: Callable[[dict[str, Any]], object], **shown: Any
) -> HttpResponse:  # fmt: skip
    """`ui.pages.filled`, what was typed by the verbs' own words."""
    return ui.filled(request, form, verb=lambda _: verb(values(form)), **shown)
