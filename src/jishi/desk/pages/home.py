"""The 工作台: the first page after signing in."""

from django.http import HttpResponse
from django.shortcuts import render

from jishi.desk.queries import home as queries
from jishi.kernel.http import Request, reading_page


@reading_page
def home(request: Request) -> HttpResponse:
    """The desk of the chosen post; without a post, what concerns the person alone."""
    if request.actor.post is None:
        return render(request, "desk/own.html", {"own": queries.own(request.actor, on=request.today)})
    return render(request, "desk/home.html", {"home": queries.home(request.actor, on=request.today)})
