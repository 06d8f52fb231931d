"""What can be printed for an organisation: the entries of 台账与打印."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, QuerySet

from jishi.activities.models import Activity, ActivityKind
from jishi.activities.rules import Kind, Scope, State, kinds_for, scope_of
from jishi.desk.queries.catalogue import Line, choices_of, lines_for, reach_of
from jishi.desk.queries.parcels import parcel_choices
from jishi.desk.queries.scope import desk_is_guidance
from jishi.desk.rules.catalogue import Group, Reach, period_of
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import demand
from jishi.kernel.periods import Period
from jishi.members.models import Membership
from jishi.orgs.models import Organization
from jishi.orgs.queries import below, committee_on, get_org, orgs_where, search_orgs, true_on, with_groups
from jishi.orgs.rules import BRANCH_KINDS
from jishi.papers.minutes import SignIn

BLANK_PLACES = 30
SHOWN = 60  # branches or records on the page; more are found by name or in the list of records


@dataclass(frozen=True, slots=True)
class BranchLine:
    """A branch to choose, with how many records it has in the period."""

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
    """What stands on the page: an organisation's papers by group for the chosen period, the empty forms, and a branch's
    records or the branches below to choose from. `choices` are the periods one may choose; `records` is how many the
    chosen one has."""

    org: Organization | None
    reach: Reach | None
    period: Period
    choices: tuple[Period, ...]
    groups: tuple[tuple[Group, list[Line]], ...]
    may_reveal: bool
    records: int
    minutes: tuple[RecordLine, ...]
    kind: str
    kinds: tuple[tuple[str, str], ...]
    branches: tuple[BranchLine, ...]
    is_cut: bool
    parcels: tuple[tuple[str, str], ...]  # papers that all branches below can have in one zip

    @property
    def is_branch(self) -> bool:
        return self.reach is Reach.BRANCH


def asked_org(actor: Actor, asked: str) -> Organization | None:
    """The organisation an address names, else that of the chosen post; None for somebody without a post, and for a guide,
    whose own organisation has nothing to print."""
    if asked.isdecimal():
        return get_org(actor, Act.RECORD_VIEW, int(asked))
    if actor.post is None or desk_is_guidance(actor):
        return None
    return get_org(actor, Act.VIEW, actor.post.org_id)


def shelf(actor: Actor, *, asked: str, find: str, period: str, kind: str, today: date) -> Shelf:
    """The page's contents. Raises DoesNotExist out of reach, NotAllowed without the right to read records there."""
    org = asked_org(actor, asked)
    chosen = period_of(period, today)
    reach = reach_of(org) if org else None
    above = reach is Reach.ABOVE or org is None
    branches = _branches(actor, org, find, chosen) if above else []
    years, records = _years(org, chosen, kind, today) if org else ((today.year,), 0)
    choices = choices_of(years, today)
    return Shelf(
        org=org,
        reach=reach,
        period=chosen,
        choices=tuple(choices if chosen in choices else [chosen, *choices]),
        groups=tuple(lines_for(actor, org, chosen, today=today)) if org else (),
        may_reveal=org is not None and bool(actor.may(Act.SEALED_REVEAL, org.path)),
        records=records,
        minutes=_minutes(org, chosen, kind) if org and not above else (),
        kind=kind,
        kinds=tuple((k.value, k.label) for k in kinds_for(org.kind)) if org else (),
        branches=tuple(branches[:SHOWN]),
        is_cut=len(branches) > SHOWN,
        parcels=parcel_choices(actor, org, chosen, today=today) if org and branches and not find else (),
    )


def _held(org: Organization, period: Period, kind: str) -> QuerySet[Activity]:
    """Confirmed records of the period, of the organisation and its 党小组."""
    held = Activity.objects.filter(
        org_id__in=with_groups(org.pk), state=State.CONFIRMED, held_on__range=(period.first, period.last)
    )
    if kind:
        held = held.filter(pk__in=ActivityKind.objects.filter(kind=kind).values("activity_id"))
    return held


def _years(org: Organization, chosen: Period, kind: str, today: date) -> tuple[tuple[int, ...], int]:
    """The years with records, the newest first, and how many records the chosen period has. Two queries."""
    records = Activity.objects.filter(org_id__in=with_groups(org.pk), state=State.CONFIRMED)
    first = records.aggregate(first=Min("held_on"))["first"]
    since = min(first.year, chosen.year) if first else chosen.year
    return tuple(range(today.year, since - 1, -1)), _held(org, chosen, kind).count()


def _minutes(org: Organization, period: Period, kind: str) -> tuple[RecordLine, ...]:
    """The period's records, the newest first."""
    held = _held(org, period, kind).order_by("-held_on", "-pk")
    return tuple(RecordLine(a.pk, a.held_on, a.title, a.place) for a in held[:SHOWN])


def _branches(actor: Actor, org: Organization | None, find: str, period: Period) -> list[BranchLine]:
    """The branches at and below `org` that the actor may print, in the order of the tree; one more than are shown."""
    rows = search_orgs(actor, find, act=Act.RECORD_VIEW, kinds=BRANCH_KINDS)
    rows = rows.filter(pk__in=orgs_where(actor, Act.MEMBER_VIEW).values("pk"))
    if org is not None:
        rows = rows.filter(below(org.path))
    branches = list(rows.order_by("path")[: SHOWN + 1])
    held = Activity.objects.filter(org__in=branches, state=State.CONFIRMED, held_on__range=(period.first, period.last))
    counts = dict(held.values("org_id").annotate(n=Count("pk")).values_list("org_id", "n"))
    return [BranchLine(b.pk, b.short_name or b.name, counts.get(b.pk, 0)) for b in branches]


def get_blank(actor: Actor, org_id: int, kind: str) -> tuple[Organization, str]:
    """The organisation and the kind's word for an empty form. A kind that is not held there is DoesNotExist."""
    org = get_org(actor, Act.RECORD_VIEW, org_id)
    words = {k.value: k.label for k in kinds_for(org.kind)}
    if kind not in words:
        raise Organization.DoesNotExist
    return org, words[kind]


def get_sign_in(actor: Actor, org_id: int, kind: str, *, blank: bool, today: date) -> tuple[Organization, SignIn]:
    """A sign-in sheet with the names of today: the committee for its own meetings and above a branch, else everybody on
    the roster of the branch or 党小组; `blank` leaves the names out."""
    org, word = get_blank(actor, org_id, kind)
    if blank:
        return org, SignIn(org=org.name, title=word, blanks=BLANK_PLACES)
    if reach_of(org) is Reach.ABOVE or scope_of([Kind(kind)], org.kind) is Scope.COMMITTEE:
        names = tuple(post.person.name for post in committee_on(org, today))
    else:
        demand(actor.may(Act.MEMBER_VIEW, org.path))
        rows = Membership.objects.filter(true_on(today), org=org).order_by("member__name_key", "member_id")
        names = tuple(rows.values_list("member__person__name", flat=True))
    return org, SignIn(org=org.name, title=word, place=org.place, names=names)
