"""届次: every term in reach, those past their end first."""

from django.http import HttpResponse
from django.shortcuts import render

from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.orgs import queries
from jishi.orgs.forms import TermFilterForm
from jishi.orgs.papers import terms_workbook
from jishi.orgs.queries.terms import SORTS
from jishi.orgs.rules import TermPlace
from jishi.ui.pages import spreadsheet


@reading_page
def terms(request: Request) -> HttpResponse:
    form = TermFilterForm(request.GET)
    filters = form.value()
    counts = queries.term_places(request.actor, filters, today=request.today)
    context = {
        "form": form,
        "filters": filters,
        "places": [(place.value, place.label, counts[place.value]) for place in TermPlace],
        "total": sum(counts.values()),
        "page": queries.term_page(request.actor, filters, today=request.today, at=request.GET.get("at", "")),
        "sorts": SORTS,
        "address": request.GET.urlencode(),
        "may_edit": request.actor.has(Act.ORG_EDIT),
        "is_plain": filters == queries.TermFilters(sort=filters.sort),
    }
    return render(request, "orgs/terms.html", context)


@reading_page
def terms_export(request: Request) -> HttpResponse:
    """The list exactly as filtered, as a workbook."""
    filters = TermFilterForm(request.GET).value()
    lines = queries.all_terms(request.actor, filters, today=request.today)
    place = f"（{TermPlace.label_of(filters.place)}）" if filters.place else ""
    title = f"党组织届次一览表{place}"
    rows = [
        (
            line.org.name,
            line.org.get_kind_display(),
            line.term.number if line.term else None,
            line.term.elected_on if line.term else None,
            line.term.ends_on if line.term else None,
            line.term.extended_to if line.term else None,
            line.term.extension_basis if line.term else "",
            line.state.word if line.state else line.place.label,
        )
        for line in lines
    ]
    return spreadsheet(terms_workbook(title=title, on=request.today, rows=rows), title)
