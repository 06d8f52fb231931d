"""A synthetic world of any size, made by SQL from a fixed seed in a migrated, empty database.

Every number is drawn by hashing an id, so the same size and day give the same rows whatever the plans. Duties are then
derived by the platform itself. Nobody in it exists; sealed values are of area 99xxxx."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from benchmarks.world import names
from benchmarks.world.accounts import open_accounts
from benchmarks.world.bulk import Clock, bare, slowly
from benchmarks.world.sizes import LOW, Size
from jishi.desk.services.heads import rebuild_heads
from jishi.duties import services as duties
from jishi.duties.queries import rules_between
from jishi.kernel.clock import ZONE
from jishi.kernel.db import as_owner
from jishi.kernel.partitions import make_year
from jishi.kernel.periods import MONTHS, Period, PeriodKind
from jishi.orgs.models import REBUILD_BELOW, Organization

SEED = 20260101
SEALED = 300
TABLES = (
    "orgs_organization", "orgs_placement", "orgs_naming", "orgs_unit", "orgs_postheld", "orgs_term", "people_person",
    "people_sealedfields", "members_member", "members_membership", "activities_activity", "activities_activitykind",
    "activities_attendance", "activities_item", "activities_planentry", "duties_evidence", "duties_statement",
    "duties_explanation", "duties_window", "assignments_assignment", "assignments_progress", "notices_announcement",
    "notices_notice", "audit_line", "appraisals_memberreview", "campaigns_pledge",
)  # fmt: skip
DERIVED = ("duties_dutystatus", "duties_rollup", "duties_counted")


def first_day(today: date) -> date:
    """Duties count from the first day of the month eleven months ago: twelve months, the present one included."""
    return (today.replace(day=1) - timedelta(days=330)).replace(day=1)


def build(size: Size, *, today: date, quiet: bool = False, derived: bool = True) -> dict[str, float]:
    """Make the world of `size` as of `today`; gives the seconds each step took. Raises RuntimeError where the database
    has organisations already. Needs the tables' owner, and nobody else in the database. Without `derived` nobody owes
    anything yet: `derive` does that."""
    if Organization.objects.exists():
        raise RuntimeError("The database is not empty.")
    clock = Clock(quiet=quiet)
    now = datetime(today.year, today.month, today.day, 9, tzinfo=ZONE)
    for year in sorted({first_day(today).year, today.year}):
        make_year(year)
    with as_owner():
        _settings()
        with bare(TABLES), transaction.atomic():
            _lay(size, today, clock)
        clock.lap("indexes and constraints")
        with connection.cursor() as cursor:
            cursor.execute(REBUILD_BELOW)
        clock.lap("counts below")
        open_accounts(now=now)
        clock.lap("accounts")
    if derived:
        derive(today)
        clock.lap("duties, by the platform")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    clock.lap("vacuum")
    return clock.steps


def _settings() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SET jit = off; SET work_mem = '256MB'; SET maintenance_work_mem = '512MB'; SET synchronous_commit = off"
        )


def _lay(size: Size, today: date, clock: Clock) -> None:
    since = first_day(today)
    full_from = today.replace(day=1)
    for _ in range(size.full_months - 1):
        full_from = (full_from - timedelta(days=1)).replace(day=1)
    each = min(max(size.members // 40, 200), 12_000)
    run("1_ground")
    names.lay_places()
    names.lay_persons(SEED, each)
    names.lay_sealed(SEED, SEALED)
    clock.lap("names and their keys")
    _lay_tree(size)
    run("3_tree")
    names.lay_org_initials()
    run("4_orgs", since=since)
    clock.lap("organisations")
    run("5_people", since=since, members=size.members, names=each, sealed=SEALED)
    clock.lap("persons, members, posts")
    run("6_life", since=since, today=today, full_from=max(full_from, since))
    clock.lap("records and attendance")
    run("7_said", since=since, today=today, full_from=max(full_from, since), ruled=json.dumps(_ruled(since, today)))
    clock.lap("statements, tasks, notices, log")
    run("8_striving", today=today)
    clock.lap("elections, reviews, campaigns")
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA world CASCADE")


def run(name: str, **values: Any) -> None:
    """One file of statements."""
    text = (Path(__file__).parent / "sql" / f"{name}.sql").read_text()
    with connection.cursor() as cursor:
        for statement in text.split(";\n"):
            if statement.strip():
                slowly(cursor, statement, values or None)


def _lay_tree(size: Size) -> None:
    top, _ = size.levels[0]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO world.org (id, level, nth, path, kind, sector, county) VALUES (1, %s, 1, '0000', %s, 'other', %s)",
            [top, "county_committee" if top == "county" else "party_committee", 1 if top == "county" else None],
        )
    first = 1
    for (above, _), (level, count) in zip(size.levels, size.levels[1:], strict=False):
        with connection.cursor() as cursor:
            cursor.execute(
                (Path(__file__).parent / "sql" / "2_level.sql").read_text(),
                {"above": above, "level": level, "count": count, "first": first},
            )
            if level == LOW:
                cursor.execute("ANALYZE world.org")
        first += count


def _ruled(since: date, today: date) -> list[dict[str, Any]]:
    """The duties that a 已办说明 meets, with the days of each period of theirs."""
    found: list[dict[str, Any]] = []
    for rule in rules_between(since, today):
        if not rule.by_statement or rule.is_scoped or MONTHS[rule.period] < 6:
            continue
        period = Period.containing(rule.period, date(today.year, 1, 1))
        while period.first <= today:
            found.append({
                "id": rule.id, "kinds": list(rule.org_kinds), "sectors": list(rule.sectors),
                "first": period.first.isoformat(), "last": period.last.isoformat(),
            })  # fmt: skip
            period = period.next()
            if rule.period is PeriodKind.YEAR:
                break
    return found


def derive(today: date) -> None:
    """Duty states and roll-ups, by the platform's own statements."""
    _settings()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO duties_counted (org_id, parent_id, sector) SELECT id, parent_id, sector FROM orgs_organization"
        )
    with as_owner(), bare(DERIVED):
        duties.open_periods(today)
    with as_owner():
        rebuild_heads()
