"""Routes declared once, pages that only read, and the request our pages see."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, wraps
from typing import Any, cast

from django.db import connection
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver, include, path

from jishi.kernel.actor import Act, Actor


class Request(HttpRequest):
    """What middleware has put on the request before a page runs: the actor and this moment."""

    actor: Actor
    now: datetime

    @property
    def today(self) -> date:
        return self.now.date()


type Page = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """An entry of the side menu. `order` sorts, `group` draws the hairline between groups."""

    word: str
    order: int
    group: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One page, declared once: its URL, its menu entry and its row in the table of who may.

    `act` is the right that some post of the actor must carry (None: everybody signed in); `door` names the query that
    fetches the page's object for the actor ("" when the page has none); `public` opens it to people without an
    account; `switch` names the site's choice that closes such a page again ("": it stays open)."""

    name: str
    path: str
    page: Page
    act: Act | None = None
    door: str = ""
    public: bool = False
    switch: str = ""
    menu: Menu | None = None


_routes: dict[str, Route] = {}


def urls(routes: Iterable[Route]) -> list[URLResolver]:
    """Turn an app's declarations into its urlpatterns and remember them for the menu, the guard and the laws."""
    # Under the first word of the address each, or every request would be held against some three hundred patterns.
    words: dict[str, list[URLPattern]] = {}
    for route in routes:
        assert route.name not in _routes, route.name
        _routes[route.name] = route
        word, slash, rest = route.path.partition("/")
        words.setdefault(word + slash, []).append(path(rest, route.page, name=route.name))
    return [path(word, include(patterns)) for word, patterns in words.items()]


def all_routes() -> Iterator[Route]:
    """Every declared route; complete once the root URL configuration is loaded."""
    return iter(_routes.values())


def route_named(name: str) -> Route | None:
    """The declaration of a route, None for a URL that is not ours."""
    return _routes.get(name)


class WriteInReadingPage(RuntimeError):
    """A page declared as reading tried to write."""


# SAVEPOINTs and the session's own role switch are not writes; a row lock has no business in a page that only reads.
_READS = ("SELECT", "WITH", "EXPLAIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "DECLARE", "FETCH", "CLOSE", "SET")


def _refuse_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    if not _only_reads(sql):
        raise WriteInReadingPage(sql[:120])
    return execute(sql, params, many, context)


@lru_cache(maxsize=500)  # what is asked over and over is written once and long
def _only_reads(sql: str) -> bool:
    statement = sql.lstrip(" (\n").upper()
    return statement.startswith(_READS) and "FOR UPDATE" not in statement and "FOR NO KEY UPDATE" not in statement


def reading_page(page: Page) -> Page:
    """GET and HEAD only, and no SQL but reads."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        with connection.execute_wrapper(_refuse_writes):
            return page(request, *args, **kwargs)

    return cast(Page, guarded)


def writing_page(page: Page) -> Page:
    """POST only: the target of a button that is not a form page of its own."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return page(request, *args, **kwargs)

    return cast(Page, guarded)
