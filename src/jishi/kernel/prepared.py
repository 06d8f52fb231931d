"""Queries that the ORM writes once and the database answers many times.

Putting a query of ours together costs Django a good deal more than the database needs to answer it: a page of ten queries
spent half its time on writing SQL that was the same a second ago. A function marked `prepared` is given its values as
marks, once for each shape, and returns a `values_list` queryset; the SQL is kept, and every call only puts its values
where the marks stood. Nothing that the database said is kept."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Field, Lookup, Model, QuerySet
from django.db.models.fields.related import ForeignObject
from django.db.models.sql.compiler import SQLCompiler

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
    """One shape of a query: its SQL and, for each parameter, the value it takes or the name of the one it is given."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], given: dict[str, object]) -> None:
        places = {name: place for place, (name, value) in enumerate(given.items()) if type(value) in _GIVEN}
        marked = [
            given | {name: marks.of(given[name], place) for name, place in places.items()}
            for marks in (_Marks(0), _Marks(1))
        ]
        (self.sql, first), (sql, second) = (_compiled(build(**values)) for values in marked)
        if self.sql != sql:
            raise TypeError(f"{build.__qualname__}: the query depends on a value that it is given")
        self.params: list[Any] = list(first)
        self.slots: list[tuple[int, str, str]] = []  # place, name, what is put behind
        for place, (one, other) in enumerate(zip(first, second, strict=True)):
            if one != other:
                self.slots.append((place, *_slot(build, places, marked, one, other)))

    def filled(self, given: dict[str, object]) -> list[Any]:
        params = self.params.copy()
        for place, name, behind in self.slots:
            params[place] = f"{given[name]}{behind}" if behind else given[name]
        return params


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
