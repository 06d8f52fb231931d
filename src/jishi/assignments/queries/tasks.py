"""Reading tasks: what an actor may see, what is open, what became of each."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat

from jishi.assignments.models import NO_DAY, Assignment, Helper, Progress
from jishi.assignments.rules import DueHint, State, due_hint, is_late, may_judge
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import NotAllowed, demand
from jishi.kernel.paging import MOST, SIZE, Page, bounded, keyset
from jishi.kernel.registry import relations
from jishi.members.models import Membership
from jishi.notices.models import Reminder
from jishi.notices.rules import week_of
from jishi.orgs.models import Organization, PostHeld
from jishi.orgs.queries import (
    Offer,
    below,
    get_org,
    in_charge,
    offered,
    org_ids_where,
    orgs_where,
    responsible,
    true_on,
)
from jishi.orgs.rules import PostKind
from jishi.people.rules import Called, told_apart
from jishi.site.queries import day_table

LABEL = "assignments.Assignment"
JUDGING = frozenset({Act.ASSIGN, Act.ACCEPT})


def owned_by(actor: Actor) -> QuerySet[Assignment, Any]:
    """The ids of the tasks that the actor answers for, whatever posts are held."""
    if actor.person_id is None:
        return Assignment.objects.none().values_list("pk", flat=True)
    return Assignment.objects.filter(owner_id=actor.person_id).values_list("pk", flat=True)


def led_by(actor: Actor) -> QuerySet[Assignment, Any]:
    """The ids of the tasks that the actor is the 责任领导 of."""
    if actor.person_id is None:
        return Assignment.objects.none().values_list("pk", flat=True)
    return Assignment.objects.filter(leader_id=actor.person_id).values_list("pk", flat=True)


def helped_by(actor: Actor) -> QuerySet[Helper, Any]:
    """The ids of the tasks that the actor, or an organisation in reach, helps with."""
    helps = Q(org_id__in=org_ids_where(actor, Act.VIEW))
    if actor.person_id is not None:
        helps |= Q(person_id=actor.person_id)
    return Helper.objects.filter(helps).values_list("assignment_id", flat=True)


def assignments_where(actor: Actor, act: Act) -> QuerySet[Assignment]:
    """The tasks on which the actor may do `act`: by rights over the organisation, or by a tie to the task itself."""
    reach = _judged(actor, act) if act in JUDGING else Q(org_id__in=org_ids_where(actor, act))
    for tied in _tied(actor, act):
        reach |= Q(pk__in=tied)
    return Assignment.objects.filter(reach)


def _judged(actor: Actor, act: Act) -> Q:
    """What was given out from above is judged by who gave it, anything else by its own organisation or those above."""
    within = org_ids_where(actor, act)
    return Q(issuer=None, org_id__in=within) | Q(issuer_id__in=within)


def judge_of(assignment: Assignment) -> Organization:
    """The organisation that accepts, changes and calls off a task."""
    return assignment.issuer or assignment.org


def _tied(actor: Actor, act: Act) -> list[QuerySet[Any, Any]]:
    return [relation.where(actor) for relation in relations.get(LABEL, []) if act in relation.acts]


def _seen(actor: Actor) -> list[QuerySet[Assignment]]:
    """The tasks the actor sees, for a list, in parts that have none in common: those of organisations in reach, and those
    elsewhere that some tie shows. An OR of the two would read every task there is; apart, the first is walked in the
    order of the list or found by its organisations, whichever is shorter, and the second is a handful."""
    reach = Q(pk__in=[])
    for path, subtree in actor.spans(Act.VIEW):
        reach |= below(path, field="org__path") if subtree else Q(org__path=path)
    first, *others = _tied(actor, Act.VIEW)
    tied = Assignment.objects.filter(pk__in=first.union(*others, all=True))
    return [Assignment.objects.filter(reach), tied.exclude(reach)]


def get_assignment(actor: Actor, act: Act, assignment_id: int) -> Assignment:
    """The one door. Out of VIEW reach looks like missing; within it a refusal carries its reason."""
    related = ("org", "owner", "accepted_by", "issuer", "leader", "parent")
    found = assignments_where(actor, Act.VIEW).select_related(*related).get(pk=assignment_id)
    if act is not Act.VIEW and not assignments_where(actor, act).filter(pk=found.pk).exists():
        if found.issuer and act in JUDGING:
            raise NotAllowed(f"这项任务是{found.issuer.name}交办的，由它验收、修改和取消。")
        demand(actor.may(act, found.org.path))
    return found


def open_for(org_ids: Iterable[int], today: date) -> list[Assignment]:
    """Tasks of these organisations that are not finished, by day: late ones first, those without a
    day last. `is_late` is set on each."""
    rows = (
        Assignment.objects.filter(org_id__in=org_ids, state__in=(State.OPEN, State.REPORTED))
        .select_related("org", "owner")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )
    return list(with_late(rows, today))


def with_late(rows: QuerySet[Assignment], today: date) -> QuerySet[Assignment]:
    """The same rows, each knowing whether it `is_late` on `today`: past its day and not reported done."""
    late = Q(state=State.OPEN, due_on__isnull=False, due_on__lt=today)
    return rows.annotate(is_late=ExpressionWrapper(late, output_field=BooleanField()))


def _late(path: str, today: date) -> QuerySet[Assignment]:
    return Assignment.objects.filter(below(path, field="org__path"), state=State.OPEN, due_on__lt=today)


def _late_untold(path: str, today: date) -> QuerySet[Assignment]:
    matter = Concat(Value("task:"), Cast(OuterRef("pk"), CharField()))
    told = Reminder.objects.filter(org_id=OuterRef("org_id"), week=week_of(today), matter=matter)
    return _late(path, today).exclude(Exists(told))


def late_below(path: str, today: date, *, most: int | None = None) -> list[Assignment]:
    """Tasks past their day and not reported done, of everything at `path` and below: whose owners one may remind; by tree.
    With `most` one more than so many at most; where there are more, those not reminded of this week."""

    def ordered(rows: QuerySet[Assignment]) -> list[Assignment]:
        shown = rows.select_related("org", "owner").order_by("org__path", "due_on", "pk")
        return list(shown[: most + 1] if most else shown)

    found = ordered(_late(path, today))
    return ordered(_late_untold(path, today)) if most and len(found) > most else found


def late_to_remind(path: str, today: date) -> int:
    """How many of them have not been reminded of this week, counted as far as people read (`bounded`). One query."""
    return bounded(_late_untold(path, today))


def progress_of(assignment: Assignment) -> list[Progress]:
    """Everything said of a task, the first first."""
    return list(Progress.objects.filter(assignment=assignment).order_by("at", "pk"))


def from_record(origin_kind: str, origin_id: int) -> list[Assignment]:
    """The tasks that one record gave, in the order they were written."""
    rows = Assignment.objects.filter(origin_kind=origin_kind, origin_id=origin_id)
    return list(rows.select_related("owner").order_by("pk"))


def arisen(origin_kind: str, ids: Collection[int]) -> dict[int, list[Assignment]]:
    """The tasks that each of these records gave; one that gave none has no entry. One query."""
    found: dict[int, list[Assignment]] = {}
    rows = Assignment.objects.filter(origin_kind=origin_kind, origin_id__in=ids)
    for row in rows.select_related("owner").order_by("pk"):
        found.setdefault(row.origin_id or 0, []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; nothing asked means all that is not finished. `org` is an organisation with all below
    it, `whole` a task whose parts are asked for, `due_from` and `due_to` are days, both included; `sort` is one of SORTS."""

    state: str = ""
    find: str = ""
    mine: bool = False
    category: str = ""
    org: int | None = None
    whole: int | None = None
    due_from: date | None = None
    due_to: date | None = None
    sort: str = "due"

    @property
    def is_plain(self) -> bool:
        return self == Filters(sort=self.sort)


SORTS: dict[str, tuple[str, ...]] = {
    "due": ("by_day", "pk"),
    "newest": ("-created_at", "-pk"),
    "org": ("org__path", "pk"),
}


def to_judge(actor: Actor) -> QuerySet[Assignment]:
    """The tasks reported done that wait for the actor: neither the own nor those the actor reported."""
    me = actor.person_id or 0
    mine = Q(owner_id=me) | Q(reported_by_id=me)
    waiting = assignments_where(actor, Act.ACCEPT).filter(state=State.REPORTED)
    return waiting.exclude(pk__in=Assignment.objects.filter(mine, state=State.REPORTED).values("pk"))


def _parts(actor: Actor, filters: Filters, today: date) -> list[QuerySet[Assignment]]:
    """What the filters ask for, in parts that have none in common."""
    seen = [to_judge(actor)] if filters.state == "judge" else _seen(actor)
    asked = _asked(actor, filters, today)
    return [rows.filter(asked) for rows in seen]


def _asked(actor: Actor, filters: Filters, today: date) -> Q:
    asked = Q()
    if filters.state == "late":
        asked &= Q(state=State.OPEN, due_on__lt=today)
    elif filters.state == "" and not filters.whole:
        asked &= Q(state__in=(State.OPEN, State.REPORTED))
    elif filters.state in list(State):
        asked &= Q(state=filters.state)
    if filters.find:
        asked &= Q(title__contains=filters.find) | Q(owner__name__contains=filters.find)
    if filters.mine:
        asked &= Q(owner_id=actor.person_id or 0)
    if filters.category:
        asked &= Q(category=filters.category)
    if filters.whole:
        asked &= Q(parent_id=filters.whole)
    if filters.org:
        under = orgs_where(actor, Act.VIEW).filter(pk=filters.org).first()
        inside = Organization.objects.filter(below(under.path)) if under else Organization.objects.none()
        asked &= Q(org_id__in=inside.values("pk"))
    if filters.due_from:
        asked &= Q(due_on__gte=filters.due_from)
    if filters.due_to:
        asked &= Q(due_on__lte=filters.due_to)
    return asked


def _shown(today: date) -> QuerySet[Assignment]:
    return _by_day(with_late(Assignment.objects.select_related("org", "owner", "leader"), today))


def _by_day(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    return rows.annotate(by_day=coalesced("due_on"))


def list_assignments(
    actor: Actor, filters: Filters, *, today: date, at: str = "", size: int = SIZE
) -> Page[Assignment]:
    """A page of tasks in the order asked for. Two queries for each part: the rows, and how many there are."""
    parts = _parts(actor, filters, today)
    total = sum(bounded(part) for part in parts)
    rows = [_by_day(part) for part in parts]
    return keyset(rows, keys=SORTS[filters.sort], at=at, size=size, total=min(total, MOST + 1), shown=_shown(today))


def export_rows(actor: Actor, filters: Filters, *, today: date) -> QuerySet[Assignment]:
    """Everything the list would show in its order, for a sheet."""
    within = reduce(or_, (Q(pk__in=part.values("pk")) for part in _parts(actor, filters, today)))
    return _shown(today).filter(within).order_by(*SORTS[filters.sort])


def streamed(rows: QuerySet[Assignment], *, most: int | None) -> Iterable[Assignment]:
    """The first `most` of them; all of them by a cursor of the server, so that memory stays as it is. One query."""
    return rows[:most] if most is not None else rows.iterator(chunk_size=2_000)


def coalesced(field: str) -> Any:
    """`field` with a far day in place of none, so that tasks without a day come last and pages stay exact."""
    return Coalesce(field, Value(NO_DAY), output_field=DateField())


def assignable_orgs(actor: Actor, *asked: str, find: str = "") -> Offer:
    """Organisations the actor may set tasks for, as a form offers them (`orgs.queries.offered`)."""
    return offered(orgs_where(actor, Act.ASSIGN), *asked, find=find)


def get_assigning_org(actor: Actor, org_id: int) -> Organization:
    """The organisation a new task is for. Out of VIEW reach looks like missing; within it a refusal says why."""
    return get_org(actor, Act.ASSIGN, org_id)


def people_of(org_id: int, day: date) -> list[tuple[int, str]]:
    """Who may be given a task of this organisation: its post holders first, then its members, by name; namesakes told
    apart."""
    posts = PostHeld.objects.filter(true_on(day), org_id=org_id).order_by("order", "pk")
    held = posts.values_list("person_id", "person__name", "person__born_on", "post")
    members = Membership.objects.filter(true_on(day), org_id=org_id).order_by("member__name_key", "member_id")
    rows = [
        *(Called(pk, name, born, PostKind.label_of(post)) for pk, name, born, post in held),
        *(Called(*row) for row in members.values_list("member_id", "member__person__name", "member__person__born_on")),
    ]
    return list(told_apart(rows).items())


def answers_for(org_id: int, work: str, day: date) -> int | None:
    """The person a new task of this organisation is first thought of for: who is in charge of the field `work`, else the
    head of the organisation; None where all is vacant."""
    charged = in_charge([org_id], day).get((org_id, work)) if work else None
    head = charged or responsible([org_id], day)[org_id]
    return head.person_id if head else None


@dataclass(frozen=True, slots=True)
class Steps:
    """What the actor can do with one task now."""

    note: bool
    report: bool
    judge: bool
    cancel: bool
    amend: bool
    split: bool
    show: bool
    waits: str


def steps_open_to(actor: Actor, assignment: Assignment) -> Steps:
    """The buttons of a task's page. `waits` says who is waited for when the actor can do nothing."""
    path, judged_at = assignment.org.path, judge_of(assignment).path
    own = actor.person_id is not None and assignment.owner_id == actor.person_id
    may_work = own or actor.reaches(Act.RECORD, path)
    is_open, is_reported = assignment.state == State.OPEN, assignment.state == State.REPORTED
    judge = is_reported and actor.reaches(Act.ACCEPT, judged_at)
    second = may_judge(assignment.owner_id, actor.person_id, assignment.reported_by_id)
    waits = "" if second or not judge else second.reason
    if is_reported and not judge:
        waits = f"等{assignment.issuer.name}验收。" if assignment.issuer else "等另一名同志验收。"
    may_assign = is_open and actor.reaches(Act.ASSIGN, judged_at)
    return Steps(
        note=is_open and may_work,
        report=is_open and may_work,
        judge=judge and bool(second),
        cancel=may_assign,
        amend=may_assign,
        split=is_open and actor.reaches(Act.ASSIGN, path),
        show=(is_open or is_reported) and may_work,
        waits=waits,
    )


def is_late_on(assignment: Assignment, today: date) -> bool:
    """Past its day and not reported done."""
    return is_late(assignment.state, assignment.due_on, today)


def hint_of(assignment: Assignment, today: date) -> DueHint | None:
    """The task's day in working days; None without a day or when nothing is to be done any more. One query."""
    if assignment.due_on is None or assignment.state != State.OPEN:
        return None
    return due_hint(assignment.due_on, today, day_table())
