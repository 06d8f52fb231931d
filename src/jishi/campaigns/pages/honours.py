"""荣誉台账: the register, a line of it, members with fifty years in the Party."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from jishi.campaigns import forms, papers, queries, services
from jishi.campaigns.pages.filling import at, filled
from jishi.campaigns.rules import HonourKind
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.ui.fields import fresh
from jishi.ui.pages import handed_out, spreadsheet

CRUMBS = "荣誉台账"


def _asked(request: Request) -> dict[str, str]:
    return {
        "kind": request.GET.get("kind", ""),
        "standing": request.GET.get("standing", ""),
        "find": request.GET.get("find", "").strip(),
    }


@reading_page
def index(request: Request) -> HttpResponse:
    asked = _asked(request)
    context = asked | {
        "page": queries.honour_page(request.actor, at=request.GET.get("at", ""), **asked),
        "kinds": HonourKind.choices(),
        "standings": queries.STANDING.items(),
        "orgs": queries.keeping_orgs(request.actor),
        "year": request.today.year,
    }
    return render(request, "campaigns/honours.html", context)


@reading_page
def export(request: Request) -> HttpResponse:
    rows = queries.honour_rows(request.actor, **_asked(request)).order_by("-given_on", "-pk")
    return spreadsheet(papers.register_xlsx(list(rows), on=request.today), "荣誉台账")


def new(request: Request, org_id: int) -> HttpResponse:
    org = queries.get_issuer(request.actor, Act.RECORD, org_id)
    offers = {"people": queries.persons_below(org), "orgs": queries.orgs_below(org)}
    form = forms.HonourForm(request.POST or None, initial=fresh(), offers=offers)

    def verb(values: dict[str, Any]) -> None:
        services.register_honour(org=org, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, title="登记荣誉", verb=verb, done="已登记。", back=at("honours"), crumbs=[(at("honours"), CRUMBS)],
        lede=f"由{org.name}登记。",
    )  # fmt: skip


@reading_page
def show(request: Request, honour_id: int) -> HttpResponse:
    honour = queries.get_honour(request.actor, Act.RECORD_VIEW, honour_id)
    may = bool(request.actor.may(Act.RECORD, honour.org.path))
    return render(request, "campaigns/honour.html", {"honour": honour, "may_record": may})


@reading_page
def certificate(request: Request, honour_id: int) -> HttpResponse:
    honour = queries.get_honour(request.actor, Act.RECORD, honour_id)
    return handed_out(papers.certificate_docx(honour), f"{honour.title}证书")


def withdraw(request: Request, honour_id: int) -> HttpResponse:
    honour = queries.get_honour(request.actor, Act.RECORD, honour_id)
    form = forms.WithdrawHonourForm(request.POST or None, initial={"on": request.today, "version": honour.version})

    def verb(values: dict[str, Any]) -> None:
        services.withdraw_honour(honour.pk, values.pop("version"), actor=request.actor, now=request.now, **values)

    return filled(
        request, form, title="撤销荣誉", verb=verb, done="已撤销，台账上看得到原因。", back=at("honour", honour.pk),
        crumbs=[(at("honours"), CRUMBS)],
    )  # fmt: skip


def _year(request: Request) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and 2000 <= int(asked) <= 2100 else request.today.year


@reading_page
def fifty(request: Request) -> HttpResponse:
    """Members with fifty years in the Party on 1 July."""
    year = _year(request)
    rows = queries.fifty_years(request.actor, year)
    context = {"rows": rows, "year": year, "waiting": sum(one.medal is None for one in rows)}
    return render(request, "campaigns/fifty.html", context | {"orgs": queries.keeping_orgs(request.actor)})


@reading_page
def fifty_export(request: Request) -> HttpResponse:
    year = _year(request)
    rows = queries.fifty_years(request.actor, year)
    return spreadsheet(papers.fifty_xlsx(rows, year, on=request.today), f"{year}年党龄50年党员")


def medals(request: Request, org_id: int) -> HttpResponse:
    """Note the medals given by one organisation to those at and below it."""
    org = queries.get_issuer(request.actor, Act.RECORD, org_id)
    year = _year(request)
    due = [one for one in queries.fifty_years(request.actor, year, org=org) if one.medal is None]
    people = [(str(one.member.pk), f"{one.member.person.name}（党龄{one.years}年）") for one in due]
    first = {"given_on": request.today, "given_by": "中共中央"}
    form = forms.MedalForm(request.POST or None, people=people, initial=first)

    def verb(values: dict[str, Any]) -> None:
        services.give_medals(org=org, year=year, actor=request.actor, now=request.now, **values)

    return filled(
        request, form, title="登记颁发纪念章", verb=verb, done="已登记。", back=f"{at('fifty')}?year={year}",
        crumbs=[(at("honours"), CRUMBS), (at("fifty"), "党龄50年")],
        lede=f"{org.name}，{year}年7月1日党龄满50年、还没有颁发的党员。健在、一贯表现良好的颁发，由组织审定。",
    )  # fmt: skip
