"""The statements that derived tables come from. Parameters only; words of the pack arrive as values."""

from jishi.duties.queries.applies import written

# What has changed (`delta`: organisation, rule, period and four differences) added up over the ancestors: first under the
# superior, then once for each level above, so that the length of the line is paid for superiors, not for branches. An
# organisation with some below it has a roll-up of its own, others count in that of their superior.
SPREAD = """
summed AS (
  SELECT CASE WHEN EXISTS (SELECT 1 FROM orgs_organization b WHERE b.parent_id = o.id) THEN o.id
              ELSE o.parent_id END AS under, o.sector, d.rule_id, d.period, sum(d.owing)::int AS owing,
         sum(d.met)::int AS met, sum(d.met_late)::int AS met_late, sum(d.explained)::int AS explained
  FROM delta d JOIN orgs_organization o ON o.id = d.org_id
  WHERE (d.owing, d.met, d.met_late, d.explained) <> (0, 0, 0, 0)
  GROUP BY 1, o.sector, d.rule_id, d.period
),
spread AS (
  SELECT a.id AS org_id, a.path, s.rule_id, s.period, s.sector, sum(s.owing)::int AS owing, sum(s.met)::int AS met,
         sum(s.met_late)::int AS met_late, sum(s.explained)::int AS explained
  FROM (SELECT s.*, left(u.path, g.length) AS line
        FROM summed s JOIN orgs_organization u ON u.id = s.under JOIN <levels> ON g.length <= length(u.path)) s
  JOIN orgs_organization a ON a.path = s.line
  GROUP BY a.id, s.rule_id, s.period, s.sector
)"""
# Locked in path order: two who record under one root never wait for each other in a circle.
ADJUST = """
  INSERT INTO duties_rollup AS u (org_id, rule_id, period, sector, owing, met, met_late, explained)
  SELECT org_id, rule_id, period, sector, owing, met, met_late, explained FROM spread
  ORDER BY path, rule_id, period, sector
  ON CONFLICT (org_id, rule_id, period, sector) DO UPDATE SET owing = u.owing + excluded.owing,
    met = u.met + excluded.met, met_late = u.met_late + excluded.met_late,
    explained = u.explained + excluded.explained
  RETURNING org_id, owing"""
# What is `wanted` compared with what is stored; differences are stored, and the roll-ups of every inner node above (and
# at) them are adjusted by what changed. One statement: either both tables say the same, or neither has changed.
STORE = """stored AS (
  SELECT d.org_id, d.rule_id, d.period, d.required, d.done, d.done_late, d.explained, d.due_on
  FROM duties_dutystatus d JOIN chosen o ON o.id = d.org_id
  WHERE d.period = ANY (%(codes)s::text[])
    AND (%(rule_ids)s::text[] IS NULL OR d.rule_id = ANY (%(rule_ids)s::text[]))
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
),<spread>,
adjusted AS (<adjust>)
SELECT (SELECT count(*) FROM different), ARRAY(SELECT DISTINCT org_id FROM adjusted WHERE owing = 0)
"""

ALL_NEW = """
  SELECT org_id, rule_id, period, 1 AS owing, (done >= required)::int AS met,
         (done >= required AND done_late)::int AS met_late, (done < required AND explained)::int AS explained
  FROM wanted
"""


def _written(sql: str, **more: str) -> str:
    return written(sql, store=STORE, spread=SPREAD, adjust=ADJUST, all_new=ALL_NEW, chosen=CHOSEN, **more)


def for_many(sql: str, *, by_path: bool) -> str:
    """One of the statements for many, its organisations given as the path above them or by their ids."""
    whose = "path >= %(orgs)s AND path < %(orgs)s || '~'" if by_path else "id = ANY (%(orgs)s)"
    return sql.replace("<made>", "NOT MATERIALIZED").replace("<whose>", whose)


CHOSEN = """chosen AS <made> (
  SELECT id, path, sector, duties_from, ended_on FROM orgs_organization WHERE <whose>
)"""
# A few organisations: everything in one statement.
DERIVE = _written(
    """WITH spell AS MATERIALIZED (<spell>),
<chosen>,
judged AS MATERIALIZED (<judged>),
placed AS MATERIALIZED (<placed>),
<owed>,
<store>""",
    made="MATERIALIZED",
    whose="id = ANY (%(orgs)s::bigint[])",
)

# Many: the same, one period at a time, by way of tables whose size the planner sees. Of `placed` it must know how many
# share a day, or it expects a handful to be left and compares each with each.
PLACE = _written("""
SELECT set_config('work_mem', '128MB', true);
DROP TABLE IF EXISTS pg_temp.spell, pg_temp.placed, pg_temp.wanted;
CREATE TEMPORARY TABLE spell ON COMMIT DROP AS <spell>;
ANALYZE spell;
CREATE TEMPORARY TABLE placed ON COMMIT DROP AS WITH <chosen>, judged AS MATERIALIZED (<judged>) <placed>;
ANALYZE placed (id, first_on)
""")
WANT = _written("CREATE TEMPORARY TABLE wanted ON COMMIT DROP AS WITH <chosen>, <owed> SELECT * FROM wanted")
COMPARE = _written("WITH <chosen>, <store>")
# A period that nobody has duties for yet: nothing to compare with.
OPEN = _written("""WITH kept AS (
  INSERT INTO duties_dutystatus (org_id, rule_id, period, required, done, done_late, explained, due_on)
  SELECT org_id, rule_id, period, required, done, done_late, explained, due_on FROM wanted
),
delta AS (<all_new>),<spread>,
summed_up AS (
  INSERT INTO duties_rollup (org_id, rule_id, period, sector, owing, met, met_late, explained)
  SELECT org_id, rule_id, period, sector, owing, met, met_late, explained FROM spread
  ORDER BY org_id
)
SELECT (SELECT count(*) FROM wanted), '{}'::bigint[]
""")
# The roll-ups of a period made anew from what is `wanted` by everybody in it; differences are stored.
RESUM = _written("""WITH delta AS (<all_new>),<spread>,
stale AS (
  DELETE FROM duties_rollup u
  WHERE u.period = ANY (%(codes)s) AND NOT EXISTS (
    SELECT 1 FROM spread f
    WHERE f.org_id = u.org_id AND f.rule_id = u.rule_id AND f.period = u.period AND f.sector = u.sector
  )
)
INSERT INTO duties_rollup AS u (org_id, rule_id, period, sector, owing, met, met_late, explained)
SELECT org_id, rule_id, period, sector, owing, met, met_late, explained FROM spread
ON CONFLICT (org_id, rule_id, period, sector) DO UPDATE SET owing = excluded.owing, met = excluded.met,
  met_late = excluded.met_late, explained = excluded.explained
WHERE (u.owing, u.met, u.met_late, u.explained)
  IS DISTINCT FROM (excluded.owing, excluded.met, excluded.met_late, excluded.explained)
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

# Where everybody is counted, as the tree says today.
COUNT_ALL = """
INSERT INTO duties_counted AS c (org_id, parent_id, sector) SELECT id, parent_id, sector FROM orgs_organization
ON CONFLICT (org_id) DO UPDATE SET parent_id = excluded.parent_id, sector = excluded.sector
WHERE (c.parent_id, c.sector) IS DISTINCT FROM (excluded.parent_id, excluded.sector)
"""
