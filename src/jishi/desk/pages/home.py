"""The 工作台: the first page after signing in."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from jishi.desk.queries import home as queries
from jishi.desk.queries.scope import desk_is_guidance
from jishi.kernel.http import Request, reading_page


@reading_page
def home(request: Request) -> HttpResponse:
    """The desk of the chosen post; without a post, what concerns the person alone; of a guide, who
    has no duties of an own organisation, the overview of those guided."""
    if request.actor.post is None:
        return render(request, "desk/own.html", {"own": queries.own(request.actor, on=request.today)})
    if desk_is_guidance(request.actor):
        return redirect("desk-township")
    return render(request, "desk/home.html", {"home": queries.home(request.actor, on=request.today)})
