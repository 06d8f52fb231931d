"""The list of organisations, on the screen, on paper and as a workbook."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.orgs import queries
from jishi.orgs.pages.days import day_asked
from jishi.orgs.queries import ListFilters, ListLine
from jishi.orgs.rules import Basis, OrgKind, Sector
from jishi.papers.xlsx import Value, list_sheet
from jishi.ui.columns import Column, chosen
from jishi.ui.pages import spreadsheet

COLUMNS: tuple[Column[ListLine, Value], ...] = (
    Column("name", "组织", lambda line: line.name, always=True),
    Column("short", "简称", lambda line: line.org.short_name, usual=False),
    Column("kind", "类别", lambda line: line.kind),
    Column("sector", "领域", lambda line: line.sector),
    Column("above", "上级党组织", lambda line: line.above, usual=False),
    Column("head", "负责人", lambda line: line.head.words if line.head else "空缺"),
    Column("code", "编码", lambda line: line.org.code),
    Column("founded", "建立日期", lambda line: line.org.founded_on, usual=False),
    Column("phone", "联系电话", lambda line: line.org.phone, usual=False),
    Column("address", "通讯地址", lambda line: line.org.address, usual=False),
)


def _asked(request: Request) -> ListFilters:
    """What the address asks for; anything it may not ask for is left out."""
    asked = request.GET
    day = day_asked(asked.get("on", ""), request.today)
    name, org_id = asked.get("figure", ""), asked.get("org", "")
    kind, sector, sort = asked.get("kind", ""), asked.get("sector", ""), asked.get("sort", "")
    return ListFilters(
        day=day,
        today=request.today,
        figure=name if name in queries.FIGURES else "orgs.total",
        under=queries.get_org(request.actor, Act.VIEW, int(org_id)) if org_id.isdecimal() else None,
        basis=Basis.NOW if asked.get("basis") == Basis.NOW and day != request.today else Basis.THEN,
        q=asked.get("q", "").strip(),
        kind=kind if kind in list(OrgKind) else "",
        sector=sector if sector in list(Sector) else "",
        sort=sort if sort in queries.LIST_SORTS else "tree",
    )


@reading_page
def listing(request: Request) -> HttpResponse:
    """The organisations behind a figure on a day: as many rows as the number says until they are narrowed."""
    asked = _asked(request)
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
        "columns": chosen(COLUMNS, request.GET),
        "address": request.GET.urlencode(),
        "under": asked.under,
        "day": asked.day,
        "is_past": asked.is_past,
    }
    return render(request, "orgs/list.html", context)


@reading_page
def list_print(request: Request) -> HttpResponse:
    """The list as it is narrowed, in the chosen columns, for paper."""
    asked, columns = _asked(request), chosen(COLUMNS, request.GET)
    lines = queries.all_listed(request.actor, asked)
    context = {"asked": asked, "words": columns.words, "rows": map(columns.values, lines), "count": len(lines)}
    return render(request, "orgs/list_print.html", context)


@reading_page
def list_export(request: Request) -> HttpResponse:
    """The same as a workbook."""
    asked, columns = _asked(request), chosen(COLUMNS, request.GET)
    lines = queries.all_listed(request.actor, asked)
    rows = map(columns.values, lines)
    content = list_sheet(title=asked.title, words=columns.words, rows=rows, on=asked.day, unit=f"共{len(lines)}个")
    return spreadsheet(content, asked.title)
