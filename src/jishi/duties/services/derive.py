"""Keeping the derived tables true: what changes pushed through `touched`, what time brings, and everything anew."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.db.models import Min

from jishi.duties.models import Counted, DutyStatus, OpenPeriod, RollUp
from jishi.duties.queries import RECOUNT, RECOUNT_OF, known, rules_between, rules_for
from jishi.duties.queries.applies import conditions
from jishi.duties.rules import Rule, spells
from jishi.duties.services.evidence import take_evidence
from jishi.duties.services.sql import (
    COMPARE,
    COUNT_ALL,
    DERIVE,
    OPEN,
    PLACE,
    RESUM,
    SUM_UP,
    WANT,
    for_many,
)
from jishi.kernel.jobs import enqueue
from jishi.kernel.locks import Space
from jishi.kernel.periods import Period, PeriodKind, periods_between
from jishi.kernel.planned import run_planned
from jishi.kernel.registry import Change, EvidenceChange, FactsChange
from jishi.orgs.models import Organization, Placement
from jishi.orgs.queries import below
from jishi.orgs.rules import ancestors

ALL = ""  # the path of the whole tree
LATER = 20_000  # organisations × periods: from more on the background counts, about a second's work
# Up to so many organisations one statement with a kept plan serves. It takes them for ten: in a county 340 branches took
# it two to three times as long as by way of tables, 200 about as long.
SOME = 150
MANY = 500  # from so many organisations on, one lock on all is cheaper than a lock on each


def _hold(org_ids: Sequence[int] | None) -> None:
    """Let nobody else derive for these organisations (None: for any) until this transaction ends. Two records of one
    branch confirmed at once would otherwise each miss the other's evidence."""
    # The derivations are large and quick: compiling them (jit) takes twenty times as long as running them, planning them
    # five times as long; the plan for any values serves.
    sql = (
        "SELECT set_config('jit', 'off', true) UNION ALL SELECT set_config('plan_cache_mode', 'force_generic_plan', true)"
        " UNION ALL SELECT "
    )
    params: list[Any] = [Space.DUTIES]
    if org_ids is None or len(org_ids) > MANY:
        sql += "pg_advisory_xact_lock(%s, 0)::text"
    else:
        sql += (
            "pg_advisory_xact_lock_shared(%s, 0)::text UNION ALL"
            " SELECT pg_advisory_xact_lock(%s, (id %% 2147483647)::int)::text FROM unnest(%s::bigint[]) AS id"
        )
        params += [Space.DUTIES_OF, sorted(org_ids)]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def _opened() -> list[Period]:
    return [Period.parse(code) for code in OpenPeriod.objects.values_list("code", flat=True)]


def opened_from(first: date, last: date | None) -> list[Period]:
    """The opened periods that share a day with `first` to `last` (None: for ever)."""
    return [p for p in _opened() if p.last >= first and (last is None or p.first <= last)]


@transaction.atomic
def derive(orgs: Sequence[int] | str, periods: Sequence[Period], rules: Sequence[Rule] | None = None) -> int:
    """Work out again what these organisations (ids, or everything at a path and below) owe and have done in `periods`,
    store what differs and adjust the roll-ups. The last statements of the caller's transaction: roll-up rows stay
    locked until it ends. Returns how many duties changed. Periods not opened are left out."""
    _hold(None if isinstance(orgs, str) else orgs)
    return _derive(orgs, periods, rules)


def _derive(orgs: Sequence[int] | str, periods: Sequence[Period], rules: Sequence[Rule] | None = None) -> int:
    opened = set(_opened())
    asked = sorted((p for p in periods if p in opened), key=lambda p: p.first)
    if not asked or orgs == []:
        return 0
    chosen = _known_between(asked) if rules is None else list(rules)
    if not chosen:
        return 0
    if isinstance(orgs, str) or len(orgs) > SOME:
        return _derive_many(orgs, asked, chosen, only=rules is not None)
    params = _params(asked, chosen, only=rules is not None) | {"orgs": list(orgs)}
    [(changed, emptied)] = run_planned(DERIVE, params)
    _drop_empty(emptied, params["codes"])
    return int(changed)


def derive_below(issuer: Organization, periods: Sequence[Period], rules: Sequence[Rule]) -> None:
    """What a word of `issuer` changes for it and all below. The last statement of the caller's transaction. Above LATER it is
    left to the background, period by period, so that neither who said it waits nor whoever records meanwhile."""
    opened = set(_opened())
    asked = [period for period in periods if period in opened]
    if len(asked) > 1 and Organization.objects.filter(below(issuer.path)).count() * len(asked) > LATER:
        enqueue(RECOUNT, issuer=issuer.pk, periods=[period.code for period in asked], rules=[rule.id for rule in rules])
    else:
        derive(issuer.path, asked, rules)


def recount(issuer: int, periods: Sequence[str], rules: Sequence[str]) -> None:
    """The same in the background, by what holds when its turn comes; each period in a transaction of its own. Once more
    changes nothing."""
    for code in periods:
        path = Organization.objects.values_list("path", flat=True).get(pk=issuer)
        derive(path, [Period.parse(code)], list(rules_for(rules).values()))


def recount_of(orgs: Sequence[int], periods: Sequence[str]) -> None:
    """The same for what changed in very many organisations."""
    for code in periods:
        derive(orgs, [Period.parse(code)])


def _known_between(periods: Sequence[Period]) -> list[Rule]:
    if not periods:
        return []
    return rules_between(min(p.first for p in periods), max(p.last for p in periods))


def _params(periods: Sequence[Period], rules: Sequence[Rule], *, only: bool) -> dict[str, Any]:
    """For one statement; `only` these rules are compared with what is stored, else whatever is stored."""
    owed = [spell for spell in spells(rules, periods) if spell.in_force]
    return conditions(owed) | {
        "codes": [period.code for period in periods],
        "rule_ids": [rule.id for rule in rules] if only else None,
    }


def _drop_empty(org_ids: Sequence[int], codes: Sequence[str]) -> None:
    """Take out the roll-ups of these organisations that count nobody any more."""
    if org_ids:
        RollUp.objects.filter(org_id__in=org_ids, owing=0, period__in=codes).delete()


def _derive_many(
    orgs: Sequence[int] | str,
    periods: Sequence[Period],
    rules: Sequence[Rule],
    *,
    only: bool = False,
    then: str = COMPARE,
) -> int:
    """The same one period at a time, each by way of a table that the planner knows the size of."""
    changed = 0
    by_path = isinstance(orgs, str)
    with connection.cursor() as cursor:
        for period in periods:
            params = _params([period], rules, only=only) | {"orgs": orgs if by_path else list(orgs)}
            for statement in (PLACE, WANT, then):
                cursor.execute(for_many(statement, by_path=by_path), params)
            here, emptied = cursor.fetchone()
            changed += int(here)
            _drop_empty(emptied, params["codes"])
    return changed


def _sum_up(nodes: str, params: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SUM_UP.format(nodes=nodes), params * 2)


def take_in(changes: Iterable[Change]) -> None:
    """The listener behind `touched`: store or drop evidence, follow the tree, derive what is affected. A batch of any
    size is one recompute; one above LATER, a county's roster, is left to the background."""
    batch = list(changes)
    evidence = [change for change in batch if isinstance(change, EvidenceChange)]
    facts = [change for change in batch if isinstance(change, FactsChange)]
    fact_ids = sorted({change.org_id for change in facts})
    restructured = _restructured(fact_ids) if fact_ids else []
    if moved := [change.org_id for change in facts if change.moved]:
        # What an issuer asks holds below its place of today: whoever once stood below a moved one is judged anew.
        once_below = Placement.objects.filter(parent_id__in=moved).values_list("org_id", flat=True)
        fact_ids = sorted({*fact_ids, *once_below})
    _hold(None if restructured else sorted({change.org_id for change in batch}))
    if restructured:
        _follow_tree(restructured)
    if facts:
        periods = _periods_since(facts)
        if len(fact_ids) * len(periods) > LATER and not restructured:
            enqueue(RECOUNT_OF, orgs=fact_ids, periods=[period.code for period in periods])
        else:
            _derive(fact_ids, periods)
        if moved:
            # Of the time before, only what goes by today's tree can be another now: issuers' scopes, windows of the year.
            before = sorted(set(_opened()) - set(periods))
            rules = [r for r in _known_between(before) if r.is_scoped or r.period is PeriodKind.YEAR]
            _derive(fact_ids, before, rules)
    if evidence:
        take_evidence(evidence)


def _periods_since(facts: Sequence[FactsChange]) -> list[Period]:
    whole = any(change.since is None for change in facts)
    since = None if whole else min(f.since for f in facts if f.since)
    return [p for p in _opened() if since is None or p.last >= since]


@dataclass(frozen=True, slots=True)
class _Change:
    """An organisation that the roll-ups still count elsewhere, or not at all (`is_new`)."""

    org_id: int
    path: str
    parent_id: int | None
    was_under: int | None
    is_new: bool
    changed_sector: bool


def _restructured(org_ids: Sequence[int]) -> list[_Change]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT o.id, o.path, o.parent_id, c.parent_id, c.org_id IS NULL,"
            " c.org_id IS NOT NULL AND c.sector <> o.sector"
            " FROM orgs_organization o LEFT JOIN duties_counted c ON c.org_id = o.id"
            " WHERE o.id = ANY (%s) AND (c.org_id IS NULL OR c.parent_id IS DISTINCT FROM o.parent_id"
            " OR c.sector <> o.sector)",
            [list(org_ids)],
        )
        return [_Change(*row) for row in cursor.fetchall()]


def _follow_tree(changes: Sequence[_Change]) -> None:
    """Sum up again the roll-ups above organisations that came, moved or changed their sector; deepest first, so that
    each is summed from finished children."""
    parents = {id_ for c in changes for id_ in (c.parent_id, c.was_under) if id_}
    path_of = dict(Organization.objects.filter(pk__in=parents).values_list("pk", "path"))
    inner = set(Counted.objects.filter(parent_id__in=parents).values_list("parent_id", flat=True))
    paths: set[str] = set()
    for change in changes:
        if change.is_new:
            # A new organisation owes nothing yet; only a superior that had nobody below it gets its first roll-up.
            if change.parent_id and change.parent_id not in inner:
                paths.add(path_of[change.parent_id])
            continue
        paths.update(ancestors(change.path, itself=True))
        if change.was_under:
            paths.update(ancestors(path_of[change.was_under], itself=True))
    Counted.objects.bulk_create(
        [
            Counted(org_id=org_id, parent_id=parent_id, sector=sector)
            for org_id, parent_id, sector in Organization.objects.filter(
                pk__in=[c.org_id for c in changes]
            ).values_list("pk", "parent_id", "sector")
        ],
        update_conflicts=True,
        unique_fields=["org"],
        update_fields=["parent", "sector"],
        batch_size=2000,
    )
    for _, level in groupby(sorted(paths, key=len, reverse=True), key=len):
        _sum_up("n.path = ANY (%s)", [list(level)])


def open_periods(on: date) -> int:
    """Open, for all organisations, every period that has begun by `on` and is not open yet, from the first day that
    anybody's duties count. Opening twice changes nothing. Returns how many duties came of it."""
    [first] = Organization.objects.aggregate(first=Min("duties_from")).values()
    if first is None:
        return 0
    known = set(_opened())
    wanted = [p for p in periods_between(min(first, on), on) if p.first >= first or p.contains(on)]
    return sum(_open(period) for period in wanted if period not in known)


@transaction.atomic
def _open(period: Period) -> int:
    """One period, in a transaction of its own: whoever records meanwhile waits for one period, not for all."""
    _hold(None)
    _, fresh = OpenPeriod.objects.get_or_create(
        code=period.code, defaults={"first_on": period.first, "last_on": period.last}
    )
    return _derive_many(ALL, [period], rules_between(period.first, period.last), then=OPEN) if fresh else 0


def rebuild() -> None:
    """Derive everything from its sources again: duties of all opened periods and all roll-ups, one period after another,
    each in a transaction of its own."""
    _rebuild_places()
    for period in _opened():
        _rebuild(period)


@transaction.atomic
def _rebuild_places() -> None:
    """Take out what belongs to no opened period and no rule, and note where everybody is counted."""
    _hold(None)
    opened = OpenPeriod.objects.values("code")
    for table in (DutyStatus, RollUp):
        table.objects.exclude(period__in=opened).delete()
        table.objects.exclude(known()).delete()
    with connection.cursor() as cursor:
        cursor.execute(COUNT_ALL)


@transaction.atomic
def _rebuild(period: Period) -> None:
    _hold(None)
    _derive_many(ALL, [period], rules_between(period.first, period.last))
    with connection.cursor() as cursor:
        cursor.execute(RESUM, {"codes": [period.code]})
