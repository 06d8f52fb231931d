"""Databases beside the one connected to: made, used, dropped."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.pool import Pool

from django.db import connection
from psycopg.sql import SQL, Composable, Identifier

from jishi.kernel.db import as_owner


def _at(database: str, *statements: Composable) -> None:
    home = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        with as_owner(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = home


@contextmanager
def beside(suffix: str) -> Iterator[None]:
    """Within, the connection is to a new, empty database."""
    home = str(connection.settings_dict["NAME"])
    other = Identifier(f"{home}_{suffix}")
    _at(home, SQL("DROP DATABASE IF EXISTS {}").format(other), SQL("CREATE DATABASE {}").format(other))
    connection.settings_dict["NAME"] = f"{home}_{suffix}"
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = home
        _at(home, SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(other))


@contextmanager
def copied(suffix: str = "copy") -> Iterator[str]:
    """The name of a copy of the database connected to, gone afterwards; one for each `suffix`. Nobody else may be connected to it."""
    home = str(connection.settings_dict["NAME"])
    copy = f"{home}_{suffix}"
    _at(
        "postgres",
        SQL("DROP DATABASE IF EXISTS {}").format(Identifier(copy)),
        SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(copy), Identifier(home)),
    )
    try:
        yield copy
    finally:
        _at("postgres", SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(copy)))


@contextmanager
def clients(count: int, begin: Callable[[str], None], suffix: str = "copy") -> Iterator[Pool]:
    """So many processes, each of which has begun by `begin` on a copy of the database connected to. They end by themselves
    when no work is left: one that is killed may hold the lock another waits for, and that one is never seen to end."""
    with copied(suffix) as copy, get_context("fork").Pool(count, begin, [copy]) as pool:
        yield pool
        pool.close()
        pool.join()
