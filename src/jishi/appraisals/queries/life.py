"""组织生活会: the years of a branch, and one with everything before and after the meeting."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce, JSONObject

from jishi.activities.models import Activity, ActivityKind, Guest
from jishi.activities.rules import Kind, State
from jishi.appraisals.models import HeartTalk, OrgLife, OrgLifeDone, Problem, ReviewRound
from jishi.appraisals.queries.deadlines import deadlines_for
from jishi.appraisals.queries.doors import reads_persons
from jishi.appraisals.queries.found import LIFE_PROBLEM
from jishi.appraisals.rules import AFTER, AT, BEFORE, Deadlines, Next, OrgLifeStep, ProblemOf, next_of_life
from jishi.assignments.queries import Listed, ledger_row, listed_as
from jishi.assignments.rules import State as TaskState
from jishi.kernel.actor import Act, Actor
from jishi.orgs.models import Organization, PostHeld
from jishi.orgs.queries import roles, true_on

UNFINISHED = (TaskState.OPEN, TaskState.REPORTED)


@dataclass(frozen=True, slots=True)
class StepView:
    """A step with what was noted of it, None while it was not."""

    step: OrgLifeStep
    done: OrgLifeDone | None


@dataclass(frozen=True, slots=True)
class Item:
    """A problem with its task and, once it was taken there, its row of the ledger. `text` is "" for a person's problem that
    the reader is not to see."""

    problem: Problem
    text: str
    is_open: bool
    second: str
    listed: Listed | None


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody who attended without a vote."""

    name: str
    note: str


@dataclass(frozen=True, slots=True)
class LifeView:
    """Everything of one 组织生活会 as the actor may read it. `hidden` personal problems are counted, not shown."""

    life: OrgLife
    record: Activity | None
    guests: list[Came]
    before: list[StepView]
    at: list[StepView]
    after: list[StepView]
    talks: list[HeartTalk]
    of_committee: list[Item]
    of_persons: list[Item]
    hidden: int
    open_items: int
    deadlines: Deadlines
    outside: str
    next: Next
    round: ReviewRound | None

    @property
    def problems(self) -> int:
        return len(self.of_committee) + len(self.of_persons) + self.hidden

    @property
    def measures(self) -> int:
        return sum(item.problem.assignment_id is not None for item in [*self.of_committee, *self.of_persons])

    def step(self, step: str) -> OrgLifeDone | None:
        """What was noted of one step."""
        return next((one.done for one in [*self.before, *self.at, *self.after] if one.step == step), None)


def records_for(life: OrgLife) -> QuerySet[Activity]:
    """The records that can be its meeting, the one linked first, then the latest that counts for the year; each with its
    guests."""
    of_year = ActivityKind.objects.filter(kind=Kind.ORG_LIFE_MEETING, year=life.year, activity__org_id=life.org_id)
    guests = Guest.objects.filter(activity=OuterRef("pk")).order_by("pk")
    found = Activity.objects.filter(
        Q(pk=life.activity_id) | Q(pk__in=of_year.values("activity_id")), org_id=life.org_id, state=State.CONFIRMED
    ).annotate(
        linked=Case(When(pk=life.activity_id, then=1), default=0),
        came=ArraySubquery(guests.values(each=JSONObject(name="name", note="note"))),
    )
    return found.order_by("-linked", "-held_on", "-pk")


def record_of(life: OrgLife) -> Activity | None:
    """The record of the meeting: the one linked while it stands, else the latest that counts for the year."""
    return records_for(life).first()


def step_of(life: OrgLife, step: str) -> OrgLifeDone | None:
    """What was noted of one step."""
    return OrgLifeDone.objects.filter(life=life, step=step).first()


def life_view(actor: Actor, life: OrgLife, *, today: date) -> LifeView:
    """One 组织生活会 whole. Six queries."""
    record: Any = record_of(life)
    done = {row.step: row for row in OrgLifeDone.objects.filter(life=life)}
    rows = list(_problems(life, today))
    reads = reads_persons(actor, life.org)
    shown = [p for p in rows if p.of == ProblemOf.COMMITTEE or reads or p.person_id == actor.person_id]
    items = [_item(problem) for problem in shown]
    talks = list(HeartTalk.objects.filter(life=life).select_related("one", "other").order_by("held_on", "pk"))
    open_items = sum(_is_open(p) for p in rows)
    deadlines = deadlines_for([life.org], life.year)[life.org_id]
    return LifeView(
        life=life,
        record=record,
        guests=[Came(**guest) for guest in record.came] if record else [],
        before=[StepView(step, done.get(step)) for step in BEFORE],
        at=[StepView(step, done.get(step)) for step in AT],
        after=[StepView(step, done.get(step)) for step in AFTER],
        talks=talks,
        of_committee=[item for item in items if item.problem.of == ProblemOf.COMMITTEE],
        of_persons=[item for item in items if item.problem.of == ProblemOf.PERSON],
        hidden=len(rows) - len(shown),
        open_items=open_items,
        deadlines=deadlines,
        outside=_outside(record.held_on if record else life.planned_on, deadlines),
        next=next_of_life(
            filing=life.filing, done=list(done), talks=len(talks), is_held=record is not None, problems=len(rows),
            unmeasured=sum(p.assignment is None and listed_as(p) is None for p in rows), open_items=open_items,
        ),
        round=ReviewRound.objects.filter(org_id=life.org_id, year=life.year).first(),
    )  # fmt: skip


def _outside(day: date | None, deadlines: Deadlines) -> str:
    """A word where the day lies outside the window of the notice, "" where it does not or none was set."""
    first, last = deadlines.opens_on, deadlines.held_by
    if day is None or first is None or last is None or first <= day <= last:
        return ""
    return f"通知安排的时间是 {first:%Y-%m-%d} 至 {last:%Y-%m-%d}，这一天不在其中。"


def _problems(life: OrgLife, today: date) -> QuerySet[Problem]:
    """The problems with their tasks, each knowing whether the branch itself has a second person who may accept."""
    accepting = [post for post, reaches in roles().items() if any(Act.ACCEPT in acts for acts in reaches.values())]
    second = PostHeld.objects.filter(true_on(today), org_id=life.org_id, post__in=accepting).exclude(
        person_id=Coalesce(OuterRef("assignment__owner_id"), 0)
    )
    second = second.exclude(person_id=Coalesce(OuterRef("assignment__reported_by_id"), 0))
    rows = Problem.objects.filter(life=life).select_related("person", "assignment__owner", "assignment__accepted_by")
    return rows.annotate(has_second=Exists(second), listed_row=ledger_row(LIFE_PROBLEM)).order_by("pk")


def _is_open(problem: Problem) -> bool:
    """Whether it waits to be put right: by its task, and once it is in the ledger until it is closed there."""
    if row := listed_as(problem):
        return row.is_open
    return problem.assignment is not None and problem.assignment.state in UNFINISHED


def _item(problem: Any) -> Item:
    task = problem.assignment
    waits = task is not None and task.state in UNFINISHED
    second = "由本支部另一名同志验收" if problem.has_second else "由上级组织办验收"
    return Item(problem, problem.text, _is_open(problem), second if waits else "", listed_as(problem))


@dataclass(frozen=True, slots=True)
class YearLine:
    """One year of a branch: its 组织生活会 and its 民主评议, either may be missing."""

    year: int
    life: OrgLife | None
    record: Activity | None
    round: ReviewRound | None
    ledger: int
    ledger_open: int


def years_of(org: Organization) -> list[YearLine]:
    """The years of a branch, the latest first. Four queries."""
    lives = {life.year: life for life in OrgLife.objects.filter(org=org).select_related("activity", "org")}
    rounds = {one.year: one for one in ReviewRound.objects.filter(org=org)}
    held: dict[int, Activity] = {}
    for life in lives.values():
        if life.activity is not None and life.activity.state == State.CONFIRMED:
            held[life.year] = life.activity
    missing = [year for year in lives if year not in held]
    for year, activity in _records(org, missing):
        held.setdefault(year, activity)
    states: dict[int, list[str]] = {}
    for year, state in (
        Problem.objects.filter(life__org=org).exclude(assignment=None).values_list("life__year", "assignment__state")
    ):
        states.setdefault(year, []).append(state)
    return [
        YearLine(
            year, lives.get(year), held.get(year), rounds.get(year), len(states.get(year, [])),
            sum(state in UNFINISHED for state in states.get(year, [])),
        )
        for year in sorted({*lives, *rounds}, reverse=True)
    ]  # fmt: skip


def _records(org: Organization, years: Collection[int]) -> list[tuple[int, Activity]]:
    """(year, record) of 组织生活会 that count for these years, the latest first; one query, none without years."""
    if not years:
        return []
    rows = ActivityKind.objects.filter(
        kind=Kind.ORG_LIFE_MEETING, year__in=years, activity__org=org, activity__state=State.CONFIRMED
    )
    return [
        (row.year, row.activity)
        for row in rows.select_related("activity").order_by("-activity__held_on", "-activity_id")
    ]
