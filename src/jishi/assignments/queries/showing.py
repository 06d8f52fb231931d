"""晒账: to whom a ledger is shown, and who has seen it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from jishi.assignments.models import Problem
from jishi.assignments.queries.ledger import STANDING, LedgerLine, ledger_lines
from jishi.kernel.actor import Act, Actor, HeldPost
from jishi.kernel.decision import demand
from jishi.members.models import Membership
from jishi.notices.models import Announcement, Notice
from jishi.notices.queries import receipts_of
from jishi.notices.rules import Addressee
from jishi.orgs.models import Organization, PostHeld
from jishi.orgs.queries import get_org, living, true_on
from jishi.orgs.rules import OrgKind, PostKind

MOST_READERS = 200


def get_showing(actor: Actor, org_id: int) -> Organization:
    """An organisation whose ledger the actor shows: with RECORD and NOTIFY. Out of VIEW reach looks like missing."""
    org = get_org(actor, Act.RECORD, org_id)
    demand(actor.may(Act.NOTIFY, org.path))
    return org


def showing_for(actor: Actor) -> HeldPost | None:
    """The post for whose organisation the actor shows the ledger."""
    own = {post.org_id for post in actor.seats(Act.NOTIFY)}
    return next((post for post in actor.seats(Act.RECORD) if post.org_id in own), None)


def to_show(org: Organization) -> list[LedgerLine]:
    """What of the ledger can be shown: what is not closed, by day. Three queries."""
    return ledger_lines(Problem.objects.filter(org=org, state__in=STANDING).order_by("due_on", "pk"))


def concerned_with(org: Organization, lines: Iterable[LedgerLine], day: date) -> list[Addressee]:
    """Those concerned: members of the organisation, holders of its posts, whoever answers for a measure, and the secretaries
    of the organisations directly below. Three queries."""
    members = Membership.objects.filter(true_on(day), org_id=org.pk).order_by("member__name_key", "member_id")
    people = [
        *PostHeld.objects.filter(true_on(day), org_id=org.pk)
        .order_by("order", "pk")
        .values_list("person_id", flat=True),
        *members.values_list("member_id", flat=True),
        *(task.owner_id for line in lines for task in line.measures if task.owner_id),
    ]
    below = living(Organization.objects.filter(parent_id=org.pk)).exclude(kind=OrgKind.PARTY_GROUP).order_by("path")
    persons = [Addressee(person_id=pk) for pk in dict.fromkeys(people)]
    return [*persons, *(Addressee(org_id=pk, post=PostKind.SECRETARY) for pk in below.values_list("pk", flat=True))]


@dataclass(frozen=True, slots=True)
class Seen:
    """Who has seen a ledger that was shown, and who has not: names, as many as a page holds; and how many altogether."""

    read: list[tuple[str, date]]
    unread: list[str]
    readers: int
    total: int


def seen_by(announcement: Announcement) -> Seen:
    """The readers of a 晒账. One query."""
    rows = list(receipts_of(announcement).order_by("read_at", "to_org__path", "person__name_key", "pk"))
    read = [(_name(row), localdate(row.read_at)) for row in rows if row.read_at]
    unread = [_name(row) for row in rows if not row.read_at]
    return Seen(read[:MOST_READERS], unread[:MOST_READERS], len(read), len(rows))


def _name(row: Notice) -> str:
    """Whoever it went to; a post by its organisation, with the reader once there is one."""
    if row.person:
        return row.person.name
    post = f"{row.to_org.short_name or row.to_org.name}{PostKind.label_of(row.post)}" if row.to_org else ""
    return f"{post}（{row.read_by}）" if row.read_by else post
