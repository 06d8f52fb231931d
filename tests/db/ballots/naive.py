"""What a store looks like that only leaves the name out: the twin on which the attack of `test_secrecy` succeeds."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection

CREATE = """
CREATE TEMPORARY TABLE naive_roll (person_id bigint PRIMARY KEY, way text NOT NULL DEFAULT '');
CREATE TEMPORARY TABLE naive_ballot (id bigserial PRIMARY KEY, at timestamptz NOT NULL, answer text NOT NULL);
"""


def cast_naively(voters: Sequence[tuple[int, str]], *, now: datetime) -> None:
    """Mark each voter on the roll and put the ballot beside it, as a form that saves both would."""
    with connection.cursor() as cursor:
        cursor.execute(CREATE)
        cursor.executemany("INSERT INTO naive_roll (person_id) VALUES (%s)", sorted((p,) for p, _ in voters))
        for number, (person, answer) in enumerate(voters):
            cursor.execute("UPDATE naive_roll SET way = 'slip' WHERE person_id = %s", [person])
            at = now + timedelta(seconds=number)
            cursor.execute("INSERT INTO naive_ballot (at, answer) VALUES (%s, %s)", [at, answer])
