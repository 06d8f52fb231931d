"""What leading cadres did: 调研, contact points, 双重组织生活, contact duties. Always by person in the order of the
committee's table or of names, never by how much."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.urls import reverse

from jishi.activities.models import Activity, Attendance, Guest
from jishi.activities.queries import attendance_of
from jishi.activities.rules import State
from jishi.committees.models import (
    ContactDone,
    ContactDuty,
    PointVisit,
    Research,
    ResearchResult,
    ResearchVisited,
)
from jishi.committees.queries.doors import contacts_where
from jishi.committees.rules import Came, DualLife
from jishi.kernel.actor import Act, Actor
from jishi.members.models import Membership
from jishi.orgs.models import ContactPoint, Organization, PostHeld
from jishi.orgs.queries import below, points_of, true_on
from jishi.orgs.rules import COMMITTEE_POSTS, PostKind


@dataclass(frozen=True, slots=True)
class ResearchRow:
    """A 调研 in the list, with the organisations visited and what came of it."""

    research: Research
    visited: list[Organization]
    results: list[ResearchResult]


def research_rows(org: Organization, year: int, *, person_id: int | None = None, find: str = "") -> list[ResearchRow]:
    """The 调研 of a year by person and day, in three queries."""
    rows = Research.objects.filter(org=org, year=year).select_related("person", "activity")
    if person_id:
        rows = rows.filter(person_id=person_id)
    if find:
        rows = rows.filter(Q(subject__contains=find) | Q(place__contains=find) | Q(person__name__contains=find))
    found = list(rows.order_by("person__name_key", "person_id", F("from_on").asc(nulls_last=True), "pk"))
    return _with_results(found)


def research_row(research: Research) -> ResearchRow:
    """One 调研 with the organisations visited and what came of it."""
    return _with_results([research])[0]


def _with_results(found: list[Research]) -> list[ResearchRow]:
    visited: dict[int, list[Organization]] = defaultdict(list)
    for row in ResearchVisited.objects.filter(research__in=found).select_related("org").order_by("org__path"):
        visited[row.research_id].append(row.org)
    results: dict[int, list[ResearchResult]] = defaultdict(list)
    came = ResearchResult.objects.filter(research__in=found).select_related("assignment", "activity")
    for result in came.order_by("on", "pk"):
        results[result.research_id].append(result)
    return [ResearchRow(row, visited[row.pk], results[row.pk]) for row in found]


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit to a contact point: from a record, a 调研, or noted by hand. `url` leads to the record, if there is one."""

    on: date
    what: str
    how: str
    url: str = ""


def visits_of(point: ContactPoint) -> list[Visit]:
    """Everything on file that the leading cadre did at the contact point, the latest first. Three queries."""
    return visits_at([point])[point.pk]


def visits_at(points: Sequence[ContactPoint]) -> dict[int, list[Visit]]:
    """The same for several contact points, each with its person and place; as many queries as for one."""
    found: dict[int, list[Visit]] = {point.pk: [] for point in points}
    ways = [(point.pk, how, rows) for point in points for how, rows in _held_at(point)]
    rows: Any = [
        found_rows.values_list(Value(pk), Value(how), Value(place), "pk", "held_on", "title")
        for place, (pk, how, found_rows) in enumerate(ways)
    ]
    # A record says most of what the cadre did there: giving the lecture before having been present, that before attending.
    seen: set[tuple[int, int]] = set()
    for point_id, how, _, pk, held_on, title in (
        sorted(rows[0].union(*rows[1:], all=True), key=lambda row: row[2]) if rows else ()
    ):
        if (point_id, pk) not in seen:
            seen.add((point_id, pk))
            found[point_id].append(Visit(held_on, title, how, reverse("activities-show", args=[pk])))
    for visited in ResearchVisited.objects.filter(
        org__in={p.place_id for p in points}, research__person__in={p.person_id for p in points}
    ).select_related("research"):
        research = visited.research
        for point in points:
            same = (point.place_id, point.person_id) == (visited.org_id, research.person_id)
            if same and research.from_on and research.from_on >= point.from_on:
                url = f"/committee/research/{research.pk}/"
                found[point.pk].append(Visit(research.from_on, research.subject, "调研", url))
    for noted in PointVisit.objects.filter(point__in=points):
        what = f"{noted.what}{f'。{noted.came_of_it}' if noted.came_of_it else ''}"
        found[noted.point_id].append(Visit(noted.on, what, "走访"))
    return {pk: sorted(visits, key=lambda visit: visit.on, reverse=True) for pk, visits in found.items()}


def _held_at(point: ContactPoint) -> list[tuple[str, QuerySet[Activity]]]:
    """The records at a contact point by what the cadre did there."""
    during = Q(held_on__gte=point.from_on) & (Q(held_on__lt=point.to_on) if point.to_on else Q())
    held = Activity.objects.filter(during, below(point.place.path, field="org__path"), state=State.CONFIRMED).order_by()
    present = Attendance.objects.filter(during, member_id=point.person_id, is_present=True).values("activity_id")
    guests = Guest.objects.filter(activity_id=OuterRef("pk"), name=point.person.name)
    return [
        ("授课", held.filter(lecturer_id=point.person_id)),
        ("参加", held.filter(pk__in=present)),
        ("列席", held.filter(Exists(guests))),
    ]


def last_noted(points: Iterable[ContactPoint]) -> dict[int, int]:
    """How many visits were noted by hand at each of some points; one query."""
    rows = PointVisit.objects.filter(point__in=list(points)).values("point_id").annotate(count=Count("pk"))
    return {row["point_id"]: row["count"] for row in rows}


def leaders_of(org: Organization, day: date) -> list[tuple[int, str, str]]:
    """The leading cadres of a committee: (person, name, posts), in the order of its table."""
    found: dict[int, tuple[str, list[str]]] = {}
    held = PostHeld.objects.filter(true_on(day), org=org, post__in=COMMITTEE_POSTS).select_related("person")
    for post in held.order_by("order", "pk"):
        found.setdefault(post.person_id, (post.person.name, []))[1].append(PostKind.label_of(post.post))
    return [(person, name, "、".join(posts)) for person, (name, posts) in found.items()]


def leader_named(org: Organization, person_id: int) -> str:
    """The name of somebody who sits or sat on the committee. Raises PostHeld.DoesNotExist for anybody else."""
    held = PostHeld.objects.filter(org=org, person_id=person_id, post__in=COMMITTEE_POSTS).select_related("person")
    first = held.order_by("pk").first()
    if first is None:
        raise PostHeld.DoesNotExist
    return first.person.name


def without_point(org: Organization, day: date) -> str:
    """The name of the secretary who has no contact point on `day`; "" when there is one, or no secretary."""
    pointed = points_of(org, day=day).filter(person_id=OuterRef("person_id"))
    held = PostHeld.objects.filter(true_on(day), ~Exists(pointed), org=org, post=PostKind.SECRETARY)
    return held.values_list("person__name", flat=True).first() or ""


def dual_life(actor: Actor, org: Organization, person_id: int, year: int) -> DualLife:
    """双重组织生活 of one leading cadre in a year, from attendance alone. Whoever looks sees the records within reach; the
    cadre sees all of the own. Five queries."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    came = attendance_of(person_id, first, last)
    own = list(
        Membership.objects.filter(
            Q(from_on=None) | Q(from_on__lte=last), Q(to_on=None) | Q(to_on__gt=first), member_id=person_id
        )
        .select_related("org")
        .order_by("kind", "from_on", "pk")
    )
    points = set(ContactPoint.objects.filter(person_id=person_id, from_on__lte=last).values_list("place_id", flat=True))
    held = {row.org_id for row in came}
    own_eyes = actor.person_id == person_id
    names = {
        pk: name
        for pk, name, path in Organization.objects.filter(pk__in=held).values_list("pk", "name", "path")
        if own_eyes or actor.reaches(Act.RECORD_VIEW, path)
    }
    parts: dict[str, list[Came]] = defaultdict(list)
    for row in came:
        if row.org_id not in names:
            continue
        line = Came(row.activity_id, row.held_on, row.title, names[row.org_id], row.is_present, row.reason)
        if any(m.org_id == row.org_id for m in own):
            parts["member"].append(line)
        elif row.org_id == org.pk:
            parts["leader"].append(line)
        else:
            parts["point" if row.org_id in points else "else"].append(line)
    return DualLife(
        branch="、".join(dict.fromkeys(m.org.name for m in own)),
        as_member=tuple(parts["member"]),
        as_leader=tuple(parts["leader"]),
        at_points=tuple(parts["point"]),
        elsewhere=tuple(parts["else"]),
    )


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact duty in the list: what is planned, how often it was done, how many matters wait."""

    duty: ContactDuty
    done: int
    pending: int
    last_on: date | None


def contacts_in(actor: Actor, org: Organization | None, *, year: int) -> QuerySet[ContactDuty]:
    """The contact duties that reach into a year, of one committee or of all in sight."""
    rows = contacts_where(actor, Act.RECORD_VIEW).filter(from_on__lt=date(year + 1, 1, 1), to_on__gte=date(year, 1, 1))
    return rows.filter(org=org) if org is not None else rows


def contact_rows(
    actor: Actor, org: Organization | None, *, year: int, kind: str = "", find: str = ""
) -> list[ContactRow]:
    """The contact duties that reach into a year, of one committee or of all in sight, by person. Two queries. Who is
    visited is no search word: not everybody who sees the list may read it."""
    rows = contacts_in(actor, org, year=year)
    if kind:
        rows = rows.filter(kind=kind)
    if find:
        rows = rows.filter(Q(person__name__contains=find) | Q(where__contains=find) | Q(place__name__contains=find))
    duties = list(rows.order_by("person__name_key", "person_id", "from_on", "pk"))
    done: dict[int, list[ContactDone]] = defaultdict(list)
    for one in ContactDone.objects.filter(duty__in=duties).order_by("on", "pk"):
        done[one.duty_id].append(one)
    return [
        ContactRow(
            duty=duty,
            done=len(done[duty.pk]),
            pending=sum(one.state == "pending" for one in done[duty.pk]),
            last_on=done[duty.pk][-1].on if done[duty.pk] else None,
        )
        for duty in duties
    ]


def done_of(duty: ContactDuty) -> QuerySet[ContactDone]:
    """What was done under a contact duty, the latest first."""
    return ContactDone.objects.filter(duty=duty).select_related("assignment").order_by("-on", "-pk")
