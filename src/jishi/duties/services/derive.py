"""Keeping the derived tables true: what changes pushed through `touched`, what time brings, and everything anew."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.db.models import Min
from django.db.models.functions import Length

from jishi.duties.models import Counted, DutyStatus, OpenPeriod, RollUp
from jishi.duties.queries import known, rules_between
from jishi.duties.queries.applies import conditions, period_rows, rule_rows
from jishi.duties.rules import Rule
from jishi.duties.services.evidence import take_evidence
from jishi.duties.services.sql import DERIVE, SUM_UP
from jishi.kernel.locks import Space
from jishi.kernel.periods import Period, periods_between
from jishi.kernel.registry import Change, EvidenceChange, FactsChange
from jishi.orgs.models import Organization, Placement
from jishi.orgs.rules import STEP, ancestors

ALL = ""  # the path of the whole tree
MANY = 500  # from so many organisations on, one lock on all is cheaper than a lock on each


def _hold(org_ids: Sequence[int] | None) -> None:
    """Let nobody else derive for these organisations (None: for any) until this transaction ends. Two records of one
    branch confirmed at once would otherwise each miss the other's evidence."""
    # The derivations are large and quick: compiling them (jit) takes twenty times as long as running them.
    sql = "SELECT set_config('jit', 'off', true) UNION ALL SELECT "
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
    chosen = rules_between(asked[0].first, max(p.last for p in asked)) if rules is None else list(rules)
    if not chosen:
        return 0
    params: dict[str, Any] = conditions() | {
        "step": STEP,
        "orgs": orgs if isinstance(orgs, str) else list(orgs),
        "rule_ids": [rule.id for rule in chosen],
    }
    sql = DERIVE.format(
        rules=rule_rows(chosen, params),
        periods=period_rows(asked, params),
        orgs="path >= %(orgs)s AND path < %(orgs)s || '~'" if isinstance(orgs, str) else "id = ANY (%(orgs)s)",
        within="true" if rules is None else "d.rule_id = ANY (%(rule_ids)s)",
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        changed, emptied = cursor.fetchone()
        if emptied:
            RollUp.objects.filter(owing=0, period__in=[p.code for p in asked]).delete()
    return int(changed)


def _sum_up(nodes: str, params: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SUM_UP.format(nodes=nodes), params * 2)


def take_in(changes: Iterable[Change]) -> None:
    """The listener behind `touched`: store or drop evidence, follow the tree, derive what is affected. A batch of any
    size is one recompute."""
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
        _derive(fact_ids, _periods_since(facts))
    if evidence:
        take_evidence(evidence)


def _periods_since(facts: Sequence[FactsChange]) -> list[Period]:
    whole = any(change.since is None or change.moved for change in facts)
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


@transaction.atomic
def open_periods(on: date) -> int:
    """Open, for all organisations, every period that has begun by `on` and is not open yet, from the first day that
    anybody's duties count. Opening twice changes nothing. Returns how many duties came of it."""
    [first] = Organization.objects.aggregate(first=Min("duties_from")).values()
    if first is None:
        return 0
    wanted = [p for p in periods_between(min(first, on), on) if p.first >= first or p.contains(on)]
    known = set(_opened())
    if not any(p not in known for p in wanted):
        return 0
    _hold(None)
    fresh = [p for p in wanted if p not in set(_opened())]
    OpenPeriod.objects.bulk_create([OpenPeriod(code=p.code, first_on=p.first, last_on=p.last) for p in fresh])
    return _derive(ALL, fresh)


@transaction.atomic
def rebuild() -> None:
    """Derive everything from its sources again: duties of all opened periods, then all roll-ups from the leaves up."""
    _hold(None)
    DutyStatus.objects.exclude(period__in=OpenPeriod.objects.values("code")).delete()
    DutyStatus.objects.exclude(known()).delete()
    Counted.objects.all().delete()
    Counted.objects.bulk_create(
        (Counted(org_id=o.pk, parent_id=o.parent_id, sector=o.sector) for o in Organization.objects.iterator()),
        batch_size=2000,
    )
    _derive(ALL, _opened())
    depths = set(Organization.objects.annotate(length=Length("path")).values_list("length", flat=True))
    for length in sorted(depths, reverse=True):
        _sum_up("length(n.path) = %s", [length])
