"""Two people at the tree at once, on two connections with real commits."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from jishi.kernel.actor import operator
from jishi.orgs import services
from jishi.orgs.models import Organization
from jishi.orgs.rules import STEP, OrgKind
from jishi.orgs.services import creating
from tests.builders import make_org

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def at_once(*deeds: Callable[[], object]) -> list[BaseException]:
    """Run the deeds together; what they raised."""
    gate, raised = threading.Barrier(len(deeds)), []

    def run(deed: Callable[[], object]) -> None:
        try:
            gate.wait(10)
            deed()
        except Exception as trouble:
            raised.append(trouble)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return raised


def creating_under(parent: Organization, name: str, now: datetime) -> Callable[[], object]:
    return lambda: make_org(now=now, name=name, kind=OrgKind.PARTY_COMMITTEE, parent=parent)


def slow_step(monkeypatch: pytest.MonkeyPatch, together: threading.Barrier) -> None:
    """Both creations read the last step before either writes: what happens without a lock."""
    original = creating.step_code

    def meet(number: int) -> str:
        with suppress(threading.BrokenBarrierError):
            together.wait(1)
        return original(number)

    monkeypatch.setattr(creating, "step_code", meet)


def test_two_creations_under_one_parent_get_two_steps(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    top = make_org(now=now, kind=OrgKind.PARTY_COMMITTEE)
    slow_step(monkeypatch, threading.Barrier(2))
    assert at_once(creating_under(top, "甲", now), creating_under(top, "乙", now)) == []
    assert len(set(Organization.objects.filter(parent=top).values_list("path", flat=True))) == 2


def test_without_the_lock_they_would_collide(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    top = make_org(now=now, kind=OrgKind.PARTY_COMMITTEE)
    slow_step(monkeypatch, threading.Barrier(2))
    monkeypatch.setattr(creating, "locked", lambda pk: Organization.objects.get(pk=pk))
    assert len(at_once(creating_under(top, "甲", now), creating_under(top, "乙", now))) == 1


def test_a_child_created_while_its_parent_moves_is_where_its_parent_is(now: datetime) -> None:
    top = make_org(now=now, kind=OrgKind.PARTY_COMMITTEE)
    one, other = (make_org(now=now, kind=OrgKind.PARTY_COMMITTEE, parent=top) for _ in range(2))
    moving = make_org(now=now, kind=OrgKind.PARTY_COMMITTEE, parent=one)

    def move(to: Organization) -> None:
        services.move(org=moving, parent=to, on=date(2026, 11, 1), basis="批复", actor=operator(), now=now)

    for number, to in enumerate((other, one, other, one, other)):
        assert at_once(lambda to=to: move(to), creating_under(moving, f"新{number}", now)) == []  # type: ignore[misc]
    for org in Organization.objects.exclude(parent=None).select_related("parent"):
        assert org.parent
        assert org.path[:-STEP] == org.parent.path


def test_moving_waits_for_whoever_holds_the_tree_still(now: datetime) -> None:
    held, go = threading.Event(), threading.Event()
    order: list[str] = []
    top = make_org(now=now, kind=OrgKind.PARTY_COMMITTEE)
    one, other = (make_org(now=now, kind=OrgKind.PARTY_COMMITTEE, parent=top) for _ in range(2))

    def reader() -> None:
        with transaction.atomic():
            services.hold_tree_still()
            held.set()
            go.wait(2)
            order.append("read")

    def mover() -> None:
        held.wait(5)
        threading.Timer(0.3, go.set).start()
        services.move(org=one, parent=other, on=date(2026, 11, 1), basis="批复", actor=operator(), now=now)
        order.append("moved")

    assert at_once(reader, mover) == []
    assert order == ["read", "moved"]


def test_a_move_rewrites_the_paths_in_one_statement(now: datetime) -> None:
    top = make_org(now=now, kind=OrgKind.PARTY_COMMITTEE)
    one, other = (make_org(now=now, kind=OrgKind.PARTY_COMMITTEE, parent=top) for _ in range(2))
    for _ in range(3):
        make_org(now=now, parent=one)
    with CaptureQueriesContext(connection) as seen:
        services.move(org=one, parent=other, on=date(2026, 11, 1), basis="批复", actor=operator(), now=now)
    rewrites = [q["sql"] for q in seen if "SUBSTRING" in q["sql"]]
    assert len(rewrites) == 1
