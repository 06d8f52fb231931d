"""One demo world for all stories of a module: made once a run, laid outside the stories' own transactions."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from jishi.demo.services import build_demo
from jishi.demo.world import World
from jishi.kernel.db import analyze
from tests.conftest import NOW
from tests.snapshot import Snapshot

_made: list[Snapshot[World]] = []


def _world() -> World:
    if _made:
        return _made[0].lay()
    world = build_demo(today=NOW.date(), now=NOW)
    _made.append(Snapshot.take(world))
    return world


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The world of the fixed seed on the fixed day. Taken back when the module is over."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = _world()
        analyze()
        yield world
        transaction.set_rollback(True)
