"""组织生活一览 and what stands behind each of its numbers."""

from urllib.parse import quote, urlencode

from django.http import HttpResponse
from django.shortcuts import render

from jishi.desk.forms.address import address, asked
from jishi.desk.papers.overview import overview_sheet
from jishi.desk.queries import cell as cells
from jishi.desk.queries import township as queries
from jishi.desk.queries.reminding import issuer_for, remindable_orgs, to_remind
from jishi.desk.queries.scope import scope_of
from jishi.desk.queries.township import Filters
from jishi.desk.rules import township as words
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.orgs.rules import OrgKind, Sector

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def filters_of(request: Request) -> Filters:
    """What the address of 组织生活一览, and of the pages behind it, asks for."""
    wanted = address(request.GET)
    scope = scope_of(request.actor, wanted.org)
    quarter = words.quarter_of(wanted.period, request.today)
    return Filters(
        scope=scope,
        quarter=quarter,
        month=words.month_of(wanted.month, quarter, request.today),
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
    }
    return urlencode({name: value for name, value in chosen.items() if value})


def _shown(request: Request, filters: Filters) -> dict[str, object]:
    return {
        "page": queries.overview(filters, on=request.today),
        "filters": filters,
        "quarters": words.recent_quarters(request.today),
        "months": [m for m in words.months_of(filters.quarter) if m.first <= request.today],
        "sectors": Sector.choices(),
        "kinds": OrgKind.choices(),
        "base": base_of(filters),
    }


@reading_page
def overview(request: Request) -> HttpResponse:
    """Who is behind, and how many of how many have met what, for one quarter."""
    filters = filters_of(request)
    issuer = issuer_for(request.actor, filters.scope.org.path) if filters.scope.org else None
    shown = _shown(request, filters) | {
        "may_set_windows": request.actor.has(Act.WINDOW_SET),
        "may_remind": issuer is not None,
        "to_remind": to_remind(filters, issuer, on=request.today) if issuer else 0,
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
    page = queries.overview(filters, on=request.today)
    title = f"{filters.quarter.label}组织生活一览"
    body = overview_sheet(
        title=title,
        org=filters.scope.name,
        by="组织" if filters.by_unit else "领域",
        columns=[*page.columns, *page.added],
        rows=page.sheet_rows,
        on=request.today,
    )
    answer = HttpResponse(body, content_type=XLSX)
    name = quote(f"{filters.scope.name}{title}.xlsx")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


@reading_page
def cell(request: Request) -> HttpResponse:
    """The organisations (or records) behind one number; as many as the number said."""
    filters, number = filters_of(request), asked(request.GET)
    shown: dict[str, object] = {"filters": filters, "number": number, "base": base_of(filters)}
    shown["row_name"] = dict(queries.row_names(filters)).get(number.row, "")
    match request.GET.get("of", ""):
        case "branches" | "members" as of:
            branches = cells.branches(filters, number.row)
            total = sum(org.members for org in branches) if of == "members" else len(branches)  # type: ignore[attr-defined]
            return render(request, "desk/cell_branches.html", {**shown, "of": of, "branches": branches, "total": total})
        case "attendance":
            return render(request, "desk/cell_attendance.html", {**shown, "rows": cells.attended(filters, number.row)})
    rows = [(row, Sector.label_of(row.sector)) for row in cells.cell_rows(filters, number, on=request.today)]
    issuer = issuer_for(request.actor, filters.scope.org.path) if filters.scope.org else None
    shown |= {"rows": rows, "what": cells.named(number), "states": cells.STATES.items()}
    shown["to_remind"] = remindable_orgs([row for row, _ in rows], issuer, on=request.today)
    return render(request, "desk/cell.html", shown)
