"""日历: a month of a branch, a township or a person; the private links to it, and what they answer."""

from urllib.parse import urlencode
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jishi.desk.forms.calendar import LinkForm, Wanted, wanted
from jishi.desk.queries import calendar as queries
from jishi.desk.queries import links as link_queries
from jishi.desk.rules.calendar import HEAVY, SAID
from jishi.desk.rules.ics import calendar_text
from jishi.desk.services.links import issue_link, revoke_link
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.orgs.rules import OrgKind, Sector
from jishi.site.queries import is_open
from jishi.site.rules import may_set
from jishi.ui.pages import tell


def _base(asked: Wanted) -> str:
    """What every address on the page keeps: whose calendar, narrowed to what."""
    kept = {"org": asked.org, "sector": asked.sector, "kind": asked.kind}
    return urlencode({name: value for name, value in kept.items() if value})


@reading_page
def index(request: Request) -> HttpResponse:
    """The month as a grid or as a list; one day of it as a list of everything."""
    asked = wanted(request.GET, request.today)
    chosen = queries.whose(request.actor, asked.org, sector=asked.sector, kind=asked.kind)
    month = queries.month_of(request.actor, chosen, asked.year, asked.month, today=request.today)
    days = [d for d in month.days if d.day == asked.day] if asked.day else month.days
    context = {
        "month": month,
        "days": days,
        "asked": asked,
        "base": _base(asked),
        "said": month.said[:SAID],
        "more_said": month.said[SAID:],
        "choices": queries.choices(request.actor, chosen),
        "sectors": Sector.choices(),
        "kinds": OrgKind.choices(),
        "may_set": bool(may_set(request.actor)),
        "heavy": HEAVY,
        "narrows": chosen.many and not asked.day,
    }
    return render(request, "desk/calendar.html", context)


def links(request: Request) -> HttpResponse:
    """One's links, and a new one: its address is on this page once and nowhere afterwards."""
    orgs = link_queries.subscribable(request.actor)
    form = LinkForm(request.POST or None, orgs=orgs, initial={"submission": uuid4(), "org": "me"})
    address = ""
    if request.method == "POST" and form.is_valid():
        try:
            token = issue_link(
                org_id=form.org_id,
                submission=form.cleaned_data["submission"],
                actor=request.actor,
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(refusal.field, refusal.reason)
        else:
            address = request.build_absolute_uri(reverse("desk-calendar_feed", args=[token]))
            form = LinkForm(orgs=orgs, initial={"submission": uuid4(), "org": "me"})
    context = {
        "form": form,
        "address": address,
        "links": link_queries.links_of(request.actor),
        "is_open": is_open("feeds_open"),
        "has_post": request.actor.post is not None,
    }
    answer = render(request, "desk/calendar_links.html", context)
    if address:
        answer["Cache-Control"] = "no-store"
    return answer


@writing_page
def revoke(request: Request, link_id: int) -> HttpResponse:
    """End one of one's links."""
    link = link_queries.get_link(request.actor, link_id)
    revoke_link(link, actor=request.actor, now=request.now)
    tell(request, "链接已停用，用它订阅的日历不再更新。")
    return redirect("desk-calendar_links")


@reading_page
def feed(request: Request, token: str) -> HttpResponse:
    """What a subscribing program gets. Nothing is written, so asking often costs little; programs are told to keep it
    for a quarter of an hour."""
    found = link_queries.feed_of(token, today=request.today)
    text = calendar_text(found.name, found.entries, site=link_queries.site_mark(), now=request.now)
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = "inline; filename=jishi.ics"
    answer["Cache-Control"] = "private, max-age=900"
    answer["X-Robots-Tag"] = "noindex"
    return answer
