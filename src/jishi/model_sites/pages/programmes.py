"""The gate, the programmes, their categories and batches."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render

from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.model_sites import forms, queries, services
from jishi.model_sites.models import Programme
from jishi.model_sites.pages.common import at, written
from jishi.model_sites.rules import FEW, NO_FEE, OUTSIDE, ProgrammeKind, Watch
from jishi.ui.fields import fresh

FIELDS = (
    "title", "level", "approved_by", "approval", "approved_on", "grades", "purpose", "basis", "opens_on", "closes_on",
    "years", "people", "minutes", "watched", "vetoes",
)  # fmt: skip


@reading_page
def index(request: Request) -> HttpResponse:
    asked, on = request.GET, request.today
    found = {"kind": asked.get("kind", ""), "find": asked.get("find", "").strip()}
    context = {
        "page": queries.programme_page(request.actor, on=on, at=asked.get("at", ""), **found),
        "kinds": ProgrammeKind.choices(),
        "hosts": queries.hosts(request.actor),
        "todo": queries.site_work(request.actor, on=on),
        **found,
    }
    return render(request, "model_sites/index.html", context)


@reading_page
def gate(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_host(request.actor, Act.VIEW, org_id)
    context = {
        "org": org,
        "view": queries.gate_of(org, on=request.today),
        "said": (NO_FEE, FEW, OUTSIDE),
        "may_begin": bool(request.actor.may(Act.RECORD, org.path)),
    }
    return render(request, "model_sites/gate.html", context)


def new(request: Request, org_id: int, kind: str) -> HttpResponse:
    org, wanted = queries.get_host(request.actor, Act.RECORD, org_id), queries.kind_named(kind)
    begin = fresh(
        opens_on=request.today, title="", watched=[code for code, _ in Watch.choices()], people=2, minutes=240
    )
    form = forms.ProgrammeNewForm(request.POST or None, kind=wanted, initial=begin)
    return written(
        request, form, partial(services.begin_programme, org=org, kind=wanted),
        then=lambda made: at("programme", made.pk), title=f"开展{wanted.label}", done="已建立。接着加创建类别。",
        back=at("gate", org.pk), above=[(at("gate", org.pk), org.name)],
        lede="没有批准文件的示范点创建，平台不让开始。" if wanted is ProgrammeKind.MODEL else "",
    )  # fmt: skip


@reading_page
def show(request: Request, programme_id: int) -> HttpResponse:
    row = queries.get_programme(request.actor, Act.VIEW, programme_id)
    state = request.GET.get("state", "")
    context = {
        "row": row,
        "categories": queries.categories_of(row),
        "batches": queries.namings_of(request.actor, row),
        "page": queries.applications(request.actor, row, on=request.today, state=state, at=request.GET.get("at", "")),
        "state": state,
        "watched": [Watch.label_of(one) for one in row.watched],
        "is_host": bool(request.actor.may(Act.RECORD, row.org.path)),
        "cost": queries.cost_below(request.actor, row),
        "may_apply": bool(queries.applicants(request.actor, row)) and row.takes_in(request.today),
    }
    return render(request, "model_sites/programme.html", context)


def _written(request: Request, row: Programme, form: Form, write: Callable[..., Any], **shown: Any) -> HttpResponse:
    """A form about a programme, which is where it comes from and goes back to."""
    here = at("programme", row.pk)
    return written(request, form, write, back=here, above=[(here, row.title)], **shown)


def edit(request: Request, programme_id: int) -> HttpResponse:
    row = queries.get_programme(request.actor, Act.RECORD, programme_id)
    given = {name: getattr(row, name) for name in (*FIELDS, "version")}
    form = forms.ProgrammeEditForm(request.POST or None, kind=row.kind, initial=given)
    return _written(request, row, form, partial(services.edit_programme, row.pk), title="修改创建项目", done="已保存。")


def end(request: Request, programme_id: int) -> HttpResponse:
    row = queries.get_programme(request.actor, Act.RECORD, programme_id)
    form = forms.EndForm(request.POST or None, initial={"version": row.version})
    return _written(
        request, row, form, partial(services.end_programme, row.pk), title="结束这项创建", done="已结束，不再收申报。",
        lede="已经命名的照常复核，到期为止。",
    )  # fmt: skip


def cost(request: Request, programme_id: int) -> HttpResponse:
    row = queries.get_programme(request.actor, Act.RECORD, programme_id)
    form = forms.ConfirmForm(request.POST or None, initial={"version": row.version})
    return _written(
        request, row, form, partial(services.lay_cost, row.pk), title="登记为本级要求", button="登记",
        done="已登记，在“基层负担监测”里看得到。",
        lede=f"每个申报组织 {row.people} 人、每人 {row.minutes} 分钟，记在“基层负担监测”里，写明是本级加的。",
    )  # fmt: skip


def category_new(request: Request, programme_id: int) -> HttpResponse:
    row = queries.get_programme(request.actor, Act.RECORD, programme_id)
    form = forms.CategoryForm(request.POST or None, initial=fresh())
    return _written(
        request, row, form, partial(services.add_category, programme_id=row.pk), title="加创建类别", done="已加。",
        lede="分领域定条件，不用一张表套所有党组织。",
    )  # fmt: skip


def category_edit(request: Request, category_id: int) -> HttpResponse:
    row = queries.get_category(request.actor, Act.RECORD, category_id)
    names = ("name", "sector", "quota", "standard", "points", "version")
    form = forms.CategoryEditForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    return _written(
        request, row.programme, form, partial(services.edit_category, row.pk), title="修改创建类别", done="已保存。"
    )
