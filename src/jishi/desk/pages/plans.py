"""年度工作计划: the plan of one organisation and year, laid out, adjusted, compared, printed; and who has one."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from jishi.activities import queries as activities
from jishi.activities import services as planning
from jishi.desk import services
from jishi.desk.forms.plans import WaysForm, picked
from jishi.desk.papers.plan import BranchPlan, plans_sheet
from jishi.desk.queries import plans as queries
from jishi.desk.queries.year_plan import PlanPage, layout_for, plan_page
from jishi.desk.rules.plan_words import SHOWS, counts_as
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.orgs.rules import OrgKind, Sector, is_a
from jishi.ui.pages import spreadsheet, tell


def _year(request: Request) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and len(asked) == 4 else request.today.year


def known_year(year: int) -> int:
    """A year of an address; one that no plan can have is not there."""
    if not 1949 <= year <= 2200:
        raise Http404
    return year


def _filters(request: Request) -> queries.PlanFilters:
    return queries.PlanFilters(
        scope=queries.plan_scope(request.actor, request.GET.get("org", "")),
        year=_year(request),
        find=request.GET.get("find", "").strip(),
        sector=request.GET.get("sector", ""),
        has=request.GET.get("has", ""),
    )


@reading_page
def index(request: Request) -> HttpResponse:
    """Which organisations have a plan; a branch's own people go straight to theirs."""
    own = queries.own_plan(request.actor)
    if own and not request.GET.get("org"):
        return redirect("desk-plan", org_id=own.pk, year=_year(request))
    filters = _filters(request)
    top = filters.scope.org
    context = {
        "filters": filters,
        "found": queries.plans_page(request.actor, filters, on=request.today, at=request.GET.get("at", "")),
        "years": queries.plan_years(request.today, year=filters.year),
        "sectors": Sector.choices(),
        "narrowed": bool(filters.find or filters.sector or filters.has),
        "may_series": request.actor.has(Act.ASSIGN),
        "own_plan": top,
    }
    return render(request, "desk/plans.html", context)


@reading_page
def export(request: Request) -> HttpResponse:
    """The list as it is narrowed."""
    filters = _filters(request)
    rows = [
        BranchPlan(
            name=r.name, sector=r.sector, planned=r.planned, held=r.held, past=r.past, dropped=r.dropped
        )
        for r in queries.plans_export(request.actor, filters, on=request.today)
    ]  # fmt: skip
    title = f"{filters.year}年度工作计划一览"
    return spreadsheet(plans_sheet(title, filters.scope.name, rows, on=request.today), f"{filters.scope.name}{title}")


def _page(request: Request, org_id: int, year: int) -> PlanPage:
    orgs = activities.get_plan_orgs(request.actor, Act.RECORD_VIEW, org_id)
    return plan_page(request.actor, orgs, known_year(year), on=request.today)


@reading_page
def show(request: Request, org_id: int, year: int) -> HttpResponse:
    """The plan, month by month, with what may be held together and what is still missing."""
    page = _page(request, org_id, year)
    context = {"plan": page, "is_branch": is_a(page.org.kind, OrgKind.BRANCH)}
    return render(request, "desk/plan.html", context)


@reading_page
def compare(request: Request, org_id: int, year: int) -> HttpResponse:
    """Planned beside held, month by month; every number opens its rows."""
    page = _page(request, org_id, year)
    show_what, month = request.GET.get("show", ""), request.GET.get("month", "")
    chosen = show_what if show_what in SHOWS else "past"
    lines = [
        line for line in page.lines if counts_as(line, chosen) and (not month or f"{line.row.month:%Y-%m}" == month)
    ]
    records = [
        record
        for record in page.unplanned
        if chosen == "unplanned" and (not month or f"{record.held_on:%Y-%m}" == month)
    ]
    context = {
        "plan": page,
        "lines": lines,
        "records": records,
        "chosen": chosen,
        "word": SHOWS[chosen],
        "month": month,
    }
    return render(request, "desk/plan_compare.html", context)


def layout(request: Request, org_id: int, year: int) -> HttpResponse:
    """What one press would add: seen first, chosen, then written."""
    orgs = activities.get_plan_orgs(request.actor, Act.RECORD, org_id)
    org = orgs[0]
    form = WaysForm(request.POST if request.method == "POST" else request.GET)
    ways = form.cleaned_data if form.is_valid() else {}
    theme_day, quarter_month = ways.get("theme_day"), ways.get("quarter_month")
    if request.method == "POST" and form.is_valid():
        count = services.write_layout(
            org.pk,
            known_year(year),
            take=request.POST.getlist("take"),
            join=request.POST.getlist("join"),
            theme_day=theme_day,
            quarter_month=quarter_month,
            actor=request.actor,
            now=request.now,
        )
        tell(
            request,
            f"已列入{count}项。下面可以逐项改月份、日子和责任人。" if count else "没有选要列入的事项，计划没有变化。",
        )
        return HttpResponseRedirect(reverse("desk-plan", args=[org.pk, year]))
    found = layout_for(orgs, known_year(year), on=request.today, theme_day=theme_day, quarter_month=quarter_month)
    shown = WaysForm(
        initial={"theme_day": found.habits.theme_day, "quarter_month": found.habits.quarter_month},
    )
    if form.errors:
        shown = form
    items = sum(len(event.items) for event in found.events)
    context = {"layout": found, "form": shown, "org": org, "year": year, "items": items}
    return render(request, "desk/plan_layout.html", context)


@writing_page
def copy(request: Request, org_id: int, year: int) -> HttpResponse:
    """Take over last year's plan."""
    org = activities.get_plan_org(request.actor, Act.RECORD, org_id)
    count = planning.copy_year(org.pk, known_year(year) - 1, year, actor=request.actor, now=request.now)
    tell(
        request, f"已沿用{year - 1}年的{count}项，日子请逐项确定。" if count else f"{year - 1}年的计划都已经在这里了。"
    )
    return HttpResponseRedirect(reverse("desk-plan", args=[org.pk, year]))


@writing_page
def many(request: Request, org_id: int, year: int) -> HttpResponse:
    """Several ticked entries at once: held together, or moved by some months."""
    org = activities.get_plan_org(request.actor, Act.RECORD, org_id)
    seen = picked(request.POST.getlist("pick"))
    months = request.POST.get("months", "")
    try:
        if "join" in request.POST:
            head = planning.join_entries(seen, actor=request.actor, now=request.now)
            tell(request, f"已合并开展：{head.title}。要分开，打开这一项点“拆开”。")
        else:
            if not seen:
                raise Refused("请先勾选要移动的事项。")
            by = int(months) if months.lstrip("-").isdecimal() else 0
            count = planning.move_entries(seen, by, actor=request.actor, now=request.now)
            tell(request, f"已移动{count}项。")
    except Refused as refusal:
        tell(request, f"没有改动：{refusal.reason}")
    return HttpResponseRedirect(reverse("desk-plan", args=[org.pk, known_year(year)]))
