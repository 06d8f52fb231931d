"""问题清单 and 整改台账: whose one sees, lists, one with its measures and steps, what has come back."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import batched

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from jishi.assignments.models import Assignment, Handover, Problem, ProblemStep, Supervision
from jishi.assignments.queries.listed import AT_ONCE, said_last
from jishi.assignments.queries.supervision import orgs_under, seat_over
from jishi.assignments.rules import (
    MANY_ORGS,
    MONTHS_AGAIN,
    ProblemState,
    Source,
    State,
    category_word,
    may_ask,
    may_close,
)
from jishi.kernel.actor import Act, Actor, HeldPost
from jishi.kernel.decision import NotAllowed, demand
from jishi.kernel.paging import SIZE, Page, bounded, keyset
from jishi.orgs.models import Organization
from jishi.orgs.queries import Offer, below, get_org, offered, org_ids_where, orgs_where, there

ORIGIN = "assignments.problem"
JUDGED = frozenset({Act.ASSIGN, Act.ACCEPT})
STANDING = (ProblemState.OPEN, ProblemState.ASKED)
MOST_HINTS = 20


def problems_where(actor: Actor, act: Act) -> QuerySet[Problem]:
    """The problems on which the actor may do `act`: checking and closing is for who opened the account, everything else
    goes by the organisation concerned."""
    at = "issuer_id__in" if act in JUDGED else "org_id__in"
    return Problem.objects.filter(**{at: org_ids_where(actor, act)})


def get_problem(actor: Actor, act: Act, problem_id: int) -> Problem:
    """The one door. Out of VIEW reach looks like missing; within it a refusal carries its reason."""
    related = ("org", "issuer", "supervision", "asked_by", "closed_by", "announcement")
    found = problems_where(actor, Act.VIEW).select_related(*related).get(pk=problem_id)
    if act in JUDGED and not actor.reaches(act, found.issuer.path) and found.issuer_id != found.org_id:
        raise NotAllowed(f"这个问题是{found.issuer.name}建的账，由它查账和销账。")
    demand(actor.may(act, (found.issuer if act in JUDGED else found.org).path))
    return found


def demand_opens(actor: Actor, org: Organization, issuer: Organization) -> None:
    """Opening an account of `org` in the name of `issuer`: one's own with RECORD, that of one below with ASSIGN."""
    if issuer.pk == org.pk:
        demand(actor.may(Act.RECORD, org.path))
        return
    if not org.path.startswith(issuer.path):
        raise NotAllowed("只能给本组织和下级组织建账。")
    demand(actor.may(Act.ASSIGN, issuer.path))


def get_listing(actor: Actor, org_id: int) -> tuple[Organization, Organization]:
    """(issuer, organisation) for a new problem: of the own organisation, else of one below a post of the actor's. Out of
    VIEW reach looks like missing; within it a refusal carries its reason."""
    org = get_org(actor, Act.VIEW, org_id)
    if any(post.org_id == org.pk for post in actor.seats(Act.RECORD)):
        return org, org
    seat = seat_over(actor, org.path)
    if seat is None:
        raise NotAllowed("问题由本组织或者上级组织建账，您的职务不能给这个组织建账。")
    return Organization.objects.get(pk=seat.org_id), org


@dataclass(frozen=True, slots=True)
class ProblemFilters:
    """What the list is narrowed to; nothing asked means all that is not closed. `org` is an organisation with all below
    it; `category` and `source` are codes."""

    state: str = ""
    find: str = ""
    category: str = ""
    source: str = ""
    org: int | None = None
    sort: str = "due"

    @property
    def is_plain(self) -> bool:
        return self == ProblemFilters(sort=self.sort)


PROBLEM_SORTS: dict[str, tuple[str, ...]] = {
    "due": ("due_on", "pk"),
    "newest": ("-listed_at", "-pk"),
    "org": ("org__path", "pk"),
}


def _late(today: date) -> Q:
    return Q(state__in=STANDING, due_on__lt=today)


def _narrowed(actor: Actor, filters: ProblemFilters, today: date) -> QuerySet[Problem]:
    rows = problems_where(actor, Act.VIEW)
    if filters.state == "late":
        rows = rows.filter(_late(today))
    elif filters.state == "":
        rows = rows.filter(state__in=STANDING)
    elif filters.state in list(ProblemState):
        rows = rows.filter(state=filters.state)
    else:
        rows = rows.exclude(state=ProblemState.DROPPED)
    if filters.find:
        rows = rows.filter(Q(text__contains=filters.find) | Q(org__name__contains=filters.find))
    if filters.category:
        rows = rows.filter(category=filters.category)
    if filters.source:
        rows = rows.filter(source=filters.source)
    if filters.org:
        rows = rows.filter(org_id__in=orgs_under(actor, filters.org))
    rows = rows.annotate(is_late=ExpressionWrapper(_late(today), output_field=BooleanField()))
    return rows.select_related("org", "issuer", "closed_by")


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A row of the ledger: a problem, its measures, and the last that was said of them."""

    problem: Problem
    measures: list[Assignment]
    said: str

    @property
    def done(self) -> int:
        """Measures that are accepted."""
        return sum(task.state == State.ACCEPTED for task in self.measures)

    @property
    def category(self) -> str:
        return category_word(self.problem.category)

    @property
    def owners(self) -> str:
        return "、".join(dict.fromkeys(task.owner_name for task in self.measures))

    @property
    def leaders(self) -> str:
        return "、".join(dict.fromkeys(task.leader.name for task in self.measures if task.leader))

    @property
    def closed_by(self) -> str:
        return self.problem.closed_by.name if self.problem.closed_by else ""

    @property
    def closed_on(self) -> date | None:
        return timezone.localdate(self.problem.closed_at) if self.problem.closed_at else None


def measures_of(ids: Collection[int]) -> dict[int, list[Assignment]]:
    """The measures of these problems, in the order they were set; called-off ones are left out. One query."""
    rows = Assignment.objects.filter(origin_kind=ORIGIN, origin_id__in=ids).exclude(state=State.CANCELLED)
    found: dict[int, list[Assignment]] = {}
    for task in rows.select_related("owner", "leader").order_by("pk"):
        found.setdefault(task.origin_id or 0, []).append(task)
    return found


def ledger_lines(problems: Iterable[Problem], *, said: bool = True) -> list[LedgerLine]:
    """The problems with their measures, and with what was last said of them. Two queries for any number, one without that."""
    rows = list(problems)
    if not rows:
        return []
    measures = measures_of([row.pk for row in rows])
    tasks = [task.pk for found in measures.values() for task in found]
    last = said_last(tasks) if said else {}
    return [
        LedgerLine(row, found, "；".join(last[task.pk] for task in found if task.pk in last))
        for row in rows
        for found in [measures.get(row.pk, [])]
    ]


def ledger_streamed(rows: QuerySet[Problem], *, most: int | None) -> Iterator[LedgerLine]:
    """The first `most` of the ledger with their measures, as they are read."""
    found = rows[:most] if most is not None else rows.iterator(chunk_size=AT_ONCE)
    for some in batched(found, AT_ONCE):
        yield from ledger_lines(some)


def list_problems(
    actor: Actor, filters: ProblemFilters, *, today: date, at: str = "", size: int = SIZE, said: bool = True
) -> Page[LedgerLine]:
    """A page of the ledger in the order asked for. Four queries, three without what was last said."""
    rows = _narrowed(actor, filters, today)
    page = keyset(rows, keys=PROBLEM_SORTS[filters.sort], at=at, size=size, total=bounded(rows))
    return Page(rows=ledger_lines(page.rows, said=said), next=page.next, previous=page.previous, total=page.total)


def export_problems(actor: Actor, filters: ProblemFilters, *, today: date) -> QuerySet[Problem]:
    """Everything the list would show, in its order."""
    return _narrowed(actor, filters, today).order_by(*PROBLEM_SORTS[filters.sort])


def steps_of(problem: Problem) -> list[ProblemStep]:
    """Everything done about a problem, the first first."""
    return list(ProblemStep.objects.filter(problem=problem).order_by("at", "pk"))


@dataclass(frozen=True, slots=True)
class Counts:
    """A ledger in figures: problems listed, closed, past their day and not closed."""

    listed: int
    closed: int
    late: int


def ledger_counts(path: str, today: date) -> Counts:
    """The figures of the ledger of everything at `path` and below. One query."""
    rows = Problem.objects.filter(below(path, field="org__path")).exclude(state=ProblemState.DROPPED)
    found = rows.aggregate(
        listed=Count("pk"),
        closed=Count("pk", filter=Q(state=ProblemState.CLOSED)),
        late=Count("pk", filter=_late(today)),
    )
    return Counts(**found)


def handovers_seen(actor: Actor, *, most: int = 10) -> list[Handover]:
    """The last ledgers handed in within reach, the newest first."""
    rows = Handover.objects.filter(org_id__in=org_ids_where(actor, Act.VIEW)).select_related("org", "to")
    return list(rows.order_by("-at", "-pk")[:most])


@dataclass(frozen=True, slots=True)
class Came:
    """Something that came back: `org` had a problem of this kind before and closed it, or, without one, `orgs` have it at
    the same time."""

    category: str
    org: Organization | None
    orgs: int
    problems: int
    ids: tuple[int, ...] = field(default=())

    @property
    def word(self) -> str:
        return category_word(self.category)


def recurring(actor: Actor) -> list[Came]:
    """Kinds of problems that have come back: at the same organisation within a year of being closed, or open at three
    organisations and more. Two queries; nothing is said of persons."""
    seen = Problem.objects.filter(there(actor.spans(Act.VIEW)))  # by the path, by which they are listed
    since = timedelta(days=MONTHS_AGAIN * 365 // 12)
    before = (
        Problem.objects.filter(org_id=OuterRef("org_id"), category=OuterRef("category"), state=ProblemState.CLOSED)
        .annotate(closed_on=TruncDate("closed_at"))
        .filter(closed_on__lte=OuterRef("found_on"), closed_on__gte=OuterRef("found_on") - since)
        .exclude(pk=OuterRef("pk"))
    )
    back = seen.filter(Exists(before), state__in=STANDING).select_related("org").order_by("org__path", "pk")
    found = [Came(row.category, row.org, 1, 1, (row.pk,)) for row in back[:MOST_HINTS]]
    wide = (
        seen.filter(state__in=STANDING)
        .order_by()
        .values("category")
        .annotate(orgs=Count("org_id", distinct=True), problems=Count("pk"))
        .filter(orgs__gte=MANY_ORGS)
        .order_by("category")
    )
    return [*found, *(Came(row["category"], None, row["orgs"], row["problems"]) for row in wide[:MOST_HINTS])]


def concerned_orgs(actor: Actor, *asked: str, find: str = "") -> Offer:
    """The organisations the actor may open an account for, the own and those below, as a form offers them
    (`orgs.queries.offered`)."""
    reach = Q(pk__in=org_ids_where(actor, Act.ASSIGN)) | Q(pk__in=org_ids_where(actor, Act.RECORD))
    for post in actor.seats(Act.ASSIGN):
        reach |= below(post.org_path)
    return offered(orgs_where(actor, Act.VIEW).filter(reach, ended_on=None), *asked, find=find)


@dataclass(frozen=True, slots=True)
class ProblemSteps:
    """What the actor can do with one problem now. `waits` says what it waits for."""

    edit: bool
    measure: bool
    show: bool
    check: bool
    ask: bool
    judge: bool
    drop: bool
    waits: str


def problem_steps(actor: Actor, row: Problem, measures: Collection[Assignment]) -> ProblemSteps:
    """The buttons of a problem's page."""
    is_open, is_asked = row.state == ProblemState.OPEN, row.state == ProblemState.ASKED
    records, own = actor.reaches(Act.RECORD, row.org.path), row.issuer_id == row.org_id
    opens = records if own else actor.reaches(Act.ASSIGN, row.issuer.path)
    judges = actor.reaches(Act.ACCEPT, row.issuer.path)
    second = may_close(actor.person_id, row.asked_by_id, {task.owner_id for task in measures})
    ready = may_ask([task.state for task in measures])
    waits = ""
    if is_open and not ready:
        waits = ready.reason
    elif is_asked:
        waits = f"等{row.issuer.name}验收销号。" if not judges else second.reason
    return ProblemSteps(
        edit=is_open and opens,
        measure=is_open and actor.reaches(Act.ASSIGN, row.org.path),
        show=row.state in STANDING and records and actor.reaches(Act.NOTIFY, row.org.path),
        check=row.state != ProblemState.DROPPED and judges,
        ask=is_open and records and bool(ready),
        judge=is_asked and judges and bool(second),
        drop=is_open and opens,
        waits=waits,
    )


def sources() -> list[tuple[str, str]]:
    """How a problem can have been found, for the form: what a note was about is listed from the note."""
    return [(code, word) for code, word in Source.choices() if code != Source.SUPERVISION]


def problems_of_call(supervision: Supervision) -> list[Problem]:
    """The problems listed out of a note."""
    return list(Problem.objects.filter(supervision=supervision).order_by("pk"))


def problem_behind(assignment: Assignment) -> Problem | None:
    """The problem that a task is a measure of."""
    if assignment.origin_kind != ORIGIN or assignment.origin_id is None:
        return None
    return Problem.objects.filter(pk=assignment.origin_id).first()


def get_opened(actor: Actor, problem_id: int) -> Problem:
    """A problem whose account the actor may open, and so correct or drop. Out of VIEW reach looks like missing."""
    found = get_problem(actor, Act.VIEW, problem_id)
    demand_opens(actor, found.org, found.issuer)
    return found


def get_measurable(actor: Actor, problem_id: int) -> Problem:
    """A problem for whose organisation the actor sets tasks. Out of VIEW reach looks like missing."""
    found = get_problem(actor, Act.VIEW, problem_id)
    demand(actor.may(Act.ASSIGN, found.org.path))
    return found


def get_handing(actor: Actor, org_id: int) -> Organization:
    """An organisation whose ledger the actor hands in: one with a superior. Out of VIEW reach looks like missing."""
    found = get_org(actor, Act.RECORD, org_id)
    if found.parent_id is None:
        raise NotAllowed("没有上级组织，不用交账。")
    return found


def handing_in(actor: Actor) -> HeldPost | None:
    """The post for whose organisation the actor hands the ledger in."""
    return next(iter(actor.seats(Act.RECORD)), None)


def printed_for(actor: Actor, org_id: int | None) -> str:
    """The organisation whose list is printed: the one it is narrowed to, else that of the post shown."""
    asked = orgs_where(actor, Act.VIEW).filter(pk=org_id).first() if org_id else None
    return asked.name if asked else actor.post.org_name if actor.post else ""
