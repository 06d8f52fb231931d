"""Two people at the tree at once, on two connections with real commits."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from jishi.duties.services import open_periods
from jishi.kernel.actor import operator
from jishi.kernel.reports import ImportReport
from jishi.orgs import services
from jishi.orgs.models import Organization
from jishi.orgs.rules import STEP, OrgKind
from jishi.orgs.services import creating
from tests.builders import make_org
from tests.db.orgs.test_import import take_in
from tests.laws.test_derived import below_is_true

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


def test_creations_imports_and_changes_of_kind_at_once_are_all_counted(now: datetime) -> None:
    top = make_org(now=now, kind=OrgKind.COUNTY_COMMITTEE, sector=None)
    towns = [make_org(now=now, kind=OrgKind.TOWNSHIP_COMMITTEE, parent=top, sector=None) for _ in range(2)]
    old = [make_org(now=now, parent=town, sector=None) for town in towns]
    other = make_org(now=now, parent=towns[0])
    open_periods(now.date())

    reports: list[ImportReport] = []

    def importing(n: int) -> Callable[[], object]:
        """Corrects one, whose duties change with its sector, and brings three."""
        new = [[f"新{n}{k}", "631", towns[n].name, "", "行政村", ""] for k in range(3)]
        return lambda: reports.append(take_in(now, [old[n].name, "", towns[n].name, old[n].code, "行政村", ""], *new))

    def becoming() -> object:
        kind, on = OrgKind.JOINT_BRANCH, date(2026, 11, 1)
        return services.change_kind(org=other, kind=kind, on=on, basis="批复", actor=operator(), now=now)

    created = [creating_under(top, f"甲{n}", now) for n in range(3)]
    assert at_once(importing(0), importing(1), becoming, *created) == []
    assert [r.refused for r in reports] == [[], []]
    assert Organization.objects.count() == 6 + 6 + 3
    assert set(Organization.objects.filter(pk__in=[org.pk for org in old]).values_list("sector", flat=True)) == {
        "village"
    }
    below_is_true()


def test_a_creation_counts_itself_above_in_one_statement_however_much_is_there(now: datetime) -> None:
    top = make_org(now=now, kind=OrgKind.COUNTY_COMMITTEE, sector=None)
    town = make_org(now=now, kind=OrgKind.TOWNSHIP_COMMITTEE, parent=top, sector=None)
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            make_org(now=now, parent=town)
        assert len([q for q in seen if "orgs_below" in q["sql"]]) == 1
