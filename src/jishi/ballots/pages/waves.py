"""统一换届: ordered once for all villages or communities, followed on one page."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render

from jishi.ballots import forms, queries, services
from jishi.ballots.pages.filling import at, crumbs
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page
from jishi.orgs.queries import get_org
from jishi.ui.pages import filled


@reading_page
def waves(request: Request) -> HttpResponse:
    context = {"waves": queries.wave_lines(request.actor), "leads": bool(queries.issuers_for(request.actor))}
    return render(request, "ballots/waves.html", context)


@reading_page
def wave(request: Request, wave_id: int) -> HttpResponse:
    found = queries.get_wave(request.actor, wave_id)
    context = {
        "wave": found,
        "line": queries.wave_line(found),
        "page": queries.elections_of_wave(request.actor, found, today=request.today, at=request.GET.get("at", "")),
    }
    return render(request, "ballots/wave.html", context)


def order(request: Request) -> HttpResponse:
    issuers = queries.get_issuers(request.actor)
    form = forms.WaveForm(request.POST or None, initial={"submission": str(uuid4())}, issuers=issuers)

    def verb(values: dict[str, Any]) -> str:
        made = services.order_wave(
            issuer=get_org(request.actor, Act.ELECTION_LEAD, values["issuer"]),
            title=values["title"],
            basis=values["basis"],
            sectors=values["sectors"],
            meetings_by=values["meetings_by"],
            days=form.days,
            submission=values["submission"],
            actor=request.actor,
            now=request.now,
        )
        return at("wave", made.pk)

    return filled(
        request, form, title="部署统一换届", verb=verb, done="已部署，各组织的时间表都排好了。", back=at("waves"),
        lede="下面各村（社区）正在任期内、没有在办换届的党组织，都按这份通知排出时间表。", button="部署",
        template="ballots/order.html", crumbs=[*crumbs(), (at("waves"), "统一换届")],
    )  # fmt: skip
