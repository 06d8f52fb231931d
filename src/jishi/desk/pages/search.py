"""The box at the top of every page, and what it found."""

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from jishi.desk.queries import search as queries
from jishi.desk.rules.search import Place, read
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.ui.pages import tell


@reading_page
def index(request: Request) -> HttpResponse:
    """What was found for `q`, everywhere or in one place."""
    wanted = read(request.GET.get("q", ""), today=request.today)
    place = request.GET.get("in", "")
    sections = queries.found(request.actor, wanted, today=request.today, place=place, at=request.GET.get("at", ""))
    shown = {
        "wanted": wanted,
        "sections": sections,
        "place": place,
        "places": Place.choices(),
        "glance": queries.GLANCE,
    }
    return render(request, "desk/search.html", shown)


@writing_page
def go(request: Request) -> HttpResponse:
    """From the box to the page. Posted, because somebody may type an ID number: it must stand in no address and no log."""
    wanted = read(request.POST.get("q", ""), today=request.today)
    if not wanted.is_citizen_number:
        return HttpResponseRedirect(f"{reverse('desk-search')}?{urlencode({'q': wanted.text})}")
    member_id = queries.member_of_number(request.actor, wanted, today=request.today)
    if member_id:
        return HttpResponseRedirect(reverse("members-show", args=[member_id]))
    tell(request, "您能看到的范围内没有这个身份证号的党员，请核对号码。")
    return HttpResponseRedirect(reverse("desk-search"))


@writing_page
def glance(request: Request) -> HttpResponse:
    """A few of each while somebody types, where the browser runs scripts."""
    wanted = read(request.POST.get("q", ""), today=request.today)
    sections = queries.found(request.actor, wanted, today=request.today)
    return render(request, "desk/_glance.html", {"wanted": wanted, "sections": sections})
