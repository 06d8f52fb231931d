"""Who holds the two locks of a poll that is sealed, and what they have still to do."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from jishi.ballots.models import Poll, PollScrutineer, PollSealed
from jishi.ballots.queries.polls.doors import get_poll
from jishi.ballots.queries.polls.results import last_link_of
from jishi.ballots.rules.polls import PollState
from jishi.ballots.rules.sealed import Locks, box_code, locks_for
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import demand, no


@dataclass(frozen=True, slots=True)
class SealLine:
    """One scrutineer of a poll that is sealed: whether the passphrase is set, and since when the lock is off."""

    person_id: int
    name: str
    has_lock: bool
    unlocked_at: datetime | None


def seal_lines(poll: Poll) -> list[SealLine]:
    """The scrutineers by name. One query."""
    rows = PollScrutineer.objects.filter(poll=poll).order_by("person__name_key", "person_id")
    found = rows.values_list("person_id", "person__name", "lock", "unlocked_at")
    return [SealLine(pk, name, bool(lock), at) for pk, name, lock, at in found]


def locks_of(poll: Poll) -> Locks:
    """Both locks. One query. Raises ValueError before both are set."""
    return locks_for(poll.public, [bytes(row.lock) for row in PollScrutineer.objects.filter(poll=poll)])


def sealed_of(poll: Poll) -> list[PollSealed]:
    """What is still sealed of a poll that is closed, in the order of its numbers. One query."""
    return list(PollSealed.objects.filter(poll=poll).order_by("id"))


def box_of(poll: Poll, answers: list[PollSealed]) -> str:
    """What the box is now, to be laid beside what it was at closing; "" for an empty one. One query."""
    inside = [(row.number, bytes(row.sealed)) for row in answers]
    return box_code(last_link_of(poll), inside) if inside else ""


def get_lock(actor: Actor, poll_id: int) -> tuple[Poll, PollScrutineer]:
    """A sealed poll and the actor's own lock. Out of sight it is missing; those who hold no lock are refused."""
    poll = get_poll(actor, Act.VIEW, poll_id)
    line = PollScrutineer.objects.filter(poll=poll, person=actor.person_id or 0).first()
    if line is None or not poll.is_sealed:
        demand(no("这一步由加封这次测评的监票人本人来办。"))
    assert line is not None
    return poll, line


def locks_due(actor: Actor) -> list[Poll]:
    """The polls that wait for the actor as a scrutineer: for a passphrase before they begin, to be opened after they end. One
    query, none without a person."""
    if actor.person_id is None:
        return []
    mine = PollScrutineer.objects.filter(poll=OuterRef("pk"), person=actor.person_id)
    waits = Q(Exists(mine.filter(lock=b"")), state=PollState.DRAFT)
    waits |= Q(Exists(mine.filter(unlocked_at=None)), state=PollState.SEALED)
    return list(Poll.objects.filter(waits, is_sealed=True).select_related("org").order_by("-pk")[:50])
