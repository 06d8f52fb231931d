"""The advisory locks of the house, in one place: two that shared a key would wait for each other without a reason.

A sign-in takes the hash of its name (64 bits); its chance of meeting one of these is none that counts."""

from enum import IntEnum, unique
from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet


@unique
class Lock(IntEnum):
    """Keys of locks with one number."""

    TREE = 7_301_001  # shared by whoever stores something derived from a path, alone by whoever moves an organisation
    ROSTER = 7_301_002  # one roster is written at a time
    CLOCK = 7_301_003  # the one scheduler, for as long as its connection lasts


@unique
class Space(IntEnum):
    """First numbers of locks with two: PostgreSQL keeps these apart from those with one."""

    DUTIES = 19026  # second number 0: deriving for everybody alone, for some organisations shared
    DUTIES_OF = 19027  # second number: the organisation derived for
    SUPERVISION = 19028  # second number: the organisation whose next note is being numbered


def earlier[Made: Model](rows: QuerySet[Made], submission: UUID | None) -> Made | None:
    """What the form of this number has already made, None for its first time. Of two presses at the same moment the
    second waits here until the first has committed. Only inside a transaction."""
    if submission is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [submission.int >> 65])
    # Nearly always nothing: the key alone is asked for first.
    made = rows.filter(submission=submission).values_list("pk", flat=True)[:1]
    return rows.get(pk=made[0]) if made else None
