"""A mixed load for minutes or an hour: many secretaries read, some record, a clerk and a county look on. What matters is
that nothing fails and that memory stays flat. It runs in a copy of the world, which is dropped afterwards."""

import os
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from urllib.parse import quote

from django.db import connection

from benchmarks.databases import copied
from benchmarks.forms import Form
from benchmarks.load import Load, Script, Serving, Unexpected, cookie_of, get, load, post, serving
from jishi.kernel import clock
from jishi.orgs.models import PostHeld

PORT = 8191
CONNECTIONS, RECORDING, READING = 20, 4, 16
READERS = ("/", "/overview/", "/members/", "/activities/", "/assignments/", "/orgs/", "/books/")
_AGAIN = re.compile(r'name="again" value="([^"]+)"')
LOOK = 10.0  # seconds between looks at memory


@dataclass(slots=True)
class Memory:
    """Bytes held by the web server and by PostgreSQL, looked at while the load runs."""

    server: Serving
    web: list[int] = field(default_factory=list)
    database: list[int] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        while not self.over.wait(LOOK):
            self.web.append(self.server.memory())
            self.database.append(_of_database())

    def growth(self, line: list[int]) -> float:
        """How much more the last third held than the second, as a share; the first third warms up."""
        third = max(len(line) // 3, 1)
        middle, last = line[third : 2 * third] or line, line[-third:]
        return (sum(last) / len(last)) / (sum(middle) / len(middle)) - 1 if middle and last else 0.0


def _of_database() -> int:
    """Proportional memory of PostgreSQL's processes on this machine; shared buffers are counted once. 0 if not ours to see."""
    total = 0
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/comm") as file:
                    if not file.read().startswith("postgres"):
                        continue
                with open(f"/proc/{name}/smaps_rollup") as file:
                    total += next(int(line.split()[1]) for line in file if line.startswith("Pss:")) * 1024
            except (OSError, StopIteration):
                continue
    return total


def _reader(cookie: str, seed: int) -> Script:
    rng = Random(seed)
    while True:
        answer = yield get(rng.choice(READERS), cookie)
        if answer.status not in (200, 403):
            raise Unexpected(f"status {answer.status}")


def _recorder(cookie: str, org: int, seed: int) -> Script:
    """Opens the form of a branch's 主题党日, sends it for some day of this month."""
    rng = Random(seed)
    path = f"/activities/new/?org={org}&kind=theme_party_day"
    while True:
        answer = yield get(path, cookie)
        if answer.status != 200:
            raise Unexpected(f"form: status {answer.status}")
        form = Form(answer.body.decode(), "record")
        day: date = clock.today() - timedelta(days=rng.randint(0, clock.today().day - 1))
        form.data |= {"held_on": [f"{day:%Y-%m-%d}"], "starts_at": ["19:00"], "ends_at": ["20:30"], "confirm": ["1"]}
        form.data["place"], form.data["item-0-title"] = ["村部"], ["学习条例"]
        token = [
            line for line in answer.head.decode().split("\r\n") if line.lower().startswith("set-cookie: csrftoken")
        ]
        carried = cookie + ("; " + token[0].split(" ", 1)[1].split(";", 1)[0] if token else "")
        answer = yield post(path, form.data, carried)
        if answer.status == 200 and (asked := _AGAIN.search(answer.body.decode())):
            form.data["again"] = [asked[1]]  # yes, another one of the same day
            answer = yield post(path, form.data, carried)
        if answer.status != 302:
            raise Unexpected(f"record: status {answer.status}")


def run_mixed(*, minutes: float) -> int:
    """Load, watch, tell. The exit code is 1 where anything failed."""
    homes = PostHeld.objects.filter(person__account__username__startswith="branch", post="secretary").order_by("pk")
    secretaries = list(homes.values_list("person__account__username", "org_id")[: READING + RECORDING])
    recording = [(cookie_of(login), org_id) for login, org_id in secretaries[:RECORDING]]
    cookies = [cookie_of(login) for login in ("township", "county", *(login for login, _ in secretaries[RECORDING:]))]

    def script(number: int) -> Script:
        if number < len(recording):
            return _recorder(*recording[number], seed=number)
        return _reader(cookies[number % len(cookies)], seed=number)

    with copied() as name:
        told, memory = _loaded(name, script, minutes * 60)
    print(f"{minutes:g} minutes, {CONNECTIONS} connections, {len(recording)} of them recording: {told}")
    for what, line in (("web server", memory.web), ("PostgreSQL", memory.database)):
        if line:
            print(
                f"{what}: {line[0] >> 20} MB at first, {line[len(line) // 2] >> 20} MB in the middle,"
                f" {line[-1] >> 20} MB at last; last third {memory.growth(line):+.1%}"
            )
    return 1 if told.failed else 0


def _loaded(name: str, script: Callable[[int], Script], seconds: float) -> tuple[Load, Memory]:
    given = connection.settings_dict
    user = f"{given['USER']}@" if given["USER"] else ""
    url = f"postgresql://{user}/{quote(name)}?host={quote(str(given['HOST']), safe='')}"
    before = os.environ.get("DATABASE_URL")
    os.environ["DATABASE_URL"] = url + (f"&port={given['PORT']}" if given["PORT"] else "")
    try:
        with serving("jishi.config.wsgi:application", port=PORT) as server:
            memory = Memory(server)
            watcher = threading.Thread(target=memory.watch, daemon=True)
            watcher.start()
            told = load(server, script, connections=CONNECTIONS, seconds=seconds)
            memory.over.set()
            watcher.join()
            return told, memory
    finally:
        if before is None:
            os.environ.pop("DATABASE_URL")
        else:
            os.environ["DATABASE_URL"] = before
