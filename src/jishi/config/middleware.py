"""What stands between the socket and a page: the actor, the guard, and answers to refusals."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from jishi.kernel import clock
from jishi.kernel.actor import Actor
from jishi.kernel.decision import NotAllowed
from jishi.kernel.http import Request, route_named
from jishi.orgs import queries as orgs

type GetResponse = Callable[[HttpRequest], HttpResponse]


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


class actor:  # noqa: N801  as above
    """Puts `actor` and `now` on the request and guards every route: private unless named public."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        assert hasattr(request, "session")
        request.__class__ = type("Request", (Request, request.__class__), {})
        assert isinstance(request, Request)
        request.now = clock.now()
        request.actor = Actor(name="未登录")
        if request.user.is_authenticated:
            request.actor = orgs.actor_of(
                account_id=request.user.pk, chosen=request.session.get("post"), today=request.today
            )
        return self.get_response(request)

    def process_view(self, request: Request, view: object, args: object, kwargs: object) -> HttpResponse | None:
        match = request.resolver_match
        route = route_named(match.url_name or "") if match else None
        if route is None:
            raise Http404
        if route.public:
            return None
        if not request.user.is_authenticated:
            where = request.get_full_path() if request.method == "GET" else "/"
            return HttpResponseRedirect(f"{reverse('accounts-sign_in')}?{urlencode({'next': where})}")
        if route.act and not request.actor.has(route.act):
            raise NotAllowed(f"您的职务没有“{route.act.label}”这项权限。需要时请联系本组织书记或上级组织办。")
        return None
