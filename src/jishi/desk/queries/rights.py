"""The four rights of the members of one branch in one year: each count and the records behind it come from the same rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.urls import reverse

from jishi.activities.models import Activity, ActivityKind, Item, PlanEntry
from jishi.activities.rules import Kind, State
from jishi.appraisals.models import OrgLifeDone, Problem, ReviewRound
from jishi.appraisals.rules import OrgLifeStep, ProblemOf
from jishi.assignments.models import Assignment
from jishi.assignments.rules import State as TaskState
from jishi.ballots.models import Election, Poll
from jishi.ballots.rules import ElectionState
from jishi.ballots.rules.polls import PollState
from jishi.desk.rules.rights import LINES, SENTENCES, Right
from jishi.kernel.actor import Act, Actor
from jishi.members.models import Membership
from jishi.orgs.models import Organization
from jishi.orgs.queries import get_org, true_on
from jishi.orgs.rules import BRANCH_KINDS

MOST = 200  # records listed under one line


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a right: its words and how many records stand behind it."""

    key: str
    word: str
    count: int


@dataclass(frozen=True, slots=True)
class RightView:
    """One right with the lines that have records this year; none without a record."""

    right: Right
    sentence: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One record behind a count. `url` is "" for a reader who may not open it."""

    on: date | None
    text: str
    url: str = ""


def get_rights_branch(actor: Actor, org_id: int, *, today: date) -> Organization:
    """The branch whose page this is: for those who read its records, and for its own members (attached ones too). For all
    others it is not there."""
    org = Organization.objects.filter(pk=org_id, kind__in=BRANCH_KINDS).first()
    if org is None:
        raise Organization.DoesNotExist
    if actor.reaches(Act.RECORD_VIEW, org.path):
        return get_org(actor, Act.RECORD_VIEW, org.pk)
    belongs = Membership.objects.filter(true_on(today), org=org, member_id=actor.person_id or 0)
    if not belongs.exists():
        raise Organization.DoesNotExist
    return org


def _held(org: Organization, year: int) -> QuerySet[Activity]:
    return Activity.objects.filter(org=org, state=State.CONFIRMED, held_on__year=year)


def _kind(kind: Kind) -> Callable[[Organization, int], QuerySet[Any]]:
    def rows(org: Organization, year: int) -> QuerySet[Any]:
        of_kind = ActivityKind.objects.filter(kind=kind, activity__org=org).values("activity_id")
        return _held(org, year).filter(pk__in=of_kind)

    return rows


def _step(step: OrgLifeStep) -> Callable[[Organization, int], QuerySet[Any]]:
    return lambda org, year: OrgLifeDone.objects.filter(life__org=org, step=step, done_on__year=year)


def _items(org: Organization, year: int) -> QuerySet[Item]:
    return Item.objects.filter(activity__in=_kind(Kind.MEMBERS_MEETING)(org, year))


_ROWS: dict[str, Callable[[Organization, int], QuerySet[Any]]] = {
    "plan": lambda org, year: PlanEntry.objects.filter(org=org, year=year, dropped_reason=""),
    "heard": lambda org, year: _items(org, year).filter(motion=""),
    "told": _step(OrgLifeStep.CIRCULATED),
    "meetings": _kind(Kind.MEMBERS_MEETING),
    "days": _kind(Kind.THEME_PARTY_DAY),
    "lectures": _kind(Kind.PARTY_LECTURE),
    "life": _kind(Kind.ORG_LIFE_MEETING),
    "service": _kind(Kind.VOLUNTEER_SERVICE),
    "motions": lambda org, year: _items(org, year).exclude(motion=""),
    "elections": lambda org, year: Election.objects.filter(org=org, meeting_on__year=year).exclude(
        state=ElectionState.CANCELLED
    ),
    "opinions": _step(OrgLifeStep.OPINIONS),
    "polls": lambda org, year: Poll.objects.filter(org=org, state=PollState.CLOSED, closed_at__year=year),
    "secretary": _step(OrgLifeStep.SECRETARY),
    "reviews": lambda org, year: ReviewRound.objects.filter(org=org, began_on__year=year),
    "ledger": lambda org, year: Problem.objects.filter(
        Q(assignment__created_at__year=year) | Q(assignment__accepted_at__year=year), life__org=org,
        of=ProblemOf.COMMITTEE,
    ),
    "tasks": lambda org, year: Assignment.objects.filter(
        org=org, state=TaskState.ACCEPTED, accepted_at__year=year, origin_kind="activities"
    ),
}  # fmt: skip


def rights_of(org: Organization, year: int) -> list[RightView]:
    """The four rights with their counts. One statement."""
    parts = [
        rows(org, year)
        .order_by()
        .values(line=Value(key, output_field=CharField()))
        .annotate(n=Count("pk"))
        .values_list("line", "n")
        for key, rows in _ROWS.items()
    ]
    counts = dict(parts[0].union(*parts[1:], all=True))
    return [
        RightView(
            right,
            SENTENCES[right],
            tuple(Line(key, word, counts[key]) for key, (of, word) in LINES.items() if of is right and counts.get(key)),
        )
        for right in Right
    ]


# Line → (day, words, address of what it is a part of): columns of its rows.
_PARTS: dict[str, tuple[str, str, str, str]] = {
    "plan": ("month", "title", "", ""),
    "heard": ("activity__held_on", "title", "activities-show", "activity_id"),
    "told": ("done_on", "note", "appraisals-life", "life_id"),
    "motions": ("activity__held_on", "motion", "activities-show", "activity_id"),
    "elections": ("meeting_on", "kind", "ballots-show", "pk"),
    "opinions": ("done_on", "note", "appraisals-life", "life_id"),
    "polls": ("closed_at__date", "title", "ballots-poll", "pk"),
    "secretary": ("done_on", "note", "appraisals-life", "life_id"),
    "reviews": ("began_on", "year", "", ""),
    "ledger": ("assignment__due_on", "text", "appraisals-life", "life_id"),
    "tasks": ("accepted_at__date", "title", "assignments-show", "pk"),
}
_OF_RECORD = ("held_on", "title", "activities-show", "pk")


def records_behind(actor: Actor, org: Organization, year: int, key: str) -> list[Record]:
    """The records behind one count, by their days. One query. A member without a post reads them here and opens none."""
    day, word, page, target = _PARTS.get(key, _OF_RECORD)
    opens = bool(page) and actor.reaches(Act.RECORD_VIEW, org.path)
    rows = _ROWS[key](org, year).annotate(on=F(day)).order_by("on", "pk")
    return [
        Record(row.on, _said(key, row, getattr(row, word)), reverse(page, args=[getattr(row, target)]) if opens else "")
        for row in rows[:MOST]
    ]


def _said(key: str, row: Any, value: Any) -> str:
    if key == "elections":
        return str(row.get_kind_display())
    if key == "reviews":
        return f"{value}年度民主评议党员"
    if isinstance(row, OrgLifeDone):
        return " ".join(part for part in (row.get_step_display(), value) if part)
    return str(value)
