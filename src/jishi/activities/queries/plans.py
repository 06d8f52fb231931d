"""Reading plans: scope, the entries of organisations over months, one entry, records nobody planned."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from jishi.activities.models import Activity, ActivityKind, PlanEntry
from jishi.activities.queries.prefill import Choice, people_of
from jishi.activities.queries.scope import recording_orgs_where
from jishi.activities.rules import (
    Kind,
    PlanInput,
    PlanRow,
    PlanSource,
    SpecialSubject,
    State,
    first_of,
    may_record,
    months_on,
)
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import demand
from jishi.orgs.models import Organization
from jishi.orgs.queries import orgs_where
from jishi.orgs.rules import OrgKind

NEAR = 2  # months between a record and an entry it may be linked to


def plan_entries_where(actor: Actor, act: Act) -> QuerySet[PlanEntry]:
    """The entries of the organisations on which the actor may do `act`; RECORD reaches the 党小组 of a branch."""
    orgs = recording_orgs_where(actor) if act is Act.RECORD else orgs_where(actor, act)
    return PlanEntry.objects.filter(org_id__in=orgs.values_list("pk", flat=True))


def get_plan_entry(actor: Actor, act: Act, entry_id: int) -> PlanEntry:
    """The one door. Out of VIEW reach looks like missing; within it a refusal carries its reason."""
    found = (
        plan_entries_where(actor, Act.VIEW)
        .select_related("org", "owner", "activity", "topic__series__issuer", "joined")
        .get(pk=entry_id)
    )
    if act is Act.RECORD:
        demand(may_record(actor, found.org.path, found.org.kind))
    else:
        demand(actor.may(act, found.org.path))
    return found


def get_plan_org(actor: Actor, act: Act, org_id: int) -> Organization:
    """The organisation whose plan is asked for: readers need RECORD_VIEW, writers RECORD. A 党小组 gives its branch."""
    org = orgs_where(actor, Act.VIEW).select_related("parent").get(pk=org_id)
    if act is Act.RECORD:
        demand(may_record(actor, org.path, org.kind))
    else:
        demand(actor.may(act, org.path))
    return org


def get_plan_orgs(actor: Actor, act: Act, org_id: int) -> list[Organization]:
    """The same door to `plan_orgs`. One query."""
    rows = plan_orgs(org_id)
    if not rows or rows[0].pk != org_id or not actor.reaches(Act.VIEW, rows[0].path):
        raise Organization.DoesNotExist
    org = rows[0]
    demand(may_record(actor, org.path, org.kind) if act is Act.RECORD else actor.may(act, org.path))
    return rows


def plan_orgs(org_id: int) -> list[Organization]:
    """An organisation and those that stand on its plan beside it, its living 党小组 by tree, each with the years it has a
    plan for (`planned_years`). One query."""
    groups = Q(parent_id=org_id, kind=OrgKind.PARTY_GROUP, ended_on=None)
    years = PlanEntry.objects.filter(org_id=OuterRef("pk")).order_by().values("year").distinct()
    found = Organization.objects.filter(Q(pk=org_id) | groups).annotate(planned_years=ArraySubquery(years))
    return sorted(found.order_by("path"), key=lambda one: one.pk != org_id)


def plan_org_ids(org: Organization) -> list[int]:
    """Whose entries stand on the plan of `org`: its own and those of its living 党小组. One query."""
    groups = Organization.objects.filter(parent_id=org.pk, kind=OrgKind.PARTY_GROUP, ended_on=None)
    return [org.pk, *groups.order_by("path").values_list("pk", flat=True)]


def _row(entry: PlanEntry, parts: Sequence[PlanRow], on: date) -> PlanRow:
    own = tuple(Kind(kind) for kind in entry.kinds)
    series = entry.topic.series if entry.topic else None
    together = {*own, *(kind for part in parts for kind in part.kinds)}
    subjects = [SpecialSubject(entry.subject)] if entry.subject else [p.subject for p in parts if p.subject]
    return PlanRow(
        id=entry.pk,
        org_id=entry.org_id,
        org_name=entry.org.short_name or entry.org.name,
        org_kind=entry.org.kind,
        org_path=entry.org.path,
        year=entry.year,
        month=entry.month,
        day=entry.day or next((part.day for part in parts if part.day), None),
        starts_at=entry.starts_at,
        title=entry.title,
        kinds=tuple(sorted(together, key=list(Kind).index)),
        own_kinds=own,
        rules=(*entry.rules, *(rule for part in parts for rule in part.rules)),
        subject=subjects[0] if subjects else None,
        measures=entry.measures,
        place=entry.place,
        owner=entry.owner_name,
        source=PlanSource(entry.source),
        series_id=series.pk if series else None,
        series=series.title if series else "",
        issuer=(series.issuer.short_name or series.issuer.name) if series else "",
        is_withdrawn=series is not None and series.withdrawn_at is not None,
        is_adjusted=entry.is_adjusted,
        activity_id=entry.activity_id,
        held_on=entry.activity.held_on if entry.activity else None,
        dropped_reason=entry.dropped_reason,
        version=entry.version,
        parts=tuple(parts),
        on=on,
    )


def plan_rows(entries: QuerySet[PlanEntry], *, on: date) -> list[PlanRow]:
    """Any selection of entries as events: by month, then by day, then as they were planned. What was joined to another
    entry shows under that one. Two queries."""
    related = entries.select_related("org", "owner", "activity", "topic__series__issuer")
    heads = list(related.filter(joined=None).order_by("month", F("day").asc(nulls_last=True), "org__path", "pk"))
    found = PlanEntry.objects.filter(joined_id__in=[head.pk for head in heads]).order_by("pk")
    return _events(heads, found.select_related("org", "owner", "activity", "topic__series__issuer"), on)


def plan_events(entries: QuerySet[PlanEntry], *, on: date) -> list[PlanRow]:
    """The same of a selection that holds with every head what was joined to it. One query."""
    found = entries.select_related("org", "owner", "activity", "topic__series__issuer")
    rows = list(found.order_by("month", F("day").asc(nulls_last=True), "org__path", "pk"))
    joined = sorted((row for row in rows if row.joined_id), key=lambda row: row.pk)
    return _events([row for row in rows if not row.joined_id], joined, on)


def _events(heads: Iterable[PlanEntry], joined: Iterable[PlanEntry], on: date) -> list[PlanRow]:
    parts: dict[int, list[PlanRow]] = defaultdict(list)
    for part in joined:
        assert part.joined_id is not None
        parts[part.joined_id].append(_row(part, (), on))
    return [_row(head, parts[head.pk], on) for head in heads]


def plan_row(entry: PlanEntry, *, on: date) -> PlanRow:
    """One entry as the event it belongs to, its head's if it was joined to one."""
    [row] = plan_rows(PlanEntry.objects.filter(pk=entry.joined_id or entry.pk), on=on)
    return row


def plan_of(org: Organization, year: int, *, on: date) -> list[PlanRow]:
    """The plan of an organisation (a branch with its 党小组) for a year."""
    return plan_rows(PlanEntry.objects.filter(org_id__in=plan_org_ids(org), year=year), on=on)


def year_plan_of(org_ids: Collection[int], year: int, *, on: date) -> list[PlanRow]:
    """The same for the organisations of one plan: one query, since what is held together is of one organisation and
    year."""
    return plan_events(PlanEntry.objects.filter(org_id__in=org_ids, year=year), on=on)


def planned(actor: Actor, first: date, last: date, *, org_ids: Iterable[int] | None = None, on: date) -> list[PlanRow]:
    """Everything planned for the months that the days from `first` to `last` touch, dropped entries left out, within the
    actor's reach (and `org_ids`, if given): what a calendar shows. Two queries."""
    rows = plan_entries_where(actor, Act.RECORD_VIEW).filter(
        month__gte=first_of(first), month__lte=first_of(last), dropped_reason=""
    )
    if org_ids is not None:
        rows = rows.filter(org_id__in=list(org_ids))
    return plan_rows(rows, on=on)


def plan_input(entry: PlanEntry) -> PlanInput:
    """A stored entry as the input that would make it again."""
    return PlanInput(
        org_id=entry.org_id,
        year=entry.year,
        month=entry.month,
        title=entry.title,
        kinds=tuple(Kind(kind) for kind in entry.kinds),
        rules=tuple(entry.rules),
        subject=SpecialSubject(entry.subject) if entry.subject else None,
        day=entry.day,
        starts_at=entry.starts_at,
        place=entry.place,
        measures=entry.measures,
        owner_id=entry.owner_id,
        owner_note=entry.owner_note,
    )


def plan_people(org: Organization, on: date) -> tuple[Choice, ...]:
    """Whom one may put in charge of an entry: post holders first, then the roster."""
    return people_of(org, on)


def planned_years(org: Organization) -> list[int]:
    """The years that have a plan, latest first."""
    years = PlanEntry.objects.filter(org_id__in=plan_org_ids(org)).values_list("year", flat=True)
    return sorted(set(years), reverse=True)


@dataclass(frozen=True, slots=True)
class Unplanned:
    """A record that no entry is linked to."""

    id: int
    org_id: int
    held_on: date
    title: str
    kinds: tuple[Kind, ...]


def records_without_entry(org_ids: Collection[int], year: int) -> list[Unplanned]:
    """The confirmed records of a year that nobody planned, by day. One query."""
    planned_for = PlanEntry.objects.filter(activity_id=OuterRef("pk"))
    kinds = ActivityKind.objects.filter(activity=OuterRef("pk")).values("kind")
    rows = (
        Activity.objects.filter(~Exists(planned_for), org_id__in=org_ids, held_on__year=year, state=State.CONFIRMED)
        .annotate(kind_codes=ArraySubquery(kinds))
        .order_by("held_on", "pk")
    )
    return [
        Unplanned(
            row.pk,
            row.org_id,
            row.held_on,
            row.title,
            tuple(sorted((Kind(code) for code in row.kind_codes), key=list(Kind).index)),
        )
        for row in rows
    ]


def entries_of_record(activity_id: int) -> list[PlanEntry]:
    """The entries a record is linked to."""
    return list(PlanEntry.objects.filter(activity_id=activity_id).select_related("org").order_by("month", "pk"))


def linkable(activity: Activity, on: date) -> list[PlanRow]:
    """The open entries of the same organisation a record may be what became of: those within two months of its day,
    those that share a kind first. Two queries."""
    day = activity.held_on
    kinds = set(ActivityKind.objects.filter(activity=activity).values_list("kind", flat=True))
    near = Q(month__gte=months_on(first_of(day), -NEAR)) & Q(month__lte=months_on(first_of(day), NEAR))
    rows = plan_rows(PlanEntry.objects.filter(near, org_id=activity.org_id, activity=None, dropped_reason=""), on=on)
    return sorted(rows, key=lambda row: (not kinds.intersection(row.kinds), abs((row.month - first_of(day)).days)))
