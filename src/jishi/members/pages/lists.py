"""The list of members, on the screen, on paper and as a workbook."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from jishi.files.pages import list_out
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.members import jobs, queries, services
from jishi.members.forms import FilterForm, FindForm
from jishi.members.queries.lists import Filters
from jishi.members.queries.sheet import COLUMNS, line_of
from jishi.orgs.models import Organization
from jishi.orgs.rules import Basis
from jishi.ui.columns import chosen
from jishi.ui.pages import tell


def heading_of(filters: Filters, org: Organization | None) -> str:
    """What the list shows, in words."""
    words = [org.name if org else "", queries.FIGURES[filters.figure][0] if filters.figure else "党员名册"]
    if not filters.on:
        return "".join(words)
    basis = "，现在建制" if filters.basis == Basis.NOW else ""
    return "".join(words) + f"（{filters.on}{basis}）"


@reading_page
def index(request: Request) -> HttpResponse:
    form = FilterForm(request.GET)
    filters = form.value()
    on = filters.on or request.today
    org = queries.asked_org(request.actor, filters)
    members = queries.ways(request.actor, filters, today=request.today)
    numbers = queries.headline(members, on=on)
    page = queries.page_of(members, at=request.GET.get("at", ""))
    bases = None
    if filters.on and filters.on < request.today:
        bases = queries.bases(request.actor, filters.on, today=request.today, under=org)
    return render(
        request,
        "members/index.html",
        {
            "form": form,
            "filters": filters,
            "title": heading_of(filters, org),
            "numbers": numbers,
            "page": page,
            "lines": [line_of(member, on) for member in page.rows],
            "places": queries.places_of(request.actor, org),
            "columns": chosen(COLUMNS, request.GET),
            "bases": bases,
            "address": request.GET.urlencode(),
            "may_import": request.actor.has(Act.ROSTER_IMPORT),
            "may_add": request.actor.has(Act.MEMBER_EDIT),
        },
    )


@reading_page
def print_(request: Request) -> HttpResponse:
    filters = FilterForm(request.GET).value()
    on = filters.on or request.today
    members = queries.filtered(request.actor, filters, today=request.today)
    lines = [line_of(member, on) for member in queries.print_rows(members, sort=filters.sort)]
    columns = chosen(COLUMNS, request.GET)
    return render(
        request,
        "members/print.html",
        {
            "rows": map(columns.values, lines),
            "words": columns.words,
            "count": len(lines),
            "title": heading_of(filters, queries.asked_org(request.actor, filters)),
            "on": on,
        },
    )


@writing_page
def export(request: Request) -> HttpResponse:
    """The list exactly as shown, as a workbook; that it left the platform is logged. A long one is made in the
    background."""
    filters = FilterForm(request.GET).value()
    title = heading_of(filters, queries.asked_org(request.actor, filters))
    listing = jobs.members_listing(request.actor, request.GET, request.today, title=title)
    answer, count = list_out(request, listing, job="members.list", act=Act.MEMBER_VIEW)
    if count is not None:
        services.record_export(count=count, described=title, actor=request.actor, now=request.now)
    return answer


@writing_page
def find(request: Request) -> HttpResponse:
    """By the whole citizen number, to the card. The number is posted and goes into no address."""
    form = FindForm(request.POST)
    if form.is_valid():
        wanted = Filters(q=form.cleaned_data["citizen_id"])
        found = list(queries.filtered(request.actor, wanted, today=request.today)[:2])
        if len(found) == 1 and any(char.isdigit() for char in wanted.q):
            return HttpResponseRedirect(reverse("members-show", args=[found[0].pk]))
    tell(request, "您能看到的范围内没有这个身份证号的党员，请核对号码。")
    return HttpResponseRedirect(reverse("members-index"))
