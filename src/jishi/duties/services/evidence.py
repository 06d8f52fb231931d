"""What a record counts for, stored and counted: the short way from a record to the roll-ups. Being done does not change what
is asked, so the duties stored are only counted again; whether they apply is the business of `derive`."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db import connection

from jishi.duties.queries import rules_met_by
from jishi.duties.queries.applies import written
from jishi.duties.rules import Rule, spells
from jishi.kernel.periods import Period, PeriodKind, periods_of
from jishi.kernel.planned import run_planned
from jishi.kernel.registry import EvidenceChange

# Claims kept or dropped; the (day, year) pairs they had before.
_STORE = """
WITH said AS (
  SELECT * FROM unnest(%s::bigint[], %s::text[], %s::date[], %s::int[], %s::date[], %s::text[], %s::bigint[], %s::boolean[])
    AS t (org_id, kind, held_on, year, recorded_on, source_kind, source_id, present)
),
before AS MATERIALIZED (
  SELECT v.id, v.held_on, v.year, s.present
  FROM said s JOIN duties_evidence v USING (source_kind, source_id, org_id, kind)
),
gone AS (
  DELETE FROM duties_evidence v USING before b WHERE v.id = b.id AND NOT b.present
),
kept AS (
  INSERT INTO duties_evidence (org_id, kind, held_on, year, recorded_on, source_kind, source_id)
  SELECT org_id, kind, held_on, year, recorded_on, source_kind, source_id FROM said WHERE present
  ON CONFLICT (source_kind, source_id, org_id, kind) DO UPDATE
    SET held_on = excluded.held_on, year = excluded.year, recorded_on = excluded.recorded_on
)
SELECT held_on, year FROM before
"""
# The duties stored counted again, and the roll-ups of every inner node above (and at) them adjusted by what changed, locked
# in path order. One statement: either both tables say the same, or neither has changed.
COUNT_AGAIN = written("""
WITH spell AS MATERIALIZED (<spell>),
counted AS MATERIALIZED (
  SELECT d.org_id, d.rule_id, d.period, d.required, d.explained, d.done AS was_done, d.done_late AS was_late, e.done,
         s.yearly AND coalesce(e.nth > d.due_on, false) AS done_late
  FROM spell s
  JOIN duties_dutystatus d ON d.org_id = ANY (%(orgs)s::bigint[]) AND d.rule_id = s.id AND d.period = s.code
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS done, (array_agg(held.held_on ORDER BY held.held_on))[d.required] AS nth
    FROM (
      SELECT DISTINCT v.source_kind, v.source_id, v.held_on FROM duties_evidence v
      WHERE v.org_id = d.org_id AND v.kind = ANY (s.evidence)
        AND CASE WHEN s.by_year THEN v.year = s.year ELSE v.held_on BETWEEN s.first_on AND s.counts_to END
    ) held
  ) e
  WHERE (e.done, s.yearly AND coalesce(e.nth > d.due_on, false)) IS DISTINCT FROM (d.done, d.done_late)
),
kept AS (
  UPDATE duties_dutystatus d SET done = c.done, done_late = c.done_late FROM counted c
  WHERE d.org_id = c.org_id AND d.rule_id = c.rule_id AND d.period = c.period
),
delta AS (
  SELECT org_id, rule_id, period, (done >= required)::int - (was_done >= required)::int AS met,
         (done >= required AND done_late)::int - (was_done >= required AND was_late)::int AS met_late,
         (done < required AND explained)::int - (was_done < required AND explained)::int AS explained
  FROM counted
)
INSERT INTO duties_rollup AS u (org_id, rule_id, period, sector, owing, met, met_late, explained)
SELECT a.id, d.rule_id, d.period, o.sector, 0, sum(d.met)::int, sum(d.met_late)::int, sum(d.explained)::int
FROM delta d
JOIN orgs_organization o ON o.id = d.org_id
JOIN <levels> ON g.length <= length(o.path)
JOIN orgs_organization a ON a.path = left(o.path, g.length)
WHERE (d.met, d.met_late, d.explained) <> (0, 0, 0)
  AND (a.id <> o.id OR EXISTS (SELECT 1 FROM orgs_organization b WHERE b.parent_id = a.id))
GROUP BY a.id, a.path, d.rule_id, d.period, o.sector
ORDER BY a.path, d.rule_id, d.period, o.sector
ON CONFLICT (org_id, rule_id, period, sector) DO UPDATE
  SET met = u.met + excluded.met, met_late = u.met_late + excluded.met_late, explained = u.explained + excluded.explained
RETURNING u.org_id
""")


def take_evidence(evidence: Sequence[EvidenceChange]) -> None:
    """Store the claims, drop the withdrawn ones, count again what they meet or met. The last statements of the caller's
    transaction, which holds the locks of the organisations."""
    days = _store(evidence)
    kinds = {change.kind for change in evidence}
    years = [Period(year, PeriodKind.YEAR, 1) for _, year in days]
    spread = [*(day for day, _ in days), *(year.first for year in years), *(year.last for year in years)]
    rules = rules_met_by(kinds, min(spread), max(spread))
    _count({change.org_id for change in evidence}, rules, _periods_on(days))


def _store(evidence: Sequence[EvidenceChange]) -> set[tuple[date, int]]:
    """Write the claims and drop the withdrawn ones; the last word on a claim counts. Returns the (day, year) pairs that
    are affected, those of replaced claims included."""
    last = {(*e.source, e.org_id, e.kind): e for e in evidence}.values()
    rows = [(e.org_id, e.kind, e.held_on, e.year, e.recorded_on, *e.source, e.present) for e in last]
    with connection.cursor() as cursor:
        cursor.execute(_STORE, [list(column) for column in zip(*rows, strict=True)])
        return {(e.held_on, e.year) for e in evidence} | set(cursor.fetchall())


def _count(org_ids: Collection[int], rules: Collection[Rule], periods: Collection[Period]) -> None:
    # What is asked once belongs to the year it begins, whenever it is done.
    begun = {Period.containing(PeriodKind.YEAR, rule.effective) for rule in rules if rule.once and rule.effective}
    if asked := spells(rules, [*periods, *(begun - set(periods))]):
        run_planned(COUNT_AGAIN, {"spells": json.dumps([spell.row for spell in asked]), "orgs": sorted(org_ids)})


def _periods_on(days: Iterable[tuple[date, int]]) -> set[Period]:
    """The periods evidence of these (day, year) pairs may count in: those of the day, and the year it is counted for."""
    found: set[Period] = set()
    for day, year in days:
        found.update(p for p in periods_of(day) if p.kind is not PeriodKind.YEAR)
        found.add(Period(year, PeriodKind.YEAR, 1))
    return found
