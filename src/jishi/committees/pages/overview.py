"""The first page: which committee, what is open now."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from jishi.committees import queries
from jishi.committees.pages.filling import at, frame
from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page


@reading_page
def index(request: Request) -> HttpResponse:
    """To the page of the chosen post's own organisation; without one within reach, the committees to choose from."""
    post = request.actor.post
    if post and request.actor.reaches(Act.RECORD_VIEW, post.org_path) and "all" not in request.GET:
        return HttpResponseRedirect(at("show", post.org_id))
    return render(request, "committees/index.html", {"committees": queries.committees_for(request.actor)})


@reading_page
def show(request: Request, org_id: int) -> HttpResponse:
    """What is open now, then the parts."""
    org = queries.get_room(request.actor, Act.RECORD_VIEW, org_id)
    standing = queries.standing_of(request.actor, org, on=request.today)
    context = frame(request, org, "") | {
        "now_open": queries.open_now(request.actor, org, standing, on=request.today),
        "headings": queries.headings(org, standing),
    }
    return render(request, "committees/show.html", context)
