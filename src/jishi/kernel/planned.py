"""Statements whose plan a connection keeps, and statements that cost no more than the database needs to answer them."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus

type Values = Mapping[str, Any] | Sequence[Any]


def run_planned(sql: str, values: Values, *, keep: bool = True) -> list[tuple[Any, ...]]:
    """The rows of `sql`, bound by the server and planned once for each connection. The text must be the same every time and
    say the types of its values (`%(ids)s::bigint[]`). Keeping a plan is worth it from some ten joins on, and for what is
    found by keys, one like the other; a part of the tree, which may be a group or the country, is better off with a plan
    for its own values: then without `keep`. Costs a fifth of what a cursor of psycopg does, which is most of a short query."""
    here = connections[DEFAULT_DB_ALIAS]
    here.ensure_connection()
    raw = here.connection
    # The first statement of a transaction is psycopg's, which begins it.
    begins = not raw.autocommit and raw.pgconn.transaction_status == TransactionStatus.IDLE
    plain: Any = psycopg.Cursor(raw) if begins else _Bound(raw, keep=keep)
    cursor = here.make_debug_cursor(plain) if here.queries_logged else here.make_cursor(plain)
    with cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


class _Plans:
    """What a connection has been told to keep: the name of each statement; and what turns its rows into Python."""

    def __init__(self, raw: Any) -> None:
        self.names: dict[str, bytes] = {}
        self.rows = Transformer(raw)


_plans: WeakKeyDictionary[Any, _Plans] = WeakKeyDictionary()


class _Bound:
    """As much of a cursor as one statement needs, straight on libpq. Psycopg itself is never told to prepare: it would drop
    everything prepared after a rollback, ours too."""

    def __init__(self, raw: Any, *, keep: bool) -> None:
        self._raw, self._keep = raw, keep
        self._asked: tuple[str, Values] = ("", ())
        self._found: list[tuple[Any, ...]] = []

    def execute(self, sql: str, values: Values) -> None:
        self._asked = (sql, values)
        pgconn = self._raw.pgconn
        plans = _plans.get(self._raw) or _plans.setdefault(self._raw, _Plans(self._raw))
        given = list(values.values()) if isinstance(values, Mapping) else values
        texts = plans.rows.dump_sequence(given, [PyFormat.TEXT] * len(given))
        if self._keep:
            name = plans.names.get(sql)
            if name is None:
                name = b"kept_%d" % len(plans.names)
                self._demand(pgconn.prepare(name, _numbered(sql, values)))
                plans.names[sql] = name
            result = pgconn.exec_prepared(name, texts)
        else:
            result = pgconn.exec_params(_numbered(sql, values), texts)
        self._demand(result)
        plans.rows.set_pgresult(result)
        self._found = plans.rows.load_rows(0, result.ntuples, tuple)

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self._found

    def close(self) -> None:
        """What Django does with a cursor in the end."""

    @property
    def _query(self) -> SimpleNamespace:
        """What Django's log of statements shows."""
        return SimpleNamespace(query=psycopg.ClientCursor(self._raw).mogrify(*self._asked).encode())

    def _demand(self, result: Any) -> None:
        if result.status not in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
            raise error_from_result(result, self._raw.info.encoding)


def _numbered(sql: str, values: Values) -> bytes:
    """The statement with the numbers by which the server knows its values."""
    if isinstance(values, Mapping):
        return (sql % {name: f"${n}" for n, name in enumerate(values, 1)}).encode()
    return (sql % tuple(f"${n}" for n in range(1, len(values) + 1))).encode()
