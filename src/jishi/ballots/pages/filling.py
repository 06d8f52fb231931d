"""Where the pages of this room are, and the way their forms are handed to a verb about one election."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from jishi.ballots.models import Election
from jishi.kernel.http import Request
from jishi.ui.pages import filled


def at(name: str, *args: object) -> str:
    """The address of a page of this room."""
    return reverse(f"ballots-{name}", args=args)


def crumbs(*, election: Election | None = None, page: str = "", word: str = "") -> list[tuple[str, str]]:
    """The pages above a form: all elections, this one, and a page of it."""
    found = [(at("index"), "换届选举")]
    if election is not None:
        found.append((at("show", election.pk), election.org.short_name or election.org.name))
        if page:
            found.append((at(page, election.pk), word))
    return found


def edited(
    request: Request,
    election: Election,
    form: forms.Form,
    *,
    title: str,
    verb: Callable[..., object],
    done: str,
    page: str = "show",
    word: str = "",
    **shown: Any,
) -> HttpResponse:
    """A form about one election: what was typed goes to `verb` by name, with the election, who and when; then back to
    `page` of this election."""

    def run(values: dict[str, Any]) -> None:
        verb(election=election, actor=request.actor, now=request.now, **values)

    above = crumbs(election=election, page=page if page != "show" else "", word=word)
    back = at(page, election.pk)
    return filled(request, form, title=title, verb=run, done=done, back=back, crumbs=above, **shown)
