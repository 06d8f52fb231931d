"""Whether a rule asks something of an organisation in a period: the conditions, written once. The derivation joins by
them; the replay of a past day reads each of them as a column. Aliases: o the organisation, r a rule in a period, k where
it stood, u its superior then, z the scope of what is not of a regulation."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from jishi.duties.queries.pack import rules_between
from jishi.duties.rules import COMMITTEE_FROM, COMMITTEE_POSTS_FROM, DUE_WITHIN, Replayed, Rule
from jishi.kernel.periods import Period, PeriodKind, periods_of
from jishi.orgs.models import Organization
from jishi.orgs.rules import COMMITTEE_POSTS

# A rule in a period, with the days it is judged by: those of the period, or its own for what is asked once.
SPELL = """SELECT r.*, p.code, p.year, CASE WHEN r.once THEN r.effective ELSE p.first_on END AS first_on,
         CASE WHEN r.once THEN r.expires - 1 ELSE p.last_on END AS last_on,
         CASE WHEN r.once THEN r.expires - 1 + %(due_within)s ELSE p.last_on END AS counts_to,
         r.once OR ((r.effective IS NULL OR r.effective <= p.first_on) AND (r.expires IS NULL OR r.expires > p.first_on))
           AS in_force
  FROM rule r JOIN period p ON p.kind = r.period
  WHERE (NOT r.once OR p.year = extract(year FROM r.effective))"""
# Below whom, and in which days, a rule holds that is not of a regulation.
SCOPE = """SELECT d.rule_id, d.issuer_id, i.path, true AS itself, d.from_on, d.to_on - 1 AS until_on, '{{}}'::text[] AS tops,
         '{{}}'::bigint[] AS top_ids
  FROM duties_optionalduty d JOIN orgs_organization i ON i.id = d.issuer_id
  WHERE d.rule_id IN (SELECT id FROM rule WHERE scoped)
  UNION ALL
  SELECT 'own:' || d.id, d.issuer_id, i.path, false, d.from_on, least(d.until_on, d.ended_on - 1),
         ARRAY(SELECT t.path FROM orgs_organization t WHERE t.id = ANY (d.org_ids)), d.org_ids
  FROM duties_demand d JOIN orgs_organization i ON i.id = d.issuer_id
  WHERE d.kind = 'duty' AND d.state = 'registered' AND 'own:' || d.id IN (SELECT id FROM rule WHERE scoped)"""
# `day` cuts off what came after it when one asks how things stood on a past day; null for the present.
LASTS = "(o.ended_on IS NULL OR o.ended_on > least(r.last_on, %(day)s::date))"
OF_SECTOR = "(cardinality(r.sectors) = 0 OR o.sector = ANY (r.sectors))"
OF_KIND = "k.kind = ANY (r.kinds)"
STOOD = "(k.from_on IS NULL OR k.from_on <= r.first_on) AND (k.to_on IS NULL OR k.to_on > r.first_on)"
# Judged by the superior it had on that day: whoever comes in later owes nothing for the time before.
IN_SCOPE = """(NOT r.scoped OR EXISTS (
      SELECT 1 FROM scope z
      WHERE z.rule_id = r.id AND z.from_on <= r.first_on AND (z.until_on IS NULL OR z.until_on >= r.last_on)
        AND ((z.itself AND o.id = z.issuer_id) OR (u.path >= z.path AND u.path < z.path || '~'))
        AND (cardinality(z.top_ids) = 0 OR o.id = ANY (z.top_ids)
          OR EXISTS (SELECT 1 FROM unnest(z.tops) AS t (path) WHERE u.path >= t.path AND u.path < t.path || '~'))
    ))"""
# What makes a branch one with a committee: its term says so, or three of its posts are held, or seven formal members.
TERM_SAYS = """EXISTS (
      SELECT 1 FROM orgs_term t
      WHERE t.org_id = o.id AND t.has_committee AND t.elected_on <= r.first_on
        AND (t.closed_on IS NULL OR t.closed_on > r.first_on)
    )"""
SEATED = """(
      SELECT count(DISTINCT h.person_id) FROM orgs_postheld h
      WHERE h.org_id = o.id AND h.post = ANY (%(committee_posts)s)
        AND (h.from_on IS NULL OR h.from_on <= r.first_on) AND (h.to_on IS NULL OR h.to_on > r.first_on)
    )"""
FORMAL = """(
      SELECT count(*) FROM members_membership s JOIN members_member m ON m.person_id = s.member_id
      WHERE s.org_id = o.id AND s.kind = 'formal'
        AND (s.from_on IS NULL OR s.from_on <= r.first_on) AND (s.to_on IS NULL OR s.to_on > r.first_on)
        AND coalesce(m.full_on, CASE WHEN m.category = 'full' THEN m.joined_on END) <= r.first_on
    )"""
CLOSING = """SELECT DISTINCT ON (o.id, w.rule_id, w.year) o.id AS org_id, w.rule_id, w.year, w.closes_on
  FROM duties_window w
  JOIN rule r ON r.id = w.rule_id
  JOIN orgs_organization i ON i.id = w.issuer_id
  JOIN chosen o ON o.path >= i.path AND o.path < i.path || '~'
  ORDER BY o.id, w.rule_id, w.year, length(i.path) DESC"""
# What the organisations `chosen` owe and have done.
WANTED = """SELECT o.id AS org_id, r.id AS rule_id, r.code AS period, r.required, e.done,
         r.period = 'year' AND coalesce(e.nth > coalesce(c.closes_on, r.last_on), false) AS done_late,
         EXISTS (
           SELECT 1 FROM duties_explanation x
           WHERE x.org_id = o.id AND x.rule_id = r.id AND x.period = r.code
             AND (x.at AT TIME ZONE 'Asia/Shanghai')::date <= coalesce(%(day)s::date, 'infinity')
             AND (x.withdrawn_at IS NULL OR (x.withdrawn_at AT TIME ZONE 'Asia/Shanghai')::date > %(day)s::date)
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
      WHERE v.org_id = o.id AND v.kind = ANY (r.evidence) AND v.held_on <= coalesce(%(day)s::date, 'infinity')
        AND CASE WHEN r.period = 'year' AND NOT r.once THEN v.year = r.year
                 ELSE v.held_on BETWEEN r.first_on AND r.counts_to END
    ) held
  ) e
  WHERE <in_scope>
    AND (NOT r.with_committee
      OR <term_says>
      OR <seated> >= %(posts_from)s
      OR <formal> >= %(members_from)s
    )"""
RULE = "rule (id, period, kinds, with_committee, sectors, required, evidence, effective, expires, scoped, once)"
PERIOD = "period (code, kind, first_on, last_on, year)"

_FRAGMENTS = {
    "closing": CLOSING, "wanted": WANTED, "rule": RULE, "period": PERIOD, "spell": SPELL, "scope": SCOPE, "lasts": LASTS, "of_sector": OF_SECTOR,
    "of_kind": OF_KIND, "stood": STOOD, "in_scope": IN_SCOPE, "term_says": TERM_SAYS, "seated": SEATED, "formal": FORMAL,
}  # fmt: skip


def written(sql: str) -> str:
    """`sql` with each fragment put where `<its name>` stands."""
    for name, fragment in _FRAGMENTS.items():
        sql = sql.replace(f"<{name}>", fragment)
    return sql


_REPLAY = written("""
WITH <rule> AS (VALUES {rules}),
<period> AS (VALUES {periods}),
spell AS MATERIALIZED (<spell>),
scope AS MATERIALIZED (<scope>)
SELECT r.id, r.code, r.first_on, r.last_on, r.in_force, coalesce(k.kind, ''), <of_sector>, coalesce(<of_kind>, false),
       <in_scope>, <lasts>, <term_says>, <seated>, <formal>, o.sector
FROM orgs_organization o
CROSS JOIN spell r
LEFT JOIN orgs_placement k ON k.org_id = o.id AND <stood>
LEFT JOIN orgs_organization u ON u.id = k.parent_id
WHERE o.id = %(org)s
""")


def conditions(day: date | None = None) -> dict[str, Any]:
    """What the conditions take as parameters besides rules and periods; `day` for how things stood on a past day."""
    return {
        "day": day,
        "committee_posts": [post.value for post in COMMITTEE_POSTS],
        "posts_from": COMMITTEE_POSTS_FROM,
        "members_from": COMMITTEE_FROM,
        "due_within": DUE_WITHIN,
    }


def rule_rows(rules: Sequence[Rule], params: dict[str, Any]) -> str:
    """The rows of `rule` as VALUES; their values are added to `params`."""
    return ", ".join(_rule_row(n, rule, params) for n, rule in enumerate(rules))


def period_rows(periods: Sequence[Period], params: dict[str, Any]) -> str:
    """The rows of `period` as VALUES; their values are added to `params`."""
    return ", ".join(_period_row(n, period, params) for n, period in enumerate(periods))


def _rule_row(n: int, rule: Rule, params: dict[str, Any]) -> str:
    row = (
        (rule.id, "text"), (rule.period.value, "text"), (list(rule.org_kinds), "text[]"),
        (rule.with_committee, "boolean"), (list(rule.sectors), "text[]"), (rule.count, "int"),
        (list(rule.evidence), "text[]"), (rule.effective, "date"), (rule.expires, "date"), (rule.is_scoped, "boolean"), (rule.once, "boolean"),
    )  # fmt: skip
    params |= {f"r{n}_{m}": value for m, (value, _) in enumerate(row)}
    return "(" + ", ".join(f"%(r{n}_{m})s::{kind}" for m, (_, kind) in enumerate(row)) + ")"


def _period_row(n: int, period: Period, params: dict[str, Any]) -> str:
    row = (
        (period.code, "text"), (period.kind.value, "text"), (period.first, "date"), (period.last, "date"),
        (period.year, "int"),
    )  # fmt: skip
    params |= {f"p{n}_{m}": value for m, (value, _) in enumerate(row)}
    return "(" + ", ".join(f"%(p{n}_{m})s::{kind}" for m, (_, kind) in enumerate(row)) + ")"


def replay(org: Organization, day: date, *, rules: Sequence[Rule] | None = None) -> list[Replayed]:
    """Every rule that was known for the year of `day`, and whether it asked something of `org` in the period `day` falls
    into: by the edition in force then, the kind it had, its members and committee then; never from what is stored, so
    that days before `duties_from` answer too. What a level had added is listed only where it applied. Those that applied
    come first. Two queries."""
    year = Period(day.year, PeriodKind.YEAR, 1)
    chosen = rules_between(year.first, year.last) if rules is None else list(rules)
    params = conditions() | {"org": org.pk}
    sql = _REPLAY.format(rules=rule_rows(chosen, params), periods=period_rows(periods_of(day), params))
    by_id = {rule.id: rule for rule in chosen}
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    found = [
        Replayed(
            rule=by_id[rule_id],
            period=Period.parse(code),
            on=day,
            first_on=first_on,
            last_on=last_on,
            in_force=in_force,
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
        for rule_id, code, first_on, last_on, in_force, kind, of_sector, of_kind, in_scope, lasts, term_says, seated, formal, sector in rows
    ]
    shown = [one for one in found if one.applied or not one.rule.is_scoped]
    return sorted(shown, key=lambda one: (not one.applied, one.rule.order))
