"""Signing in and out, the idle lock, one's own password, post and size of type."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from jishi.accounts import queries, services
from jishi.accounts.forms import PasswordForm, SignInForm, UnlockForm
from jishi.accounts.models import Account
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.ui.pages import tell

LARGE_COOKIE_AGE = timedelta(days=365)


def safe_next(request: HttpRequest) -> str:
    """Where `next` points if that is a page of this site, else the first page: no link leads away through our door."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if ours else "/"


def _account(request: Request) -> Account:
    assert isinstance(request.user, Account)
    return request.user


def sign_in(request: Request) -> HttpResponse:
    if request.user.is_authenticated:
        return HttpResponseRedirect(safe_next(request))
    form = SignInForm(request.POST or None)
    if form.is_valid():
        try:
            account = services.sign_in(
                username=form.cleaned_data["username"],
                password=form.cleaned_data["password"],
                actor=request.actor,
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(refusal.field, refusal.reason)
        else:
            login(request, account)
            return HttpResponseRedirect(safe_next(request))
    return render(request, "accounts/sign_in.html", {"form": form, "next": safe_next(request)})


@writing_page
def sign_out(request: Request) -> HttpResponse:
    services.sign_out(username=_account(request).username, actor=request.actor, now=request.now)
    logout(request)
    response = HttpResponseRedirect(reverse("accounts-sign_in"))
    response["Clear-Site-Data"] = '"cache"'  # the next person at this computer cannot go back to what was shown
    return response


def unlock(request: Request) -> HttpResponse:
    """Password only, and whose session it is. Not locked: nothing to do here."""
    if not request.session.get("locked"):
        return HttpResponseRedirect(safe_next(request))
    account = _account(request)
    form = UnlockForm(request.POST or None)
    if form.is_valid():
        try:
            services.unlock(
                username=account.username,
                password=form.cleaned_data["password"],
                actor=request.actor,
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(refusal.field, refusal.reason)
        else:
            request.session.cycle_key()
            del request.session["locked"]
            request.session["seen_at"] = request.now.timestamp()
            return HttpResponseRedirect(safe_next(request))
    context = {
        "form": form,
        "next": safe_next(request),
        "whose": request.actor.name or account.username,
        "username": account.username,
        "minutes": settings.IDLE_LOCK_MINUTES,
    }
    return render(request, "accounts/unlock.html", context)


@reading_page
def resume(request: Request) -> HttpResponse:
    """What was typed when the lock came, in a form that goes on to where it was going."""
    path = request.GET.get("form", "")
    kept = queries.kept_form(request.actor, path)
    if kept is None:
        return HttpResponseRedirect("/")
    shown = [value for name, value in kept.fields if value.strip() and name not in ("version", "submission", "next")]
    return render(request, "accounts/resume.html", {"kept": kept, "shown": shown})


@writing_page
def drop(request: Request) -> HttpResponse:
    """Not sending it after all."""
    services.discard_draft(queries.LOCKED + request.POST.get("form", ""), actor=request.actor, now=request.now)
    return HttpResponseRedirect("/")


def password(request: Request) -> HttpResponse:
    account = _account(request)
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        try:
            changed = services.change_password(
                account_id=account.pk,
                old=form.cleaned_data["old_password"],
                new=form.cleaned_data["new_password"],
                actor=request.actor,
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(refusal.field and f"{refusal.field}_password", refusal.reason)
        else:
            update_session_auth_hash(request, changed)
            tell(request, "密码已改。下次请用新密码登录。")
            return HttpResponseRedirect("/")
    context = {"form": form, "forced": account.must_change_password, "username": account.username}
    return render(request, "accounts/password.html", context)


@writing_page
def post(request: Request) -> HttpResponse:
    """Choose whose desk is shown. Rights do not change: they are the union of all posts held."""
    chosen = request.POST.get("post", "")
    if chosen in {str(held.id) for held in request.actor.posts}:
        request.session["post"] = int(chosen)
    return HttpResponseRedirect("/")


@writing_page
def large_type(request: Request) -> HttpResponse:
    """The other size of type: kept with the account, and in this browser for the door."""
    large = request.POST.get("large") == "1"
    response = HttpResponseRedirect(safe_next(request))
    if request.user.is_authenticated:
        services.set_large_type(account_id=_account(request).pk, large=large, actor=request.actor, now=request.now)
    if large:
        response.set_cookie(
            "large", "1", max_age=LARGE_COOKIE_AGE, secure=settings.HTTPS, httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie("large")
    return response
