"""What stands between the socket and a page: the actor, the guard, and answers to refusals."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from jishi.accounts import services as accounts
from jishi.accounts.queries import LOCKED
from jishi.accounts.rules import is_idle
from jishi.kernel import clock
from jishi.kernel.actor import Actor
from jishi.kernel.decision import NotAllowed
from jishi.kernel.http import Request, route_named
from jishi.orgs import queries as orgs
from jishi.site import queries as site

type GetResponse = Callable[[HttpRequest], HttpResponse]

# A locked screen may still be unlocked, left, or read in larger type.
ALWAYS_OPEN = {"accounts-unlock", "accounts-sign_out", "accounts-large_type"}
CASTING = "/cast/"
SEEN_STEP = timedelta(minutes=1)
DRAFT_KEY_LENGTH = 200


def _as_key(path: str, whole: str) -> str:
    """An address as the key of a draft; an overlong one loses its query."""
    return whole if len(LOCKED + whole) <= DRAFT_KEY_LENGTH else path[: DRAFT_KEY_LENGTH - len(LOCKED)]


def _form_path(request: HttpRequest) -> str:
    """Where a form goes."""
    return _as_key(request.path, request.get_full_path())


def _page_path(request: HttpRequest) -> str:
    """The page from which a script asked."""
    shown = urlsplit(request.headers.get("HX-Current-URL", "/"))
    return _as_key(shown.path, shown.path + (f"?{shown.query}" if shown.query else ""))


class casting:  # noqa: N801  as below
    """Where ballots are cast nobody has a name: cookies are not read there and none is set. Where the site has a host of
    its own for them, that host shows nothing else and no other host shows them. Stands before all others."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_cast = request.path_info.startswith(CASTING)
        if settings.CAST_URL:
            is_here = request.META.get("HTTP_HOST", "") == urlsplit(settings.CAST_URL).netloc
            if is_here and not is_cast:
                return HttpResponse("这里只能投票。", status=404, content_type="text/plain; charset=utf-8")
            if is_cast and not is_here:
                return HttpResponseRedirect(f"{settings.CAST_URL}{request.path}")
        if not is_cast:
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        response = self.get_response(request)
        response.cookies.clear()
        response["Cache-Control"] = "no-store"
        return response


class answers:  # noqa: N801  middleware named like the function it acts as
    """Refusals become pages: out of reach is 404, in reach but refused is the page with the reason."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotAllowed):
            return render(request, "ui/refused.html", {"reason": exception.reason}, status=403)
        if isinstance(exception, ObjectDoesNotExist | Http404):
            return render(request, "ui/missing.html", status=404)
        return None


class gate:  # noqa: N801  as above
    """What comes before any page once somebody is signed in: the lock of an idle screen, and a first password that has
    to be changed. Runs after the check against forged forms, so that only one's own form is ever kept."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Request, view: object, args: object, kwargs: object) -> HttpResponse | None:
        match = request.resolver_match
        name = match.url_name if match else ""
        if not request.user.is_authenticated or name in ALWAYS_OPEN:
            return None
        session = request.session
        seen_at = session.get("seen_at")
        seen = datetime.fromtimestamp(seen_at, clock.ZONE) if seen_at else None
        if session.get("locked") or is_idle(seen, now=request.now, minutes=settings.IDLE_LOCK_MINUTES):
            session["locked"] = True
            return self._locked(request)
        # Not on every request: a minute more or less on the lock is worth fewer writes.
        if seen is None or request.now - seen > SEEN_STEP:
            session["seen_at"] = request.now.timestamp()
        here = _form_path(request)
        if request.method == "POST" and here in session.get("kept", []):
            accounts.discard_draft(LOCKED + here, actor=request.actor, now=request.now)
            session["kept"] = [path for path in session["kept"] if path != here]
        if request.user.must_change_password and name != "accounts-password":
            return HttpResponseRedirect(reverse("accounts-password"))
        return None

    def _locked(self, request: Request) -> HttpResponse:
        """Off to the unlock page; a form on its way is kept, but never a password nor a file."""
        here = request.get_full_path()
        if request.method == "POST" and any("password" in name for name in request.POST):
            here = "/"
        elif request.method == "POST":
            # What a script sends in passing carries the form of the page it stands on, and is kept as that form.
            is_whole = "HX-Request" not in request.headers
            here = _form_path(request) if is_whole else _page_path(request)
            fields = [(n, v) for n, values in request.POST.lists() for v in values if n != "csrfmiddlewaretoken"]
            files = [f.name or "" for _, uploads in request.FILES.lists() for f in uploads]
            accounts.keep_form(here, fields, files, actor=request.actor, now=request.now, is_whole=is_whole)
            request.session["kept"] = sorted({*request.session.get("kept", []), here})
            here = f"{reverse('accounts-resume')}?{urlencode({'form': here})}"
        elif "HX-Request" in request.headers:
            here = _page_path(request)
        where = f"{reverse('accounts-unlock')}?{urlencode({'next': here})}"
        if "HX-Request" in request.headers:
            return HttpResponse(status=204, headers={"HX-Redirect": where})
        return HttpResponseRedirect(where)


@cache
def _with_actor(kind: type[HttpRequest]) -> type[HttpRequest]:
    """The server's request class with ours in front: made once, not once a request."""
    return type("Request", (Request, kind), {})


class actor:  # noqa: N801  as above
    """Puts `actor` and `now` on the request and guards every route: private unless named public."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        assert hasattr(request, "session")
        request.__class__ = _with_actor(request.__class__)  # type: ignore[arg-type]  # a class does hash
        assert isinstance(request, Request)
        request.now = clock.now()
        request.actor = Actor(name="未登录")
        if request.user.is_authenticated:
            site.hear_words()
            request.actor = orgs.actor_of(
                account_id=request.user.pk, chosen=request.session.get("post"), today=request.today
            )
        return self.get_response(request)

    def process_view(self, request: Request, view: object, args: object, kwargs: object) -> HttpResponse | None:
        match = request.resolver_match
        route = route_named(match.url_name or "") if match else None
        if route is None:
            raise Http404
        if route.switch and not site.is_open(route.switch):
            return render(request, "ui/missing.html", status=404)
        if route.public:
            return None
        if not request.user.is_authenticated:
            where = request.get_full_path() if request.method == "GET" else "/"
            return HttpResponseRedirect(f"{reverse('accounts-sign_in')}?{urlencode({'next': where})}")
        if route.act and not request.actor.has(route.act):
            # Answered here: what process_view raises never reaches process_exception.
            reason = f"您的职务没有“{route.act.label}”这项权限。需要时请联系本组织书记或上级组织办。"
            return render(request, "ui/refused.html", {"reason": reason}, status=403)
        return None
