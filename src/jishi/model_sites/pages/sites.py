"""Applications and named sites."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render

from jishi.kernel.actor import Act, Actor
from jishi.kernel.http import Request, reading_page
from jishi.model_sites import forms, papers, queries, services
from jishi.model_sites.models import Site
from jishi.model_sites.pages.common import at, written
from jishi.model_sites.rules import ProgrammeKind, SiteStepKind, Watch
from jishi.orgs.rules import Sector
from jishi.ui.fields import fresh
from jishi.ui.pages import handed_out, spreadsheet


def _filters(request: Request) -> queries.NamedFilters:
    asked = request.GET
    return queries.NamedFilters(
        **{name: asked.get(name, "").strip() for name in ("find", "sector", "org", "programme", "state")}
    )


@reading_page
def named(request: Request) -> HttpResponse:
    filters = _filters(request)
    context = {
        "filters": filters,
        "sectors": Sector.choices(),
        "asked": queries.ASKED,
        "said": dict(queries.ASKED).get(filters.state, "有效命名"),
        "page": queries.named_page(request.actor, filters, on=request.today, at=request.GET.get("at", "")),
    }
    return render(request, "model_sites/named.html", context)


@reading_page
def named_export(request: Request) -> HttpResponse:
    sites = queries.all_named(request.actor, _filters(request), on=request.today)
    return spreadsheet(papers.named_xlsx(sites, on=request.today), "已命名名单")


def apply(request: Request, programme_id: int) -> HttpResponse:
    row = queries.get_programme(request.actor, Act.VIEW, programme_id)
    offers = {
        "orgs": queries.choice(queries.applicants(request.actor, row)),
        "categories": [(str(c.pk), f"{c.name}（名额 {c.quota}）") for c in queries.categories_of(row)],
    }
    form = forms.ApplyForm(request.POST or None, initial=fresh(), offers=offers)

    def write(org_id: int, **found: Any) -> Site:
        return services.apply_for(org=queries.org_to_apply(request.actor, row, org_id), **found)

    return written(
        request, form, write, then=lambda made: at("edit", made.pk), title="申报",
        done="数字已从记录里取好，请写文字部分。", button="取记录，开始写",
        back=at("programme", row.pk), above=[(at("programme", row.pk), row.title)],
        lede=f"预计要 {row.people} 人、每人 {row.minutes} 分钟。平台查得到的自动带出，不用报材料。",
    )  # fmt: skip


@reading_page
def show(request: Request, site_id: int) -> HttpResponse:
    site = queries.get_site(request.actor, Act.VIEW, site_id)
    return render(
        request,
        "model_sites/site.html",
        {
            "view": queries.site_view(request.actor, site, on=request.today),
            "site": site,
            "plaque": papers.plaque_text(site.programme),
            "watched": [Watch.label_of(one) for one in site.programme.watched],
        },
    )


@reading_page
def printed(request: Request, site_id: int) -> HttpResponse:
    site = queries.get_site(request.actor, Act.VIEW, site_id)
    view = queries.site_view(request.actor, site, on=request.today)
    return handed_out(
        papers.application_docx(site, view.own_marks, view.steps), f"{site.org.name}{site.programme.title}申报表"
    )


def _written(request: Request, site: Site, form: Form, write: Callable[..., Any], /, **shown: Any) -> HttpResponse:
    """A form about an application, which is where it comes from and goes back to."""
    above = [(at("programme", site.programme_id), site.programme.title), (at("site", site.pk), site.org.name)]
    return written(request, form, write, back=at("site", site.pk), above=above, **shown)


def edit(request: Request, site_id: int) -> HttpResponse:
    site = queries.get_site(request.actor, Act.RECORD, site_id)
    names = ("brand", "basics", "practice", "results", "feature", "honours", "self_review", "own_marks", "version")
    given = {name: getattr(site, name) for name in names}
    form = forms.SiteForm(request.POST or None, initial=given, points=queries.points_of(site.category))

    def write(actor: Actor, now: datetime, **found: Any) -> None:
        services.edit_site(site.pk, actor=actor, now=now, **form.facts(found))

    return _written(
        request, site, form, write, title="写申报表", done="已保存，还没有报送。",
        lede=site.category.standard, template="model_sites/site_form.html", site=site,
    )  # fmt: skip


def step(request: Request, site_id: int) -> HttpResponse:
    site = queries.get_site_to_move(request.actor, site_id)
    kinds = queries.steps_for(request.actor, site)
    grades = [(one, one) for one in site.programme.grades.split("、")] if _graded(site, kinds) else []
    offers = {"steps": [(kind.value, kind.label) for kind in kinds], "grades": grades}
    return _written(
        request, site, forms.StepForm(request.POST or None, initial=fresh(), offers=offers),
        partial(services.take_step, site.pk), title="办下一步", button="确认", done="已办。",
        lede=f"现在是“{site.get_state_display()}”。",
    )  # fmt: skip


def _graded(site: Site, kinds: list[SiteStepKind]) -> bool:
    return site.programme.kind == ProgrammeKind.GRADING and SiteStepKind.PASS in kinds


def visit(request: Request, site_id: int) -> HttpResponse:
    site = queries.get_site_to_judge(request.actor, site_id)
    begin = fresh(on=request.today, visitors=request.actor.name)
    form = forms.VisitForm(
        request.POST or None, initial=begin, points=queries.points_of(site.category), said=dict(queries.own_marks(site))
    )

    def write(**found: Any) -> None:
        said = {name: value for name, value in found.items() if not name[-1].isdecimal()}
        services.note_visit(site_id=site.pk, seen=form.seen(), **said)

    return _written(
        request, site, form, write, title="现场验收", done="已记下。", lede="不打卡、不要求拍照。看到什么点什么。"
    )


def tests(request: Request, site_id: int) -> HttpResponse:
    site = queries.get_site_to_judge(request.actor, site_id)
    given = {"version": site.version, "poll": site.poll_id, "assessment": site.assessment_id}
    offers = {"polls": queries.polls_to_link(site), "assessments": queries.assessments_to_link(site)}
    return _written(
        request, site, forms.TestsForm(request.POST or None, initial=given, offers=offers),
        partial(services.link_tests, site.pk), title="群众测评和打分考核", done="已对上。",
        lede="票在“无记名测评”里投、里面计，谁也看不到谁投了什么；分在考核里打、能申诉。这里只对上是哪一次。",
    )  # fmt: skip


def recheck(request: Request, site_id: int) -> HttpResponse:
    site = queries.get_site_to_judge(request.actor, site_id)
    form = forms.RecheckForm(request.POST or None, initial=fresh(year=request.today.year, on=request.today))
    return _written(
        request, site, form, partial(services.recheck, site_id=site.pk), title="年度复核",
        done="已记下，该组织书记收到消息。", lede="保留、限期整改或撤销，由主办单位定。平台只提醒，不自动撤销。",
    )  # fmt: skip


def again(request: Request, recheck_id: int) -> HttpResponse:
    row = queries.get_recheck(request.actor, recheck_id)
    form = forms.AgainForm(request.POST or None, initial={"version": row.version, "on": request.today})
    return _written(
        request, row.site, form, partial(services.look_again, row.pk), title="整改后再看", done="已记下。", lede=row.why
    )


def plaque(request: Request, site_id: int) -> HttpResponse:
    site = queries.get_site_to_judge(request.actor, site_id)
    given = {"version": site.version, "plaque_on": site.plaque_on, "plaque_back_on": site.plaque_back_on}
    form = forms.PlaqueForm(request.POST or None, initial=given)
    return _written(
        request, site, form, partial(services.note_plaque, site.pk), title="授牌和收回", done="已记下。",
        lede=f"牌匾文字：{papers.plaque_text(site.programme)}。牌匾不收费。",
    )  # fmt: skip


def finding(request: Request, site_id: int) -> HttpResponse:
    site = queries.get_site_to_judge(request.actor, site_id)
    form = forms.FindingForm(request.POST or None, initial=fresh(on=request.today))
    return _written(
        request, site, form, partial(services.note_finding, site_id=site.pk), title="记否决事项线索",
        done="已记下，待核实。", lede="核实属实以前只有主办单位看得到。举报信件走纪检渠道，不在这里录。",
    )  # fmt: skip


def settle(request: Request, finding_id: int) -> HttpResponse:
    row = queries.get_finding(request.actor, finding_id)
    form = forms.SettleForm(request.POST or None, initial={"version": row.version, "outcome": row.outcome})
    return _written(
        request, row.site, form, partial(services.settle_finding, row.pk), title="写核实结果", done="已保存。",
        lede=row.what,
    )  # fmt: skip


def cost(request: Request, site_id: int) -> HttpResponse:
    site = queries.get_site_to_cost(request.actor, site_id)
    form = forms.CostForm(request.POST or None, initial=fresh(on=request.today))
    return _written(
        request, site, form, partial(services.note_cost, site_id=site.pk), title="记花费", done="已记下。",
        lede="为创建花的人力、时间和钱，照实记。创建不收费，这里没有收费的栏目。",
    )  # fmt: skip
