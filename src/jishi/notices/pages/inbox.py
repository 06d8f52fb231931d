"""One's own notices, and where one wants reminders by mail."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from jishi.kernel.actor import Act
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.notices import queries, services
from jishi.notices.forms import MailForm
from jishi.notices.queries import Box, Filters
from jishi.ui.pages import filled, tell


@reading_page
def index(request: Request) -> HttpResponse:
    asked = request.GET
    box = asked.get("box", "")
    filters = Filters(
        box=box if box in list(Box) else "", find=asked.get("find", "").strip(), unread=asked.get("unread") == "1"
    )
    page = queries.notices_of(request.actor, filters, at=asked.get("at", ""))
    posts = {(p.org_id, p.post): f"{p.org_name}{p.title}" for p in request.actor.posts}
    context = {
        "page": page,
        "rows": [(notice, posts.get((notice.to_org_id or 0, notice.post), "")) for notice in page.rows],
        "filters": filters,
        "boxes": Box.choices(),
        "narrowed": filters != Filters(),
        "may_notify": request.actor.has(Act.NOTIFY),
        "mail_is_on": bool(settings.MAILERS),
    }
    return render(request, "notices/index.html", context)


@writing_page
def read(request: Request, notice_id: int) -> HttpResponse:
    """Mark as read and go where it points."""
    notice = services.mark_read(notice_id=notice_id, actor=request.actor, now=request.now)
    return HttpResponseRedirect(notice.link or reverse("notices-index"))


@writing_page
def read_all(request: Request) -> HttpResponse:
    services.mark_all_read(actor=request.actor, now=request.now)
    return HttpResponseRedirect(reverse("notices-index"))


def mail(request: Request) -> HttpResponse:
    """One's own address for reminders: given, changed, taken away."""
    if request.method == "POST" and "remove" in request.POST:
        services.remove_mail_address(actor=request.actor, now=request.now)
        tell(request, "邮箱已去掉，提醒只在平台里看。")
        return HttpResponseRedirect(reverse("notices-mail"))
    kept = queries.mail_address_of(request.actor.person_id)
    form = MailForm(request.POST or None, initial={"address": kept})
    return filled(
        request, form, title="邮箱", verb=lambda typed: services.give_mail_address(
            typed["address"], actor=request.actor, now=request.now
        ),
        done="已登记。今后的提醒同时发到这个邮箱。", back=reverse("notices-mail"), template="notices/mail.html",
        kept=kept, is_on=bool(settings.MAILERS),
    )  # fmt: skip
