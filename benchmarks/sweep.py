"""Every page that can be reached, as each level sees it: how long the server takes, and how often it asks.

Begins with the pages that need nothing said, follows the links it finds, and takes of every route one address as it is and
one that asks for something. Files are left out: the measures of papers are theirs."""

import re
import statistics
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from time import perf_counter
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve

from benchmarks.ground import World
from jishi.kernel.http import all_routes

LEVELS = ("branch", "township", "county", "city", "province")
TURNS, ASKED, FAILED = 3, 12, 500
_LINK = re.compile(r'href="(/[^"#]*)')
_FILES = re.compile(r"export|print|paper|template|download|zip|docx|xlsx|sheet|file")


@dataclass(frozen=True, slots=True)
class Seen:
    """One page as one level sees it: milliseconds of the server, the median of three; statements and their milliseconds."""

    login: str
    route: str
    url: str
    status: int
    ms: float = 0.0
    queries: int = 0
    sql_ms: float = 0.0


def sweep(world: World, login: str) -> Iterator[Seen]:
    """One address of each route that `login` can reach, and one with something asked for behind it."""
    client = world.client(login)
    client.get("/")  # routes are known from the first request on
    waiting = deque([f"/{route.path}" for route in all_routes() if "<" not in route.path])
    met: set[tuple[str, bool]] = set()
    while waiting:
        url = waiting.popleft()
        route = _route_of(url)
        kind = (route, "?" in url)
        if not route or kind in met or _FILES.search(route):
            continue
        answer = client.get(url)
        if answer.status_code in (403, 404, 405):  # not for this level, or to be pressed
            continue
        met.add(kind)
        if answer.status_code >= FAILED:
            yield Seen(login, route, url, answer.status_code)
        elif answer.status_code == 302:
            waiting.append(answer.headers["Location"])
        elif answer.headers["Content-Type"].startswith("text/html"):
            waiting.extend(unescape(link) for link in _LINK.findall(answer.content.decode()))
            yield _timed(client, login, route, url)


def _route_of(url: str) -> str:
    try:
        return str(resolve(url.split("?")[0]).url_name)
    except Resolver404:
        return ""


def _timed(client: Client, login: str, route: str, url: str) -> Seen:
    took: list[float] = []
    for _ in range(TURNS):
        started = perf_counter()
        client.get(url)
        took.append((perf_counter() - started) * 1000)
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    spent: list[Any] = [float(one["time"]) for one in asked.captured_queries]
    return Seen(login, route, url, 200, statistics.median(took), len(asked), sum(spent) * 1000)


def run_sweep(size: str, *, slow: float) -> int:
    """Print what took longer than `slow` milliseconds or asks more than twelve times, level by level. The exit code is 1
    where a page failed."""
    world, failed = World(size), 0
    for login in LEVELS:
        if world.account(login) is None:
            continue
        pages, slowest = 0, 0.0
        print(f"{login}:", flush=True)
        for one in sweep(world, login):
            pages, slowest = pages + 1, max(slowest, one.ms)
            failed += one.status >= FAILED
            if one.ms > slow or one.queries > ASKED or one.status >= FAILED:
                what = f"{one.ms:8.1f} ms, of it SQL {one.sql_ms:8.1f} in {one.queries:2}  {one.route}  {one.url}"
                print(f"  {what}{'' if one.status < FAILED else f'  FAILED {one.status}'}", flush=True)
        print(f"  {pages} pages, the slowest {slowest:.0f} ms", flush=True)
    return 1 if failed else 0
