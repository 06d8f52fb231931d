"""日历: what was held, what is planned, last days, windows, tasks and terms of a part of the tree or of one person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from jishi.desk.queries.calendar_sources import Reading, dates, due, held, plans, tasks
from jishi.desk.queries.scope import Scope, scope_of
from jishi.desk.rules.calendar import (
    DayOfMonth,
    Entry,
    Said,
    clashes,
    grid_days,
    heavy_weeks,
    month_grid,
    on_rest_days,
    without_titles,
)
from jishi.kernel.actor import Act, Actor
from jishi.kernel.workdays import unknown_years
from jishi.members.models import Member
from jishi.orgs.models import Organization
from jishi.orgs.queries import below, counts_today, orgs_where
from jishi.orgs.rules import OrgKind, is_a
from jishi.site.queries import day_table

ME = "me"
CHOICES = 400  # organisations offered to choose from
MANY = 600  # organisations whose lines one page puts together: more than any township has
AHEAD, BACK = timedelta(days=200), timedelta(days=35)  # what a subscribed calendar holds


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose calendar it is. `orgs` are the organisations; `own` those a member without a post belongs to, whose dates
    (not records) are the member's business; `many` when lines of several organisations are put together."""

    key: str
    name: str
    orgs: Q
    person_id: int | None
    own: tuple[int, ...]
    scope: Scope | None
    many: bool

    @property
    def is_person(self) -> bool:
        return self.scope is None


def whose(actor: Actor, asked: str, *, sector: str = "", kind: str = "") -> Whose:
    """The calendar an address asks for: "me", an organisation's id, "guided", "" for the desk of the chosen post (of
    somebody without one: "me"). That of a county, or of a committee with as many below, is its own. Raises DoesNotExist out
    of reach."""
    if asked == ME or (actor.post is None and not asked):
        return _of_person(actor)
    scope = scope_of(actor, asked)
    many = scope.is_committee and not (scope.org and (scope.has_units or _has_hundreds(scope.org)))
    orgs = scope.within() if many or not scope.is_committee else Q(path=scope.paths[0])
    if sector:
        orgs &= Q(sector=sector)
    if kind:
        orgs &= Q(kind=kind)
    return Whose(scope.key, scope.name, orgs, None, (), scope, many)


def _has_hundreds(org: Organization) -> bool:
    return sum(counts_today(org.pk, org.kind).values()) > MANY


def _of_person(actor: Actor) -> Whose:
    """Posts, tasks and one's own branch with its 党小组. One query."""
    posts = [post.org_id for post in actor.posts]
    member = Member.objects.filter(pk=actor.person_id or 0).values_list("org_id", "group_id").first() or ()
    own = tuple(pk for pk in member if pk)
    groups = Q(kind=OrgKind.PARTY_GROUP, parent_id__in=posts)
    return Whose(ME, "我的", Q(pk__in=[*posts, *own]) | groups, actor.person_id or 0, own, None, False)


def entries_of(actor: Actor, chosen: Whose, first: date, last: date, *, today: date) -> list[Entry]:
    """Everything on the calendar from `first` to `last`, by day and hour: a query a source, whatever the number of
    organisations. What the actor may not see today is not in it."""
    reading = Reading(actor, _org_ids(chosen), chosen.own, chosen.person_id, first, last, today)
    tops = chosen.scope.paths if chosen.scope else tuple(post.org_path for post in actor.posts)
    kinds = _kinds(actor, chosen)
    found = [
        *held(reading),
        *plans(reading),
        *due(reading),
        *dates(reading, tops, kinds),
        *tasks(reading),
    ]
    return sorted(found, key=lambda entry: entry.order)


def _kinds(actor: Actor, chosen: Whose) -> frozenset[str]:
    """The kinds of organisations whose yearly windows matter; none says all of them."""
    if chosen.scope is None:
        return frozenset(post.org_kind for post in actor.posts)
    org = chosen.scope.org
    return frozenset() if org is None or chosen.many else frozenset({org.kind})


def _org_ids(chosen: Whose) -> QuerySet[Organization, int]:
    return Organization.objects.filter(chosen.orgs, ended_on=None).order_by().values_list("pk", flat=True)


@dataclass(frozen=True, slots=True)
class Month:
    """The page: the month by weeks, its days with something on them, what is to be said above, years whose holidays are
    not known."""

    whose: Whose
    year: int
    month: int
    weeks: list[list[DayOfMonth]]
    days: list[DayOfMonth]
    said: list[Said]
    unknown: tuple[int, ...]
    undated: list[Entry]
    total: int

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def before(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1)


def month_of(actor: Actor, chosen: Whose, year: int, month: int, *, today: date) -> Month:
    """One month as its page shows it: one query a source of lines."""
    weeks = grid_days(year, month)
    first, last = weeks[0][0], weeks[-1][-1]
    everything = entries_of(actor, chosen, first, last, today=today)
    entries = [entry for entry in everything if entry.is_dated]
    undated = [entry for entry in everything if not entry.is_dated and entry.day.month == month]
    table = day_table()
    grid = month_grid(year, month, entries, table, today, alike=chosen.many)
    said = [
        *clashes(entries, same_person=chosen.is_person),
        *heavy_weeks(entries, same_person=chosen.is_person, today=today),
        *on_rest_days(entries, table, today),
    ]
    days = [day for week in grid for day in week if day.in_month and (day.entries or day.holiday)]
    return Month(
        chosen, year, month, grid, days, said, unknown_years(date(year, month, 1), date(year, month, 1), table),
        undated, sum(len(day.entries) for day in days),
    )  # fmt: skip


def choices(actor: Actor, chosen: Whose) -> list[tuple[int, str]]:
    """The organisations whose calendar may be chosen from here: those below, or beside a branch. One query."""
    scope = chosen.scope
    if scope is None and actor.post is None:
        return []
    paths: Sequence[str] = scope.paths if scope else (actor.post.org_path,) if actor.post else ()
    seen = orgs_where(actor, Act.VIEW).filter(ended_on=None).exclude(kind=OrgKind.PARTY_GROUP)
    if scope and scope.org:
        if scope.is_committee and not chosen.many:
            seen = seen.filter(Q(parent_id=scope.org.pk) | Q(pk=scope.org.pk))
        elif is_a(scope.org.kind, OrgKind.BRANCH) and scope.org.parent_id:
            seen = seen.filter(Q(parent_id=scope.org.parent_id) | Q(pk=scope.org.pk))
        else:
            seen = seen.filter(below(scope.org.path))
    else:
        reach = Q(pk__in=[])
        for path in paths:
            reach |= below(path)
        seen = seen.filter(reach)
    rows = seen.order_by("path").values_list("pk", "short_name", "name")[:CHOICES]
    return [(pk, short or name) for pk, short, name in rows]


def feed_entries(actor: Actor, org_id: int | None, *, today: date) -> Iterable[Entry]:
    """What a subscribed calendar holds today: without anything a person typed, and only what the actor's posts of today
    let be seen. Somebody without a post gets nothing."""
    if actor.post is None:
        return []
    if org_id is None:
        chosen = whose(actor, ME)
    elif orgs_where(actor, Act.VIEW).filter(pk=org_id).exists():
        chosen = whose(actor, str(org_id))
    else:
        return []
    found = entries_of(actor, chosen, today - BACK, today + AHEAD, today=today)
    return without_titles(entry for entry in found if entry.is_dated)
