"""One's own notices."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from jishi.kernel.http import Request, reading_page, writing_page
from jishi.notices import queries, services


@reading_page
def index(request: Request) -> HttpResponse:
    page = queries.notices_of(request.actor, at=request.GET.get("at", ""))
    return render(request, "notices/index.html", {"page": page})


@writing_page
def read(request: Request, notice_id: int) -> HttpResponse:
    """Mark as read and go where it points."""
    notice = services.mark_read(notice_id=notice_id, actor=request.actor, now=request.now)
    return HttpResponseRedirect(notice.link or reverse("notices-index"))


@writing_page
def read_all(request: Request) -> HttpResponse:
    services.mark_all_read(actor=request.actor, now=request.now)
    return HttpResponseRedirect(reverse("notices-index"))
