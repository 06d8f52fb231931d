"""The list of what was held: filters, pages, export."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.dateparse import parse_date

from jishi.activities.models import Activity, ActivityKind
from jishi.activities.queries.scope import activities_where, org_of
from jishi.activities.rules import SECRETARY_LECTURE, YEARLY, Kind, SpecialSubject, State, is_late_entry
from jishi.kernel.actor import Act, Actor
from jishi.kernel.paging import SIZE, Page, bounded, keyset
from jishi.kernel.periods import Period
from jishi.orgs.models import Organization
from jishi.orgs.queries import below, orgs_where
from jishi.orgs.rules import OrgKind, is_a

MOST_NAMED = 500  # organisations looked for by a piece of their name; a township has fewer
CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to. `period` is a code (`2026-10`, `2026-Q4`, `2026`); an unreadable one narrows nothing.
    `org` is an organisation with all below it; `state` "" leaves out what was withdrawn, `late` keeps 事后补记 only and
    `marked` what falls short of a regulation;
    `oldest` turns the order round."""

    kind: str = ""
    period: str = ""
    state: str = ""
    org: int | None = None
    late: bool = False
    marked: bool = False
    find: str = ""
    oldest: bool = False

    def days(self) -> tuple[date, date] | None:
        try:
            period = Period.parse(self.period)
        except ValueError:
            return None
        return period.first, period.last


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One line of the list."""

    id: int
    held_on: date
    title: str
    org_id: int
    org_name: str
    kinds: tuple[str, ...]
    place: str
    expected: int | None
    present: int | None
    recorded_on: date
    is_late: bool
    is_withdrawn: bool
    marks: int

    @property
    def note(self) -> str:
        """What a sheet says of it beside the numbers."""
        return "已撤回" if self.is_withdrawn else "事后补记" if self.is_late else ""


def _of_kind(rows: QuerySet[Activity], filters: Filters, org: Organization | None) -> QuerySet[Activity]:
    """The records that count for a kind of evidence: a kind, a subject of 专题会议, or a secretary's lecture, which may
    have been given at another organisation's meeting."""
    kind, period = filters.kind, filters.period
    if kind == SECRETARY_LECTURE:
        claim = [org.pk, kind] if org else [kind]
        return rows.filter(claims__contains=[claim])
    subject = kind.removeprefix(f"{Kind.SPECIAL_MEETING}:")
    if subject in list(SpecialSubject):
        return rows.filter(special_subject=subject)
    if kind not in list(Kind):
        return rows
    counted = ActivityKind.objects.filter(kind=kind)
    if kind in YEARLY and period.isdecimal():
        counted = counted.filter(year=int(period))
    return rows.filter(pk__in=counted.values("activity_id"))


def _under(rows: QuerySet[Activity], filters: Filters, org: Organization) -> QuerySet[Activity]:
    """Records of `org` and all below it. What counts for a branch's own duty is its own record, not its 党小组's."""
    if is_a(org.kind, OrgKind.BRANCH) and filters.kind and filters.kind != Kind.PARTY_GROUP_MEETING:
        return rows.filter(org=org)
    return rows.filter(org_id__in=Organization.objects.filter(below(org.path)).values_list("pk", flat=True))


def _named(actor: Actor, find: str) -> list[int]:
    """The first organisations in reach, by tree, that have this in their name: as values, which an index is entered by."""
    named = orgs_where(actor, Act.RECORD_VIEW).filter(name__infix=find).order_by("path")
    return list(named.values_list("pk", flat=True)[:MOST_NAMED])


def _narrowed(actor: Actor, filters: Filters) -> QuerySet[Activity]:
    rows = activities_where(actor, Act.RECORD_VIEW)
    org = org_of(actor, filters.org)
    if filters.org and org is None:
        rows = rows.none()
    if org and filters.kind != SECRETARY_LECTURE:
        rows = _under(rows, filters, org)
    rows = _of_kind(rows, filters, org)
    days = filters.days()
    # A yearly kind is asked for by the year it counts for, which may not be the year it was held.
    if days and not (filters.kind in YEARLY and filters.period.isdecimal()):
        rows = rows.filter(held_on__gte=days[0], held_on__lte=days[1])
    rows = rows.filter(state=filters.state if filters.state in list(State) else State.CONFIRMED)
    if filters.late:
        rows = rows.annotate(held_in=TruncMonth("held_on"), entered_in=TruncMonth("recorded_on"))
        rows = rows.filter(entered_in__gt=F("held_in"))
    if filters.marked:
        rows = rows.exclude(defects=[])
    if filters.find:
        found = Q(title__infix=filters.find) | Q(place__infix=filters.find) | Q(org_id__in=_named(actor, filters.find))
        day = parse_date(filters.find) if len(filters.find) == len("2026-11-22") else None
        rows = rows.filter(found | Q(held_on=day) if day else found)
    return rows


@lru_cache(maxsize=1_000)  # how kinds go together is soon seen, and a sheet asks for every row
def _labels(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(kind.label for kind in sorted(map(Kind, codes), key=list(Kind).index))


def _shown(row: Mapping[str, Any]) -> ActivityRow:
    return ActivityRow(
        id=row["pk"],
        held_on=row["held_on"],
        title=row["title"],
        org_id=row["org_id"],
        org_name=row["org__short_name"] or row["org__name"],
        kinds=_labels(tuple(row["kind_codes"])),
        place=row["place"],
        expected=row["expected"],
        present=row["present"],
        recorded_on=row["recorded_on"],
        is_late=is_late_entry(row["held_on"], row["recorded_on"]),
        is_withdrawn=row["state"] == State.WITHDRAWN,
        marks=len(row["defects"]),
    )


def _to_show(rows: QuerySet[Activity]) -> QuerySet[Activity, Any]:
    kinds = ActivityKind.objects.filter(activity=OuterRef("pk")).values("kind")
    return rows.annotate(kind_codes=ArraySubquery(kinds)).values(
        "pk", "held_on", "title", "org_id", "org__short_name", "org__name", "kind_codes", "place", "expected", "present",
        "recorded_on", "state", "defects",
    )  # fmt: skip


def list_activities(actor: Actor, filters: Filters, *, at: str = "", size: int = SIZE) -> Page[ActivityRow]:
    """A page of records, the newest first unless asked otherwise: one query for the rows, one for how many there are (no further than MOST)."""
    rows = _narrowed(actor, filters)
    keys = ("held_on", "pk") if filters.oldest else ("-held_on", "-pk")
    page = keyset(_to_show(rows), keys=keys, at=at, size=size, total=bounded(rows))
    return replace(page, rows=[_shown(row) for row in page.rows])


def export_rows(actor: Actor, filters: Filters, *, most: int | None = None) -> Iterator[ActivityRow]:
    """Everything the list would show in its order, for a sheet: `most` at most; all of it is read by a cursor of the
    server, so that memory stays as it is however long it is. One query."""
    order = ("held_on", "pk") if filters.oldest else ("-held_on", "-pk")
    rows = _to_show(_narrowed(actor, filters)).order_by(*order)
    return map(_shown, rows[:most] if most is not None else rows.iterator(chunk_size=CHUNK))


def count_activities(actor: Actor, filters: Filters) -> int:
    """How many the list would show. One query."""
    return _narrowed(actor, filters).count()
