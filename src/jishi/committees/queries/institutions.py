"""制度 and 年度目标 of an organisation."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from jishi.committees.models import Carried, Goal, GoalProgress, Institution, InstitutionVersion
from jishi.committees.rules import CarriedKind, GoalLevel, GoalState
from jishi.kernel.actor import Actor
from jishi.orgs.models import Organization
from jishi.orgs.rules import ancestors


@dataclass(frozen=True, slots=True)
class InstitutionRow:
    """A 制度 in the list: the number of its text in force, when that was passed, how it is carried out."""

    institution: Institution
    number: int
    since: date
    used: int
    checked_on: date | None

    @property
    def state(self) -> tuple[str, str]:
        """(shape, word) for the mark component."""
        if self.institution.abolished_on:
            return "na", "已废止"
        return ("done", "有执行记录") if self.used or self.checked_on else ("gap", "还没有执行记录")


def institution_rows(org: Organization, *, state: str = "", find: str = "") -> list[InstitutionRow]:
    """The 制度 of an organisation, those in force first, in three queries. `state` is "", "ended" or "all"."""
    rows = Institution.objects.filter(org=org)
    if state != "all":
        rows = rows.filter(abolished_on__isnull=state != "ended")
    if find:
        rows = rows.filter(title__contains=find)
    found = list(rows.order_by("-abolished_on", "adopted_on", "pk"))
    texts: dict[int, InstitutionVersion] = {}
    for text in InstitutionVersion.objects.filter(institution__in=found).defer("text").order_by("number"):
        texts[text.institution_id] = text
    used: dict[int, list[Carried]] = defaultdict(list)
    for carried in Carried.objects.filter(institution__in=found).order_by("on", "pk"):
        used[carried.institution_id].append(carried)
    return [
        InstitutionRow(
            institution=row,
            number=texts[row.pk].number,
            since=texts[row.pk].on,
            used=sum(one.kind == CarriedKind.USED for one in used[row.pk]),
            checked_on=max((one.on for one in used[row.pk] if one.kind == CarriedKind.CHECK), default=None),
        )
        for row in found
    ]


def texts_of(institution: Institution) -> QuerySet[InstitutionVersion]:
    """The texts of a 制度, the one in force first."""
    rows = InstitutionVersion.objects.filter(institution=institution).select_related("activity", "file")
    return rows.order_by("-number")


def carried_of(institution: Institution) -> QuerySet[Carried]:
    """How a 制度 was carried out, the latest first."""
    return Carried.objects.filter(institution=institution).select_related("activity").order_by("-on", "-pk")


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal with its steps, the latest first."""

    goal: Goal
    steps: list[GoalProgress]
    today: date

    @property
    def mark(self) -> tuple[str, str]:
        """(shape, word) for the mark component: a goal past its day is a reminder, nothing more."""
        if self.goal.state == GoalState.REACHED:
            return "done", "已完成"
        if self.goal.state == GoalState.MISSED:
            return "said", "未完成"
        return ("gap", "已过时限") if self.goal.due_on < self.today else ("open", "推进中")


def goals_of(org: Organization, year: int, *, today: date, category: str = "") -> list[GoalRow]:
    """The goals an organisation has set for a year, in two queries."""
    rows = Goal.objects.filter(org=org, year=year).select_related("org")
    if category:
        rows = rows.filter(category=category)
    return _with_steps(list(rows.order_by("level", "category", "due_on", "pk")), today)


def goals_above(actor: Actor, org: Organization, year: int, *, today: date) -> list[GoalRow]:
    """The goals that superiors have set for organisations like this one, each with what it has reported. Two queries. They are addressed to it, so whoever
    reads its pages reads them."""
    above = Q(org__path__in=ancestors(org.path)) & Q(sector__in=("", org.sector))
    rows = Goal.objects.filter(above, year=year, level=GoalLevel.BELOW).exclude(org=org).select_related("org")
    return _with_steps(list(rows.order_by("org__path", "category", "due_on", "pk")), today, org)


def goal_row(goal: Goal, *, today: date) -> GoalRow:
    """One goal with its steps."""
    return _with_steps([goal], today)[0]


def _with_steps(goals: list[Goal], today: date, org: Organization | None = None) -> list[GoalRow]:
    """With the issuer's own steps, or with those that `org` has reported."""
    steps: dict[int, list[GoalProgress]] = defaultdict(list)
    for step in GoalProgress.objects.filter(goal__in=goals, org=org).select_related("activity").order_by("-on", "-pk"):
        steps[step.goal_id].append(step)
    return [GoalRow(goal, steps[goal.pk], today) for goal in goals]
