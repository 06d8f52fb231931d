"""领导干部调研: by person and year, written up, with what came of it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from jishi.activities.rules import Kind
from jishi.committees import forms, papers, queries, services
from jishi.committees.pages.filling import at, filled, frame, people, placed, year_of
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.orgs.models import Organization
from jishi.ui.fields import fresh
from jishi.ui.pages import handed_out


def _person(request: Request) -> int | None:
    asked = request.GET.get("person", "")
    return int(asked) if asked.isdecimal() else None


def _rows(request: Request, org: Organization) -> list[Any]:
    find = request.GET.get("find", "").strip()
    return queries.research_rows(org, year_of(request), person_id=_person(request), find=find)


@reading_page
def index(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_committee(request.actor, Act.RECORD_VIEW, org_id)
    context = frame(request, org, "research") | {
        "rows": _rows(request, org),
        "year": year_of(request),
        "person": _person(request),
        "leaders": queries.leaders_of(org, request.today),
        "find": request.GET.get("find", "").strip(),
    }
    return render(request, "committees/researches.html", context)


@reading_page
def printed(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_committee(request.actor, Act.RECORD_VIEW, org_id)
    year = year_of(request)
    return handed_out(papers.research_docx(org.name, year, _rows(request, org)), f"{org.name}{year}年度领导干部调研")


def _offers(request: Request, org: Organization, year: int) -> dict[str, Any]:
    since = request.today.replace(year=year, month=1, day=1)
    return {
        "people": people(org, request),
        "places": queries.places_below(org),
        "records": queries.records_to_link(org, since, [Kind.RESEARCH]),
    }


def new(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_committee(request.actor, Act.RECORD, org_id)
    year = year_of(request)
    form = forms.ResearchForm(
        request.POST or None, initial=fresh(year=year), offers=_offers(request, org, year)
    )  # fmt: skip

    def verb(values: dict[str, Any]) -> None:
        services.plan_research(org=org, actor=request.actor, now=request.now, **placed(org, values, "visited"))

    return filled(
        request, form, org=org, title="安排调研", verb=verb, done="已登记。", back=at("research", org.pk),
        lede="计划时先写题目；回来以后补上去了哪里、发现什么、有什么建议。不按天数评比。",
    )  # fmt: skip


@reading_page
def show(request: Request, research_id: int) -> HttpResponse:
    found = queries.get_research(request.actor, Act.RECORD_VIEW, research_id)
    context = frame(request, found.org, "research") | {"row": queries.research_row(found), "research": found}
    return render(request, "committees/research.html", context)


def edit(request: Request, research_id: int) -> HttpResponse:
    found = queries.get_research(request.actor, Act.RECORD, research_id)
    names = ("subject", "place", "from_on", "to_on", "findings", "suggestions", "version")
    offers, been = _offers(request, found.org, found.year), queries.research_row(found).visited
    visited = "、".join(org.name for org in been) if offers["places"] is None else [org.pk for org in been]
    initial = {name: getattr(found, name) for name in names} | {"activity": found.activity_id, "visited": visited}
    form = forms.ResearchEditForm(request.POST or None, initial=initial, offers=offers)

    def verb(values: dict[str, Any]) -> None:
        facts = placed(found.org, values, "visited")
        services.edit_research(found.pk, facts.pop("version"), actor=request.actor, now=request.now, **facts)

    return filled(
        request,
        form,
        org=found.org,
        title="补充调研情况",
        verb=verb,
        done="已保存。",
        back=at("research_show", found.pk),
    )


def result(request: Request, research_id: int) -> HttpResponse:
    found = queries.get_research(request.actor, Act.RECORD, research_id)
    records = queries.records_to_link(found.org, request.today.replace(year=found.year, month=1, day=1))
    offers = {"people": people(found.org, request), "records": records}
    form = forms.ResultForm(request.POST or None, initial=fresh(on=request.today, state="open"), offers=offers)

    def verb(values: dict[str, Any]) -> None:
        services.add_result(research_id=found.pk, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=found.org, title="登记调研成果", verb=verb, done="已登记。", lede=found.subject,
        back=at("research_show", found.pk),
    )  # fmt: skip


def settle(request: Request, result_id: int) -> HttpResponse:
    found = queries.get_result(request.actor, Act.RECORD, result_id)
    form = forms.SettleForm(request.POST or None, initial={"state": found.state, "version": found.version})

    def verb(values: dict[str, Any]) -> None:
        services.settle_result(found.pk, values["version"], values["state"], actor=request.actor, now=request.now)

    return filled(
        request, form, org=found.research.org, title="落实情况", verb=verb, done="已保存。", lede=found.note,
        back=at("research_show", found.research_id),
    )  # fmt: skip
