"""The gate, the programmes, their categories and batches."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.model_sites import forms, papers, queries, services
from jishi.model_sites.pages.common import at, filled
from jishi.model_sites.rules import FEW, NO_FEE, OUTSIDE, ProgrammeKind, Watch
from jishi.ui.fields import fresh
from jishi.ui.pages import handed_out

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

    def verb(found: dict[str, Any]) -> str:
        made = services.begin_programme(org=org, kind=wanted, actor=request.actor, now=request.now, **found)
        return at("programme", made.pk)

    return filled(
        request, form, title=f"开展{wanted.label}", verb=verb, done="已建立。接着加创建类别。",
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
        "may_apply": bool(queries.applicants(request.actor, row)) and row.takes_in(request.today),
    }
    return render(request, "model_sites/programme.html", context)


def edit(request: Request, programme_id: int) -> HttpResponse:
    row = queries.get_programme(request.actor, Act.RECORD, programme_id)
    given = {name: getattr(row, name) for name in (*FIELDS, "version")}
    form = forms.ProgrammeEditForm(request.POST or None, kind=row.kind, initial=given)

    def verb(found: dict[str, Any]) -> None:
        services.edit_programme(row.pk, found.pop("version"), actor=request.actor, now=request.now, **found)

    return filled(
        request, form, title="修改创建项目", verb=verb, done="已保存。", back=at("programme", row.pk),
        above=[(at("programme", row.pk), row.title)],
    )  # fmt: skip


def end(request: Request, programme_id: int) -> HttpResponse:
    row = queries.get_programme(request.actor, Act.RECORD, programme_id)
    form = forms.EndForm(request.POST or None, initial={"version": row.version})

    def verb(found: dict[str, Any]) -> None:
        services.end_programme(row.pk, found["version"], why=found["why"], actor=request.actor, now=request.now)

    return filled(
        request, form, title="结束这项创建", verb=verb, done="已结束，不再收申报。", back=at("programme", row.pk),
        lede="已经命名的照常复核，到期为止。", above=[(at("programme", row.pk), row.title)],
    )  # fmt: skip


def cost(request: Request, programme_id: int) -> HttpResponse:
    row = queries.get_programme(request.actor, Act.RECORD, programme_id)
    form = forms.ConfirmForm(request.POST or None, initial={"version": row.version})

    def verb(found: dict[str, Any]) -> None:
        services.lay_cost(row.pk, found["version"], actor=request.actor, now=request.now)

    return filled(
        request, form, title="登记为本级要求", verb=verb, done="已登记，在“基层负担监测”里看得到。", button="登记",
        back=at("programme", row.pk), above=[(at("programme", row.pk), row.title)],
        lede=f"每个申报组织 {row.people} 人、每人 {row.minutes} 分钟，记在“基层负担监测”里，写明是本级加的。",
    )  # fmt: skip


def category_new(request: Request, programme_id: int) -> HttpResponse:
    row = queries.get_programme(request.actor, Act.RECORD, programme_id)
    form = forms.CategoryForm(request.POST or None, initial=fresh())

    def verb(found: dict[str, Any]) -> None:
        services.add_category(programme_id=row.pk, actor=request.actor, now=request.now, **found)

    return filled(
        request, form, title="加创建类别", verb=verb, done="已加。", back=at("programme", row.pk),
        above=[(at("programme", row.pk), row.title)], lede="分领域定条件，不用一张表套所有党组织。",
    )  # fmt: skip


def category_edit(request: Request, category_id: int) -> HttpResponse:
    row = queries.get_category(request.actor, Act.RECORD, category_id)
    names = ("name", "sector", "quota", "standard", "points", "version")
    form = forms.CategoryEditForm(request.POST or None, initial={name: getattr(row, name) for name in names})

    def verb(found: dict[str, Any]) -> None:
        services.edit_category(row.pk, found.pop("version"), actor=request.actor, now=request.now, **found)

    back = at("programme", row.programme_id)
    return filled(
        request, form, title="修改创建类别", verb=verb, done="已保存。", back=back, above=[(back, row.programme.title)]
    )


def batch_new(request: Request, programme_id: int) -> HttpResponse:
    row = queries.get_programme(request.actor, Act.RECORD, programme_id)
    form = forms.ListForm(request.POST or None, initial=fresh(), sites=queries.sites_to_list(row, None))

    def verb(found: dict[str, Any]) -> str:
        made = services.list_batch(
            programme_id=row.pk, batch=found["batch"], site_ids=[int(one) for one in found["sites"]],
            submission=found["submission"], actor=request.actor, now=request.now,
        )  # fmt: skip
        return at("batch", made.pk)

    return filled(
        request, form, title="拟定命名名单", verb=verb, done="名单已拟定。接着公示。", back=at("programme", row.pk),
        above=[(at("programme", row.pk), row.title)], lede="只列考核验收通过的，不超过各类别的名额。",
    )  # fmt: skip


@reading_page
def batch(request: Request, naming_id: int) -> HttpResponse:
    row = queries.get_naming(request.actor, Act.VIEW, naming_id)
    context = {
        "row": row,
        "sites": queries.batch_of(row),
        "is_host": bool(request.actor.may(Act.RECORD, row.programme.org.path)),
    }
    return render(request, "model_sites/batch.html", context)


@reading_page
def batch_print(request: Request, naming_id: int) -> HttpResponse:
    row = queries.get_naming(request.actor, Act.VIEW, naming_id)
    return handed_out(papers.naming_docx(row, queries.batch_of(row)), f"{row.programme.title}{row.batch}命名决定")


@reading_page
def public_print(request: Request, naming_id: int) -> HttpResponse:
    row = queries.get_naming(request.actor, Act.VIEW, naming_id)
    return handed_out(papers.publicity_docx(row, queries.batch_of(row)), f"{row.programme.title}{row.batch}公示")


def publish(request: Request, naming_id: int) -> HttpResponse:
    row = queries.get_naming(request.actor, Act.RECORD, naming_id)
    given = {name: getattr(row, name) for name in ("public_to", "public_where", "publicity", "objections", "version")}
    given |= {"public_from": row.public_from or request.today, "sites": [str(s.pk) for s in queries.batch_of(row)]}
    form = forms.PublicityForm(request.POST or None, initial=given, sites=queries.sites_to_list(row.programme, row))

    def verb(found: dict[str, Any]) -> None:
        ids = [int(one) for one in found.pop("sites")]
        services.publish_batch(
            row.pk, found.pop("version"), site_ids=ids, actor=request.actor, now=request.now, **found
        )

    return filled(
        request, form, title="公示", verb=verb, done="已保存。", back=at("batch", row.pk),
        above=[(at("batch", row.pk), f"{row.programme.title}{row.batch}")],
    )  # fmt: skip


def decide(request: Request, naming_id: int) -> HttpResponse:
    row = queries.get_naming(request.actor, Act.RECORD, naming_id)
    form = forms.DecideForm(request.POST or None, initial={"version": row.version, "decided_on": request.today})

    def verb(found: dict[str, Any]) -> None:
        services.decide_batch(row.pk, found.pop("version"), actor=request.actor, now=request.now, **found)

    return filled(
        request, form, title="命名", verb=verb, done="已命名，各组织书记收到消息。", button="命名",
        back=at("batch", row.pk), above=[(at("batch", row.pk), f"{row.programme.title}{row.batch}")],
        lede="公示结束、写明结果以后才能命名。",
    )  # fmt: skip
