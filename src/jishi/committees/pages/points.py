"""联系点 and 双重组织生活 of leading cadres."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from jishi.committees import forms, papers, queries, services
from jishi.committees.pages.filling import at, filled, frame, people, placed, year_of
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.orgs import queries as orgs
from jishi.orgs import services as orgs_services
from jishi.orgs.models import Organization
from jishi.ui.fields import fresh
from jishi.ui.pages import handed_out


@reading_page
def index(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_committee(request.actor, Act.RECORD_VIEW, org_id)
    points = list(orgs.points_of(org))
    leaders = queries.leaders_of(org, request.today)
    context = frame(request, org, "points") | {
        "points": [point for point in points if not point.to_on],
        "past": [point for point in points if point.to_on],
        "noted": queries.last_noted(points),
        "missing": queries.without_point(org, request.today),
        "leaders": [
            (person, name, post, queries.sees_dual(request.actor, org, person)) for person, name, post in leaders
        ],
        "year": request.today.year,
    }
    return render(request, "committees/points.html", context)


@reading_page
def printed(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_committee(request.actor, Act.RECORD_VIEW, org_id)
    points = list(orgs.points_of(org, day=request.today))
    visits = queries.visits_at(points)
    rows = [(point, visits[point.pk]) for point in points]
    return handed_out(papers.points_docx(org.name, rows, request.today), f"{org.name}领导干部联系点一览")


def new(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_committee(request.actor, Act.RECORD, org_id)
    offers = {"people": people(org, request), "places": queries.places_below(org)}
    form = forms.PointForm(request.POST or None, initial=fresh(from_on=request.today), offers=offers)

    def verb(values: dict[str, Any]) -> None:
        values = placed(org, values, "place")
        place = orgs.get_org(request.actor, Act.VIEW, values.pop("place_id"))
        orgs_services.link_point(org=org, place=place, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=org, title="建立联系点", verb=verb, done="已建立。", back=at("points", org.pk),
        lede="党委（党组）书记应当建立党支部工作联系点（《中国共产党支部工作条例（试行）》第二十九条）。",
    )  # fmt: skip


@reading_page
def show(request: Request, point_id: int) -> HttpResponse:
    point = orgs.get_point(request.actor, Act.RECORD_VIEW, point_id)
    context = {
        "point": point,
        "visits": queries.visits_of(point),
        "may_note": queries.may_note(request.actor, point.org, point.person_id),
        "may_record": queries.records_for(request.actor, point.org),
        "sees_committee": request.actor.reaches(Act.RECORD_VIEW, point.org.path),
    }
    return render(request, "committees/point.html", context)


def end(request: Request, point_id: int) -> HttpResponse:
    point = orgs.get_point(request.actor, Act.RECORD, point_id)
    form = forms.EndPointForm(request.POST or None, initial={"on": request.today})

    def verb(values: dict[str, Any]) -> None:
        orgs_services.end_point(point=point, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=point.org, title="结束联系", verb=verb, done="已结束。", back=at("points", point.org_id),
        lede=f"{point.person.name}联系{point.place.name}，{point.from_on} 起。",
    )  # fmt: skip


def visit(request: Request, point_id: int) -> HttpResponse:
    point = orgs.get_point(request.actor, Act.RECORD_VIEW, point_id)
    queries.demand_note(request.actor, point.org, point.person_id)
    form = forms.VisitForm(request.POST or None, initial=fresh(on=request.today))

    def verb(values: dict[str, Any]) -> None:
        services.note_visit(point=point, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, org=point.org, title="记一次走访", verb=verb, done="已记下。", back=at("point", point.pk),
        lede=f"{point.person.name}联系{point.place.name}。",
    )  # fmt: skip


def _dual(request: Request, org_id: int, person_id: int) -> tuple[Organization, str, Any]:
    org = queries.get_dual(request.actor, org_id, person_id)
    name = queries.leader_named(org, person_id)
    return org, name, queries.dual_life(request.actor, org, person_id, year_of(request))


@reading_page
def dual(request: Request, org_id: int, person_id: int) -> HttpResponse:
    org, name, life = _dual(request, org_id, person_id)
    context = frame(request, org, "points") | {
        "name": name,
        "life": life,
        "year": year_of(request),
        "person": person_id,
    }
    return render(request, "committees/dual.html", context)


@reading_page
def dual_printed(request: Request, org_id: int, person_id: int) -> HttpResponse:
    org, name, life = _dual(request, org_id, person_id)
    year = year_of(request)
    return handed_out(papers.dual_docx(org.name, name, year, life), f"{name}{year}年双重组织生活")
