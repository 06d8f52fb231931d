"""The list of organisations, on the screen, on paper and as a workbook."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from jishi.files.pages import list_out
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.orgs import jobs, queries
from jishi.orgs.jobs import LIST_COLUMNS, list_asked
from jishi.orgs.rules import Basis, OrgKind, Sector
from jishi.ui.columns import chosen


@reading_page
def listing(request: Request) -> HttpResponse:
    """The organisations behind a figure on a day: as many rows as the number says until they are narrowed."""
    asked = list_asked(request.actor, request.GET, request.today)
    found = queries.org_listing(request.actor, asked, at=request.GET.get("at", ""))
    _, kinds = queries.FIGURES[asked.figure]
    difference = None
    if asked.is_past:
        difference = queries.difference(
            request.actor, asked.day, today=request.today, under=asked.under, kinds=kinds
        )  # fmt: skip
    context: dict[str, Any] = {
        "asked": asked,
        "listing": found,
        "page": found.page,
        "label": queries.figure_word(asked.figure),
        "figures": [(key, queries.figure_word(key)) for key in queries.FIGURES],
        "kinds": [(key, word) for key, word in OrgKind.choices() if key in kinds],
        "sectors": Sector.choices(),
        "sorts": queries.LIST_SORTS,
        "bases": Basis.choices(),
        "basis": asked.basis,
        "difference": difference,
        "columns": chosen(LIST_COLUMNS, request.GET),
        "address": request.GET.urlencode(),
        "under": asked.under,
        "day": asked.day,
        "is_past": asked.is_past,
    }
    return render(request, "orgs/list.html", context)


@reading_page
def list_print(request: Request) -> HttpResponse:
    """The list as it is narrowed, in the chosen columns, for paper."""
    asked, columns = list_asked(request.actor, request.GET, request.today), chosen(LIST_COLUMNS, request.GET)
    lines = queries.all_listed(request.actor, asked)
    context = {"asked": asked, "words": columns.words, "rows": map(columns.values, lines), "count": len(lines)}
    return render(request, "orgs/list_print.html", context)


def list_export(request: Request) -> HttpResponse:
    """The same as a workbook; a long one is made in the background."""
    listing = jobs.orgs_listing(request.actor, request.GET, request.today)
    return list_out(request, listing, job="orgs.list", act=Act.VIEW)[0]
