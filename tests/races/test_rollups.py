"""Eight branches record at once under one root: the sums come out exact and nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from threading import Event
from time import sleep

import pytest
from django.db import connection, transaction

from jishi.activities import services as activities
from jishi.activities.models import Activity
from jishi.activities.rules import ItemInput, Kind, RecordInput
from jishi.desk.services.heads import rebuild_heads
from jishi.duties import queries, services
from jishi.duties.models import RollUp
from jishi.kernel.actor import operator
from jishi.kernel.periods import Period
from jishi.kernel.registry import touched
from jishi.orgs.models import Organization
from jishi.orgs.rules import OrgKind
from tests.builders import make_member, make_org
from tests.db.duties.acts import claim, tables
from tests.laws.test_derived import counted_heads

THREADS, ROUNDS = 8, 6
pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def branches(now: datetime) -> list[Organization]:
    county = make_org(now=now, kind=OrgKind.COUNTY_COMMITTEE, sector=None)
    towns = [make_org(now=now, kind=OrgKind.TOWNSHIP_COMMITTEE, parent=county, sector=None) for _ in range(2)]
    found = [make_org(now=now, parent=towns[n % 2]) for n in range(THREADS)]
    services.open_periods(date(2026, 11, 22))
    return found


def in_threads(branches: list[Organization], month: int) -> None:
    def record(branch: Organization) -> None:
        try:
            with transaction.atomic():
                touched(
                    [
                        claim(branch, "theme_party_day", date(2026, month, 5)),
                        claim(branch, "members_meeting", date(2026, month, 5)),
                    ]
                )
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(record, branches))


def test_roll_ups_are_exact_after_eight_record_at_once(branches: list[Organization]) -> None:
    for month in range(1, ROUNDS + 1):
        in_threads(branches, month)
    county = Organization.objects.get(parent=None)
    june = queries.overview(county, [Period.parse("2026-06")], rules=["theme_party_day_monthly"])[0].tally
    assert (june.owing, june.met) == (THREADS, THREADS)
    adjusted = tables()
    RollUp.objects.all().delete()
    services.rebuild()
    assert adjusted == tables()


def test_the_second_record_of_a_branch_waits_for_the_first_and_counts_both(branches: list[Organization]) -> None:
    branch, first_is_in = branches[0], Event()

    def first() -> None:
        try:
            with transaction.atomic():
                touched([claim(branch, "theme_party_day", date(2026, 3, 5))])
                first_is_in.set()
                sleep(0.4)  # the second arrives while the first has not committed
        finally:
            connection.close()

    def second() -> None:
        try:
            first_is_in.wait()
            with transaction.atomic():
                touched([claim(branch, "theme_party_day", date(2026, 3, 6))])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for running in [pool.submit(first), pool.submit(second)]:
            running.result()
    duty = queries.due_row(branch.pk, "theme_party_day_monthly", "2026-03", on=date(2026, 11, 22))
    assert duty.done == 2


def test_records_made_corrected_and_withdrawn_at_once_leave_the_sums_exact(
    branches: list[Organization], now: datetime
) -> None:
    for branch in branches[:3]:
        make_member(now=now, org=branch)

    def of(branch: Organization, day: date) -> RecordInput:
        kinds = (Kind.THEME_PARTY_DAY, Kind.PARTY_LECTURE)
        return RecordInput(
            org_id=branch.pk, kinds=kinds, held_on=day, place="村部", chair_note="甲", recorder_note="乙",
            lecturer_note="丙", items=(ItemInput("学习"),), late_reason="网络不通",
        )  # fmt: skip

    def record(order: tuple[Organization, date]) -> Activity:
        try:
            return activities.record(of(*order), actor=operator(), now=now)
        finally:
            connection.close()

    def change(order: tuple[int, Activity]) -> None:
        number, made = order
        try:
            if number % 3 == 0:
                activities.withdraw(made.pk, "记重了", made.version, actor=operator(), now=now)
            elif number % 3 == 1:
                other = of(made.org, date(2026, 7, 1 + number))
                activities.correct(made.pk, other, "日期记错了", made.version, actor=operator(), now=now)
            else:
                activities.record(of(made.org, date(2026, 8, 1 + number)), actor=operator(), now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        made = list(pool.map(record, [(branches[n % 3], date(2026, 6, 1 + n)) for n in range(12)]))
        list(pool.map(change, enumerate(made)))
    adjusted = tables()
    services.rebuild()
    assert adjusted == tables()
    assert any(row.met for row in RollUp.objects.all())
    heads = counted_heads()
    assert any(row[-1] for row in heads)
    rebuild_heads()
    assert counted_heads() == heads
