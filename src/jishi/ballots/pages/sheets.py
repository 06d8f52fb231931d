"""选票和材料: how the ballots look, and what is printed."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from jishi.ballots import forms, queries, services
from jishi.ballots import papers as printed
from jishi.ballots.pages.filling import edited
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.ui.pages import handed_out

PAPERS = {"page": "papers", "word": "材料和选票"}


@reading_page
def papers(request: Request, election_id: int) -> HttpResponse:
    """The papers before the meeting, and every ballot as it will look."""
    election = queries.get_at_work(request.actor, Act.ELECTION, election_id)
    context = {
        "election": election,
        "papers": printed.PREPARING.items(),
        "sheets": queries.sheet_views(election),
        "may_run": bool(request.actor.may(Act.ELECTION, election.org.path)) and election.state == "running",
    }
    return render(request, "ballots/papers.html", context)


@reading_page
def paper(request: Request, election_id: int, name: str) -> HttpResponse:
    """One paper as a file."""
    election = queries.get_at_work(request.actor, Act.ELECTION, election_id)
    found = printed.PREPARING.get(name)
    if found is None:
        raise Http404
    facts = queries.paper_facts(election, today=request.today)
    return handed_out(found.make(facts), f"{election.org.name}{found.word}")


@reading_page
def ballot(request: Request, election_id: int, office: str) -> HttpResponse:
    """One ballot as a file: the same for every sheet printed from it."""
    election = queries.get_at_work(request.actor, Act.ELECTION, election_id)
    view = queries.sheet_view(election, office)
    return handed_out(printed.ballot_docx(view.ballot), view.ballot.heading)


def sheet(request: Request, election_id: int, office: str) -> HttpResponse:
    """How one ballot is laid out."""
    election = queries.get_election(request.actor, Act.ELECTION, election_id)
    view = queries.sheet_view(election, office)
    first = queries.facts_of(view.sheet, forms.SheetForm.base_fields) | {"version": election.version}
    form = forms.SheetForm(request.POST or None, initial=first, view=view)

    def verb(**values: Any) -> None:
        kept = {name: values[name] for name in ("election", "actor", "now", *forms.SheetForm.base_fields)}
        services.lay_out_ballot(office=view.office, order_ids=form.order_ids, **kept)

    return edited(
        request, election, form, title=f"{view.office.label}选票样式", verb=verb, done="已保存，下面是排出来的样子。",
        template="ballots/sheet.html", view=view, **PAPERS,
    )  # fmt: skip
