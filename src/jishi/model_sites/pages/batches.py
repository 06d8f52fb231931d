"""Batches: the list, its 公示, the naming."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.model_sites import forms, papers, queries, services
from jishi.model_sites.models import Naming
from jishi.model_sites.pages.common import at, written
from jishi.notices.forms import ShowForm
from jishi.notices.pages import publicity as publicities
from jishi.notices.queries import objections_of
from jishi.notices.rules import Issuer
from jishi.ui.fields import fresh
from jishi.ui.pages import handed_out


def _named(row: Naming) -> str:
    return f"{row.programme.title}{row.batch}"


def _of_batch(row: Naming) -> dict[str, Any]:
    """Where a form about a batch goes back to, and the pages above it."""
    here = at("batch", row.pk)
    return {"back": here, "above": [(at("programme", row.programme_id), row.programme.title), (here, row.batch)]}


def new(request: Request, programme_id: int) -> HttpResponse:
    row = queries.get_programme(request.actor, Act.RECORD, programme_id)
    offers = {"sites": queries.sites_to_list(row, None)}
    return written(
        request, forms.ListForm(request.POST or None, initial=fresh(), offers=offers),
        partial(services.list_batch, programme_id=row.pk), then=lambda made: at("batch", made.pk), title="拟定命名名单",
        done="名单已拟定。接着公示。", back=at("programme", row.pk), above=[(at("programme", row.pk), row.title)],
    )  # fmt: skip


def edit(request: Request, naming_id: int) -> HttpResponse:
    row = queries.get_naming(request.actor, Act.RECORD, naming_id)
    given = {"version": row.version, "site_ids": [site.pk for site in queries.batch_of(row)]}
    offers = {"sites": queries.sites_to_list(row.programme, row)}
    form = forms.ListEditForm(request.POST or None, initial=given, offers=offers)
    return written(
        request, form, partial(services.relist_batch, row.pk), title="改名单", done="已保存。", **_of_batch(row)
    )


@reading_page
def show(request: Request, naming_id: int) -> HttpResponse:
    row = queries.get_naming(request.actor, Act.VIEW, naming_id)
    is_host = bool(request.actor.may(Act.RECORD, row.programme.org.path))
    context = {
        "row": row,
        "sites": queries.batch_of(row),
        "is_host": is_host,
        "objections": objections_of(row.publicity) if is_host and row.publicity else [],
        "may_show": bool(request.actor.may(Act.NOTIFY, row.programme.org.path)),
    }
    return render(request, "model_sites/batch.html", context)


@reading_page
def printed(request: Request, naming_id: int) -> HttpResponse:
    row = queries.get_naming(request.actor, Act.VIEW, naming_id)
    return handed_out(papers.naming_docx(row, queries.batch_of(row)), f"{_named(row)}命名决定")


@reading_page
def public_print(request: Request, naming_id: int) -> HttpResponse:
    row = queries.get_naming(request.actor, Act.VIEW, naming_id)
    if row.publicity is None:
        raise Http404
    return handed_out(papers.publicity_docx(row, queries.batch_of(row)), f"{_named(row)}公示")


def publish(request: Request, naming_id: int) -> HttpResponse:
    row = queries.get_naming_to_show(request.actor, naming_id)
    first = {"from_on": request.today, "version": row.version, "shown_where": "本平台和党务公开栏"}
    return written(
        request, ShowForm(request.POST or None, initial=first), partial(services.publish_batch, row.pk), title="公示",
        done="已公示，所属党组织和党员都看得到。", template="notices/show.html",
        text=queries.publicity_text(queries.batch_of(row)), **_of_batch(row),
    )  # fmt: skip


def _public(row: Naming) -> dict[str, Any]:
    shown = _of_batch(row)
    return {"back": shown["back"], "crumbs": [(at("index"), "示范创建"), *shown["above"]]}


def objection_new(request: Request, naming_id: int) -> HttpResponse:
    row = queries.get_naming_to_show(request.actor, naming_id)
    return publicities.take_down(request, row.publicity, Issuer.of(row.programme.org), **_public(row))


def objection(request: Request, naming_id: int, objection_id: int) -> HttpResponse:
    row, one = queries.get_objection(request.actor, naming_id, objection_id)
    return publicities.answer(request, one, Issuer.of(row.programme.org), **_public(row))


def conclude(request: Request, naming_id: int) -> HttpResponse:
    row = queries.get_naming_to_show(request.actor, naming_id)
    return publicities.conclude(request, row.publicity, Issuer.of(row.programme.org), **_public(row))


def decide(request: Request, naming_id: int) -> HttpResponse:
    row = queries.get_naming(request.actor, Act.RECORD, naming_id)
    listed = queries.batch_of(row)
    first = {"version": row.version, "decided_on": request.today, "site_ids": [site.pk for site in listed]}
    offers = {"sites": [(str(site.pk), f"{site.org.name}（{site.category.name}）") for site in listed]}
    return written(
        request, forms.DecideForm(request.POST or None, initial=first, offers=offers),
        partial(services.decide_batch, row.pk), title="命名", done="已命名，各组织书记收到消息。", button="命名",
        lede="公示期满、写明结果以后才能命名。", **_of_batch(row),
    )  # fmt: skip
