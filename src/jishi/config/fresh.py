"""The tables of an empty database in one go, from `schema.sql`: what the released migrations execute, written down.

To make a table the framework imagines anew every model that is related to it, which takes most of a minute for ours; the
statements themselves take two seconds. A law of tests/laws runs the migrations and holds the file to what they do. A
migration the file does not know yet runs after it as ever, so the file is written anew only now and then:

    DATABASE_URL=(an empty database) PYTHONPATH=src python -m jishi.config.fresh > schema.sql
"""

import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from psycopg import ClientCursor

FILE = Path(__file__).with_name("schema.sql")
MARK = "-- holds "  # one line a migration
# What only looks, what stands around a transaction, and the framework's own notes of what is applied.
_LEFT_OUT = ("SELECT", "SAVEPOINT", "RELEASE", 'INSERT INTO "django_migrations"')

# A column added to rows there may be is filled with the moment of that.
_MOMENT = re.compile(r"'[-0-9]{10} [:0-9]+\.[0-9]{6}\+00:00'::timestamptz")

type Names = list[tuple[str, str]]


def lay(connection: BaseDatabaseWrapper) -> None:
    """Make the tables and note the migrations as applied, if there is no table yet. One transaction."""
    text = FILE.read_text()
    names = held(text)
    # A library may have drawn its migrations together since: then all run as they are.
    if connection.introspection.table_names() or not set(names) <= set(on_disk()):
        return
    with transaction.atomic(using=connection.alias):
        with connection.cursor() as cursor:
            cursor.execute(text)
        recorder = MigrationRecorder(connection)
        for app, name in names:
            recorder.record_applied(app, name)


def written(connection: BaseDatabaseWrapper, names: Names) -> str:
    """The text of the file that holds these migrations, which are run on the connection's empty database."""
    statements: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.lstrip().startswith(_LEFT_OUT):
            filled = ClientCursor(connection.connection).mogrify(sql, params) if params is not None else sql
            statements.append(_MOMENT.sub("now()", filled.strip().removesuffix(";")))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        MigrationExecutor(connection).migrate(sorted(_last(names)))
    return "\n".join([*(f"{MARK}{app} {name}" for app, name in names), *(f"{one};" for one in statements), ""])


def held(text: str) -> Names:
    """The migrations that a file of this kind holds."""
    marks = [line.removeprefix(MARK).split() for line in text.splitlines() if line.startswith(MARK)]
    return [(app, name) for app, name in marks]


def on_disk() -> Names:
    """Every migration there is."""
    return sorted(MigrationLoader(None).disk_migrations)


def _last(names: Iterable[tuple[str, str]]) -> Names:
    return list(dict(sorted(names)).items())


def main(asked: Sequence[str]) -> None:
    """Print the file anew, with all migrations there are; with `--held`, with those it holds already."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jishi.config.settings")
    import django  # noqa: PLC0415  after the environment is set
    from django.db import connection  # noqa: PLC0415

    django.setup()
    print(written(connection, held(FILE.read_text()) if "--held" in asked else on_disk()), end="")


if __name__ == "__main__":
    main(sys.argv[1:])
