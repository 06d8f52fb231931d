"""工作台 and the township page beside a bare signed-in page of as many bytes with three queries, from 50 connections, each
behind the web server we ship with, in turns.

    DATABASE_URL=… python -m benchmarks.pages [SECONDS] [LOGIN:PATH …]

`bare` is Django's own session, sign-in and template engine and nothing else (`benchmarks.bare`)."""

import http.client
import os
import statistics
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jishi.config.settings")

import django

django.setup()

from django.test import Client

from benchmarks.load import Load, Serving, fixed, get, load, serving
from jishi.accounts.models import Account

CONNECTIONS, TURNS = 50, 3
USUAL = ("branch:/", "township:/", "township:/overview/")


def cookie(login: str, backend: str) -> str:
    """A session of that account, signed in by that backend."""
    client = Client()
    client.force_login(Account.objects.get(username=login), backend=backend)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def size_of(server: Serving, path: str, signed_in: str) -> int:
    asked = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    asked.request("GET", path, headers={"Host": "localhost", "Cookie": signed_in})
    return len(asked.getresponse().read())


def told(turns: list[Load]) -> str:
    """The median turn in requests a second, the worst p99 and every error."""
    rate = statistics.median(turn.per_second for turn in turns)
    middle = statistics.median(turn.percentile(0.5) for turn in turns)
    worst = max(turn.percentile(0.99) for turn in turns)
    return (
        f"{rate:.1f} requests/s, p50 {middle:.0f} ms, p99 {worst:.0f} ms, {sum(turn.failed for turn in turns)} errors"
    )


def main(seconds: float, pages: list[str]) -> None:
    application = "jishi.config.wsgi:application"
    with (
        serving(application, port=8193) as ours,
        serving(application, port=8194, settings="benchmarks.bare.settings") as bare,
    ):
        for login, _, path in (page.partition(":") for page in pages):
            signed_in = cookie(login, "jishi.config.sessions.Accounts")
            request, size = get(path, signed_in), size_of(ours, path, signed_in)
            least = get(f"/{size}/", cookie(login, "django.contrib.auth.backends.ModelBackend"))
            turns: tuple[list[Load], list[Load]] = ([], [])
            for _ in range(TURNS):
                turns[0].append(load(ours, fixed(request), connections=CONNECTIONS, seconds=seconds))
                turns[1].append(load(bare, fixed(least), connections=CONNECTIONS, seconds=seconds))
            rates = [statistics.median(turn.per_second for turn in side) for side in turns]
            print(f"{path} of {login}, {size:,} bytes, {CONNECTIONS} connections: {rates[0] / rates[1]:.2f} of bare")
            print(f"  ours: {told(turns[0])}\n  bare: {told(turns[1])}", flush=True)


if __name__ == "__main__":
    given = sys.argv[1:]
    main(float(given[0]) if given else 8.0, given[1:] or list(USUAL))
