"""All that is known before a record is typed: the form arrives filled."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from jishi.activities.models import Activity, Attendance
from jishi.activities.queries.rosters import Rosters, load_rosters
from jishi.activities.queries.scope import get_recording_org
from jishi.activities.rules import AbsenceReason, Kind, Roster, Scope, State, default_title, years_to_choose
from jishi.assignments.queries import open_for
from jishi.assignments.rules import State as TaskState
from jishi.kernel.actor import Actor
from jishi.orgs.models import Organization
from jishi.orgs.rules import OrgKind, PostKind

RECENT = 3  # records looked back on for the usual place and the usual reasons
OLD_AGE = 80


@dataclass(frozen=True, slots=True)
class Choice:
    """A person one may name as chair, recorder, lecturer or owner, with the post held that day."""

    person_id: int
    name: str
    post: str

    @property
    def label(self) -> str:
        return f"{self.name}（{self.post}）" if self.post else self.name


@dataclass(frozen=True, slots=True)
class Prefill:
    """What a new record of an organisation starts with. `hints` maps a person to the reason given at the last meeting
    missed; `tags` to what stands beside the name."""

    org: Organization
    kinds: tuple[Kind, ...]
    held_on: date
    title: str
    place: str
    chair_id: int | None
    recorder_id: int | None
    roster: Roster
    people: tuple[Choice, ...]
    hints: dict[int, str]
    tags: dict[int, str]
    open_tasks: tuple[Any, ...]
    years: tuple[int, ...]


def _choices(rosters: Rosters, org: Organization, roster: Roster, day: date) -> tuple[Choice, ...]:
    """Post holders first, in the order of the committee table, then everybody else on the roster."""
    posts = rosters.posts(org.pk, day)
    found = {p: Choice(p, held.name, PostKind.label_of(held.post)) for p, held in posts.items()}
    for person in roster.people:
        found.setdefault(person.person_id, Choice(person.person_id, person.name, person.post))
    for row in rosters.belongings.get(org.pk, []):
        if row.span.covers(day):
            found.setdefault(row.person_id, Choice(row.person_id, row.name, ""))
    return tuple(found.values())


def people_of(org: Organization, on: date) -> tuple[Choice, ...]:
    """Whom one may name for an organisation on `on`: post holders first, then everybody else on the roster."""
    rosters = load_rosters([org], on, on)
    return _choices(rosters, org, rosters.of(org.pk, org.kind, (), on), on)


def _holder(rosters: Rosters, org_id: int, day: date, *wanted: PostKind) -> int | None:
    posts = rosters.posts(org_id, day)
    for post in wanted:
        for person, held in posts.items():
            if held.post == post:
                return person
    return None


def prefill(actor: Actor, org_id: int, kinds: tuple[Kind, ...], on: date) -> Prefill:
    """What is known for a record of `kinds` held on `on`. Raises DoesNotExist out of reach, NotAllowed without the right
    to record there. Seven queries, however many people."""
    org = get_recording_org(actor, org_id)
    rosters = load_rosters([org], on, on)
    roster = rosters.of(org.pk, org.kind, kinds, on)
    recent = list(
        Activity.objects.filter(org=org, state=State.CONFIRMED, held_on__lte=on).order_by("-held_on", "-pk")[:RECENT]
    )
    missed = Attendance.objects.filter(
        activity_id__in=[a.pk for a in recent], held_on__in=[a.held_on for a in recent], is_present=False
    ).order_by("held_on", "activity_id")
    is_group = org.kind == OrgKind.PARTY_GROUP
    goes_out = roster.scope is Scope.CHOSEN and Kind.TRAINING not in kinds  # a visit is not held in the meeting room
    chair = _holder(
        rosters,
        org.pk,
        on,
        *((PostKind.GROUP_LEADER,) if is_group else (PostKind.SECRETARY, PostKind.DEPUTY_SECRETARY)),
    )
    recorder = _holder(
        rosters, org.pk, on, PostKind.ORGANIZATION_MEMBER, PostKind.PUBLICITY_MEMBER, PostKind.DEPUTY_SECRETARY,
        PostKind.COMMITTEE_MEMBER, PostKind.OFFICE_CLERK,
    )  # fmt: skip
    return Prefill(
        org=org,
        kinds=kinds,
        held_on=on,
        title=default_title(kinds, on, on.year),
        place="" if goes_out else org.place or next((a.place for a in recent if a.place), ""),
        chair_id=chair,
        recorder_id=recorder if recorder != chair else None,
        roster=roster,
        people=_choices(rosters, org, roster, on),
        hints={row.member_id: AbsenceReason(row.reason) for row in missed if row.reason},
        tags={
            person.person_id: f"{person.age}岁"
            for person in roster.people
            if person.age is not None and person.age >= OLD_AGE
        },
        open_tasks=()
        if roster.scope is Scope.CHOSEN
        else tuple(task for task in open_for([org.pk], on) if task.state == TaskState.OPEN),
        years=years_to_choose(on),
    )
