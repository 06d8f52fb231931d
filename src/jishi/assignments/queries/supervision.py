"""督办通知单: whose one sees, lists, one with its tasks, and what can be called for."""

from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from jishi.assignments.models import Assignment, Supervised, Supervision
from jishi.assignments.queries.tasks import with_late
from jishi.assignments.rules import CallState, State
from jishi.kernel.actor import Act, Actor, HeldPost
from jishi.kernel.decision import NotAllowed, demand
from jishi.kernel.paging import SIZE, Page, bounded, keyset
from jishi.orgs.models import Organization
from jishi.orgs.queries import below, get_org, org_ids_where, orgs_where


def supervisions_where(actor: Actor, act: Act) -> QuerySet[Supervision]:
    """The notes on which the actor may do `act`: settling is the issuer's, everything else goes by the organisation they
    were sent to."""
    at = "issuer_id__in" if act is Act.ASSIGN else "org_id__in"
    return Supervision.objects.filter(**{at: org_ids_where(actor, act)})


def get_supervision(actor: Actor, act: Act, supervision_id: int) -> Supervision:
    """The one door. Out of VIEW reach looks like missing; within it a refusal carries its reason."""
    found = supervisions_where(actor, Act.VIEW).select_related("org", "issuer").get(pk=supervision_id)
    demand(actor.may(act, (found.issuer if act is Act.ASSIGN else found.org).path))
    return found


@dataclass(frozen=True, slots=True)
class CallFilters:
    """What the list of notes is narrowed to; nothing asked means all that are not closed. `org` is an organisation with all
    below it."""

    state: str = ""
    find: str = ""
    org: int | None = None
    sort: str = "due"

    @property
    def is_plain(self) -> bool:
        return self == CallFilters(sort=self.sort)


CALL_SORTS: dict[str, tuple[str, ...]] = {"due": ("answer_by", "pk"), "newest": ("-issued_at", "-pk")}
CALL_STANDING = (CallState.ISSUED, CallState.ANSWERED)


def _calls(actor: Actor, filters: CallFilters, today: date) -> QuerySet[Supervision]:
    rows = supervisions_where(actor, Act.VIEW)
    if filters.state == "late":
        rows = rows.filter(state=CallState.ISSUED, answer_by__lt=today)
    elif filters.state == "":
        rows = rows.filter(state__in=CALL_STANDING)
    elif filters.state in list(CallState):
        rows = rows.filter(state=filters.state)
    if filters.find:
        rows = rows.filter(Q(demands__contains=filters.find) | Q(org__name__contains=filters.find))
    if filters.org:
        rows = rows.filter(org_id__in=orgs_under(actor, filters.org))
    late = Q(state=CallState.ISSUED, answer_by__lt=today)
    rows = rows.annotate(is_late=ExpressionWrapper(late, output_field=BooleanField()))
    return rows.select_related("org", "issuer")


def orgs_under(actor: Actor, org_id: int) -> QuerySet[Organization, int]:
    """The ids of an organisation in reach and of all below it; nothing for any other."""
    top = orgs_where(actor, Act.VIEW).filter(pk=org_id).values_list("path", flat=True).first()
    inside = Organization.objects.filter(below(top)) if top else Organization.objects.none()
    return inside.values_list("pk", flat=True)


def list_supervisions(
    actor: Actor, filters: CallFilters, *, today: date, at: str = "", size: int = SIZE
) -> Page[Supervision]:
    """A page of notes in the order asked for. Two queries."""
    rows = _calls(actor, filters, today)
    return keyset(rows, keys=CALL_SORTS[filters.sort], at=at, size=size, total=bounded(rows))


def export_supervisions(actor: Actor, filters: CallFilters, *, today: date) -> QuerySet[Supervision]:
    """Everything the list would show, in its order."""
    return _calls(actor, filters, today).order_by(*CALL_SORTS[filters.sort])


def supervised_of(supervision: Supervision) -> list[Supervised]:
    """The tasks a note is about, each with its own state of now."""
    rows = Supervised.objects.filter(supervision=supervision).select_related("assignment__owner")
    return list(rows.order_by("due_on", "pk"))


def calls_about(assignment: Assignment) -> list[Supervision]:
    """The notes about a task, the first first."""
    about = Supervised.objects.filter(assignment=assignment).values("supervision_id")
    return list(Supervision.objects.filter(pk__in=about).select_related("issuer").order_by("issued_at", "pk"))


def late_of(org_id: int, today: date) -> list[Assignment]:
    """The late tasks of one organisation, the latest first: what a note can be about."""
    rows = Assignment.objects.filter(org_id=org_id, state=State.OPEN, due_on__lt=today).select_related("owner")
    return list(with_late(rows, today).order_by("due_on", "pk"))


def late_orgs(actor: Actor, today: date, *, most: int = 30) -> list[tuple[Organization, int]]:
    """The organisations below a post of the actor that have late tasks, with how many, in the order of the tree. Two
    queries."""
    reach = Q(pk__in=[])
    for post in actor.seats(Act.ASSIGN):
        reach |= below(post.org_path) & ~Q(pk=post.org_id)
    within = Organization.objects.filter(reach).values("pk")
    rows = Assignment.objects.filter(state=State.OPEN, due_on__lt=today, org_id__in=within).order_by()
    counts = dict(rows.values_list("org_id").annotate(n=Count("pk")).order_by("org__path")[:most])
    orgs = Organization.objects.in_bulk(list(counts))
    return [(orgs[pk], n) for pk, n in counts.items()]


def seat_over(actor: Actor, path: str) -> HeldPost | None:
    """The post in whose organisation's name the actor supervises what stands at `path`: one strictly above it."""
    seats = actor.seats(Act.ASSIGN)
    return next((post for post in seats if post.org_path != path and path.startswith(post.org_path)), None)


def get_supervising(actor: Actor, org_id: int) -> tuple[Organization, Organization]:
    """(issuer, organisation) for a new note. Out of VIEW reach looks like missing; without a post above it the refusal says
    so."""
    org = get_org(actor, Act.VIEW, org_id)
    seat = seat_over(actor, org.path)
    if seat is None:
        raise NotAllowed("督办由上级组织有交办权的同志发出，您的职务不能督办这个组织。")
    return Organization.objects.get(pk=seat.org_id), org


@dataclass(frozen=True, slots=True)
class CallSteps:
    """What the actor can do with one note now."""

    answer: bool
    settle: bool
    withdraw: bool
    list: bool
    assign: bool


def call_steps(actor: Actor, row: Supervision, today: date) -> CallSteps:
    """The buttons of a note's page."""
    waits, stands = row.state == CallState.ISSUED, row.state in CALL_STANDING
    issues = actor.reaches(Act.ASSIGN, row.issuer.path)
    return CallSteps(
        answer=waits and actor.reaches(Act.RECORD, row.org.path),
        settle=stands and issues and (not waits or row.answer_by < today),
        withdraw=waits and issues,
        list=stands and issues and (not waits or row.answer_by < today),
        assign=stands and actor.reaches(Act.ASSIGN, row.org.path),
    )
