"""All that is known before a record is typed: the form arrives filled."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from jishi.activities.models import Activity, Attendance
from jishi.activities.queries.rosters import Meeting, meeting_of
from jishi.activities.queries.scope import get_recording_org
from jishi.activities.rules import AbsenceReason, Kind, Roster, Scope, State, default_title, years_to_choose
from jishi.assignments.queries import open_for
from jishi.assignments.rules import State as TaskState
from jishi.kernel.actor import Actor
from jishi.orgs.models import Organization
from jishi.orgs.rules import OrgKind, PostKind
from jishi.people.rules import Called, told_apart

RECENT = 3  # records looked back on for the usual place and the usual reasons
OLD_AGE = 80


@dataclass(frozen=True, slots=True)
class Choice:
    """A person one may name as chair, recorder, lecturer or owner; `label` is the name with the post held that day, and what
    tells namesakes apart."""

    person_id: int
    name: str
    label: str


@dataclass(frozen=True)
class Prefill:
    """What a new record of an organisation starts with. What was usual lately and what tasks are open is asked when the
    page shows it: a record that is confirmed asks for neither."""

    meeting: Meeting
    people: tuple[Choice, ...]

    @property
    def org(self) -> Organization:
        return self.meeting.org

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return self.meeting.kinds

    @property
    def held_on(self) -> date:
        return self.meeting.held_on

    @property
    def roster(self) -> Roster:
        return self.meeting.roster

    @property
    def title(self) -> str:
        return default_title(self.kinds, self.held_on, self.held_on.year)

    @property
    def years(self) -> tuple[int, ...]:
        return years_to_choose(self.held_on)

    @property
    def called(self) -> dict[int, str]:
        """The names of those expected, namesakes told apart."""
        return told_apart(Called(p.person_id, p.name, p.born_on) for p in self.roster.people)

    @property
    def tags(self) -> dict[int, str]:
        """What stands beside the name."""
        found = self.roster.people
        return {p.person_id: f"{p.age}岁" for p in found if p.age is not None and p.age >= OLD_AGE}

    @cached_property
    def _recent(self) -> list[tuple[int, date, str]]:
        held = Activity.objects.filter(org=self.org, state=State.CONFIRMED, held_on__lte=self.held_on)
        return list(held.order_by("-held_on", "-pk").values_list("pk", "held_on", "place")[:RECENT])

    @property
    def place(self) -> str:
        """Where it is usually held. A visit is not held in the meeting room."""
        if self.roster.scope is Scope.CHOSEN and Kind.TRAINING not in self.kinds:
            return ""
        return self.org.place or next((place for _, _, place in self._recent if place), "")

    @cached_property
    def hints(self) -> dict[int, str]:
        """Person → the reason given at the last meeting missed."""
        missed = Attendance.objects.filter(
            activity_id__in=[pk for pk, _, _ in self._recent],
            held_on__in=[day for _, day, _ in self._recent],
            is_present=False,
        )
        rows = missed.order_by("held_on", "activity_id").values_list("member_id", "reason")
        return {person: AbsenceReason(reason) for person, reason in rows if reason}

    @cached_property
    def open_tasks(self) -> tuple[Any, ...]:
        """What earlier meetings gave to do and is not done yet, for an agenda; the first due first."""
        if self.roster.scope is Scope.CHOSEN:
            return ()
        return tuple(task for task in open_for([self.org.pk], self.held_on) if task.state == TaskState.OPEN)

    def _holder(self, *wanted: PostKind) -> int | None:
        posts = self.meeting.rosters.posts(self.org.pk, self.held_on)
        return next((person for post in wanted for person, held in posts.items() if held.post == post), None)

    @property
    def chair_id(self) -> int | None:
        if self.org.kind == OrgKind.PARTY_GROUP:
            return self._holder(PostKind.GROUP_LEADER)
        return self._holder(PostKind.SECRETARY, PostKind.DEPUTY_SECRETARY)

    @property
    def recorder_id(self) -> int | None:
        """Who usually takes the minutes; never the chair."""
        found = self._holder(
            PostKind.ORGANIZATION_MEMBER, PostKind.PUBLICITY_MEMBER, PostKind.DEPUTY_SECRETARY,
            PostKind.COMMITTEE_MEMBER, PostKind.OFFICE_CLERK,
        )  # fmt: skip
        return found if found != self.chair_id else None


def _choices(meeting: Meeting) -> tuple[Choice, ...]:
    """Post holders first, in the order of the committee table, then everybody else on the roster."""
    org_id, day = meeting.org.pk, meeting.held_on
    posts = meeting.rosters.posts(org_id, day)
    found = {p: Called(p, held.name, held.born_on, PostKind.label_of(held.post)) for p, held in posts.items()}
    for person in meeting.roster.people:
        found.setdefault(person.person_id, Called(person.person_id, person.name, person.born_on, person.post))
    for row in meeting.rosters.belongings.get(org_id, []):
        if row.span.covers(day):
            found.setdefault(row.person_id, Called(row.person_id, row.name, row.born_on))
    labels = told_apart(found.values())
    return tuple(Choice(pk, one.name, labels[pk]) for pk, one in found.items())


def people_of(org: Organization, on: date) -> tuple[Choice, ...]:
    """Whom one may name for an organisation on `on`: post holders first, then everybody else on the roster."""
    return _choices(meeting_of(org, (), on))


def prefill(actor: Actor, org_id: int, kinds: tuple[Kind, ...], on: date) -> Prefill:
    """What is known for a record of `kinds` held on `on`. Raises DoesNotExist out of reach, NotAllowed without the right
    to record there. Three queries, however many people; another three as the page shows what they tell."""
    meeting = meeting_of(get_recording_org(actor, org_id), kinds, on)
    return Prefill(meeting, _choices(meeting))
