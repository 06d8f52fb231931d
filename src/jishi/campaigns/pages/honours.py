"""荣誉台账: the register, a line of it, members with fifty years in the Party."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from jishi.campaigns import forms, jobs, papers, queries, services
from jishi.campaigns.pages.filling import at, filled
from jishi.campaigns.rules import HonourKind
from jishi.files.pages import list_out
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page
from jishi.members.queries import places_of
from jishi.people.rules import Called, told_apart
from jishi.ui.fields import fresh
from jishi.ui.pages import handed_out

CRUMBS = "荣誉台账"


@reading_page
def index(request: Request) -> HttpResponse:
    asked = jobs.asked_of_register(request.GET)
    context = asked | {
        "page": queries.honour_page(request.actor, at=request.GET.get("at", ""), **asked),
        "kinds": HonourKind.choices(),
        "standings": queries.STANDING.items(),
        "orgs": queries.in_sight(queries.keeping_orgs(request.actor)),
        "year": request.today.year,
    }
    return render(request, "campaigns/honours.html", context)


def export(request: Request) -> HttpResponse:
    """The register as it is narrowed; a long one is made in the background."""
    listing = jobs.register_listing(request.actor, request.GET, request.today)
    return list_out(request, listing, job="campaigns.honours", act=Act.RECORD_VIEW)[0]


def new(request: Request, org_id: int) -> HttpResponse:
    """Who is honoured is typed; several of one name are told apart, nobody is guessed."""
    org = queries.get_issuer(request.actor, Act.RECORD, org_id)
    typed = request.POST.get("person", "").strip()
    people = queries.members_named(org, typed) if typed else []
    form = forms.HonourForm(request.POST or None, initial=fresh(), people=people)

    def verb(values: dict[str, Any]) -> None:
        chosen, target = values.pop("who_id", None), values.pop("target").strip()
        if values.pop("person") and chosen is None:
            if len(people) != 1:
                raise Refused(
                    "有几位同名，请选是哪一位。" if people else f"{org.name}和下级的名册里没有“{typed}”。",
                    "who" if people else "person",
                )
            chosen = int(people[0][0])
        honoured = queries.org_meant(request.actor, target, field="target").pk if target else None
        services.register_honour(
            org=org, person_id=chosen, target_id=honoured, actor=request.actor, now=request.now, **values
        )  # fmt: skip

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


@reading_page
def fifty(request: Request) -> HttpResponse:
    """Members with fifty years in the Party on 1 July, by name."""
    year, left = jobs.year_asked(request.GET, request.today), request.GET.get("left") == "on"
    org = queries.fifty_org(request.actor, request.GET.get("org", ""))
    among = queries.fifty_years(request.actor, year, org=org)
    found = queries.fifty_page(among, year, left=left, at=request.GET.get("at", ""))
    context = {
        "page": found.page,
        "waiting": found.waiting,
        "is_wide": among.is_wide,
        "year": year,
        "left": left,
        "org": org,
        "places": places_of(request.actor, org),
        "orgs": queries.in_sight(queries.keeping_orgs(request.actor)) if found.waiting else None,
    }
    return render(request, "campaigns/fifty.html", context)


def fifty_export(request: Request) -> HttpResponse:
    """The same as a workbook; a long one is made in the background."""
    listing = jobs.fifty_listing(request.actor, request.GET, request.today)
    return list_out(request, listing, job="campaigns.fifty", act=Act.MEMBER_VIEW)[0]


def medals(request: Request, org_id: int) -> HttpResponse:
    """Note the medals given by one organisation to those at and below it, or at and below a place of it that the address
    names, a hundred at a time."""
    org = queries.get_issuer(request.actor, Act.RECORD, org_id)
    year = jobs.year_asked(request.GET, request.today)
    asked = queries.fifty_org(request.actor, request.GET.get("org", ""))
    place = asked if asked and asked.path.startswith(org.path) else org
    among = queries.fifty_years(request.actor, year, org=place)
    due = queries.to_give(among, year)
    people = list(told_apart(
        Called(one.member.pk, one.member.person.name, one.member.born_on, f"党龄{one.years}年") for one in due
    ).items())  # fmt: skip
    first = {"given_on": request.today, "given_by": "中共中央"}
    form = forms.MedalForm(request.POST or None, people=[(str(pk), who) for pk, who in people], initial=first)

    def verb(values: dict[str, Any]) -> None:
        services.give_medals(org=org, year=year, actor=request.actor, now=request.now, **values)

    more = (
        f"一次登记 {queries.AT_ONCE} 人，按姓名排；登记以后接着列后面的人，也可以在名单里先选下级党组织。"
        if len(due) == queries.AT_ONCE
        else ""
    )
    lede = f"{place.name}，{year}年7月1日党龄满50年、还没有颁发的党员。{more}健在、一贯表现良好的颁发，由组织审定。"
    if among.is_wide:
        lede = f"{place.name}下面不止一个县。请先在名单里选一个县或下级党组织，再登记颁发。"
    return filled(
        request, form, title="登记颁发纪念章", verb=verb, done="已登记。", back=f"{at('fifty')}?year={year}&org={place.pk}",
        crumbs=[(at("honours"), CRUMBS), (at("fifty"), "党龄50年")], lede=lede,
    )  # fmt: skip
