"""Queries that the ORM writes once and the database answers many times.

Putting a query of ours together costs Django a good deal more than the database needs to answer it: a page of ten queries
spent half its time on writing SQL that was the same a second ago. A function marked `prepared` is given its values as
marks, once for each shape, and returns a `values_list` queryset; the SQL is kept, and every call only puts its values
where the marks stood. Nothing that the database said is kept.

What finds its rows by keys is marked `kept`: it has its plan kept by the server as well."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Field, Lookup, Model, QuerySet
from django.db.models.fields.related import ForeignObject
from django.db.models.sql.compiler import SQLCompiler
from psycopg.sql import quote

from jishi.kernel.planned import run_planned

type Row = tuple[Any, ...]


@Field.register_lookup
@ForeignObject.register_lookup
class AnyOf(Lookup[Any]):
    """`org_id__any=[…]`: one of a list of any length, which is one value to the database and so one shape."""

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", (*params, self.rhs)


class _Marks:
    """One set of marks: values nobody gives, each of the kind of what it stands for. Two sets of them tell a value that
    was passed on from one that was worked on."""

    def __init__(self, number: int) -> None:
        self.number = number

    def of(self, value: object, place: int) -> object:
        number = 30_000 + 100 * self.number + place  # a smallint, too, can hold it
        if type(value) is str:
            return f"\ue000{number}"
        if type(value) is date:
            return date(1000, 1, 1) + timedelta(days=number)
        if type(value) is datetime:
            return datetime(1000, 1, 1, tzinfo=value.tzinfo) + timedelta(days=number)
        return [number] if type(value) is list else number


_GIVEN = (int, str, date, datetime, list)  # exactly these are values; None, flags and members of a set are shape


class _Statement:
    """One shape of a query: its SQL, in which everything that is always the same is written out, and the names of the
    values that stand at its marks."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], given: dict[str, object]) -> None:
        places = {name: place for place, (name, value) in enumerate(given.items()) if type(value) in _GIVEN}
        marked = [
            given | {name: marks.of(given[name], place) for name, place in places.items()}
            for marks in (_Marks(0), _Marks(1))
        ]
        (self.sql, first), (sql, second) = (_compiled(build(**values)) for values in marked)
        if self.sql != sql:
            raise TypeError(f"{build.__qualname__}: the query depends on a value that it is given")
        self.slots: list[tuple[str, str]] = []  # name, what is put behind
        pieces, self._between = iter(self.sql.split("%s")), [""]
        connection.ensure_connection()
        for one, other, piece in zip(first, second, pieces, strict=False):  # one piece more than values
            self._between[-1] += piece
            if one == other:
                self._between[-1] += quote(one, connection.connection).replace("%", "%%")
            else:
                self.slots.append(_slot(build, places, marked, one, other))
                self._between.append("")
        self._between[-1] += "".join(pieces)
        self.sql = "%s".join(self._between)
        self._planned = ""

    def filled(self, given: dict[str, object]) -> list[Any]:
        return [f"{given[name]}{behind}" if behind else given[name] for name, behind in self.slots]

    def planned(self, given: dict[str, object]) -> tuple[str, list[Any]]:
        """The SQL for a server that binds, each value with its type, and what it binds."""
        if not self._planned:
            marks = [f"%s::{_type_of(given[name])}" for name, _ in self.slots]
            pairs = zip(self._between, [*marks, ""], strict=True)
            self._planned = "".join(part for pair in pairs for part in pair)
        return self._planned, [_text_of(given[name], behind) for name, behind in self.slots]


def _text_of(value: Any, behind: str) -> object:
    """A value as the server reads it, where that is plain to see; psycopg would tell small numbers from great ones, a plan
    for each, and goes through a list one by one."""
    if type(value) is list:
        words = ['"{}"'.format(str(v).replace("\\", r"\\").replace('"', r"\"")) for v in value]
        return f"{{{','.join(words)}}}"
    return f"{value}{behind}" if behind or type(value) is int else value


_TYPES = {int: "bigint", str: "text", date: "date", datetime: "timestamptz"}


def _type_of(value: object) -> str:
    return f"{_TYPES[type(value[0])]}[]" if type(value) is list else _TYPES[type(value)]


def _compiled(rows: QuerySet[Any, Any]) -> tuple[str, Sequence[object]]:
    compiler = rows.query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return "", ()
    assert not any(column.output_field.get_db_converters(connection) for column, *_ in compiler.select), (
        "a column that Python has to convert is read by the ORM"
    )
    return sql, tuple(params)


def _slot(
    build: Callable[..., object], places: dict[str, int], marked: list[dict[str, object]], one: object, other: object
) -> tuple[str, str]:
    for name in places:
        mark, again = (values[name] for values in marked)
        if (one, other) == (mark, again):
            return name, ""
        if isinstance(one, str) and isinstance(mark, str) and one.startswith(mark):
            behind = one.removeprefix(mark)
            if other == f"{again}{behind}":
                return name, behind
    raise TypeError(f"{build.__qualname__}: {one!r} was worked out of a value; work it out before and give it")


def prepared(build: Callable[..., QuerySet[Any, Any]]) -> Callable[..., list[Row]]:
    """Run the query that `build` writes: `rows = query(org_id=5, on=day)`, a list of tuples in the order of its
    `values_list`. Values are numbers, texts, days, moments and lists of them (compared by `…__any`); `build` passes them
    on untouched (text may get an ending). None, flags and members of a set belong to the shape, of which there are as many
    as such combinations. With a tuple, whose length is anybody's, the query is written anew."""
    return _prepared(build, keep=False)


def kept(build: Callable[..., QuerySet[Any, Any]]) -> Callable[..., list[Row]]:
    """`prepared` for what finds its rows by keys, whose plan is the same whatever they are: the server keeps it, too. Not
    for parts of the tree (`path`): a plan for a branch would be kept for the whole country."""
    return _prepared(build, keep=True)


def _prepared(build: Callable[..., QuerySet[Any, Any]], *, keep: bool) -> Callable[..., list[Row]]:
    shapes: dict[tuple[object, ...], _Statement] = {}

    def run(**given: object) -> list[Row]:
        if any(type(value) is tuple for value in given.values()):
            return list(build(**given))
        shape = tuple((type(v) if type(v) in _GIVEN else v) for v in given.values())
        key = (*given, *shape)
        statement = shapes.get(key)
        if statement is None:
            statement = shapes[key] = _Statement(build, given)
        if not statement.sql:
            return []
        if [] not in given.values():  # an empty list does not say of what
            return run_planned(*statement.planned(given), keep=keep)
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, statement.filled(given))
            rows: list[Row] = cursor.fetchall()
            return rows

    run.__doc__, run.__name__ = build.__doc__, build.__name__
    return run


def columns(model: type[Model]) -> list[str]:
    """What `values_list` is asked for where `instance` makes an object of the row."""
    return [field.attname for field in model._meta.concrete_fields]


def instance[M: Model](model: type[M], rows: list[Row]) -> M | None:
    """The object of the first row of `columns(model)`; None where there is no row. What stands behind those columns is
    left alone."""
    names = columns(model)
    return model.from_db(connection.alias, names, rows[0][: len(names)]) if rows else None
