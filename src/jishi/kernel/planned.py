"""Statements whose plan a connection keeps: for those whose planning takes longer than their running."""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection

MOST = 500  # plans a connection keeps; there are some fifty such statements


def run_planned(sql: str, params: Mapping[str, Any] | Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of `sql`, planned once for each connection. The text must be the same every time and say the types of its
    parameters (`%(ids)s::bigint[]`): the server binds them. Worth it from some ten joins on, and for what is found by
    keys, one like the other; a part of the tree, which may be a group or the country, is better off with a plan for its
    own values."""
    connection.ensure_connection()
    raw = connection.connection
    # Says when psycopg prepares: at the first run. Django's own cursors bind on this side and never ask.
    raw.prepare_threshold, raw.prepared_max = 0, MOST
    plain: Any = psycopg.Cursor(raw)
    cursor = connection.make_debug_cursor(plain) if connection.queries_logged else connection.make_cursor(plain)
    with cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
