"""The one way a form of this room is shown, checked and handed to its verb."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from jishi.assignments.queries import people_of
from jishi.committees import queries
from jishi.committees.rules import has_committee_life
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request
from jishi.orgs.models import Organization
from jishi.ui import pages as ui
from jishi.ui.fields import values


def year_of(request: Request) -> int:
    """The year asked for in the address, else the present one."""
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and len(asked) == 4 else request.today.year


def people(org: Organization, request: Request) -> list[tuple[str, str]]:
    """The people of an organisation for a choice."""
    return [(str(pk), name) for pk, name in people_of(org.pk, request.today)]


def filled(
    request: Request,
    form: forms.Form,
    *,
    org: Organization,
    verb: Callable[[dict[str, Any]], object],
    extra: Mapping[str, object] | None = None,
    **shown: Any,
) -> HttpResponse:
    """`ui.pages.filled` for a form about one organisation: what was typed goes to the verb by the verb's own words."""

    crumbs = [(at("show", org.pk), org.name)]
    return ui.filled(
        request,
        form,
        verb=lambda _: verb(values(form)),
        crumbs=crumbs,
        template="committees/form.html",
        extra=extra or {},
        **shown,
    )


def placed(org: Organization, values: dict[str, Any], name: str) -> dict[str, Any]:
    """What was typed, with the organisations under `name` as ids where they were typed by name: `visited` all of them,
    `place_id` the one. Raises Refused beside the field."""
    typed = values.get(name)
    if not isinstance(typed, str):
        return values
    ids = queries.places_named(org, typed, field=name)
    if name == "visited":
        return values | {name: ids}
    if len(ids) > 1:
        raise Refused("请只写一个党组织。", name)
    del values[name]
    return values | {f"{name}_id": ids[0] if ids else None}


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
