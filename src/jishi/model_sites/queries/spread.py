"""Experiences: which one may read, one with those who came to look and those who took it over; 三级联创."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from jishi.committees.models import Goal, GoalProgress
from jishi.committees.rules import GoalCategory, GoalLevel
from jishi.kernel.actor import Act, Actor
from jishi.kernel.paging import Page, bounded, keyset
from jishi.model_sites.models import Adoption, Experience, Observation, Site
from jishi.model_sites.queries.doors import experiences_where
from jishi.model_sites.rules import ExperienceState, Link, SiteState, chain, waits_for
from jishi.orgs.models import Organization
from jishi.orgs.queries import below, living, orgs_where
from jishi.orgs.rules import OrgKind, ancestors, is_a


@dataclass(frozen=True, slots=True)
class ExperienceLine:
    """An experience in the list: how many visits it had, how many took it over."""

    experience: Experience
    visits: int
    taken: int


def experience_page(actor: Actor, *, find: str = "", sector: str = "", at: str = "") -> Page[ExperienceLine]:
    """A page of the experiences one may read, the latest first. Four queries."""
    rows = experiences_where(actor)
    if find:
        rows = rows.filter(Q(title__contains=find) | Q(problem__contains=find) | Q(org__name__contains=find))
    if sector:
        rows = rows.filter(org__sector=sector)
    page = keyset(rows, keys=("-pk",), at=at, total=bounded(rows))
    ids = [row.pk for row in page.rows]
    seen = Observation.objects.filter(experience__in=ids).values_list("experience_id").annotate(n=Count("pk"))
    taken = Adoption.objects.filter(experience__in=ids).values_list("experience_id").annotate(n=Count("pk"))
    visits, adopted = dict(seen.order_by()), dict(taken.order_by())
    lines = [ExperienceLine(row, visits.get(row.pk, 0), adopted.get(row.pk, 0)) for row in page.rows]
    return Page(lines, page.next, page.previous, page.total)


@dataclass(frozen=True, slots=True)
class ExperienceView:
    """An experience with its visits and the chain of those who took it over."""

    experience: Experience
    visits: list[Observation]
    chain: list[Link[Adoption]]
    may_write: bool
    may_share: list[tuple[str, str]]
    may_take: list[tuple[str, str]]

    @property
    def people(self) -> int:
        return sum(visit.people for visit in self.visits)


def experience_view(actor: Actor, row: Experience) -> ExperienceView:
    """`row` as its door returns it. Five queries."""
    taken = list(Adoption.objects.filter(experience=row).select_related("org").order_by("on", "pk"))
    places = Organization.objects.filter(path__in=ancestors(row.org.path, itself=True)).order_by("-path")
    share = [(str(one.pk), one.name) for one in places if actor.reaches(Act.RECORD, one.path)]
    return ExperienceView(
        experience=row,
        visits=list(Observation.objects.filter(experience=row).select_related("org").order_by("-on", "-pk")),
        chain=chain((one.pk, one.source_id, one) for one in taken),
        may_write=actor.reaches(Act.RECORD, row.org.path),
        may_share=share,
        may_take=_takers(actor, row, {one.org_id for one in taken}),
    )


def _takers(actor: Actor, row: Experience, taken: set[int]) -> list[tuple[str, str]]:
    if row.state != ExperienceState.SHARED or row.shared_in is None:
        return []
    rows = living(orgs_where(actor, Act.RECORD)).filter(path__startswith=row.shared_in.path)
    rows = rows.exclude(kind=OrgKind.PARTY_GROUP).exclude(pk__in=taken | {row.org_id})
    return [(str(one.pk), one.name) for one in rows.order_by("path")[:200]]


def sources_of(row: Experience) -> list[tuple[str, str]]:
    """Those who have taken it over, for a choice of whom one learned from."""
    rows = Adoption.objects.filter(experience=row).select_related("org").order_by("on", "pk")
    return [(str(one.pk), one.org.name) for one in rows]


def own_sites(org: Organization) -> list[tuple[str, str]]:
    """The named sites of an organisation, for a choice."""
    rows = Site.objects.filter(org=org, state=SiteState.NAMED).select_related("programme").order_by("pk")
    return [(str(row.pk), row.programme.title) for row in rows]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A goal of one level and what it waits for, in words; a link only where the actor may open it."""

    goal: Goal
    words: str
    shape: str
    is_link: bool


@dataclass(frozen=True, slots=True)
class Joint:
    """One level on the page of 三级联创; `is_link` where the actor sees the organisation."""

    org: Organization
    word: str
    goals: dict[str, list[Waiting]]
    is_link: bool


LEVELS = {OrgKind.COUNTY_COMMITTEE: "县", OrgKind.TOWNSHIP_COMMITTEE: "乡镇"}


def joint_levels(actor: Actor, org: Organization, year: int, *, today: date) -> list[Joint]:
    """County, township and village on the way down to `org`, each with the goals it has set for the year by category, and
    what each waits for. Of a level the actor does not see, those that are set for organisations like this one. Five
    queries, whatever their number."""
    way = Organization.objects.filter(path__in=ancestors(org.path, itself=True)).exclude(kind=OrgKind.PARTY_GROUP)
    levels = list(way.order_by("path"))
    seen = {one.pk for one in levels if actor.reaches(Act.RECORD_VIEW, one.path)}
    mine = Q(org__in=seen) | Q(level=GoalLevel.BELOW, sector__in=("", org.sector))
    goals = list(Goal.objects.filter(mine, org__in=levels, year=year).order_by("category", "due_on", "pk"))
    steps = GoalProgress.objects.filter(goal__in=goals).order_by().values_list("goal_id", "org_id").distinct()
    said: Counter[int] = Counter()
    begun = set()
    for goal_id, by in steps:
        said[goal_id] += by is not None
        begun.add(goal_id)
    concerned = _below_each([one for one in levels if any(goal.org_id == one.pk for goal in goals)])
    found = []
    for one in levels:
        shown: dict[str, list[Waiting]] = {}
        for goal in goals:
            if goal.org_id == one.pk:
                of = sum(n for sector, n in concerned[one.pk].items() if goal.sector in ("", sector))
                words, shape = waits_for(goal, begun=goal.pk in begun, said=said[goal.pk], of=of, today=today)
                shown.setdefault(goal.category, []).append(Waiting(goal, words, shape, one.pk in seen))
        word = LEVELS.get(OrgKind(one.kind), "村（支部）" if is_a(one.kind, OrgKind.BRANCH) else "党委")
        found.append(Joint(one, word, shown, one.pk in seen))
    return found


def _below_each(levels: Sequence[Organization]) -> dict[int, dict[str, int]]:
    """How many living organisations stand below each of these, by sector; without 党小组. Only those that are asked about
    are counted: below a province are three hundred thousand. One query, none for nobody."""
    if not levels:
        return {}
    rows = living(Organization.objects.filter(below(levels[0].path))).exclude(kind=OrgKind.PARTY_GROUP)
    counts = {f"n{one.pk}": Count("pk", filter=below(one.path) & ~Q(pk=one.pk)) for one in levels}
    found: dict[int, dict[str, int]] = {one.pk: {} for one in levels}
    grouped: Any = rows.order_by().values("sector").annotate(**counts)
    for row in grouped:
        for one in levels:
            found[one.pk][row["sector"]] = row[f"n{one.pk}"]
    return found


@dataclass(frozen=True, slots=True)
class JointLine:
    """A category across the levels: each with its goals in it, which may be none."""

    category: str
    word: str
    columns: list[tuple[Joint, list[Waiting]]]


def joint_lines(levels: Sequence[Joint]) -> list[JointLine]:
    """The categories in which some level has a goal, in their order. No query."""
    lines = [
        JointLine(code, word, [(level, level.goals.get(code, [])) for level in levels])
        for code, word in GoalCategory.choices()
    ]
    return [line for line in lines if any(goals for _, goals in line.columns)]


def joint_below(actor: Actor, org: Organization) -> list[Organization]:
    """The organisations right below that the actor sees, to go down to. One query."""
    rows = living(orgs_where(actor, Act.VIEW)).filter(parent=org).exclude(kind=OrgKind.PARTY_GROUP)
    return list(rows.order_by("path")[:200])
