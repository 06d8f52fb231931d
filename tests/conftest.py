"""Strictness for every test, and the fixed moment the stories happen at."""

from collections.abc import Iterator
from datetime import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management.commands import flush
from django.db import connection
from django.template import engines
from django.test import Client
from pytest_django import Settings

from jishi.accounts.models import Account
from jishi.kernel import clock
from jishi.kernel.clock import ZONE
from jishi.kernel.db import as_owner
from jishi.site.queries import forget_words
from tests.builders import Cast, make_cast
from tests.snapshot import Snapshot
from tests.strictness import StrictClient, refuse_undefined

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=ZONE)


@pytest.fixture
def now() -> datetime:
    """Sunday 22 November 2026, ten in the morning."""
    return NOW


@pytest.fixture(autouse=True)
def stopped_clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages live in the moment of the stories too, or every story would end on the day it was written. Only a browser
    meets a server of its own, with the real time."""
    if not request.node.get_closest_marker("e2e"):
        monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture(scope="session")
def snapshots() -> list[Snapshot[Cast]]:
    """Holds the cast once it has been made."""
    return []


@pytest.fixture
def cast(db: None, snapshots: list[Snapshot[Cast]]) -> Cast:
    """A county, a township, three branches, and the people every story is about."""
    if snapshots:
        return snapshots[0].lay()
    made = make_cast(NOW)
    snapshots.append(Snapshot.take(made))
    return made


@pytest.fixture(autouse=True)
def fast_hashing(settings: Settings) -> None:
    """Sign-in stories need the flow, not the seconds argon2 costs on purpose."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def immediate_jobs(settings: Settings) -> None:
    """Background work runs at once, so that a story reads from top to bottom."""
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture(autouse=True)
def _standard_words() -> Iterator[None]:
    """A story that renames what people read leaves the standard words to the next one."""
    yield
    forget_words()


@pytest.fixture(scope="session", autouse=True)
def _truncate_for_real_commits() -> Iterator[None]:
    """Stories with real commits end by emptying the tables, which the web role must not be able to do."""
    original = flush.Command.handle

    def as_the_owner(self: flush.Command, **options: object) -> None:
        with as_owner():
            original(self, **options)
        # Partitioned tables are made by SQL, so Django's flush does not know them; the flush itself ends by stepping down.
        partitioned = [m._meta.db_table for m in apps.get_models() if not m._meta.managed]
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(partitioned)}")
        # What a migration wrote is there in every story.
        import_module("jishi.site.migrations.0002_holidays_2026").fill(apps, None)

    flush.Command.handle = as_the_owner  # type: ignore[method-assign]
    yield
    flush.Command.handle = original  # type: ignore[method-assign]


@pytest.fixture(scope="session", autouse=True)
def _no_undefined_variables() -> None:
    refuse_undefined(engines["django"].engine)  # type: ignore[attr-defined]  # of the Django backend


class SignIn:
    """`sign_in(account)` gives a client of that account."""

    def __call__(self, account: Account) -> Client:
        client = StrictClient()
        client.force_login(account)
        return client


@pytest.fixture
def sign_in() -> SignIn:
    return SignIn()
