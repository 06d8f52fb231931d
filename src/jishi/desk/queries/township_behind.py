"""Who has duties past their day, for 待完成事项 of 组织生活一览 and for its reminders."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from jishi.desk.queries.township_facts import made_of, rows_of_facts
from jishi.desk.queries.township_filters import Filters, within
from jishi.desk.rules import township as words
from jishi.desk.rules.township import Behind
from jishi.duties import queries as duties
from jishi.duties.models import DutyStatus
from jishi.duties.rules import DueRow
from jishi.kernel.prepared import kept
from jishi.notices.models import Reminder
from jishi.notices.rules import Issuer, week_of
from jishi.orgs.models import Organization
from jishi.orgs.queries import below

UNMET = Q(done__lt=F("required"))


@dataclass(frozen=True, slots=True)
class Waiting:
    """The organisations with duties past their day and not held, those with most first, then those that wait longest;
    how many of them the reader may remind."""

    org_ids: list[int] = field(default_factory=list)
    to_remind: int = 0


def _unreminded(*, week: str, issuer_id: int, issuer_path: str) -> Q:
    """Of duties past their day, those below the issuer that nobody has explained and that were not reminded of this week;
    nobody reminds itself."""
    return Q(below(issuer_path, field="org__path"), ~Q(org_id=issuer_id), _not_told(week), explained=False)


def _not_told(week: str) -> Q:
    key = Concat(Value("duty:"), OuterRef("rule_id"), Value(":"), OuterRef("period"))
    return Q(~Exists(Reminder.objects.filter(org_id=OuterRef("org_id"), week=week, matter=key)))


def not_told(on: date) -> Q:
    """Of duties, those that were not reminded of in the week of `on`."""
    return _not_told(week_of(on))


@kept  # though it is of a part of the tree: up to MOST_BRANCHES, so one plan is the plan for all
def _waiting(
    *, on: date, paths: tuple[str, ...] | None, issuer_id: int | None, issuer_path: str | None, week: str, **of: Any
) -> QuerySet[DutyStatus, Any]:
    # What a level adds has columns of its own and no place here.
    past = DutyStatus.objects.filter(
        UNMET, duties.of_regulations(), within("org__", paths=paths, **of), due_on__lt=on
    )  # fmt: skip
    asked = (
        _unreminded(week=week, issuer_id=issuer_id, issuer_path=issuer_path)
        if issuer_id is not None and issuer_path is not None
        else Q(pk__in=[])
    )
    counted = past.values("org_id").annotate(n=Count("pk"), since=Min("due_on"), ask=Count("pk", filter=asked))
    return counted.order_by("-n", "since", "org_id").values_list("org_id", "ask")


def waiting_of(filters: Filters, *, on: date, issuer: Issuer | None = None) -> Waiting:
    """Who of those asked for waits on `on`, and how many of them `issuer` may remind. One query."""
    rows = _waiting(
        on=on, week=week_of(on), issuer_id=issuer.id if issuer else None, issuer_path=issuer.path if issuer else None,
        **filters.given,
    )  # fmt: skip
    return Waiting([org_id for org_id, _ in rows], sum(1 for _, ask in rows if ask))


@kept
def _unmet(*, org_ids: list[int], months: list[str], on: date) -> QuerySet[DutyStatus, Any]:
    shown = Q(period__any=months) | Q(due_on__lt=on)
    of_theirs = DutyStatus.objects.filter(UNMET, shown, duties.of_regulations(), org_id__any=org_ids)
    return of_theirs.values_list("org_id", *duties.COLUMNS[len(_ORG) :])


_ORG = ("org_id", *(name for name in duties.COLUMNS if name.startswith("org__")))  # the first of them
_LATE = "!"


@kept
def _facts_and_met(*, org_ids: list[int], months: list[str], on: date) -> QuerySet[Organization, Any]:
    """The facts of each, what `rows_from` says of it, and the months in which anything was met; marked, if late."""
    met = DutyStatus.objects.filter(
        duties.of_regulations(), org_id=OuterRef("pk"), period__any=months, done__gte=F("required")
    )
    late = Case(When(done_late=True, then=Value(_LATE)), default=Value(""))
    told = ArraySubquery(met.values_list(Concat("period", late)))
    return rows_of_facts(told, *(F(name.removeprefix("org__")) for name in _ORG[1:]), org_ids=org_ids, on=on)


def behind(filters: Filters, org_ids: Sequence[int], *, on: date) -> list[Behind]:
    """What these organisations have not held, with their last twelve months; in the order given. Two queries, whatever
    their number."""
    if not org_ids:
        return []
    months = words.last_twelve(on)
    codes, asked = {month.code: month for month in months}, list(org_ids)
    told = {row[0]: row for row in _facts_and_met(org_ids=asked, months=list(codes), on=on)}
    unmet = _unmet(org_ids=asked, months=list(codes), on=on)
    rows: dict[int, list[DueRow]] = {}
    for row in duties.rows_from(
        [(org_id, *told[org_id][1 - len(_ORG) :], *duty) for org_id, *duty in unmet], on=on, owners=False
    ):
        rows.setdefault(row.org_id, []).append(row)
    found = []
    for org_id in asked:
        met = told[org_id][-len(_ORG)]
        months_met = {codes[code.removesuffix(_LATE)]: False for code in met}
        months_met |= {codes[code.removesuffix(_LATE)]: True for code in met if code.endswith(_LATE)}
        found.append(words.behind_of(rows[org_id], made_of(told[org_id], on=on), months, months_met))
    return found
