"""Loading much at once: what an index or a constraint costs row by row is paid once, afterwards."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any

from django.db import connection

# Foreign keys, exclusions (GiST: the dearest of all), unique keys that no ON CONFLICT needs, plain indexes.
_CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype FROM pg_constraint
WHERE conrelid = ANY (%s::regclass[]) AND contype IN ('f', 'x', 'u') AND conparentid = 0
  AND conname <> ALL (%s)
ORDER BY contype = 'f', conrelid::regclass::text, conname
"""
_INDEXES = """
-- Of a table in partitions it would be said of the whole alone, and none of its parts would have it again.
SELECT i.indexrelid::regclass::text, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') FROM pg_index i
WHERE i.indrelid = ANY (%s::regclass[]) AND NOT i.indisprimary
  AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
ORDER BY 1
"""


SLOW = 20.0  # seconds


@contextmanager
def bare(tables: Sequence[str], keep: Sequence[str] = ()) -> Iterator[None]:
    """Within, `tables` have nothing but their primary keys, checks and the constraints named in `keep`; afterwards
    everything stands again, validated, and is analysed. For the tables' owner, in a database nobody else uses."""
    with connection.cursor() as cursor:
        cursor.execute(_CONSTRAINTS, [list(tables), list(keep)])
        constraints = cursor.fetchall()
        cursor.execute(_INDEXES, [list(tables)])
        indexes = cursor.fetchall()
        for table, name, _, _ in constraints:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
    yield
    with connection.cursor() as cursor:
        for text in (text for _, text in indexes):
            slowly(cursor, text)
        for table, name, text, _ in constraints:
            slowly(cursor, f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {text}')
        for table in tables:
            cursor.execute(f"ANALYZE {table}")


def slowly(cursor: Any, statement: str, values: Any = None) -> None:
    """Run it; one that takes long is named, so that the next size up holds no surprise."""
    started = monotonic()
    cursor.execute(statement, values)
    if monotonic() - started > SLOW:
        first = next(line for line in statement.strip().splitlines() if not line.startswith("--"))
        print(f"    {monotonic() - started:7.1f} s  {first[:110]}", file=sys.stderr, flush=True)


class Clock:
    """Says what each step took."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet, self._since = quiet, monotonic()
        self.steps: dict[str, float] = {}

    def lap(self, what: str) -> None:
        took, self._since = monotonic() - self._since, monotonic()
        self.steps[what] = self.steps.get(what, 0.0) + took
        if not self._quiet:
            print(f"  {what:<34}{took:8.1f} s", flush=True)
