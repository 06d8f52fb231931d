"""Private calendar links: one's own, and the calendar behind an address."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jishi.desk.models import CalendarLink
from jishi.desk.queries.calendar import feed_entries
from jishi.desk.rules.calendar import Entry
from jishi.kernel.actor import Act, Actor
from jishi.kernel.sealing import lookup_hash
from jishi.orgs.queries import actor_of


def links_of(actor: Actor) -> list[CalendarLink]:
    """The actor's living links."""
    rows = CalendarLink.objects.filter(person_id=actor.person_id or 0, revoked_at=None)
    return list(rows.select_related("org").order_by("issued_at"))


def subscribable(actor: Actor) -> list[tuple[int, str]]:
    """The organisations whose calendar the actor may subscribe to: of one's posts, where they let it be seen."""
    return list({p.org_id: p.org_name for p in actor.posts if actor.reaches(Act.VIEW, p.org_path)}.items())


def get_link(actor: Actor, link_id: int) -> CalendarLink:
    """The one door: one's own link; anybody else's is not there."""
    return CalendarLink.objects.select_related("org").get(pk=link_id, person_id=actor.person_id or 0)


@dataclass(frozen=True, slots=True)
class Feed:
    name: str
    entries: Iterable[Entry]


def feed_of(token: str, *, today: date) -> Feed:
    """The calendar behind an address, as its owner may see it today. Raises DoesNotExist for an address that is unknown
    or ended, and when the account behind it is closed. An unknown one costs one query by an index."""
    link = CalendarLink.objects.select_related("org", "person__account").get(
        token_hash=lookup_hash(token), revoked_at=None, person__account__is_active=True
    )
    assert link.person.account_id is not None
    actor = actor_of(account_id=link.person.account_id, chosen=None, today=today)
    name = (link.org.short_name or link.org.name) if link.org else "党务日历"
    return Feed(name, feed_entries(actor, link.org_id, today=today))


def site_mark() -> str:
    """What tells this site's entries from another's: a name made from the site's key, always the same."""
    return f"{lookup_hash('ics')[:16]}.jishi"
