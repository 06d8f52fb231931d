"""Sign-in accounts of those who hold posts: opened, reset, closed by whoever manages them."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.orgs.forms import LoginForm
from jishi.orgs.models import PostHeld
from jishi.orgs.queries.logins import STATES, get_login, login_page, login_state, logins_where, suggested_login_name
from jishi.orgs.rules import PostKind
from jishi.orgs.services import logins as services
from jishi.papers.xlsx import list_sheet
from jishi.ui.pages import spreadsheet, tell


@reading_page
def account(request: Request) -> HttpResponse:
    text, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    found = logins_where(request.actor, today=request.today, text=text, state=state)
    states = [(name, word) for name, (word, _) in STATES.items()]
    shown = {"page": login_page(found, at=request.GET.get("at", "")), "text": text, "state": state, "states": states}
    return render(request, "orgs/account.html", shown)


@reading_page
def account_export(request: Request) -> HttpResponse:
    """The list as it is narrowed, as a workbook; passwords are nowhere to be had."""
    found = logins_where(
        request.actor, today=request.today, text=request.GET.get("q", "").strip(), state=request.GET.get("state", "")
    )
    rows = (
        [
            held.person.name,
            held.org.name,
            PostKind.label_of(held.post),
            held.person.account.username if held.person.account else "",
            login_state(held),
        ]
        for held in found
    )
    words = ["姓名", "党组织", "职务", "登录名", "状态"]
    return spreadsheet(list_sheet(title="登录账号", words=words, rows=rows, on=request.today), "登录账号")


def account_show(request: Request, held_id: int) -> HttpResponse:
    """One person's account, with what can be done to it."""
    held = get_login(request.actor, held_id, today=request.today)
    return render(request, "orgs/account_show.html", {"held": held})


def _shown_once(request: Request, held: PostHeld, *, username: str, first: str) -> HttpResponse:
    response = render(request, "orgs/account_password.html", {"held": held, "username": username, "first": first})
    response["Cache-Control"] = "no-store"
    return response


def account_open(request: Request, held_id: int) -> HttpResponse:
    held = get_login(request.actor, held_id, today=request.today)
    form = LoginForm(request.POST or None, initial={"username": suggested_login_name(held)})
    if form.is_valid():
        username = form.cleaned_data["username"]
        try:
            first = services.open_login(held, username=username, actor=request.actor, now=request.now)
        except Refused as refusal:
            form.add_error(refusal.field, refusal.reason)
        else:
            return _shown_once(request, held, username=username, first=first)
    return render(request, "orgs/account_open.html", {"held": held, "form": form})


@writing_page
def account_reset(request: Request, held_id: int) -> HttpResponse:
    held = get_login(request.actor, held_id, today=request.today)
    try:
        first = services.reset_login(held, actor=request.actor, now=request.now)
    except Refused as refusal:
        tell(request, refusal.reason)
        return HttpResponseRedirect(reverse("orgs-account_show", args=[held.pk]))
    assert held.person.account is not None
    return _shown_once(request, held, username=held.person.account.username, first=first)


@writing_page
def account_active(request: Request, held_id: int) -> HttpResponse:
    held = get_login(request.actor, held_id, today=request.today)
    is_active = request.POST.get("active") == "1"
    try:
        services.set_login_active(held, is_active=is_active, actor=request.actor, now=request.now)
    except Refused as refusal:
        tell(request, refusal.reason)
    else:
        tell(request, f"{held.person.name}的登录账号已{'启用' if is_active else '停用'}。")
    return HttpResponseRedirect(reverse("orgs-account"))
