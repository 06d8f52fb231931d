"""基层负担监测: sums of what levels have laid on those below, by one statement each. Nothing here reads a regulation's duty."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from jishi.duties.rules import DemandInput, LoadCell, by_issuer, hours, seen_from
from jishi.kernel.actor import Actor
from jishi.kernel.periods import Period, PeriodKind
from jishi.orgs.models import Organization
from jishi.orgs.queries import Card

# Whom a demand (d, of issuer i) concerns on a day it falls due (t): organisations below the issuer, of its kinds and
# sectors, at or below one of the chosen; in being on that day.
# Found once for each demand by the index on paths: the fence (OFFSET 0) keeps the planner from walking all
# organisations for every day of every demand.
_FROM = """
FROM duties_demand d
JOIN orgs_organization i ON i.id = d.issuer_id
CROSS JOIN LATERAL (
  SELECT o.id, o.founded_on, o.ended_on FROM orgs_organization o
  WHERE o.path > i.path AND o.path < i.path || '~' AND o.path >= %(path)s AND o.path < %(path)s || '~'
    AND o.kind = ANY (d.org_kinds) AND (cardinality(d.sectors) = 0 OR o.sector = ANY (d.sectors))
    AND (cardinality(d.org_ids) = 0 OR EXISTS (
      SELECT 1 FROM orgs_organization c
      WHERE c.id = ANY (d.org_ids) AND o.path >= c.path AND o.path < c.path || '~'
    ))
    {more}
  OFFSET 0
) o
JOIN duties_demandtime t ON t.demand_id = d.id AND t.due_on BETWEEN %(first)s AND %(last)s
WHERE (o.founded_on IS NULL OR o.founded_on <= t.due_on) AND (o.ended_on IS NULL OR o.ended_on > t.due_on)
  AND d.from_on <= %(last)s AND d.until_on >= %(first)s
"""
_SUMS = "sum(d.count * d.people), sum(d.count * d.people * d.minutes)"
_CELLS = """
SELECT i.id, coalesce(nullif(i.short_name, ''), i.name), i.path, i.kind, d.kind, d.state,
  date_trunc('month', t.due_on)::date, {sums}
{rows} GROUP BY i.id, d.kind, d.state, 7
"""
_DEMANDS = "SELECT d.id, {sums}, count(DISTINCT o.id), min(t.due_on) {rows} GROUP BY d.id"
# Narrowed to the organisations of a demand that is not saved yet.
_MET = """
  AND o.path > %(path)s AND o.kind = ANY (%(kinds)s)
  AND (cardinality(%(sectors)s::text[]) = 0 OR o.sector = ANY (%(sectors)s))
  AND (cardinality(%(tops)s::bigint[]) = 0 OR EXISTS (
    SELECT 1 FROM orgs_organization c WHERE c.id = ANY (%(tops)s) AND o.path >= c.path AND o.path < c.path || '~'
  ))
  AND d.id <> %(but)s
"""


@dataclass(frozen=True, slots=True)
class Share:
    """What one demand asks of a part of the tree within some days; `next_on` the first of them it falls due on."""

    turns: int
    minutes: int
    orgs: int
    next_on: date

    @property
    def hours(self) -> str:
        return hours(self.minutes)


def _rows(sql: str, *, more: str = "", **params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql.format(sums=_SUMS, rows=_FROM.format(more=more)), params)
        return list(cursor.fetchall())


def load_cells(scope: Organization, first: date, last: date) -> list[LoadCell]:
    """What falls due from `first` to `last` on `scope` and everything below it, by issuer, kind and month. One query."""
    names = (
        "issuer_id", "issuer_name", "issuer_path", "issuer_kind", "kind", "state", "month", "turns", "minutes"
    )  # fmt: skip
    found = _rows(_CELLS, path=scope.path, first=first, last=last)
    return [LoadCell(**dict(zip(names, row, strict=True))) for row in found]


def shares(scope: Organization, first: date, last: date) -> dict[int, Share]:
    """The same by demand: what `load_cells` sums. One query."""
    return {row[0]: Share(*row[1:]) for row in _rows(_DEMANDS, path=scope.path, first=first, last=last)}


def load_card(actor: Actor, card: Card, on: date) -> dict[str, object]:
    """The card on an organisation's page: what each superior has added this year. One query."""
    cells = load_cells(card.org, date(on.year, 1, 1), date(on.year, 12, 31))
    return {"rows": by_issuer(seen_from(card.org.path, cells)[1]).rows, "year": on.year}


def meets(issuer: Organization, values: DemandInput, *, but: int = 0) -> dict[int, Share]:
    """What lies already, in the months of `values`, on the organisations it would concern. One query."""
    found = _rows(
        _DEMANDS,
        more=_MET,
        path=issuer.path,
        first=Period.containing(PeriodKind.MONTH, values.from_on).first,
        last=Period.containing(PeriodKind.MONTH, values.until_on).last,
        kinds=list(values.audience.org_kinds),
        sectors=list(values.audience.sectors),
        tops=list(values.audience.org_ids),
        but=but,
    )
    return {row[0]: Share(*row[1:]) for row in found}
