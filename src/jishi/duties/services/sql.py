"""The two statements that derived tables come from. Parameters only; words of the pack arrive as values."""

from jishi.duties.queries.applies import written

# What organisations owe and have done, compared with what is stored; differences are stored, and the roll-ups of every
# inner node above (and at) them are adjusted by what changed, locked in path order. One statement: either both tables
# say the same, or neither has changed.
DERIVE = written("""
WITH <rule> AS (VALUES {rules}),
<period> AS (VALUES {periods}),
chosen AS MATERIALIZED (
  SELECT id, path, sector, duties_from, ended_on FROM orgs_organization WHERE {orgs}
),
spell AS MATERIALIZED (<spell>),
scope AS MATERIALIZED (<scope>),
closing AS MATERIALIZED (
  SELECT DISTINCT ON (o.id, w.rule_id, w.year) o.id AS org_id, w.rule_id, w.year, w.closes_on
  FROM duties_window w
  JOIN rule r ON r.id = w.rule_id
  JOIN orgs_organization i ON i.id = w.issuer_id
  JOIN chosen o ON o.path >= i.path AND o.path < i.path || '~'
  ORDER BY o.id, w.rule_id, w.year, length(i.path) DESC
),
wanted AS (
  SELECT o.id AS org_id, r.id AS rule_id, r.code AS period, r.required, e.done,
         r.period = 'year' AND coalesce(e.nth > coalesce(c.closes_on, r.last_on), false) AS done_late,
         EXISTS (
           SELECT 1 FROM duties_explanation x
           WHERE x.org_id = o.id AND x.rule_id = r.id AND x.period = r.code AND x.withdrawn_at IS NULL
         ) AS explained,
         coalesce(c.closes_on, r.last_on) AS due_on
  FROM chosen o
  JOIN spell r ON r.in_force AND o.duties_from <= r.first_on AND <lasts> AND <of_sector>
  JOIN orgs_placement k ON k.org_id = o.id AND <of_kind> AND <stood>
  LEFT JOIN orgs_organization u ON u.id = k.parent_id
  LEFT JOIN closing c ON r.period = 'year' AND c.org_id = o.id AND c.rule_id = r.id AND c.year = r.year
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS done, (array_agg(held.held_on ORDER BY held.held_on))[r.required] AS nth
    FROM (
      SELECT DISTINCT v.source_kind, v.source_id, v.held_on FROM duties_evidence v
      WHERE v.org_id = o.id AND v.kind = ANY (r.evidence)
        AND CASE WHEN r.period = 'year' AND NOT r.once THEN v.year = r.year
                 ELSE v.held_on BETWEEN r.first_on AND r.counts_to END
    ) held
  ) e
  WHERE <in_scope>
    AND (NOT r.with_committee
      OR <term_says>
      OR <seated> >= %(posts_from)s
      OR <formal> >= %(members_from)s
    )
),
stored AS (
  SELECT d.org_id, d.rule_id, d.period, d.required, d.done, d.done_late, d.explained, d.due_on
  FROM duties_dutystatus d JOIN chosen o ON o.id = d.org_id
  WHERE {within} AND d.period IN (SELECT code FROM period)
),
different AS (
  SELECT coalesce(n.org_id, s.org_id) AS org_id, coalesce(n.rule_id, s.rule_id) AS rule_id,
         coalesce(n.period, s.period) AS period, n.required, n.done, n.done_late, n.explained, n.due_on,
         s.required AS was_required, s.done AS was_done, s.done_late AS was_late, s.explained AS was_explained
  FROM wanted n FULL JOIN stored s ON s.org_id = n.org_id AND s.rule_id = n.rule_id AND s.period = n.period
  WHERE (n.required, n.done, n.done_late, n.explained, n.due_on)
    IS DISTINCT FROM (s.required, s.done, s.done_late, s.explained, s.due_on)
),
gone AS (
  DELETE FROM duties_dutystatus d USING different x
  WHERE x.required IS NULL AND d.org_id = x.org_id AND d.rule_id = x.rule_id AND d.period = x.period
),
kept AS (
  INSERT INTO duties_dutystatus (org_id, rule_id, period, required, done, done_late, explained, due_on)
  SELECT org_id, rule_id, period, required, done, done_late, explained, due_on FROM different
  WHERE required IS NOT NULL
  ON CONFLICT (org_id, rule_id, period) DO UPDATE SET required = excluded.required, done = excluded.done,
    done_late = excluded.done_late, explained = excluded.explained, due_on = excluded.due_on
),
delta AS (
  SELECT x.org_id, x.rule_id, x.period,
    (x.required IS NOT NULL)::int - (x.was_required IS NOT NULL)::int AS owing,
    coalesce(x.done >= x.required, false)::int - coalesce(x.was_done >= x.was_required, false)::int AS met,
    coalesce(x.done >= x.required AND x.done_late, false)::int
      - coalesce(x.was_done >= x.was_required AND x.was_late, false)::int AS met_late,
    coalesce(x.done < x.required AND x.explained, false)::int
      - coalesce(x.was_done < x.was_required AND x.was_explained, false)::int AS explained
  FROM different x
),
spread AS (
  SELECT a.id AS org_id, a.path, d.rule_id, d.period, o.sector, sum(d.owing)::int AS owing, sum(d.met)::int AS met,
         sum(d.met_late)::int AS met_late, sum(d.explained)::int AS explained
  FROM delta d
  JOIN chosen o ON o.id = d.org_id
  CROSS JOIN LATERAL generate_series(%(step)s, length(o.path), %(step)s) AS n
  JOIN orgs_organization a ON a.path = left(o.path, n)
  WHERE (d.owing, d.met, d.met_late, d.explained) <> (0, 0, 0, 0)
    AND (n < length(o.path) OR EXISTS (SELECT 1 FROM orgs_organization b WHERE b.parent_id = a.id))
  GROUP BY a.id, a.path, d.rule_id, d.period, o.sector
),
adjusted AS (
  INSERT INTO duties_rollup AS u (org_id, rule_id, period, sector, owing, met, met_late, explained)
  SELECT org_id, rule_id, period, sector, owing, met, met_late, explained FROM spread
  ORDER BY path, rule_id, period, sector
  ON CONFLICT (org_id, rule_id, period, sector) DO UPDATE SET owing = u.owing + excluded.owing,
    met = u.met + excluded.met, met_late = u.met_late + excluded.met_late,
    explained = u.explained + excluded.explained
  RETURNING owing)
SELECT (SELECT count(*) FROM different), (SELECT count(*) FROM adjusted WHERE owing = 0)
""")

# A roll-up is what the node itself owes and the sum of its children: roll-ups of inner ones, duties of leaves. Applied
# to nodes of one depth at a time, deepest first, it rebuilds the whole table.
SUM_UP = """
WITH node AS MATERIALIZED (
  SELECT n.id, n.sector FROM orgs_organization n
  WHERE {nodes} AND EXISTS (SELECT 1 FROM orgs_organization c WHERE c.parent_id = n.id)
),
single AS (
  SELECT n.id AS org_id, n.id AS owes_id, n.sector FROM node n
  UNION ALL
  SELECT n.id, c.id, c.sector FROM node n JOIN orgs_organization c ON c.parent_id = n.id
  WHERE NOT EXISTS (SELECT 1 FROM orgs_organization b WHERE b.parent_id = c.id)
),
fresh AS (
  SELECT org_id, rule_id, period, sector, sum(owing)::int AS owing, sum(met)::int AS met,
         sum(met_late)::int AS met_late, sum(explained)::int AS explained
  FROM (
    SELECT s.org_id, d.rule_id, d.period, s.sector, 1 AS owing, (d.done >= d.required)::int AS met,
           (d.done >= d.required AND d.done_late)::int AS met_late,
           (d.done < d.required AND d.explained)::int AS explained
    FROM single s JOIN duties_dutystatus d ON d.org_id = s.owes_id
    UNION ALL
    SELECT c.parent_id, u.rule_id, u.period, u.sector, u.owing, u.met, u.met_late, u.explained
    FROM node n JOIN orgs_organization c ON c.parent_id = n.id
    JOIN duties_rollup u ON u.org_id = c.id
  ) parts
  GROUP BY org_id, rule_id, period, sector
),
stale AS (
  DELETE FROM duties_rollup u USING orgs_organization n
  WHERE n.id = u.org_id AND {nodes}
    AND NOT EXISTS (
      SELECT 1 FROM fresh f
      WHERE f.org_id = u.org_id AND f.rule_id = u.rule_id AND f.period = u.period AND f.sector = u.sector
    )
)
INSERT INTO duties_rollup AS u (org_id, rule_id, period, sector, owing, met, met_late, explained)
SELECT org_id, rule_id, period, sector, owing, met, met_late, explained FROM fresh
ON CONFLICT (org_id, rule_id, period, sector) DO UPDATE SET owing = excluded.owing, met = excluded.met,
  met_late = excluded.met_late, explained = excluded.explained
WHERE (u.owing, u.met, u.met_late, u.explained)
  IS DISTINCT FROM (excluded.owing, excluded.met, excluded.met_late, excluded.explained)
"""
