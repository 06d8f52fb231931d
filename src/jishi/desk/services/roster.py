"""The roster with what is sealed: a deliberate act with its reason."""

from datetime import datetime

from django.db import transaction

from jishi.desk.queries.ledgers import Asked, members_of, roster_in_the_clear
from jishi.kernel.actor import Actor
from jishi.papers.tables import Table
from jishi.people import services as people


@transaction.atomic
def reveal_roster(asked: Asked, *, reason: str, actor: Actor, now: datetime) -> Table:
    """党员花名册 with citizen numbers, telephones and addresses in the clear; one line in the log says who, whose list, how
    many and what for. Raises NotAllowed without SEALED_REVEAL, Refused without a reason."""
    opened = people.reveal_many(
        members_of(asked),
        org=(asked.org.pk, asked.org.path),
        described=f"{asked.org.name}党员花名册",
        reason=reason,
        actor=actor,
        now=now,
    )
    return roster_in_the_clear(asked, opened)
