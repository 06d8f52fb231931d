"""责任: who answers, for the organisations in reach and for one of them, on the page and on paper."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jishi.duties import queries, services
from jishi.duties.forms import NameForm
from jishi.duties.queries import HeadFilters
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.kernel.paging import counted
from jishi.orgs.queries import division_of, get_org
from jishi.orgs.rules import OrgKind
from jishi.papers.division import TITLE, division_paper, division_sheet, heads_sheet
from jishi.ui.pages import filled, handed_out, spreadsheet, tell


def _filters(request: Request) -> HeadFilters:
    asked = request.GET
    org_id = asked.get("org", "")
    return HeadFilters(
        under=get_org(request.actor, Act.VIEW, int(org_id)) if org_id.isdecimal() else None,
        text=asked.get("q", "").strip(),
        kind=asked.get("kind", ""),
        vacant=asked.get("vacant") == "1",
    )


@reading_page
def index(request: Request) -> HttpResponse:
    """The organisations in reach with their first responsible persons; whoever sees one only goes straight to it."""
    filters = _filters(request)
    page = queries.heads_page(request.actor, filters, on=request.today, at=request.GET.get("at", ""))
    if page.total == 1 and not request.GET:
        return redirect("duties-division", org_id=page.rows[0].org.pk)
    vacant = page.total if filters.vacant else queries.vacant_count(request.actor, filters, on=request.today)
    context = {
        "page": page,
        "filters": filters,
        "kinds": OrgKind.choices(),
        "vacant": counted(vacant) if vacant else "",
        "narrowed": bool(filters.text or filters.kind or filters.vacant),
    }
    return render(request, "duties/heads.html", context)


@reading_page
def export(request: Request) -> HttpResponse:
    """Exactly what the list shows, as .xlsx."""
    filters = _filters(request)
    rows = [
        (
            row.org.name,
            row.kind,
            row.sector,
            row.head.words if row.head else ("书记空缺" if row.is_headless else "未登记"),
            ("专职" if row.head.is_full_time else "兼职") if row.head else "",
            f"{row.divided}/{row.fields}",
        )
        for row in queries.all_heads(request.actor, filters, on=request.today)
    ]
    org = filters.under.name if filters.under else request.actor.post.org_name if request.actor.post else ""
    return spreadsheet(heads_sheet(org=org, on=request.today, rows=rows), "党建工作第一责任人名单")


@reading_page
def division(request: Request, org_id: int) -> HttpResponse:
    """One organisation: first responsible person, division of work, helpers, and who answers for each duty."""
    org = get_org(request.actor, Act.VIEW, org_id)
    named = list(queries.answerings_of(org, request.today))
    found = division_of(org, request.today)
    context = {
        "org": org,
        "division": found,
        "duties": queries.answered_duties(org, on=request.today, named=named),
        "later": [one for one in named if one.from_on and one.from_on > request.today],
        "past": found.past[:30],
        "may_divide": bool(request.actor.may(Act.DIVIDE, org.path)) and not org.ended_on,
    }
    return render(request, "duties/division.html", context)


@reading_page
def division_docx(request: Request, org_id: int) -> HttpResponse:
    org = get_org(request.actor, Act.VIEW, org_id)
    return handed_out(division_paper(queries.division_table(org, on=request.today)), f"{org.name}{TITLE}")


@reading_page
def division_xlsx(request: Request, org_id: int) -> HttpResponse:
    org = get_org(request.actor, Act.VIEW, org_id)
    return spreadsheet(division_sheet(queries.division_table(org, on=request.today)), f"{org.name}{TITLE}")


def name(request: Request, org_id: int) -> HttpResponse:
    """Name the person who answers for one duty, beside the division of work."""
    org = get_org(request.actor, Act.DIVIDE, org_id)
    rows = queries.answered_duties(org, on=request.today)
    form = NameForm(
        request.POST or None,
        rules=[(one.row.rule.id, one.row.rule.title) for one in rows],
        persons=queries.persons_to_name(org, request.today),
        initial={"rule_id": request.GET.get("rule", ""), "from_on": request.today, "submission": uuid4()},
    )

    def verb(typed: dict[str, Any]) -> None:
        services.name_answering(org=org, person_id=typed.pop("person"), actor=request.actor, now=request.now, **typed)

    return filled(
        request, form, title="指定负责人", verb=verb, done="已指定。应办事项、提醒和新任务从这天起找这位同志。",
        back=reverse("duties-division", args=[org.pk]), template="duties/name.html", org=org,
    )  # fmt: skip


@writing_page
def unname(request: Request, answering_id: int) -> HttpResponse:
    """Take the name back from today on."""
    found = queries.get_answering(request.actor, Act.DIVIDE, answering_id)
    services.end_answering(answering_id=found.pk, on=request.today, actor=request.actor, now=request.now)
    tell(request, "已撤销指定，这项事项改由分管人或书记负责。")
    return redirect("duties-division", org_id=found.org_id)
