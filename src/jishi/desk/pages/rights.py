"""党员四项权利 of a branch: what its members could know, take part in, choose and supervise this year."""

from django.http import HttpResponse
from django.shortcuts import render

from jishi.desk.queries import rights as queries
from jishi.desk.rules.rights import LINES
from jishi.kernel.http import Request, reading_page


@reading_page
def rights(request: Request, org_id: int) -> HttpResponse:
    """The four rights of a year; one line opens the records behind its count."""
    org = queries.get_rights_branch(request.actor, org_id, today=request.today)
    asked, key = request.GET.get("year", ""), request.GET.get("line", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else request.today.year
    context = {
        "org": org,
        "year": year,
        "years": range(request.today.year, request.today.year - 4, -1),
        "rights": queries.rights_of(org, year),
        "line": key if key in LINES else "",
        "word": LINES[key][1] if key in LINES else "",
        "records": queries.records_behind(request.actor, org, year, key) if key in LINES else [],
    }
    return render(request, "desk/rights.html", context)
