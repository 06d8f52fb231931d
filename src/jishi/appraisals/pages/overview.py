"""The year of many branches, the years of one, the superior's notice."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jishi.appraisals import forms, papers, queries, services
from jishi.appraisals.pages.filling import at, filled
from jishi.appraisals.rules import STAGES
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.kernel.paging import Page, counted
from jishi.ui.pages import handed_out


@reading_page
def index(request: Request) -> HttpResponse:
    """The branches in reach; whoever reaches one alone goes there."""
    filters = forms.filters_of(request)
    counts = queries.stage_counts(request.actor, filters)
    page = queries.branch_page(request.actor, filters, today=request.today, at=request.GET.get("at", ""))
    if counts["all"] == 1 and not request.GET and page.rows:
        return redirect("appraisals-show", page.rows[0].org.pk)
    context = {
        "page": Page(page.rows, page.next, page.previous),
        "filters": filters,
        "is_narrowed": bool(filters.q or filters.stage or filters.org),
        "total": counted(counts["all"]),
        "stages": [(stage, word, counts.get(stage)) for stage, word in STAGES.items()],
        "years": range(request.today.year, request.today.year - 4, -1),
        "address": request.GET.urlencode(),
        "issues": queries.issues(request.actor),
    }
    return render(request, "appraisals/index.html", context)


@reading_page
def export(request: Request) -> HttpResponse:
    """The list exactly as filtered, as a workbook."""
    filters = forms.filters_of(request)
    title = f"{filters.year}年度组织生活会和民主评议进度表"
    lines = queries.all_branches(request.actor, filters, today=request.today)
    return handed_out(papers.lines_xlsx(title, request.today, lines), title, "xlsx")


@reading_page
def show(request: Request, org_id: int) -> HttpResponse:
    """The years of one branch, and what to begin now."""
    org = queries.get_branch(request.actor, Act.RECORD_VIEW, org_id)
    years = queries.years_of(org)
    year = queries.usual_year(request.today)
    known = {line.year: line for line in years}
    this = known.get(year)
    context = {
        "org": org,
        "years": years,
        "year": year,
        "deadlines": queries.deadlines_for([org], year)[org.pk],
        "may_record": bool(request.actor.may(Act.RECORD, org.path)),
        "may_appraise": bool(request.actor.may(Act.APPRAISE, org.path)),
        "sees_grades": bool(request.actor.may(Act.GRADE_VIEW, org.path)),
        "lacks_life": this is None or this.life is None,
        "lacks_round": this is None or this.round is None,
    }
    return render(request, "appraisals/show.html", context)


@reading_page
def notices(request: Request) -> HttpResponse:
    """The notices that the actor's organisations have set, year by year."""
    context = {
        "notices": queries.notices_where(request.actor, Act.APPRAISE_LEAD)[:60],
        "issuers": queries.issuers_for(request.actor),
        "windows_url": reverse("duties-windows") if request.actor.has(Act.WINDOW_SET) else "",
        "own": {org.pk for org in queries.issuers_for(request.actor)},
    }
    return render(request, "appraisals/notices.html", context)


def notice(request: Request, org_id: int, year: int) -> HttpResponse:
    """Set the days of one year."""
    org = queries.get_issuer(request.actor, org_id)
    known = queries.notices_where(request.actor, Act.APPRAISE_LEAD).filter(org=org, year=year).first()
    names = ("basis", "file_by", "report_by", "submit_by", "excellent_percent", "version")
    initial: dict[str, object] = {name: getattr(known, name) for name in names} if known else {"version": 0}
    form = forms.NoticeForm(request.POST or None, initial=initial | {"year": year})

    def verb(values: dict[str, Any]) -> None:
        services.set_notice(org=org, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=org, title=f"{year}年度部署", verb=verb, done="已保存，下面各支部按这些日期提醒。",
        back=at("notices"), crumbs=[(at("notices"), "年度部署")], lede="照通知里写明的日期填；通知没有写的空着，不作要求。",
    )  # fmt: skip
