"""An empty database is laid from a file; the file says what the migrations do."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

from django.conf import settings
from psycopg import connect
from psycopg.sql import SQL, Identifier

from jishi.config import fresh

HELD = fresh.FILE.read_text()


def test_the_file_is_what_its_migrations_execute() -> None:
    server, name = urlsplit(os.environ["DATABASE_URL"]), f"{settings.DATABASES['default']['NAME']}_by_migrations"
    empty = server._replace(path=f"/{name}").geturl()
    with connect(server._replace(path="/postgres").geturl(), autocommit=True) as made:
        made.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(name)))
        made.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        done = subprocess.run(
            [sys.executable, "-m", "jishi.config.fresh", "--held"],
            env=os.environ | {"DATABASE_URL": empty}, capture_output=True, text=True,
        )  # fmt: skip
        made.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
    assert done.stderr == ""
    assert done.stdout == HELD


def test_most_migrations_are_held() -> None:
    """Each that is not costs every new database the better part of a second."""
    held = set(fresh.held(HELD))
    assert held <= set(fresh.on_disk())
    assert len(held) >= len(fresh.on_disk()) - 30
