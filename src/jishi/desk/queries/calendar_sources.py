"""Where the lines of a calendar come from: each source one query over whatever organisations are asked for."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Value

from jishi.activities.models import Activity, ActivityKind, PlanEntry
from jishi.activities.queries import plan_events
from jishi.activities.rules import Kind, State
from jishi.activities.rules.plans import PlanRow
from jishi.assignments.queries import assignments_where
from jishi.assignments.rules import State as TaskState
from jishi.assignments.rules import is_late
from jishi.desk.rules.calendar import Entry, What
from jishi.duties import queries as duties
from jishi.duties.models import DutyStatus, Window
from jishi.duties.rules import DueRow
from jishi.kernel.actor import Act, Actor
from jishi.kernel.periods import Period, PeriodKind
from jishi.orgs.models import Organization, Term
from jishi.orgs.queries import below, org_ids_where
from jishi.orgs.rules import OrgKind, ancestors

DONE = ("done", "已开展")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is asked of every source. `own` are organisations seen as their member, without a right; `person_id` is set
    when the calendar is one person's."""

    actor: Actor
    org_ids: "QuerySet[Organization, int]"
    own: tuple[int, ...]
    person_id: int | None
    first: date
    last: date
    today: date

    def within(self, act: Act, *, as_member: bool = False) -> Q:
        """Rows of the organisations asked for that the actor may `act` on; `as_member` adds those one belongs to."""
        allowed = Q(org_id__in=org_ids_where(self.actor, act))
        if as_member:
            allowed |= Q(org_id__in=self.own)
        return Q(org_id__in=self.org_ids) & allowed

    def reads(self, path: str) -> bool:
        return self.actor.reaches(Act.RECORD_VIEW, path)


def held(reading: Reading) -> Iterator[Entry]:
    """Records by the day they were held. A member without a post sees that and when, not what was written."""
    kinds = ActivityKind.objects.filter(activity=OuterRef("pk")).values("kind")
    rows = (
        Activity.objects.filter(
            reading.within(Act.RECORD_VIEW, as_member=True), state=State.CONFIRMED, held_on__gte=reading.first,
            held_on__lte=reading.last,
        )
        .annotate(codes=ArraySubquery(kinds))
        .order_by("held_on", "pk")
    )  # fmt: skip
    for pk, day, starts, ends, title, codes, *org in rows.values_list(
        "pk", "held_on", "starts_at", "ends_at", "title", "codes", *_ORG
    ):
        readable = reading.reads(org[3])
        yield Entry(
            what=What.HELD, day=day, words=kind_words(codes), key=f"held-{pk}", title=title if readable else "",
            starts=starts, ends=ends, mark=DONE, object_id=pk, opens=readable, **_org(org),
        )  # fmt: skip


def plans(reading: Reading) -> Iterator[Entry]:
    """What is planned and neither held nor dropped. What has a month but no day yet carries the first of the month and
    no mark of a day (`is_dated`)."""
    open_now = Q(
        joined=None, month__gte=reading.first.replace(day=1), month__lte=reading.last, dropped_reason="", activity=None
    )
    # What was joined to another stands in the plan of the same organisation and year.
    joined = Q(joined__isnull=False, year__gte=reading.first.year - 1, year__lte=reading.last.year + 1)
    rows = PlanEntry.objects.filter(reading.within(Act.RECORD_VIEW, as_member=True), open_now | joined)
    for row in plan_events(rows, on=reading.today):
        readable = reading.reads(row.org_path)
        day = row.day or row.month
        if row.day and not reading.first <= row.day <= reading.last:
            continue
        yield Entry(
            what=What.PLANNED, day=day, words=_plan_words(row), key=f"plan-{row.id}", object_id=row.id, opens=readable,
            title=row.whole_title if readable else "", starts=row.starts_at if row.day else None, mark=row.mark,
            is_dated=row.day is not None, period=str(row.year), org_id=row.org_id, org_name=row.org_name, org_path=row.org_path,
            is_group=row.org_kind == OrgKind.PARTY_GROUP,
        )  # fmt: skip


def _plan_words(row: PlanRow) -> str:
    """The kinds; of what no kind of record meets, the duty."""
    rules = [duties.pack()[rule].short for rule in row.rules if rule in duties.pack()]
    return kind_words(row.kinds) or "、".join(rules) or "计划事项"


def kind_words(codes: Collection[str]) -> str:
    """Kinds in their usual order, as people say them: 党员大会、党课."""
    order = list(Kind)
    return "、".join(kind.label for kind in sorted(map(Kind, codes), key=order.index))


_ORG = ("org_id", "org__short_name", "org__name", "org__path", "org__kind")


def _org(values: Sequence[Any]) -> dict[str, Any]:
    pk, short, name, path, kind = values
    return {"org_id": pk, "org_name": short or name, "org_path": path, "is_group": kind == OrgKind.PARTY_GROUP}


def due(reading: Reading) -> Iterator[Entry]:
    """The last days of duties not yet met; of periods that have not begun, what the present one of that length asks."""
    ahead = {kind: _ahead(kind, reading) for kind in PeriodKind}
    now = {Period.containing(kind, reading.today).code: kind for kind, later in ahead.items() if later}
    asked = Q(done__lt=F("required"), due_on__gte=reading.first, due_on__lte=reading.last) | Q(period__in=now)
    rows = DutyStatus.objects.filter(reading.within(Act.VIEW), asked, rule_id__in=duties.pack())
    for values in rows.values(
        *_ORG, "org__code", "org__sector", "rule_id", "period", "required", "done", "done_late", "explained", "due_on"
    ):
        row = _due_row(values, reading.today)
        if row.done < row.required and reading.first <= row.due_on <= reading.last:
            yield _due_entry(row, values, row.due_on, row.period.code, row.mark)
        if values["period"] in now and row.rule.period is now[values["period"]]:
            for period in ahead[row.rule.period]:
                yield _due_entry(row, values, period.last, period.code, ("open", "还没到这一期"))


def _ahead(kind: PeriodKind, reading: Reading) -> list[Period]:
    """The periods of `kind` that end within the days asked for and have not begun."""
    found = []
    period = Period.containing(kind, reading.today).next()
    while period.last <= reading.last:
        if period.last >= reading.first:
            found.append(period)
        period = period.next()
    return found


def _due_row(values: Mapping[str, Any], today: date) -> DueRow:
    return DueRow(
        org_id=values["org_id"], org_code=values["org__code"], org_name=values["org__short_name"] or values["org__name"],
        org_path=values["org__path"], org_kind=values["org__kind"], sector=values["org__sector"],
        rule=duties.pack()[values["rule_id"]], period=Period.parse(values["period"]),
        required=values["required"], done=values["done"], done_late=values["done_late"], explained=values["explained"],
        due_on=values["due_on"], on=today, owner=None,
    )  # fmt: skip


def _due_entry(row: DueRow, values: Mapping[str, Any], day: date, period: str, mark: tuple[str, str]) -> Entry:
    return Entry(
        what=What.LAST_DAY, day=day, words=f"{row.rule.short}最后一天", key=f"due-{row.org_id}-{row.rule.id}-{period}",
        mark=mark, rule=row.rule.id, period=period, **_org([values[name] for name in _ORG]),
    )  # fmt: skip


def dates(reading: Reading, tops: tuple[str, ...], kinds: frozenset[str]) -> Iterator[Entry]:
    """The days on which terms end, as extended, and the first days of yearly duties' windows, read together: windows from
    the nearest notice at or above `tops` and every one below; with `kinds`, only of duties that such organisations owe."""
    span = (reading.first, reading.last)
    terms = Term.objects.filter(reading.within(Act.VIEW), closed_on=None, until__range=span)
    rows: Any = terms.values_list("pk", "until", "extended_to", Value(""), Value(0), *_ORG)
    above = {path for top in tops for path in ancestors(top, itself=True)}
    if tops:
        issued = reduce(or_, (below(top, field="issuer__path") for top in tops), Q(issuer__path__in=above))
        opening = Window.objects.filter(issued, opens_on__range=span, rule_id__in=duties.pack())
        issuer = (name.replace("org", "issuer", 1) for name in _ORG)
        rows = rows.union(opening.values_list("pk", "opens_on", "closes_on", "rule_id", "year", *issuer), all=True)
    nearest: dict[tuple[str, int, int], Entry] = {}
    # A longer path comes later: of the notices above, the nearest stays.
    for pk, day, other, rule, year, *org in sorted(rows, key=lambda row: row[8]):
        if not rule:
            yield Entry(
                what=What.TERM, day=day, words="延期届满" if other else "届满", key=f"term-{pk}", object_id=org[0],
                mark=("soon" if day >= reading.today else "gap", "换届"), **_org(org),
            )  # fmt: skip
        elif not kinds or kinds & set(duties.pack()[rule].org_kinds):
            nearest[rule, year, 0 if org[3] in above else org[0]] = Entry(
                what=What.OPENS, day=day, key=f"window-{pk}", mark=("open", "按上级通知"), rule=rule,
                words=f"{duties.pack()[rule].short}开始，到{other.month}月{other.day}日", **_org(org),
            )  # fmt: skip
    yield from nearest.values()


def tasks(reading: Reading) -> Iterator[Entry]:
    """Tasks not finished, by their last day: of these organisations, or of the person wherever they come from."""
    chosen = Q(org_id__in=reading.org_ids) if reading.person_id is None else Q(owner_id=reading.person_id)
    rows = assignments_where(reading.actor, Act.VIEW).filter(
        chosen, state__in=(TaskState.OPEN, TaskState.REPORTED), due_on__gte=reading.first, due_on__lte=reading.last
    )
    for pk, day, title, state, *org in rows.values_list("pk", "due_on", "title", "state", *_ORG):
        late = is_late(state, day, reading.today)
        yield Entry(
            what=What.TASK, day=day, words="任务到期", key=f"task-{pk}", title=title, object_id=pk,
            mark=("gap", "已过时限") if late else ("open", TaskState.label_of(state)), **_org(org),
        )  # fmt: skip
