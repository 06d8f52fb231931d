"""Whether a rule asks something of an organisation in a period, and how far it is met: the conditions, written once. The
derivation joins by them, for one organisation or for all; what was owed on a past day too; the replay of a past day reads
each of them as a column.

Each fragment is a relation that the later ones read by its name: a CTE for a few organisations, a temporary table where
there are many. Aliases: o the organisation, d a day that is judged, r a spell (a rule in a period), k where the
organisation stood that day, u its superior then."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection

from jishi.duties.queries.pack import rules_between
from jishi.duties.rules import COMMITTEE_FROM, COMMITTEE_POSTS_FROM, Replayed, Rule, Spell, spells
from jishi.kernel.periods import Period, PeriodKind, periods_of
from jishi.orgs.models import Organization
from jishi.orgs.rules import COMMITTEE_POSTS, STEP

LONGEST_PATH = 60
# Every length a path may have: a table of known size, for which the planner does not expect a thousand rows each.
LENGTHS = range(STEP, LONGEST_PATH + 1, STEP)
LEVELS = f"(VALUES {', '.join(f'({length})' for length in LENGTHS)}) AS g (length)"

SPELL = """SELECT * FROM jsonb_to_recordset(%(spells)s::jsonb) AS r (n int, id text, own bigint, code text, year int,
    first_on date, last_on date, counts_to date, yearly boolean, by_year boolean, kinds text[], sectors text[],
    with_committee boolean, required int, evidence text[], scoped boolean)"""
# The days on which applicability is judged, and the kinds that are asked that day whether they have a committee.
JUDGED = """SELECT r.first_on, array_agg(DISTINCT t.kind) FILTER (WHERE r.with_committee) AS of_committee
  FROM spell r CROSS JOIN LATERAL unnest(r.kinds) AS t (kind) GROUP BY r.first_on"""
STOOD = "(k.from_on IS NULL OR k.from_on <= d.first_on) AND (k.to_on IS NULL OR k.to_on > d.first_on)"
# What makes a branch one with a committee: its term says so, or three of its posts are held, or seven formal members.
# The term is found by equalities only, so that for many it is looked up in one table made of all.
TERM_SAYS = """EXISTS (
      SELECT 1 FROM orgs_term t JOIN judged j ON t.elected_on <= j.first_on
        AND (t.closed_on IS NULL OR t.closed_on > j.first_on)
      WHERE t.has_committee AND t.org_id = o.id AND j.first_on = d.first_on
    )"""
SEATED = """(
      SELECT count(DISTINCT h.person_id) FROM orgs_postheld h
      WHERE h.org_id = o.id AND h.post = ANY (%(committee_posts)s::text[])
        AND (h.from_on IS NULL OR h.from_on <= d.first_on) AND (h.to_on IS NULL OR h.to_on > d.first_on)
    )"""
# Whoever belonged to it that day; coalesce and not OR, which would make three searches of one.
ON_ROLL = """FROM members_membership s <and_member>
      WHERE s.org_id = o.id AND s.kind = 'formal'
        AND coalesce(s.from_on, '-infinity') <= d.first_on AND coalesce(s.to_on, 'infinity') > d.first_on"""
ROLL = ON_ROLL.replace("<and_member>", "")
FORMAL = (
    ON_ROLL.replace("<and_member>", "JOIN members_member m ON m.person_id = s.member_id")
    + """ AND coalesce(m.full_on, CASE WHEN m.category = 'full' THEN m.joined_on END) <= d.first_on"""
)
# Where the organisations `chosen` stood on each judged day. The cheapest answer about a committee first: most branches
# without one have fewer than seven on their roll. No more members are read than the answer takes.
PLACED = """SELECT o.id, o.path, o.sector, o.duties_from, o.ended_on, d.first_on, k.kind, k.parent_id,
         coalesce(k.kind = ANY (d.of_committee), false)
           AND (<term_says> OR <seated> >= %(posts_from)s
             OR (SELECT count(*) FROM (SELECT 1 <roll> LIMIT %(members_from)s) f) >= %(members_from)s
               AND (SELECT count(*) FROM (SELECT 1 <formal> LIMIT %(members_from)s) f) >= %(members_from)s) AS has_committee
  FROM chosen o
  CROSS JOIN judged d
  LEFT JOIN orgs_placement k ON k.org_id = o.id AND <stood>"""
# Below whom a spell holds that is not of a regulation.
SCOPE = """SELECT r.n, r.first_on, d.issuer_id, i.path, true AS itself, '{}'::text[] AS tops, '{}'::bigint[] AS top_ids
  FROM spell r
  JOIN duties_optionalduty d ON d.rule_id = r.id AND d.from_on <= r.first_on AND (d.to_on IS NULL OR d.to_on > r.last_on)
  JOIN orgs_organization i ON i.id = d.issuer_id
  WHERE r.scoped
  UNION ALL
  SELECT r.n, r.first_on, d.issuer_id, i.path, false,
         ARRAY(SELECT t.path FROM orgs_organization t WHERE t.id = ANY (d.org_ids)), d.org_ids
  FROM spell r
  JOIN duties_demand d ON d.id = r.own AND d.from_on <= r.first_on
    AND d.until_on >= r.last_on AND (d.ended_on IS NULL OR d.ended_on > r.last_on)
  JOIN orgs_organization i ON i.id = d.issuer_id
  WHERE r.scoped AND d.kind = 'duty' AND d.state = 'registered'"""
# Who is in such a scope, judged by the superior it had on that day: whoever comes in later owes nothing for the time
# before. The superiors of that one are the beginnings of its path: found by equality, so that a province is one hash join.
REACHED = """SELECT o.id AS org_id, z.n
  FROM scope z
  JOIN placed o ON o.first_on = z.first_on AND o.id = z.issuer_id
  WHERE z.itself
  UNION
  SELECT o.id, z.n
  FROM scope z
  JOIN (SELECT p.id, p.first_on, u.path AS above, left(u.path, g.length) AS line
        FROM placed p JOIN orgs_organization u ON u.id = p.parent_id JOIN <levels> ON g.length <= length(u.path)) o
    ON o.first_on = z.first_on AND o.line = z.path
  WHERE cardinality(z.top_ids) = 0 OR o.id = ANY (z.top_ids)
    OR EXISTS (SELECT 1 FROM unnest(z.tops) AS t (path) WHERE o.above >= t.path AND o.above < t.path || '~')"""
# `day` cuts off what came after it when one asks how things stood on a past day; null for the present.
LASTS = "(o.ended_on IS NULL OR o.ended_on > least(r.last_on, %(day)s::date))"
OF_SECTOR = "(cardinality(r.sectors) = 0 OR o.sector = ANY (r.sectors))"
OF_KIND = "o.kind = ANY (r.kinds)"
# The nearest notice above that sets a day for a yearly spell.
CLOSING = """SELECT DISTINCT ON (o.id, w.n) o.id AS org_id, w.n, w.closes_on
  FROM (SELECT r.n, w.closes_on, i.path
        FROM spell r JOIN duties_window w ON w.rule_id = r.id AND w.year = r.year
        JOIN orgs_organization i ON i.id = w.issuer_id
        WHERE r.yearly) w
  JOIN (SELECT c.id, left(c.path, g.length) AS line FROM chosen c JOIN <levels> ON g.length <= length(c.path)) o
    ON o.line = w.path
  ORDER BY o.id, w.n, length(w.path) DESC"""
# The kinds of evidence that meet a spell, one a row.
CLAIMS = "(SELECT r.*, t.kind FROM spell r CROSS JOIN LATERAL unnest(r.evidence) AS t (kind))"
# What was held: one record counts once for a rule, however many of its kinds it claims.
HELD = """SELECT q.org_id, q.n, count(*)::int AS done, (array_agg(q.held_on ORDER BY q.held_on))[q.required] AS nth
  FROM (
    SELECT DISTINCT v.org_id, r.n, r.required, v.source_kind, v.source_id, v.held_on
    FROM <claims> r
    JOIN duties_evidence v ON v.kind = r.kind
      AND CASE WHEN r.by_year THEN v.year = r.year ELSE v.held_on BETWEEN r.first_on AND r.counts_to END
    JOIN chosen o ON o.id = v.org_id
    WHERE (v.held_on BETWEEN %(held_from)s::date AND %(held_to)s::date
        OR %(years)s::int[] IS NOT NULL AND v.year = ANY (%(years)s::int[]))
      AND v.held_on <= coalesce(%(day)s::date, 'infinity')
  ) q
  GROUP BY q.org_id, q.n, q.required"""
STANDING = """(x.at AT TIME ZONE 'Asia/Shanghai')::date <= coalesce(%(day)s::date, 'infinity')
    AND (x.withdrawn_at IS NULL OR (x.withdrawn_at AT TIME ZONE 'Asia/Shanghai')::date > %(day)s::date)"""
SAID = """SELECT DISTINCT x.org_id, r.n
  FROM duties_explanation x
  JOIN chosen o ON o.id = x.org_id
  JOIN spell r ON r.id = x.rule_id AND r.code = x.period
  WHERE <standing>"""
# What the organisations `chosen` owe and have done.
WANTED = """SELECT o.id AS org_id, r.id AS rule_id, r.code AS period, r.required, coalesce(e.done, 0) AS done,
         r.yearly AND coalesce(e.nth > coalesce(c.closes_on, r.last_on), false) AS done_late,
         x.n IS NOT NULL AS explained, coalesce(c.closes_on, r.last_on) AS due_on
  FROM placed o
  JOIN spell r ON r.first_on = o.first_on AND o.duties_from <= r.first_on AND <lasts> AND <of_kind> AND <of_sector>
    AND (NOT r.with_committee OR o.has_committee)
  LEFT JOIN reached z ON z.org_id = o.id AND z.n = r.n
  LEFT JOIN closing c ON c.org_id = o.id AND c.n = r.n
  LEFT JOIN held e ON e.org_id = o.id AND e.n = r.n
  LEFT JOIN said x ON x.org_id = o.id AND x.n = r.n
  WHERE NOT r.scoped OR z.n IS NOT NULL"""
OWED = """scope AS MATERIALIZED (<scope>),
reached AS (<reached>),
closing AS (<closing>),
held AS (<held>),
said AS (<said>),
wanted AS (<wanted>)"""

_FRAGMENTS = {
    "owed": OWED, "spell": SPELL, "judged": JUDGED, "placed": PLACED, "scope": SCOPE, "reached": REACHED, "closing": CLOSING,
    "held": HELD, "claims": CLAIMS, "said": SAID, "standing": STANDING, "wanted": WANTED, "lasts": LASTS, "of_sector": OF_SECTOR, "of_kind": OF_KIND, "stood": STOOD,
    "term_says": TERM_SAYS, "seated": SEATED, "roll": ROLL, "formal": FORMAL, "levels": LEVELS,
}  # fmt: skip


def written(sql: str, **more: str) -> str:
    """`sql` with each fragment, those of `more` first and in place of ours, put where `<its name>` stands."""
    for name, fragment in (*more.items(), *(_FRAGMENTS | more).items()):
        sql = sql.replace(f"<{name}>", fragment)
    return sql


_REPLAY = written("""
WITH spell AS MATERIALIZED (<spell>),
chosen AS MATERIALIZED (SELECT id, path, sector, duties_from, ended_on FROM orgs_organization WHERE id = %(org)s),
judged AS MATERIALIZED (<judged>),
placed AS MATERIALIZED (<placed>),
scope AS MATERIALIZED (<scope>),
reached AS (<reached>)
SELECT r.n, coalesce(o.kind, ''), <of_sector>, coalesce(<of_kind>, false), NOT r.scoped OR z.n IS NOT NULL, <lasts>,
       c.term_says, c.seated, c.formal, o.sector
FROM placed o
CROSS JOIN LATERAL (
  SELECT <term_says> AS term_says, <seated> AS seated, (SELECT count(*) <formal>) AS formal FROM (SELECT o.first_on) d
) c
JOIN spell r ON r.first_on = o.first_on
LEFT JOIN reached z ON z.org_id = o.id AND z.n = r.n
""")


def conditions(asked: Iterable[Spell], day: date | None = None) -> dict[str, Any]:
    """What the fragments take as parameters; `day` for how things stood on a past day. Evidence outside `held_from` to
    `held_to` and `years` counts for none of these spells: said once more, and null where there is none of the one sort,
    so that an index finds the rest."""
    rows = list(asked)
    by_day = [spell for spell in rows if not spell.counts_by_year]
    return {
        "spells": json.dumps([spell.row for spell in rows]),
        "day": day,
        "held_from": min((spell.first_on for spell in by_day), default=None),
        "held_to": max((spell.counts_to for spell in by_day), default=None),
        "years": sorted({spell.period.year for spell in rows if spell.counts_by_year}) or None,
        "committee_posts": [post.value for post in COMMITTEE_POSTS],
        "posts_from": COMMITTEE_POSTS_FROM,
        "members_from": COMMITTEE_FROM,
    }


def replay(org: Organization, day: date, *, rules: Sequence[Rule] | None = None) -> list[Replayed]:
    """Every rule that was known for the year of `day`, and whether it asked something of `org` in the period `day` falls
    into: by the edition in force then, the kind it had, its members and committee then; never from what is stored, so
    that days before `duties_from` answer too. What a level had added is listed only where it applied. Those that applied
    come first. Two queries."""
    year = Period(day.year, PeriodKind.YEAR, 1)
    chosen = rules_between(year.first, year.last) if rules is None else list(rules)
    asked = spells(chosen, periods_of(day))
    with connection.cursor() as cursor:
        cursor.execute(_REPLAY, conditions(asked) | {"org": org.pk})
        rows = cursor.fetchall()
    found = [
        Replayed(
            rule=asked[number].rule,
            period=asked[number].period,
            on=day,
            first_on=asked[number].first_on,
            last_on=asked[number].last_on,
            in_force=asked[number].in_force,
            kind=kind,
            of_sector=of_sector,
            of_kind=of_kind,
            in_scope=in_scope,
            lasts=lasts,
            term_says=term_says,
            seated=seated,
            formal=formal,
            sector=sector,
        )
        for number, kind, of_sector, of_kind, in_scope, lasts, term_says, seated, formal, sector in rows
    ]
    shown = [one for one in found if one.applied or not one.rule.is_scoped]
    return sorted(shown, key=lambda one: (not one.applied, one.rule.order))
