"""Records that tasks arise from, and problems found in other rooms: which there are, which the ledger has taken."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.timezone import localdate

from jishi.assignments.models import Assignment, Problem
from jishi.assignments.queries.ledger import ORIGIN, STANDING, demand_opens, get_listing
from jishi.assignments.queries.supervision import get_supervision, orgs_under, seat_over
from jishi.assignments.rules import ProblemState, State
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import NotAllowed
from jishi.kernel.registry import Given, origins
from jishi.orgs.models import Organization
from jishi.orgs.queries import org_ids_where

CALL = "assignments.supervision"
MOST_FOUND = 20  # the ledger says so when there are more


def given_by(actor: Actor, kind: str, pk: int) -> Given:
    """What a record gives to a task, through its own door. A kind that nobody offers looks like missing."""
    offered = origins.get(kind)
    if offered is None:
        raise Assignment.DoesNotExist
    return offered.get(actor, pk)


def given_in(actor: Actor, text: str) -> Given | None:
    """The same for what stands in an address or a form: "kind:id"; None for nothing and for what makes no sense."""
    kind, _, number = text.partition(":")
    return given_by(actor, kind, int(number)) if kind in origins and number.isdecimal() else None


@dataclass(frozen=True, slots=True)
class Source:
    """What a task or a problem came from: its kind in words, and what stands there where the reader may open it."""

    word: str
    given: Given | None


def source_of(actor: Actor, kind: str, pk: int | None) -> Source | None:
    """Where something came from; None where it came by hand. What the reader may not open is only named."""
    offered = origins.get(kind)
    if offered is None or pk is None:
        return None
    try:
        return Source(offered.word, offered.get(actor, pk))
    except (ObjectDoesNotExist, NotAllowed):
        return Source(offered.word, None)


def source_of_task(actor: Actor, assignment: Assignment) -> Source | None:
    """The same of a task; of a measure it is its problem, which the page names itself."""
    return source_of(actor, assignment.origin_kind, assignment.origin_id)


def listed(kind: str) -> Exists:
    """Of a row of another room: whether the ledger has it. For the filters of that room."""
    return Exists(_taken(kind).filter(origin_id=OuterRef("pk")))


def still_open(kind: str) -> Exists:
    """Of a row of another room: whether the ledger has it and has not closed it."""
    return Exists(_taken(kind).filter(origin_id=OuterRef("pk")).exclude(state=ProblemState.CLOSED))


def _taken(kind: str) -> QuerySet[Problem]:
    return Problem.objects.filter(origin_kind=kind).exclude(state=ProblemState.DROPPED)


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of another room as it stands in the ledger."""

    pk: int
    state: str

    @property
    def label(self) -> str:
        return ProblemState.label_of(self.state)

    @property
    def is_open(self) -> bool:
        return self.state in STANDING


def ledger_row(kind: str) -> Subquery:
    """Of a row of another room: how it stands in the ledger, for `listed_as`; to be annotated as `listed_row`."""
    found = _taken(kind).filter(origin_id=OuterRef("pk")).order_by("pk")
    return Subquery(found.values(v=JSONObject(pk="pk", state="state"))[:1])


def listed_as(row: Any) -> Listed | None:
    """How a row with its `ledger_row` stands in the ledger; None while it is not there."""
    return Listed(**row.listed_row) if row.listed_row else None


def taken(kind: str, ids: Collection[int]) -> dict[int, Problem]:
    """The rows of the ledger that these rows of another room became. One query."""
    rows = _taken(kind).filter(origin_id__in=ids)
    return {row.origin_id: row for row in rows if row.origin_id is not None}


def measure_origin(kind: str, pk: int) -> tuple[str, int] | None:
    """What a task of another room's row comes from: the problem of the ledger once it is there. One query."""
    row = taken(kind, [pk]).get(pk)
    return (ORIGIN, row.pk) if row else None


def as_found(rows: QuerySet[Any], kind: str, *, org: str, text: str, page: str) -> QuerySet[Any, Any]:
    """Rows of another room with a task each (`assignment`) or none, as the ledger reads them of all rooms at once: those not
    put right and not in the ledger. `org`, `text` and `page` are their fields: the organisation, what it is, and the id of
    the page they stand on."""
    waits = Q(assignment=None) | Q(assignment__state__in=(State.OPEN, State.REPORTED))
    found: QuerySet[Any, Any] = (
        rows.filter(waits)
        .exclude(listed(kind))
        .annotate(
            row_kind=Value(kind),
            row_org=F(f"{org}_id"),
            row_name=F(f"{org}__name"),
            row_path=F(f"{org}__path"),
            row_text=F(text),
            row_page=F(page),
        )
        .order_by()
        .values_list("row_kind", "pk", "row_org", "row_name", "row_path", "row_text", "at", "row_page")
    )
    return found


@dataclass(frozen=True, slots=True)
class Found:
    """A problem found in another room that the ledger does not have yet; `may_take` where the actor can put it there."""

    kind: str
    pk: int
    org_id: int
    org_name: str
    text: str
    on: date
    word: str
    link: str
    may_take: bool


def found_elsewhere(actor: Actor, org_id: int | None) -> tuple[list[Found], bool]:
    """Problems found in other rooms and not put right, by tree, of `org_id` and below where one is asked for; and whether
    there are more than are shown. One query for all rooms."""
    within = orgs_under(actor, org_id) if org_id else org_ids_where(actor, Act.VIEW)
    rooms = [offered.found(actor, within) for offered in origins.values() if offered.found]
    rows = list(rooms[0].union(*rooms[1:], all=True).order_by("row_path", "row_kind", "pk")[: MOST_FOUND + 1])
    return [_found(actor, *row) for row in rows[:MOST_FOUND]], len(rows) > MOST_FOUND


def _found(
    actor: Actor, kind: str, pk: int, org_id: int, name: str, path: str, text: str, at: datetime, page: int
) -> Found:
    own = any(post.org_id == org_id for post in actor.seats(Act.RECORD))
    offered = origins[kind]
    return Found(
        kind, pk, org_id, name, text, localdate(at), offered.word, reverse(offered.page, args=[page]),
        own or seat_over(actor, path) is not None,
    )  # fmt: skip


def get_found(actor: Actor, kind: str, pk: int) -> tuple[Given, Organization, Organization]:
    """(what it says, issuer, organisation) of a problem that is to be taken into the ledger. Out of VIEW reach, and what
    finds no problems, looks like missing; within it a refusal carries its reason."""
    offered = origins.get(kind)
    if offered is None or offered.found is None:
        raise Problem.DoesNotExist
    given = offered.get(actor, pk)
    issuer, org = get_listing(actor, given.org_id)
    demand_opens(actor, org, issuer)
    return given, issuer, org


def call_given(actor: Actor, supervision_id: int) -> Given:
    """What a 督办通知单 gives to a task of the organisation it went to."""
    row = get_supervision(actor, Act.VIEW, supervision_id)
    return Given(
        CALL,
        row.pk,
        row.org_id,
        row.demands[:200],
        localdate(row.issued_at),
        row.answer_by,
        link=reverse("assignments-call", args=[row.pk]),
    )
