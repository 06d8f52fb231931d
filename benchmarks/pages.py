"""工作台 and the township page beside a bare signed-in page of as many bytes with three queries, from 50 connections, each
behind the web server we ship with, in turns.

    DATABASE_URL=… python -m benchmarks.pages [SECONDS] [LOGIN:PATH …]

The rates say what a quiet machine gives. On a busy one trust the milliseconds of CPU a request, those of the web server and of
its connections in PostgreSQL (on this machine) together: where nothing else is short, rates are to each other as these.

`bare` is Django's own session, sign-in and template engine and nothing else (`benchmarks.bare`)."""

import http.client
import os
import statistics
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jishi.config.settings")

import django

django.setup()

from django.db import connection
from django.test import Client

from benchmarks.load import Load, Serving, fixed, get, load, serving
from jishi.accounts.models import Account

CONNECTIONS, TURNS = 50, 3
OURS, DJANGOS = "jishi.config.sessions.Accounts", "django.contrib.auth.backends.ModelBackend"
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


def backends() -> set[int]:
    """The processes of PostgreSQL that serve this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return {pid for [pid] in cursor.fetchall()}


def spent(pids: Iterable[int]) -> float:
    """Milliseconds of CPU these processes have used."""
    ticks = 0
    for pid in pids:
        with open(f"/proc/{pid}/stat") as file:
            ticks += sum(int(word) for word in file.read().rpartition(")")[2].split()[11:13])
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


def working_for(server: Serving, request: bytes, others: set[int]) -> set[int]:
    """The server, its workers, and what of PostgreSQL came to serve them."""
    load(server, fixed(request), connections=CONNECTIONS, seconds=1.0)  # every worker connects
    return {server.pid, *server.workers(), *(backends() - others)}


@dataclass(slots=True)
class Side:
    """A server, the processes that work for it, and what its turns gave."""

    server: Serving
    pids: set[int]
    turns: list[Load] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def turn(self, request: bytes, seconds: float) -> None:
        began = spent(self.pids)
        self.turns.append(load(self.server, fixed(request), connections=CONNECTIONS, seconds=seconds, warm=0.0))
        self.cpu.append((spent(self.pids) - began) / max(len(self.turns[-1].times), 1))

    @property
    def rate(self) -> float:
        return statistics.median(turn.per_second for turn in self.turns)


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
        own = working_for(ours, get("/help/", cookie("branch", OURS)), backends())
        its = working_for(bare, get("/1000/", cookie("branch", DJANGOS)), backends())
        for login, _, path in (page.partition(":") for page in pages):
            signed_in = cookie(login, OURS)
            request, size = get(path, signed_in), size_of(ours, path, signed_in)
            least = get(f"/{size}/", cookie(login, DJANGOS))
            sides = [Side(ours, own), Side(bare, its)]
            for _ in range(TURNS):
                for side, asked in zip(sides, (request, least), strict=True):
                    side.turn(asked, seconds)
            rate, cpu = sides[0].rate / sides[1].rate, [statistics.median(side.cpu) for side in sides]
            print(
                f"{path} of {login}, {size:,} bytes, {CONNECTIONS} connections: {rate:.2f} of bare, by CPU {cpu[1] / cpu[0]:.2f}"
            )
            for name, side, ms in zip(("ours", "bare"), sides, cpu, strict=True):
                print(f"  {name}: {told(side.turns)}, {ms:.1f} ms of CPU", flush=True)


if __name__ == "__main__":
    given = sys.argv[1:]
    main(float(given[0]) if given else 8.0, given[1:] or list(USUAL))
