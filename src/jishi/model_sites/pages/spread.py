"""Experiences written up, looked at, taken over; 三级联创 on one page."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render

from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.model_sites import forms, papers, queries, services
from jishi.model_sites.models import Experience
from jishi.model_sites.pages.common import at, written
from jishi.orgs.queries import get_org
from jishi.orgs.rules import Sector
from jishi.ui.fields import fresh
from jishi.ui.pages import handed_out

FIELDS = ("title", "problem", "practice", "results", "conditions", "lessons", "version")


def _written(request: Request, row: Experience, form: Form, write: Callable[..., Any], **shown: Any) -> HttpResponse:
    """A form about an experience, which is where it comes from and goes back to."""
    above = [(at("experiences"), "经验做法"), (at("experience", row.pk), row.title)]
    return written(request, form, write, back=at("experience", row.pk), above=above, **shown)


@reading_page
def index(request: Request) -> HttpResponse:
    asked = {name: request.GET.get(name, "").strip() for name in ("find", "sector")}
    context = {
        "page": queries.experience_page(request.actor, at=request.GET.get("at", ""), **asked),
        "sectors": Sector.choices(),
        "writers": queries.recording_orgs(request.actor),
        **asked,
    }
    return render(request, "model_sites/experiences.html", context)


def new(request: Request, org_id: int) -> HttpResponse:
    org = get_org(request.actor, Act.RECORD, org_id)
    begin = fresh(site=request.GET.get("site", ""))
    form = forms.ExperienceNewForm(request.POST or None, initial=begin, offers={"sites": queries.own_sites(org)})
    return written(
        request, form, partial(services.write_experience, org=org), then=lambda made: at("experience", made.pk),
        title="写经验做法", done="已存，数字从记录里带出。", back=at("experiences"), above=[(at("experiences"), "经验做法")],
        lede="一个模板写清楚：原来的问题、怎么做、成效、什么条件能学、走过什么弯路。",
    )  # fmt: skip


@reading_page
def show(request: Request, experience_id: int) -> HttpResponse:
    row = queries.get_experience(request.actor, Act.VIEW, experience_id)
    view = queries.experience_view(request.actor, row)
    mine = {one.row.pk for one in view.chain if request.actor.may(Act.RECORD, one.row.org.path)}
    came = {one.pk for one in view.visits if one.org and request.actor.may(Act.RECORD, one.org.path)}
    return render(request, "model_sites/experience.html", {"row": row, "view": view, "mine": mine, "came": came})


@reading_page
def printed(request: Request, experience_id: int) -> HttpResponse:
    row = queries.get_experience(request.actor, Act.VIEW, experience_id)
    view = queries.experience_view(request.actor, row)
    return handed_out(papers.experience_docx(row, view), f"{row.org.name}：{row.title}")


def edit(request: Request, experience_id: int) -> HttpResponse:
    row = queries.get_experience(request.actor, Act.RECORD, experience_id)
    form = forms.ExperienceEditForm(request.POST or None, initial={name: getattr(row, name) for name in FIELDS})
    return _written(
        request, row, form, partial(services.edit_experience, row.pk), title="修改经验做法", done="已保存。"
    )


def share(request: Request, experience_id: int) -> HttpResponse:
    row = queries.get_experience(request.actor, Act.VIEW, experience_id)
    places = queries.experience_view(request.actor, row).may_share
    form = forms.ShareForm(request.POST or None, initial={"version": row.version}, offers={"places": places})
    return _written(
        request, row, form, partial(services.share_experience, row.pk), title="推广", done="已推广。", button="推广",
        lede="学不学由各党组织自己定，不排名，不考核学了几个。",
    )  # fmt: skip


def observe(request: Request, experience_id: int) -> HttpResponse:
    row = queries.get_experience(request.actor, Act.RECORD, experience_id)
    offers = {"orgs": queries.choice(queries.visiting_orgs(row))}
    form = forms.ObservationForm(request.POST or None, initial=fresh(on=request.today), offers=offers)
    return _written(
        request, row, form, partial(services.note_observation, experience_id=row.pk), title="记观摩", done="已记下。"
    )


def feedback(request: Request, observation_id: int) -> HttpResponse:
    row = queries.get_observation(request.actor, Act.RECORD, observation_id)
    form = forms.FeedbackForm(request.POST or None)
    return _written(
        request, row.experience, form, partial(services.give_feedback, row.pk), title="写观摩反馈", done="已反馈。",
        lede=f"{row.on}，{row.who}去看过。",
    )  # fmt: skip


def take(request: Request, experience_id: int) -> HttpResponse:
    row = queries.get_experience(request.actor, Act.VIEW, experience_id)
    offers = {"orgs": queries.experience_view(request.actor, row).may_take, "sources": queries.sources_of(row)}
    form = forms.TakeOverForm(request.POST or None, initial=fresh(on=request.today), offers=offers)

    def write(org_id: int, **found: Any) -> None:
        org = get_org(request.actor, Act.RECORD, org_id)
        services.take_over(experience_id=row.pk, org=org, **found)

    return _written(request, row, form, write, title="登记借鉴", done="已登记。见到结果再来写。")


def result(request: Request, adoption_id: int) -> HttpResponse:
    row = queries.get_adoption(request.actor, Act.RECORD, adoption_id)
    given = {"state": row.state, "result": row.result, "version": row.version}
    form = forms.ResultForm(request.POST or None, initial=given)
    return _written(
        request, row.experience, form, partial(services.tell_result, row.pk), title="写借鉴结果", done="已保存。",
        lede=row.adapted,
    )  # fmt: skip


@reading_page
def joint(request: Request, org_id: int) -> HttpResponse:
    org = get_org(request.actor, Act.VIEW, org_id)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else request.today.year
    levels = queries.joint_levels(request.actor, org, year, today=request.today)
    context = {
        "org": org,
        "year": year,
        "levels": levels,
        "lines": queries.joint_lines(levels),
        "below": queries.joint_below(request.actor, org),
    }
    return render(request, "model_sites/joint.html", context)
