"""The two database roles: the owner makes tables, `jishi_web` works in them (decision 0005).

Connections log in as the owner and step down at once. Append-only tables lose UPDATE and DELETE for the web role, so
that not even a mistake in our own code can rewrite the audit."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

WEB_ROLE = "jishi_web"


def step_down(sender: object = None, *, connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """Give up the owner's rights on a fresh connection. Runs on every `connection_created`; a database that is not yet
    ours (being created, or not migrated) has nothing to step down to."""
    if settings.STEP_DOWN:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM pg_roles WHERE rolname = %s AND to_regclass('public.audit_line') IS NOT NULL", [WEB_ROLE]
            )
            if cursor.fetchone():
                cursor.execute(f"SET ROLE {WEB_ROLE}")


def plan_cursors_whole(sender: object = None, *, connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """Have the server plan what we read by cursors for being read to its end: long lists. By itself it takes the plan that
    is quickest with the first tenth, which costs many times as much for all. Runs on every `connection_created`."""
    with connection.cursor() as cursor:
        cursor.execute("SET cursor_tuple_fraction = 1")


@contextmanager
def as_owner() -> Iterator[None]:
    """Work as the tables' owner: migrations, grants, next year's partitions. Never inside a request."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    try:
        yield
    finally:
        step_down(connection=connection)


def is_append_only(model: type[Model]) -> bool:
    """Models say `append_only = True` on the class; the web role may then only INSERT and SELECT."""
    return bool(getattr(model, "append_only", False))


def apply_grants(**kwargs: Any) -> None:
    """Create the web role where the server lets us and give it what each table allows. Runs after every migrate, as
    the owner; safe to repeat. A server that refuses is reported by the system check, not here."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user")
        [may_create] = cursor.fetchone()
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [WEB_ROLE])
        exists = cursor.fetchone()
        if not exists:
            if not may_create:
                return
            # Roles belong to the whole server: another site on it may be making the same one at this moment.
            cursor.execute(
                f"DO $$ BEGIN CREATE ROLE {WEB_ROLE} NOLOGIN; GRANT {WEB_ROLE} TO CURRENT_USER;"
                " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
            )
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {WEB_ROLE}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {WEB_ROLE}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {WEB_ROLE}")
        # What the owner does for it (decision 0012); migrations take these from everybody else.
        cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {WEB_ROLE}")
        kept = [m._meta.db_table for m in apps.get_models() if is_append_only(m)]
        cursor.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relname = ANY(%s) AND relkind IN ('r', 'p') UNION"
            " SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent IN"
            " (SELECT oid FROM pg_class WHERE relname = ANY(%s))",
            [kept, kept],
        )
        for [table] in cursor.fetchall():
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {WEB_ROLE}")
    step_down(connection=connection)


def owner_before_migrate(**kwargs: Any) -> None:
    """Step up: migrations make tables. Runs on `pre_migrate`; `apply_grants` steps down again at the end."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def analyze() -> None:
    """Tell the planner how much there is. Of rows that the running transaction has made nobody else can."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
