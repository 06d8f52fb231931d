"""组织生活一览 and what stands behind each of its numbers."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jishi.desk.forms.address import address, asked
from jishi.desk.papers.overview import overview_sheet
from jishi.desk.queries import cell as cells
from jishi.desk.queries import township as queries
from jishi.desk.queries.reminding import issuer_for, orgs_to_remind
from jishi.desk.queries.scope import scope_of
from jishi.desk.queries.township import Overview
from jishi.desk.queries.township_filters import Filters
from jishi.desk.queries.township_heads import row_names
from jishi.desk.queries.township_past import Past, overview_on, past_attended, past_branches, past_cell
from jishi.desk.rules import township as words
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.notices.rules import Issuer
from jishi.orgs.rules import Basis, OrgKind, Sector
from jishi.ui.pages import spreadsheet


def filters_of(request: Request) -> Filters:
    """What the address of 组织生活一览, and of the pages behind it, asks for."""
    wanted = address(request.GET)
    scope = scope_of(request.actor, wanted.org)
    day = wanted.on if wanted.on and wanted.on < request.today else None
    quarter = words.quarter_of(wanted.period, day or request.today)
    return Filters(
        scope=scope,
        day=day,
        basis=wanted.basis,
        quarter=quarter,
        month=words.month_of(wanted.month, quarter, day or request.today),
        sector=wanted.sector,
        kind=wanted.kind,
        by_unit=wanted.by == "unit" or (not wanted.by and scope.has_units),
        show_all=wanted.show_all,
    )


def base_of(filters: Filters) -> str:
    """The part of every address on the page that says what the numbers count."""
    chosen = {
        "org": filters.scope.key,
        "period": filters.quarter.code,
        "month": filters.month.code,
        "sector": filters.sector,
        "kind": filters.kind,
        "by": "unit" if filters.by_unit else "sector",
        "on": f"{filters.day:%Y-%m-%d}" if filters.day else "",
        "basis": filters.basis.value if filters.day else "",
    }
    return urlencode({name: value for name, value in chosen.items() if value})


def _overview(request: Request, filters: Filters, issuer: Issuer | None = None) -> Overview:
    if filters.day:
        return overview_on(Past(request.actor, filters, today=request.today))
    return queries.overview(filters, on=request.today, issuer=issuer)


def _shown(request: Request, filters: Filters, issuer: Issuer | None = None) -> dict[str, object]:
    on = filters.day or request.today
    return {
        "page": _overview(request, filters, issuer),
        "filters": filters,
        "on": on,
        "bases": Basis.choices(),
        "quarters": words.recent_quarters(on),
        "months": [m for m in words.months_of(filters.quarter) if m.first <= on],
        "sectors": Sector.choices(),
        "kinds": OrgKind.choices(),
        "base": base_of(filters),
        "behind_it": f"{reverse('desk-cell')}?{base_of(filters)}",
        "records": f"{reverse('activities-index')}?org=",
    }


def _issuer(request: Request, filters: Filters) -> Issuer | None:
    """Who would remind from this page; nobody for a past day and across the tree."""
    return issuer_for(request.actor, filters.scope.org.path) if filters.scope.org and not filters.day else None


@reading_page
def overview(request: Request) -> HttpResponse:
    """Who is behind, and how many of how many have met what, for one quarter."""
    filters = filters_of(request)
    issuer = _issuer(request, filters)
    shown = _shown(request, filters, issuer) | {
        "may_set_windows": request.actor.has(Act.WINDOW_SET),
        "may_remind": issuer is not None,
    }
    return render(request, "desk/township.html", shown)


@reading_page
def printed(request: Request) -> HttpResponse:
    """The same on one sheet, without furniture."""
    return render(request, "desk/township_print.html", _shown(request, filters_of(request)))


@reading_page
def export(request: Request) -> HttpResponse:
    """The table of the page as .xlsx."""
    filters = filters_of(request)
    page = _overview(request, filters)
    title = f"{filters.quarter.label}组织生活一览"
    body = overview_sheet(
        title=title,
        org=filters.scope.name,
        by="组织" if filters.by_unit else "领域",
        columns=[*page.columns, *page.added],
        rows=page.sheet_rows,
        on=filters.day or request.today,
    )
    return spreadsheet(body, f"{filters.scope.name}{title}")


@reading_page
def cell(request: Request) -> HttpResponse:
    """The organisations (or records) behind one number; as many as the number said, a page at a time."""
    filters, number, at = filters_of(request), asked(request.GET), request.GET.get("at", "")
    past = Past(request.actor, filters, today=request.today) if filters.day else None
    names = past.row_names if past else row_names(filters)
    shown: dict[str, object] = {"filters": filters, "number": number, "base": base_of(filters)}
    shown["row_name"] = dict(names).get(number.row, "")
    match request.GET.get("of", ""):
        case "branches" | "members" as of:
            branches = past_branches(past, number.row, at=at) if past else cells.branch_page(filters, number.row, at=at)
            heads = past.heads_of(number.row) if past else cells.heads_of(filters, number.row)
            return render(request, "desk/cell_branches.html", {**shown, "of": of, "page": branches, "heads": heads})
        case "attendance":
            attended = (
                past_attended(past, number.row, at=at) if past else cells.attended_page(filters, number.row, at=at)
            )
            return render(request, "desk/cell_attendance.html", {**shown, "page": attended})
    due = past_cell(past, number, at=at) if past else cells.cell_page(filters, number, on=request.today, at=at)
    shown |= {
        "page": due,
        "rows": [(row, Sector.label_of(row.sector)) for row in due.rows],
        "what": cells.named(number),
        "states": cells.STATES.items(),
        "to_remind": orgs_to_remind(filters, number, _issuer(request, filters), on=request.today),
    }
    return render(request, "desk/cell.html", shown)
