"""软弱涣散整顿: which plans one sees, and each with its helpers, problems and measures."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from jishi.assignments.models import Assignment, Problem
from jishi.assignments.queries import helpers_named, measures_of, seat_over
from jishi.assignments.rules import Help, ProblemState
from jishi.assignments.rules import State as TaskState
from jishi.campaigns.models import Campaign, Grading, MendHelper, Mending, MendProblem
from jishi.campaigns.queries.patterns import patterns
from jishi.campaigns.rules import RUNNING, HelpRole, MendState, mend_mark
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import NotAllowed, Refused, demand
from jishi.kernel.paging import Page, either, keyset
from jishi.orgs.models import Organization
from jishi.orgs.queries import get_org, org_ids_where, there

MEND_STATES = {"": "整顿中", "late": "到期没有销号", "closed": "已销号", "all": "全部"}
type Named = list[tuple[HelpRole, Help]]


def mendings_where(actor: Actor, act: Act) -> QuerySet[Mending]:
    """The plans on which the actor may do `act`: recording goes by the organisation put right, deciding by who made the
    plan; they are read where the organisation's records are, and by the persons named as helpers."""
    if act in (Act.ASSIGN, Act.ACCEPT):
        return Mending.objects.filter(org_id__in=org_ids_where(actor, act))
    reached = Mending.objects.filter(there(actor.spans(act), "target__path"))
    if act is Act.RECORD_VIEW and actor.person_id is not None:
        helped = MendHelper.objects.filter(person_id=actor.person_id).values("mending_id")
        return either(reached, Mending.objects.filter(pk__in=helped))
    return reached


def get_mending(actor: Actor, act: Act, mending_id: int) -> Mending:
    """The one door. Out of sight it is missing; within, a refusal carries its reason."""
    found = mendings_where(actor, Act.RECORD_VIEW).select_related(
        "org", "target", "campaign", "asked_by", "closed_by"
    ).get(pk=mending_id)  # fmt: skip
    if act is not Act.RECORD_VIEW:
        demand(actor.may(act, (found.org if act in (Act.ASSIGN, Act.ACCEPT) else found.target).path))
    return found


def get_mending_org(actor: Actor, org_id: int) -> tuple[Organization, Organization]:
    """(who makes the plan, whom it is for): the actor's post above the organisation. Out of VIEW reach it is missing; raises
    NotAllowed for those who set no tasks above it."""
    target = get_org(actor, Act.RECORD_VIEW, org_id)
    seat = seat_over(actor, target.path)
    if seat is None:
        raise NotAllowed("整顿方案由上级党组织定，您的职务不能给这个组织定。")
    return Organization.objects.get(pk=seat.org_id), target


def without_plan(campaign: Campaign, gradings: Sequence[Grading]) -> set[int]:
    """The organisations whose grade calls for a plan that they have not got: none that runs, and none that this campaign
    led to; one of earlier years has been forgotten by the grade. One query, none where no grade does."""
    weak = {one.org_id for one in gradings if one.grade in patterns()[campaign.pattern].mend}
    led_to = Q(campaign=campaign) & ~Q(state=MendState.DROPPED)
    rows = Mending.objects.filter(Q(state__in=RUNNING) | led_to, target__in=weak)
    return weak - set(rows.values_list("target_id", flat=True)) if weak else set()


def helpers_typed(
    actor: Actor, issuer: Organization, target: Organization, typed: Mapping[str, str], day: date
) -> Named:
    """The helpers as typed under each role: people and organisations by their names, anybody else as the name stands; a
    第一书记 is looked for in the organisation itself. Raises Refused (the role) for a name that two bear."""
    found: Named = []
    for role in HelpRole:
        place = target if role is HelpRole.FIRST else issuer
        try:
            found += [(role, one) for one in helpers_named(actor, place, typed.get(role.value, ""), day)]
        except Refused as refusal:
            raise Refused(refusal.reason, role.value) from refusal
    return found


def typed_helpers(mending: Mending) -> dict[str, str]:
    """The helpers of a plan as they are typed."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in MendHelper.objects.filter(mending=mending).select_related("person", "org").order_by("pk"):
        found[one.role].append(one.name)
    return {role: "、".join(names) for role, names in found.items()}


@dataclass(frozen=True, slots=True)
class MendProblemLine:
    """A problem of a plan with its measures, and how many of them are accepted."""

    problem: Problem
    measures: list[Assignment]
    is_late: bool

    @property
    def accepted(self) -> int:
        return sum(one.state == TaskState.ACCEPTED for one in self.measures)

    @property
    def mark(self) -> tuple[str, str]:
        """A day set by the superior that has gone by is a reminder, no breach of a regulation."""
        if self.is_late:
            return "gap", "到期没有销号"
        shapes = {ProblemState.OPEN: "open", ProblemState.ASKED: "soon", ProblemState.CLOSED: "done"}
        return shapes.get(ProblemState(self.problem.state), "na"), ProblemState.label_of(self.problem.state)


@dataclass(frozen=True, slots=True)
class MendLine:
    """A plan as of a day."""

    mending: Mending
    helpers: list[MendHelper]
    problems: list[MendProblemLine]
    on: date

    @property
    def mark(self) -> tuple[str, str]:
        return mend_mark(self.mending.state, self.mending.due_on, self.on)

    @property
    def standing(self) -> list[MendProblemLine]:
        """Without those taken off the list."""
        return [one for one in self.problems if one.problem.state != ProblemState.DROPPED]

    @property
    def closed(self) -> int:
        return sum(one.problem.state == ProblemState.CLOSED for one in self.problems)

    @property
    def measures(self) -> int:
        return sum(len(one.measures) for one in self.standing)

    @property
    def accepted(self) -> int:
        return sum(one.accepted for one in self.standing)

    @property
    def next_on(self) -> date | None:
        """The next day by which a measure in hand is due; one that has gone by comes first."""
        days = [
            task.due_on
            for one in self.standing
            for task in one.measures
            if task.state == TaskState.OPEN and task.due_on
        ]
        return min(days, default=None)

    @property
    def is_ready(self) -> bool:
        """Whether every problem is closed, and there is one."""
        return bool(self.closed) and self.closed == len(self.standing)


def mend_lines(rows: Sequence[Mending], on: date) -> list[MendLine]:
    """Plans with helpers, problems and measures. Three queries for any number."""
    ids = [row.pk for row in rows]
    helpers: dict[int, list[MendHelper]] = defaultdict(list)
    for one in MendHelper.objects.filter(mending__in=ids).select_related("person", "org").order_by("pk"):
        helpers[one.mending_id].append(one)
    ties = list(MendProblem.objects.filter(mending__in=ids).select_related("problem").order_by("pk"))
    measures = measures_of([tie.problem_id for tie in ties]) if ties else {}
    problems: dict[int, list[MendProblemLine]] = defaultdict(list)
    for tie in ties:
        late = tie.problem.state == ProblemState.OPEN and tie.problem.due_on < on
        problems[tie.mending_id].append(MendProblemLine(tie.problem, measures.get(tie.problem_id, []), late))
    return [MendLine(row, helpers[row.pk], problems[row.pk], on) for row in rows]


def mend_line(mending: Mending, on: date) -> MendLine:
    """One plan."""
    return mend_lines([mending], on)[0]


def mending_rows(actor: Actor, *, state: str, find: str, on: date) -> QuerySet[Mending]:
    """The plans as they are narrowed; those that run unless asked otherwise."""
    rows = mendings_where(actor, Act.RECORD_VIEW).select_related("org", "target")
    if state == "late":
        rows = rows.filter(state=MendState.OPEN, due_on__lt=on)
    elif state == "closed":
        rows = rows.filter(state=MendState.CLOSED)
    elif state != "all":
        rows = rows.filter(state__in=RUNNING)
    if find:
        rows = rows.filter(target__name__contains=find)
    return rows


def mending_page(actor: Actor, *, state: str, find: str, on: date, at: str) -> Page[Mending]:
    """A page of plans in the order of the tree."""
    return keyset(mending_rows(actor, state=state, find=find, on=on), keys=("target__path", "pk"), at=at)
