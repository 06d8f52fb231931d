"""The first figures: what the desk, the township page and a confirmed record cost on the demo township.

`python benchmarks/here.py` on an empty database (DATABASE_URL) builds the demo and prints a table; `benchmarks/results.md`
keeps the last one. Server time is what Django needs from request to response, middleware and rendering included."""

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jishi.config.settings")
os.environ.setdefault("JISHI_HOSTS", "testserver")

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jishi.accounts.models import Account
from jishi.demo import services as demo
from jishi.kernel import clock
from jishi.kernel.actor import operator
from jishi.members import services as members_services
from jishi.members.models import Member
from jishi.orgs.models import Organization
from jishi.people import services as people

NOT_COUNTED = ("BEGIN", "SAVEPOINT", "RELEASE", "SET ROLE", "COMMIT", "ROLLBACK")


class Form(HTMLParser):
    """The fields of the form `record` as a browser would send them untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.data: dict[str, list[str]] = {}
        self._inside = False
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, kind = given.get("name") or "", given.get("type", "text")
        self._inside = self._inside or (tag == "form" and given.get("id") == "record")
        if not self._inside or not (name or self._select):
            return
        if tag == "input" and kind not in {"submit", "file", "button"}:
            if kind not in {"checkbox", "radio"} or "checked" in given:
                self.data.setdefault(name, []).append(given.get("value") or "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.data.setdefault(self._select, []).append(given.get("value") or "")
        elif tag == "textarea":
            self._area = name
            self.data.setdefault(name, [""])

    def handle_data(self, data: str) -> None:
        if self._area:
            self.data[self._area] = [data.lstrip("\n")]

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "form"
        self._select = "" if tag == "select" else self._select
        self._area = "" if tag == "textarea" else self._area


def client_of(login: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=login))
    return client


def measured(name: str, request: Callable[[], object], *, times: int = 20) -> None:
    """Median and worst of `times` requests, and the queries of one."""
    request()
    took = []
    for _ in range(times):
        started = time.perf_counter()
        request()
        took.append((time.perf_counter() - started) * 1000)
    with CaptureQueriesContext(connection) as seen:
        request()
    queries = sum(not q["sql"].startswith(NOT_COUNTED) for q in seen.captured_queries)
    sql = sum(float(q["time"]) for q in seen.captured_queries) * 1000
    print(f"| {name} | {statistics.median(took):.0f} | {max(took):.0f} | {sql:.0f} | {queries} |")


def main() -> None:
    call_command("migrate", verbosity=0, skip_checks=True)
    if not Organization.objects.exists():
        started = time.perf_counter()
        demo.build_demo(today=clock.today(), now=clock.now())
        print(f"The demo was built in {time.perf_counter() - started:.1f} s.\n")
    print("| what | median ms | worst ms | of it SQL ms | queries |\n|---|---|---|---|---|")
    secretary, clerk, county = client_of("hongqi"), client_of("ganshi"), client_of("xianwei")
    measured("工作台 of a branch secretary", lambda: secretary.get("/"))
    measured("工作台 of the township's clerk", lambda: clerk.get("/"))
    measured("township page", lambda: clerk.get(reverse("desk-township")))
    measured("township page, as the county sees it", lambda: county.get(reverse("desk-township")))
    measured("member list", lambda: clerk.get(reverse("members-index")))
    measured("list of records", lambda: clerk.get(reverse("activities-index")))
    org = Organization.objects.get(name="红旗村党支部")
    for number in range(50 - Member.objects.filter(org=org).count()):
        person = people.add_person(name=f"测试{number}", actor=operator(), now=clock.now())
        members_services.add_member(
            person=person, org=org, category="full", joined_on=date(2001, 7, 1), full_on=date(2002, 7, 1),
            actor=operator(), now=clock.now(),
        )  # fmt: skip
    members = Member.objects.filter(org=org).count()
    url = f"{reverse('activities-new')}?org={org.pk}&kind=members_meeting"
    measured(f"the form of a members' meeting, {members} expected", lambda: secretary.get(url))

    def record() -> None:
        form = Form()
        form.feed(secretary.get(url).content.decode())
        today = f"{clock.today():%Y-%m-%d}"
        form.data |= {"held_on": [today], "starts_at": ["19:00"], "ends_at": ["20:30"], "confirm": ["1"]}
        form.data["place"] = form.data.get("place") or ["村部"]
        form.data["items-0-title"] = ["学习条例"]
        started = time.perf_counter()
        answer = secretary.post(url, form.data)
        took.append((time.perf_counter() - started) * 1000)
        assert answer.status_code == 302, answer.content.decode()[:4000]

    took: list[float] = []
    for _ in range(12):
        record()
    print(f"| confirming a record, {members} expected | {statistics.median(took):.0f} | {max(took):.0f} | | |")


if __name__ == "__main__":
    main()
