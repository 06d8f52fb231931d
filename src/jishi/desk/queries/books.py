"""What can be printed for an organisation: the entries of 台账与打印."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, Q

from jishi.activities.models import Activity
from jishi.activities.rules import Kind, State, kinds_for
from jishi.desk.queries.books_year import get_branch
from jishi.kernel.actor import Act, Actor
from jishi.members.models import Membership
from jishi.members.rules import MembershipKind
from jishi.orgs.models import Organization
from jishi.orgs.queries import below, committee_on, get_org, orgs_where, search_orgs, true_on
from jishi.orgs.rules import BRANCH_KINDS, OrgKind
from jishi.papers.minutes import SignIn

SHOWN = 60  # branches or records on the page; more are found by name or in the list of records


@dataclass(frozen=True, slots=True)
class BranchLine:
    """A branch to choose, with the records of the year that its book would hold."""

    id: int
    name: str
    records: int


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record whose minutes can be printed."""

    id: int
    held_on: date
    title: str
    place: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """What stands on the page: one organisation's papers, or the branches to choose from. `years` are those with
    records, the newest first; `records` is how many the chosen year has."""

    org: Organization | None
    is_branch: bool
    year: int
    years: tuple[int, ...]
    records: int
    minutes: tuple[RecordLine, ...]
    kinds: tuple[tuple[str, str], ...]
    branches: tuple[BranchLine, ...]
    is_cut: bool


def asked_org(actor: Actor, asked: str) -> Organization | None:
    """The organisation an address names, else that of the chosen post; None for somebody without a post."""
    if asked.isdecimal():
        return get_org(actor, Act.RECORD_VIEW, int(asked))
    return get_org(actor, Act.VIEW, actor.post.org_id) if actor.post else None


def shelf(actor: Actor, *, asked: str, find: str, year: int | None, today: date) -> Shelf:
    """The page's contents. Raises DoesNotExist out of reach, NotAllowed without the right to read records there."""
    org = asked_org(actor, asked)
    chosen = min(year or today.year, today.year)
    is_branch = org is not None and org.kind in BRANCH_KINDS
    years, records = _years(org, chosen, today) if org else ((today.year,), 0)
    branches = [] if is_branch else _branches(actor, org, find, chosen)
    return Shelf(
        org=org,
        is_branch=is_branch and org is not None and bool(actor.may(Act.MEMBER_VIEW, org.path)),
        year=chosen,
        years=years,
        records=records,
        minutes=_minutes(org, chosen) if org and is_branch else (),
        kinds=tuple((kind.value, kind.label) for kind in kinds_for(org.kind)) if org else (),
        branches=tuple(branches[:SHOWN]),
        is_cut=len(branches) > SHOWN,
    )


def _own(org: Organization) -> Q:
    return Q(org=org) | Q(org__parent=org, org__kind=OrgKind.PARTY_GROUP)


def _years(org: Organization, chosen: int, today: date) -> tuple[tuple[int, ...], int]:
    held = Activity.objects.filter(_own(org), state=State.CONFIRMED)
    seen = held.aggregate(first=Min("held_on"), last=Max("held_on"), n=Count("pk", filter=Q(held_on__year=chosen)))
    first = min(seen["first"].year, chosen) if seen["first"] else chosen
    return tuple(range(today.year, first - 1, -1)), seen["n"]


def _minutes(org: Organization, year: int) -> tuple[RecordLine, ...]:
    """The year's records of the branch and its groups, the newest first."""
    held = Activity.objects.filter(_own(org), state=State.CONFIRMED, held_on__year=year).order_by("-held_on", "-pk")
    return tuple(RecordLine(a.pk, a.held_on, a.title, a.place) for a in held[:SHOWN])


def _branches(actor: Actor, org: Organization | None, find: str, year: int) -> list[BranchLine]:
    """The branches at and below `org` that the actor may print, in the order of the tree; one more than are shown."""
    rows = search_orgs(actor, find, act=Act.RECORD_VIEW, kinds=BRANCH_KINDS)
    rows = rows.filter(pk__in=orgs_where(actor, Act.MEMBER_VIEW).values("pk"))
    if org is not None:
        rows = rows.filter(below(org.path))
    branches = list(rows.order_by("path")[: SHOWN + 1])
    held = Activity.objects.filter(org__in=branches, state=State.CONFIRMED, held_on__year=year)
    counts = dict(held.values("org_id").annotate(n=Count("pk")).values_list("org_id", "n"))
    return [BranchLine(b.pk, b.short_name or b.name, counts.get(b.pk, 0)) for b in branches]


def get_blank(actor: Actor, org_id: int, kind: str) -> tuple[Organization, str]:
    """The organisation and the kind's word for an empty form. A kind that is not held there is DoesNotExist."""
    org = get_org(actor, Act.RECORD_VIEW, org_id)
    words = {k.value: k.label for k in kinds_for(org.kind)}
    if kind not in words:
        raise Organization.DoesNotExist
    return org, words[kind]


def get_sign_in(actor: Actor, org_id: int, kind: str, *, today: date) -> SignIn:
    """A sign-in sheet with the names of today: the committee for its meeting, else everybody on the branch's roster."""
    org = get_branch(actor, org_id)
    _, word = get_blank(actor, org_id, kind)
    if kind == Kind.BRANCH_COMMITTEE_MEETING:
        names = tuple(post.person.name for post in committee_on(org, today))
    else:
        rows = Membership.objects.filter(
            true_on(today), org=org, kind__in=(MembershipKind.FORMAL, MembershipKind.ATTACHED)
        ).order_by("member__name_key", "member_id")
        names = tuple(rows.values_list("member__person__name", flat=True))
    return SignIn(org=org.name, title=word, place=org.place, names=names)
