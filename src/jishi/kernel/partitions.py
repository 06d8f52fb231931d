"""Partitions of the tables that grow by the year: made ahead of time, by the tables' owner."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction

from jishi.kernel import clock
from jishi.kernel.db import WEB_ROLE, as_owner


@dataclass(frozen=True, slots=True)
class Yearly:
    """A table partitioned by year. `bound(year)` is the first moment of a year as the column's type reads it."""

    table: str
    column: str
    prefix: str
    bound: Callable[[int], str]
    append_only: bool


YEARLY = (
    Yearly("audit_line", "at", "audit_line", lambda year: f"{year}-01-01 00:00+08", append_only=True),
    Yearly(
        "activities_attendance", "held_on", "activities_attendance", lambda year: f"{year}-01-01", append_only=False
    ),
)


def make_year(year: int) -> list[str]:
    """Give every yearly table its partition of `year` and move there what the default partition caught; gives the names
    of those made. Repeating it makes nothing. One transaction: readers see all rows before and after."""
    made = []
    with as_owner(), transaction.atomic():
        for each in YEARLY:
            name = f"{each.prefix}_{year}"
            if not _exists(name):
                _make(each, name, each.bound(year), each.bound(year + 1))
                made.append(name)
    return made


def make_coming() -> None:
    """The daily job: this year and the next."""
    this = clock.today().year
    for year in (this, this + 1):
        if missing(year):
            make_year(year)


def missing(year: int) -> list[str]:
    """Partitions of `year` that are not there."""
    return [name for each in YEARLY if not _exists(name := f"{each.prefix}_{year}")]


def _exists(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"public.{name}"])
        [found] = cursor.fetchone()
        return bool(found)


def _make(each: Yearly, name: str, first: str, end: str) -> None:
    with connection.cursor() as cursor:
        # Nobody writes a stray between our move and the attach.
        cursor.execute(f"LOCK TABLE {each.table} IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(f"CREATE TABLE {name} (LIKE {each.table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
        moved = f"DELETE FROM {each.prefix}_default WHERE {each.column} >= %s AND {each.column} < %s RETURNING *"  # noqa: S608
        cursor.execute(f"WITH moved AS ({moved}) INSERT INTO {name} SELECT * FROM moved", [first, end])  # noqa: S608
        cursor.execute(f"ALTER TABLE {each.table} ATTACH PARTITION {name} FOR VALUES FROM ('{first}') TO ('{end}')")
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [WEB_ROLE])
        if cursor.fetchone():
            rights = "SELECT, INSERT" if each.append_only else "SELECT, INSERT, UPDATE, DELETE"
            cursor.execute(f"GRANT {rights} ON {name} TO {WEB_ROLE}")
