"""The 工作台 of one post: few queries, each for a whole part of the page."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Value

from jishi.assignments.models import Assignment
from jishi.assignments.queries import with_late
from jishi.assignments.rules import State
from jishi.desk.rules.home import DueLine, Line, Summary, rows_within, strip_lines, summary, to_do
from jishi.duties import queries as duties
from jishi.duties.models import DutyStatus
from jishi.duties.rules import DueRow, StripLine
from jishi.kernel.actor import Act, Actor, HeldPost
from jishi.kernel.prepared import columns, instance, kept, prepared
from jishi.members.models import Member
from jishi.orgs.models import Organization, PostHeld, Term
from jishi.orgs.queries import below, soon_until, terms_below, true_on, with_groups
from jishi.orgs.rules import COMMITTEE_KINDS, COMMITTEE_POSTS, OrgKind, PostKind, TermState, is_a, term_state

YEAR_TURN = 3  # until the end of March last year's open duties are still asked for


@dataclass(frozen=True, slots=True)
class Board:
    """The card 换届: the open term, where it stands, who sits, which seats are empty."""

    term: Term | None
    state: TermState | None
    sitting: int
    seats: int | None
    missing: tuple[str, ...]

    @property
    def vacant(self) -> int:
        return max((self.seats or 0) - self.sitting, 0)


@dataclass(frozen=True, slots=True)
class Task:
    """A task that is not finished, as the desk lists it."""

    pk: int
    title: str
    owner_name: str
    due_on: date | None
    state: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Home:
    """What a post's desk shows. `first` is to be done first, `later` what the year still asks; `below` says how the
    organisations below stand (committees only)."""

    org: Organization
    summary: Summary
    first: list[DueLine]
    later: list[DueLine]
    strip: list[Line]
    year: int
    board: Board
    tasks: list[Task]
    late_tasks: int
    may_record: bool
    below: "Below | None" = None


@dataclass(frozen=True, slots=True)
class Below:
    """How the organisations below a committee stand: duties past their day without a record, in how many of them; terms
    that end within six months, and that are past their end."""

    behind: int
    orgs: int
    explained: int
    terms_soon: int
    terms_past: int


@dataclass(frozen=True, slots=True)
class Own:
    """What concerns a member without a post: where one belongs, who leads there, one's own tasks."""

    member: Member | None
    secretary: str
    tasks: list[Assignment] = field(default_factory=list)


def _due(org: Organization, lines: list[StripLine], on: date) -> list[DueRow]:
    """What is open: read off the strip, and early in a year also what last year left. Two queries then, else none."""
    rows = rows_within(lines, on)
    if on.month <= YEAR_TURN:
        theirs = DutyStatus.objects.filter(org_id__in=with_groups(org.pk), period__startswith=str(on.year - 1))
        last = theirs.filter(done__lt=F("required"))
        rows += duties.rows_of(last, on=on)
    return rows


@kept
def _org(*, org_id: int, on: date) -> QuerySet[Organization, Any]:
    held = PostHeld.objects.filter(true_on(on), org_id=OuterRef("pk"), post__in=COMMITTEE_POSTS)
    found = Organization.objects.filter(pk=org_id).annotate(sitting=ArraySubquery(held.values("post")))
    return found.values_list(*columns(Organization), "sitting")


def _with_posts(actor: Actor, post: HeldPost, on: date) -> tuple[Organization, list[str]]:
    """The desk's own organisation through its door, and the committee posts held in it today. One query."""
    rows = _org(org_id=post.org_id, on=on)
    org = instance(Organization, rows)
    if org is None or not actor.reaches(Act.VIEW, org.path):
        raise Organization.DoesNotExist
    return org, rows[0][-1]


def _is_inner(kind: str) -> bool:
    return kind in COMMITTEE_KINDS or is_a(kind, OrgKind.GENERAL_BRANCH)


@kept
def _term(*, org_id: int) -> QuerySet[Term, Any]:
    return Term.objects.filter(org_id=org_id, closed_on=None).order_by("pk").values_list(*columns(Term))[:1]


def board_of(org: Organization, posts: list[str], *, on: date) -> Board:
    """The committee's term and its empty seats, given the posts held. One query."""
    term = instance(Term, _term(org_id=org.pk))
    state = (
        term_state(elected_on=term.elected_on, ends_on=term.ends_on, extended_to=term.extended_to, today=on)
        if term
        else None
    )
    short = term is not None and term.seats is not None and len(posts) < term.seats
    usual: tuple[PostKind, ...] = _USUAL if short else _USUAL[:1]
    if org.kind == OrgKind.PARTY_GROUP:
        usual = ()  # a group has a leader, no committee
    missing = tuple(post.label for post in usual if post not in posts)
    return Board(term, state, len(posts), term.seats if term else None, missing)


# The posts every committee of a branch divides among itself; a seat that is empty is most likely one of these.
_USUAL = (
    PostKind.SECRETARY,
    PostKind.ORGANIZATION_MEMBER,
    PostKind.PUBLICITY_MEMBER,
    PostKind.DISCIPLINE_MEMBER,
)


@prepared
def _standing(*, path: str, on: date, soon: date, rule_ids: list[str]) -> QuerySet[Any, Any]:
    late = DutyStatus.objects.filter(
        below(path, field="org__path"), done__lt=F("required"), due_on__lt=on, rule_id__any=rule_ids
    )
    duties_late = late.annotate(of=Value("duties")).values("of").annotate(
        a=Count("period"), b=Count("org_id", distinct=True), c=Count("period", filter=Q(explained=True)),
    )  # fmt: skip
    terms = terms_below(path, soon).annotate(of=Value("terms")).values("of").annotate(
        a=Count("pk", filter=Q(until__gte=on, extended_to=None)), b=Count("pk", filter=Q(until__lt=on)),
        c=Value(0, output_field=IntegerField()),
    )  # fmt: skip
    of = ("of", "a", "b", "c")
    return duties_late.order_by().values_list(*of).union(terms.order_by().values_list(*of), all=True)


def _below(org: Organization, on: date) -> Below:
    rows = _standing(path=org.path, on=on, soon=soon_until(on), rule_ids=list(duties.pack()))
    counted = {of: numbers for of, *numbers in rows}
    behind, orgs, explained = counted.get("duties", (0, 0, 0))
    soon, past, _ = counted.get("terms", (0, 0, 0))
    return Below(behind=behind, orgs=orgs, explained=explained, terms_soon=soon, terms_past=past)


@kept
def _tasks(*, org_id: int) -> QuerySet[Assignment, Any]:
    return (
        Assignment.objects.filter(org_id=org_id, state__in=(State.OPEN, State.REPORTED))
        .order_by(F("due_on").asc(nulls_last=True), "pk")
        .values_list("pk", "title", "owner__name", "owner_note", "due_on", "state")
    )


def home(actor: Actor, *, on: date) -> Home:
    """The desk of the actor's chosen post. At most eight queries, whatever there is to show."""
    assert actor.post
    org, sitting = _with_posts(actor, actor.post, on)
    lines = duties.strip(org, on.year, on=on)
    rows = _due(org, lines, on)
    first, later = to_do(rows)
    tasks = [
        Task(pk, title, owner or note, due_on, state, state == State.OPEN and due_on is not None and due_on < on)
        for pk, title, owner, note, due_on, state in _tasks(org_id=org.pk)
    ]
    return Home(
        org=org,
        summary=summary(rows, on),
        first=first,
        later=later,
        strip=strip_lines(lines, on, on.year),
        year=on.year,
        board=board_of(org, sitting, on=on),
        tasks=tasks,
        late_tasks=sum(task.is_late for task in tasks),
        may_record=bool(actor.may(Act.RECORD, org.path)),
        below=_below(org, on) if _is_inner(org.kind) else None,
    )


def own(actor: Actor, *, on: date) -> Own:
    """The desk of somebody without a post."""
    assert actor.account_id is not None
    rows = Member.objects.select_related("person", "org", "group")
    member = rows.filter(person__account_id=actor.account_id).first()
    if member is None:
        return Own(None, "")
    secretary = (
        PostHeld.objects.filter(true_on(on), org_id=member.org_id, post=PostKind.SECRETARY)
        .values_list("person__name", flat=True)
        .first()
    )
    mine = Assignment.objects.filter(owner_id=member.pk, state__in=(State.OPEN, State.REPORTED))
    return Own(member, secretary or "", list(with_late(mine.select_related("org").order_by("due_on", "pk"), on)))
