"""New rows without an instance or a statement for each: thousands by COPY, the few of one record in one statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import AutoField, CharField, JSONField, Model
from psycopg.sql import SQL, Composed, Identifier
from psycopg.types.json import Jsonb


def copy_in[M: Model](model: type[M], rows: Sequence[M]) -> list[M]:
    """Insert `rows` and give them their ids, as `bulk_create` does; no signals, no `save`. Raises IntegrityError where
    a constraint is broken; then nothing of it is written, for it runs within the caller's transaction."""
    made = list(rows)
    if not made:
        return made
    fields = [field for field in model._meta.concrete_fields if field.column and not field.generated]
    if isinstance(model._meta.pk, AutoField):
        for row, pk in zip(made, next_ids(model, len(made)), strict=True):
            row.pk = pk
    head = _head(model, [str(field.column) for field in fields])
    # psycopg writes Python's own types as they are; only JSON has to be told from a list or a text.
    names = [(str(field.attname), isinstance(field, JSONField)) for field in fields]
    alias = connection.alias
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(head) as copy:
        for row in made:
            values = row.__dict__
            copy.write_row([_plain(values[name], is_json=is_json) for name, is_json in names])
            row._state.adding, row._state.db = False, alias
    return made


def copy_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert plain tuples, for a hundred thousand rows that need not be objects: values of `columns` (as the table names
    them) in the types PostgreSQL's driver knows, JSON as its text. Raises IntegrityError as `copy_in` does."""
    head = _head(model, columns)
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(head) as copy:
        for row in rows:
            copy.write_row(row)


def _head(model: type[Model], columns: Sequence[str]) -> Composed:
    table = Identifier(model._meta.db_table)
    return SQL("COPY {} ({}) FROM STDIN").format(table, SQL(", ").join(map(Identifier, columns)))


def next_ids(model: type[Model], count: int) -> list[int]:
    """So many ids that nobody else is given."""
    meta = model._meta
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH made AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, %s)::regclass AS by)"
            " SELECT nextval(by) FROM made, generate_series(1, %s)",
            [meta.db_table, meta.pk.column, count],
        )
        return [pk for [pk] in cursor.fetchall()]


def _plain(value: Any, *, is_json: bool) -> Any:
    if is_json:
        return None if value is None else Jsonb(value)
    return value.value if isinstance(value, Enum) else value


@dataclass(frozen=True, slots=True)
class Rows:
    """Values for `names` of a table, row by row; the columns left out fill themselves."""

    model: type[Model]
    names: tuple[str, ...]
    values: Iterable[tuple[Any, ...]]


def put(*batches: Rows) -> None:
    """Insert rows of several tables, that do not refer to each other, in one statement. For the few rows that hang on one
    record: `copy_in` is for the many."""
    parts, columns = [], []
    for batch in batches:
        turned = list(zip(*batch.values, strict=True))
        if turned:
            parts.append(_insert(batch.model, batch.names))
            columns += [list(column) for column in turned]
    if parts:
        *before, last = parts
        head = "WITH " + ", ".join(f"p{n} AS ({part})" for n, part in enumerate(before)) if before else ""
        with connection.cursor() as cursor:
            cursor.execute(f"{head} {last}".lstrip(), columns)


@cache
def _insert(model: type[Model], names: tuple[str, ...]) -> str:
    by_name = {field.name: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    # A cast to varchar(80) would cut what is too long without a word; text is refused by the table.
    kinds = ["text" if isinstance(field, CharField) else str(field.db_type(connection)) for field in fields]
    insert = SQL("INSERT INTO {} ({}) SELECT * FROM unnest({})").format(
        Identifier(model._meta.db_table),
        SQL(", ").join(Identifier(str(field.column)) for field in fields),
        SQL(", ").join(SQL("%s::{}[]").format(SQL(kind)) for kind in kinds),
    )
    return insert.as_string()
