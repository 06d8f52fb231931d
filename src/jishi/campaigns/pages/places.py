"""Choosing the organisation something is done for, where they are too many to stand in a menu."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render

from jishi.campaigns import queries
from jishi.campaigns.pages.filling import at
from jishi.campaigns.rules import COMMENDED
from jishi.kernel.actor import Actor
from jishi.kernel.http import Request, reading_page
from jishi.orgs.models import Organization


@dataclass(frozen=True, slots=True)
class _Use:
    """What an organisation is chosen for: the words above the list, whom it may be, where each leads, the page before.
    `about` is the id of a campaign, selection or carrier, or a year; 0 where there is none."""

    word: str
    orgs: Callable[[Actor, int], QuerySet[Organization]]
    leads: Callable[[int, int], str]
    back: Callable[[int], str]


def _here(orgs: Callable[[Actor], QuerySet[Organization]]) -> Callable[[Actor, int], QuerySet[Organization]]:
    return lambda actor, about: orgs(actor)


def _recommending(kind: str, word: str) -> _Use:
    return _Use(
        f"推荐{word}", queries.nominating_by_id, lambda about, org: at("choose", about, org, kind),
        lambda about: at("selection", about),
    )  # fmt: skip


USES = {
    "honour": _Use("登记荣誉", _here(queries.keeping_orgs), lambda _, org: at("honour_new", org), lambda _: at("honours")),
    "medals": _Use("登记颁发纪念章", _here(queries.keeping_orgs), lambda year, org: f"{at('medals', org)}?year={year}", lambda year: f"{at('fifty')}?year={year}"),
    "carrier": _Use("登记载体", _here(queries.keeping_orgs), lambda _, org: at("carrier_new", org), lambda _: at("carriers")),
    "mending": _Use("定整顿方案", _here(queries.to_mend), lambda _, org: at("mending_new", org), lambda _: at("mendings")),
    "start": _Use(
        "安排活动", _here(queries.issuing_orgs), lambda _, org: f"{at('start')}?org={org}", lambda _: at("start")
    ),
    "selection": _Use(
        "开展评选表彰", _here(queries.issuing_orgs), lambda _, org: at("selection_new", org), lambda _: at("selections")
    ),
    "grade": _Use(
        "记评定结果", queries.graded_by_id, lambda about, org: f"{at('grade', about)}?org={org}",
        lambda about: at("show", about),
    ),
    "try": _Use(
        "试一试", queries.trying_by_id, lambda about, org: at("carrier_try", about, org), lambda about: at("carrier", about)
    ),
    **{kind.value: _recommending(kind.value, kind.label) for kind in COMMENDED},
}  # fmt: skip


@reading_page
def choose(request: Request, use: str) -> HttpResponse:
    """The organisations that may be chosen for `use`, by pages, narrowed by what is typed."""
    if use not in USES:
        raise Http404
    wanted, asked, find = USES[use], request.GET.get("about", ""), request.GET.get("find", "").strip()
    about = int(asked) if asked.isdecimal() else 0
    page = queries.place_page(wanted.orgs(request.actor, about), find=find, at=request.GET.get("at", ""))
    context = {
        "page": page,
        "rows": [(org, wanted.leads(about, org.pk)) for org in page.rows],
        "word": wanted.word,
        "back": wanted.back(about),
        "find": find,
    }
    return render(request, "campaigns/places.html", context)
