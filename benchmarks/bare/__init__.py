"""The least a signed-in Django page can be: session, account, three queries, so many bytes. Ours are laid beside it.

`bare_client` serves it inside one process; `benchmarks.bare.wsgi` behind the same web server as ours."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.test import Client, override_settings
from django.test.client import ClientHandler
from django.urls import path

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
_PAGE = Engine().from_string(
    "<!doctype html><title>{{ name }}</title><p>{{ count }}</p><ul>{% for one in rows %}<li>{{ one }}</li>{% endfor %}</ul>{{ rest }}"
)


def page(request: HttpRequest, size: int) -> HttpResponse:
    """An organisation by its key, how many stand below it, twenty members by key; padded to `size` bytes."""
    from jishi.members.models import Member  # noqa: PLC0415  models are there once Django is set up
    from jishi.orgs.models import Organization  # noqa: PLC0415

    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    org = Organization.objects.get(pk=1)
    below = Organization.objects.filter(parent=org).count()
    members = Member.objects.order_by("pk")[:20]
    told: dict[str, Any] = {"name": org.name, "count": below, "rows": [m.name_key for m in members]}
    body = _PAGE.render(Context(told | {"rest": ""})).encode()
    return HttpResponse(body + b" " * max(size - len(body), 0))


urlpatterns = [path("<int:size>/", page)]


class _Handler(ClientHandler):
    """Django's own handler with this middleware and these routes and no others."""

    def load_middleware(self, is_async: bool = False) -> None:
        with override_settings(MIDDLEWARE=MIDDLEWARE):
            super().load_middleware(is_async)

    def get_response(self, request: HttpRequest) -> Any:
        request.urlconf = __name__
        return super().get_response(request)


def bare_client(account: Any) -> Client:
    """A signed-in test client whose only page is `/<bytes>/`."""
    client = Client()
    client.handler = _Handler(enforce_csrf_checks=False)
    client.force_login(account)
    return client
