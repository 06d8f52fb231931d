"""调阅材料汇集: a list comes in, what exists is gathered, the package goes out. No page of it makes or dates a record."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jishi.desk.forms import inspection as forms
from jishi.desk.papers.inspection import index_docx
from jishi.desk.queries import inspection as queries
from jishi.desk.services import inspection as services
from jishi.files.pages import serve, to_download
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.orgs.queries import get_org
from jishi.ui.fields import fresh
from jishi.ui.pages import filled, handed_out


def _at(name: str, *args: object) -> str:
    return reverse(f"desk-{name}", args=args)


@reading_page
def index(request: Request) -> HttpResponse:
    find = request.GET.get("find", "").strip()
    context = {
        "page": queries.list_page(request.actor, find=find, at=request.GET.get("at", "")),
        "find": find,
        "orgs": queries.orgs_to_ask(request.actor),
    }
    return render(request, "desk/inspections.html", context)


def new(request: Request, org_id: int) -> HttpResponse:
    org = get_org(request.actor, Act.RECORD, org_id)
    form = forms.ListForm(request.POST or None, request.FILES or None, initial=fresh(received_on=request.today))

    def verb(found: dict[str, Any]) -> str:
        made = services.take_list(org=org, actor=request.actor, now=request.now, **found)
        return _at("inspection", made.pk)

    return filled(
        request, form, title=f"{org.name}：调阅清单", verb=verb, done="清单已读入，逐项对上了平台里有的。",
        button="读入清单", back=_at("inspections"), crumbs=[(_at("inspections"), "调阅材料汇集")],
        lede="平台里有的自动汇齐，没有的照实标缺，写明本来最晚哪天办。",
    )  # fmt: skip


@reading_page
def show(request: Request, inspection_id: int) -> HttpResponse:
    row = queries.get_inspection(request.actor, Act.RECORD_VIEW, inspection_id)
    items = queries.items_of(row)
    context = {
        "row": row,
        "view": queries.inspection_view(request.actor, row, items, on=request.today),
        "demand": queries.demand_of(row),
        "last": max(row.received_on, request.today),
        "may_record": bool(request.actor.may(Act.RECORD, row.org.path)),
    }
    return render(request, "desk/inspection.html", context)


@reading_page
def printed(request: Request, inspection_id: int) -> HttpResponse:
    row = queries.get_inspection(request.actor, Act.RECORD_VIEW, inspection_id)
    view = queries.inspection_view(request.actor, row, queries.items_of(row), on=request.today)
    return handed_out(index_docx(view, on=request.today), f"{row.title}材料索引")


@reading_page
def original(request: Request, inspection_id: int) -> HttpResponse:
    row = queries.get_inspection(request.actor, Act.RECORD_VIEW, inspection_id)
    return serve(queries.file_of(row))


@writing_page
def package(request: Request, inspection_id: int) -> HttpResponse:
    row = queries.get_inspection(request.actor, Act.RECORD_VIEW, inspection_id)
    return to_download(services.ask_for_package(row, actor=request.actor, now=request.now))


def item(request: Request, item_id: int) -> HttpResponse:
    row = queries.get_item(request.actor, Act.RECORD, item_id)
    given = {"first_on": row.first_on, "last_on": row.last_on, "version": row.version, "keys": row.keys}
    groups = queries.choices_for(request.actor, row.inspection.org)
    form = forms.ItemForm(request.POST or None, initial=given, groups=groups)

    def verb(found: dict[str, Any]) -> None:
        services.match_item(
            row.pk, found["version"], first_on=found["first_on"], last_on=found["last_on"], keys=form.keys(),
            actor=request.actor, now=request.now,
        )  # fmt: skip

    back = f"{_at('inspection', row.inspection_id)}#item{row.number}"
    return filled(
        request, form, title="更正对上的内容", verb=verb, done="已更正。", back=back, lede=row.text,
        crumbs=[(_at("inspections"), "调阅材料汇集"), (back, row.inspection.title)],
    )  # fmt: skip
