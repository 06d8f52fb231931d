"""Who was expected on a day, for one record or for thousands, in the same two queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from jishi.activities.rules import Expected, Kind, RecordInput, Roster, Scope, scope_of
from jishi.kernel.prepared import prepared
from jishi.members.models import Membership
from jishi.members.rules import Category, MembershipKind, Standing
from jishi.orgs.models import Organization, PostHeld, StudySeat
from jishi.orgs.queries import below
from jishi.orgs.rules import COMMITTEE_POSTS, OrgKind, PostKind, SeatRole, is_a


@dataclass(frozen=True, slots=True)
class _Span:
    from_on: date | None
    to_on: date | None

    def covers(self, day: date) -> bool:
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or day < self.to_on)


@dataclass(frozen=True, slots=True)
class _Belonging:
    span: _Span
    person_id: int
    name: str
    name_key: str
    category: str
    full_on: date | None
    born_on: date | None

    def is_full(self, day: date) -> bool:
        """Full members vote; a probationary one does not, nor one who was still on probation that day."""
        return self.category == Category.FULL and (self.full_on is None or self.full_on <= day)


@dataclass(frozen=True, slots=True)
class _Holding:
    span: _Span
    person_id: int
    name: str
    post: str
    order: int
    born_on: date | None


def _age(born_on: date | None, day: date) -> int | None:
    if born_on is None:
        return None
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


@dataclass(frozen=True, slots=True)
class _Seat:
    span: _Span
    person_id: int
    name: str
    role: str
    born_on: date | None


@dataclass(frozen=True, slots=True)
class Rosters:
    """The interval rows of some organisations over some days; `of` reads any day among them without a query."""

    belongings: dict[int, list[_Belonging]]
    holdings: dict[int, list[_Holding]]
    seats: dict[int, list[_Seat]] = field(default_factory=dict)

    def posts(self, org_id: int, day: date) -> dict[int, _Holding]:
        """Person → the first post held that day, by the order of the committee table."""
        found: dict[int, _Holding] = {}
        for held in self.holdings.get(org_id, []):
            if held.span.covers(day):
                found.setdefault(held.person_id, held)
        return found

    def of(self, org_id: int, org_kind: str, kinds: Collection[Kind], day: date) -> Roster:
        """Who was expected at a record of `kinds` on `day`. For kinds without an expected circle the people offered to
        choose from, none of whom is counted as due."""
        scope = scope_of(kinds, org_kind)
        posts = self.posts(org_id, day)
        committee = {person: held for person, held in posts.items() if held.post in COMMITTEE_POSTS}
        studying = [seat for seat in self.seats.get(org_id, []) if seat.span.covers(day)]
        if studying and Kind.THEORY_STUDY_GROUP in kinds:
            named = [
                Expected(s.person_id, s.name, True, s.person_id in committee, SeatRole.label_of(s.role), _age(s.born_on, day), s.born_on)
                for s in studying
            ]  # fmt: skip
            return Roster(scope, tuple(named))
        if scope is Scope.COMMITTEE:
            people = [
                Expected(p, held.name, True, True, PostKind.label_of(held.post), _age(held.born_on, day), held.born_on)
                for p, held in committee.items()
            ]
            return Roster(scope, tuple(people))
        # A committee meeting inside a 主题党日 votes among its own members only.
        by_committee = Kind.BRANCH_COMMITTEE_MEETING in kinds
        found: dict[int, Expected] = {}
        for row in self.belongings.get(org_id, []):
            if row.span.covers(day):
                held = posts.get(row.person_id)
                found[row.person_id] = Expected(
                    row.person_id,
                    row.name,
                    row.person_id in committee if by_committee else row.is_full(day),
                    row.person_id in committee,
                    PostKind.label_of(held.post) if held else "",
                    _age(row.born_on, day),
                    row.born_on,
                )
        if scope is Scope.CHOSEN or by_committee:
            for person, held in committee.items():
                found.setdefault(
                    person,
                    Expected(
                        person,
                        held.name,
                        True,
                        True,
                        PostKind.label_of(held.post),
                        _age(held.born_on, day),
                        held.born_on,
                    ),
                )
        return Roster(scope, tuple(found.values()))


@dataclass(frozen=True, slots=True)
class Meeting:
    """An organisation called together as `kinds` on a day, and who was expected: looked up once for a form and handed on to
    the verb that keeps what was typed."""

    org: Organization
    kinds: tuple[Kind, ...]
    held_on: date
    rosters: Rosters
    roster: Roster

    def is_for(self, record: RecordInput) -> bool:
        """Whether this is the meeting that `record` tells of."""
        return (self.org.pk, self.kinds, self.held_on) == (record.org_id, record.kinds, record.held_on)


def meeting_of(org: Organization, kinds: tuple[Kind, ...], held_on: date) -> Meeting:
    """Who was expected by `org` at a record of `kinds` on that day. Two queries, a third where there may be a 中心组."""
    rosters = load_rosters([org], held_on, held_on)
    return Meeting(org, kinds, held_on, rosters, rosters.of(org.pk, org.kind, kinds, held_on))


def _overlapping(first: date, last: date) -> Q:
    return (Q(from_on=None) | Q(from_on__lte=last)) & (Q(to_on=None) | Q(to_on__gt=first))


def _memberships(reach: Q, first: date, last: date) -> QuerySet[Membership, Any]:
    return (
        Membership.objects.filter(reach, _overlapping(first, last))
        .exclude(member__standing=Standing.SUSPENDED)
        .order_by("member__name_key", "member_id", "kind")
        .values_list(
            "org_id", "org__path", "kind", "from_on", "to_on", "member_id", "member__person__name",
            "member__name_key", "member__category", "member__full_on", "member__person__born_on",
        )
    )  # fmt: skip


@prepared
def _memberships_of(*, org_ids: list[int], first: date, last: date) -> QuerySet[Membership, Any]:
    return _memberships(Q(org_id__any=org_ids), first, last)


@prepared
def _posts_of(*, org_ids: list[int], first: date, last: date) -> QuerySet[PostHeld, Any]:
    held = PostHeld.objects.filter(_overlapping(first, last), org_id__any=org_ids).order_by("order", "pk")
    return held.values_list(
        "org_id", "from_on", "to_on", "person_id", "person__name", "post", "order", "person__born_on"
    )


def load_rosters(orgs: Iterable[Organization], first: date, last: date) -> Rosters:
    """Everything needed to say who was expected by these organisations from `first` to `last`: two queries, however many
    organisations, and a third where there may be a 中心组. A branch expects those whose formal relation it holds and those attached to its organisational life; a
    general branch expects the members of the branches below it; a suspended member is not expected."""
    by_id = {org.pk: org for org in orgs}
    general = {o.path: o.pk for o in by_id.values() if is_a(o.kind, OrgKind.GENERAL_BRANCH)}
    belongings: dict[int, list[_Belonging]] = defaultdict(list)
    if general:
        reach = Q(org_id__in=list(by_id))
        for path in general:
            reach |= below(path, field="org__path")
        rows = list(_memberships(reach, first, last))
    else:
        rows = _memberships_of(org_ids=list(by_id), first=first, last=last)
    for org_id, path, kind, from_on, to_on, person_id, name, name_key, category, full_on, born_on in rows:
        belonging = _Belonging(_Span(from_on, to_on), person_id, name, name_key, category, full_on, born_on)
        if org_id in by_id:
            belongings[org_id].append(belonging)
        if kind != MembershipKind.GROUP:
            for prefix, general_id in general.items():
                if path.startswith(prefix) and path != prefix:
                    belongings[general_id].append(belonging)
    holdings: dict[int, list[_Holding]] = defaultdict(list)
    posts = _posts_of(org_ids=list(by_id), first=first, last=last)
    for org_id, from_on, to_on, person_id, name, post, order, born_on in posts:
        holdings[org_id].append(_Holding(_Span(from_on, to_on), person_id, name, post, order, born_on))
    return Rosters(belongings, holdings, _seats([org for org in by_id.values() if _may_study(org)], first, last))


def _may_study(org: Organization) -> bool:
    return org.kind != OrgKind.PARTY_GROUP and not is_a(org.kind, OrgKind.BRANCH)


def _seats(orgs: Collection[Organization], first: date, last: date) -> dict[int, list[_Seat]]:
    """Who sat in the 中心组 of these organisations; no query where none may have one."""
    found: dict[int, list[_Seat]] = defaultdict(list)
    if orgs:
        rows = (
            StudySeat.objects.filter(_overlapping(first, last), org__in=orgs)
            .order_by("role", "from_on", "pk")
            .values_list("org_id", "from_on", "to_on", "person_id", "person__name", "role", "person__born_on")
        )
        for org_id, from_on, to_on, person_id, name, role, born_on in rows:
            found[org_id].append(_Seat(_Span(from_on, to_on), person_id, name, role, born_on))
    return found


def led_by(lecturers: Collection[int], first: date, last: date) -> dict[int, list[tuple[int, _Span]]]:
    """Person → the organisations whose secretary that person was, with the days; one query."""
    found: dict[int, list[tuple[int, _Span]]] = defaultdict(list)
    if lecturers:
        rows = PostHeld.objects.filter(
            _overlapping(first, last), person_id__in=lecturers, post=PostKind.SECRETARY
        ).values_list("person_id", "org_id", "from_on", "to_on")
        for person_id, org_id, from_on, to_on in rows:
            found[person_id].append((org_id, _Span(from_on, to_on)))
    return found
