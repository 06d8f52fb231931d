"""Who belongs where: the door to a member, and the roster of a branch on any day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import demand
from jishi.members.models import Member, Membership
from jishi.members.rules import Category, MembershipKind, Standing, category_on
from jishi.orgs.queries import org_ids_where, true_on


def members_where(actor: Actor, act: Act) -> QuerySet[Member]:
    """The members whose branch of today the actor may do `act` at; no grants, no rows."""
    return Member.objects.filter(org_id__in=org_ids_where(actor, act))


def person_ids_seen(actor: Actor) -> QuerySet[Member, int]:
    """The persons on the rosters the actor sees: whom a post may be given to. The tie "roster" of people.Person."""
    return members_where(actor, Act.MEMBER_VIEW).values_list("pk", flat=True)


def get_member(actor: Actor, act: Act, member_id: int) -> Member:
    """The one door. Outside of what the actor may look at is DoesNotExist; within it a refusal carries its reason. The
    member's own place is compared: to look for one member among all in reach would read half a million for a card."""
    member = Member.objects.select_related("person", "org", "group").get(pk=member_id)
    _, path = home_of(member)
    if not actor.may(Act.VIEW, path):
        raise Member.DoesNotExist
    demand(actor.may(act, path))
    return member


def home_of(member: Member) -> tuple[int, str]:
    """(id, path) of the member's branch, or of the last one for a member who has left. No query for the former."""
    if member.org is not None:
        return member.org.pk, member.org.path
    last = (
        Membership.objects.filter(member=member, kind=MembershipKind.FORMAL)
        .select_related("org")
        .order_by(F("to_on").desc(nulls_first=True))
        .first()
    )
    assert last is not None
    return last.org.pk, last.org.path


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One person on the roster of a day. `category` is that of the day; `is_attached` marks people who take part in
    this branch's life while their formal relation lies elsewhere; `group_id` is the 党小组 of the day."""

    member_id: int
    name: str
    category: Category
    standing: str
    is_attached: bool = False
    is_mobile: bool = False
    is_lost: bool = False
    born_on: date | None = None
    group_id: int | None = None

    @property
    def is_formal(self) -> bool:
        """正式党员 on that day."""
        return self.category is Category.FULL


def belonging(org_ids: Collection[int], day: date, *kinds: MembershipKind) -> QuerySet[Membership]:
    """The membership rows of these organisations that are true on `day`; formal ones unless told otherwise."""
    return Membership.objects.filter(true_on(day), org_id__in=org_ids, kind__in=kinds or (MembershipKind.FORMAL,))


def roster(org_id: int, day: date) -> list[RosterEntry]:
    """Who belonged to a branch (or a 党小组) on `day`, with the category of that day, by name. Members of other
    branches attached to its life come marked. Two queries."""
    rows = (
        belonging([org_id], day, *MembershipKind)
        .select_related("member__person")
        .order_by("member__name_key", "member_id")
    )
    found = list(rows)
    groups = dict(
        Membership.objects.filter(
            true_on(day), kind=MembershipKind.GROUP, member_id__in=[row.member_id for row in found]
        ).values_list("member_id", "org_id")
    )
    return [
        RosterEntry(
            member_id=row.member_id,
            name=row.member.person.name,
            category=category_on(row.member.category, row.member.full_on, day),
            standing=row.member.standing,
            is_attached=row.kind == MembershipKind.ATTACHED,
            is_mobile=row.member.is_mobile,
            is_lost=row.member.is_lost,
            born_on=row.member.person.born_on,
            group_id=groups.get(row.member_id),
        )
        for row in found
    ]


def voters(org_id: int, day: date) -> list[RosterEntry]:
    """Who could vote in the branch on `day`: full members in good standing whose formal relation lay there
    (党章第四条、第七条). Those only attached vote where they belong."""
    return [
        entry
        for entry in roster(org_id, day)
        if entry.is_formal and entry.standing == Standing.NORMAL and not entry.is_attached
    ]


def full_on_day(day: date, *, prefix: str = "member__") -> Q:
    """Full members of that day, the same rule as `rules.category_on`."""
    full = Q(**{f"{prefix}full_on": None}) | Q(**{f"{prefix}full_on__lte": day})
    return Q(**{f"{prefix}category": Category.FULL}) & full


def formal_count(org_id: int, day: date) -> int:
    """How many 正式党员 the branch had on `day`."""
    return belonging([org_id], day).filter(full_on_day(day)).count()


def formal_counts(org_ids: Collection[int], day: date) -> dict[int, int]:
    """As `formal_count` for many branches in one query; branches without any are left out."""
    rows = belonging(org_ids, day).filter(full_on_day(day)).values("org_id").annotate(n=Count("pk"))
    return {row["org_id"]: row["n"] for row in rows}
