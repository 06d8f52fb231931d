"""The results of a scheme with sixty items for a county's organisations from their records; and one working-out. Least: the
bare grouped counts. That the totals are those of one plain statement that knows of nothing but records is asserted."""

from dataclasses import replace
from itertools import chain

from benchmarks.ground import World
from benchmarks.measure import Case, measure, rows
from jishi.appraisals import queries, services
from jishi.appraisals.models import Assessment, Scheme, SchemeVersion
from jishi.appraisals.rules import Item, ItemKind, Measure, Phase, Scale, Source, Terms
from jishi.kernel import clock
from jishi.kernel.periods import periods_between
from jishi.kernel.registry import figures
from jishi.orgs.models import Organization
from jishi.orgs.queries import below
from jishi.orgs.rules import kinds_that_are

NAME, ITEMS, MOST = "六十项考核", 60, 1500
_COUNTED = """
  SELECT o.path, x.name, sum(x.n) FROM (
    SELECT org_id, rule_id, count(*) FILTER (WHERE is_due) AS due, count(*) FILTER (WHERE is_due AND is_met) AS met,
           count(*) FILTER (WHERE is_due AND NOT is_met) AS missed
    FROM (SELECT org_id, rule_id, done >= required AS is_met,
                 due_on <= %(on)s OR (done >= required AND period = ANY (%(ended)s)) AS is_due
          FROM duties_dutystatus WHERE period LIKE %(year)s || '%%') AS d GROUP BY 1, 2) AS d
  JOIN orgs_organization o ON o.id = d.org_id
  CROSS JOIN LATERAL (VALUES ('duties.due', d.due), ('duties.met', d.met), ('duties.missed', d.missed),
    ('duties.due.' || rule_id, d.due), ('duties.met.' || rule_id, d.met), ('duties.missed.' || rule_id, d.missed)) AS x(name, n)
  WHERE o.path >= %(path)s AND o.path < %(path)s || '~' AND d.rule_id = ANY (%(rules)s) GROUP BY 1, 2
  UNION ALL
  SELECT o.path, 'activities.' || k.kind, count(*) FROM activities_activitykind k
  JOIN activities_activity a ON a.id = k.activity_id JOIN orgs_organization o ON o.id = a.org_id
  WHERE o.path >= %(path)s AND o.path < %(path)s || '~' AND a.state = 'confirmed'
    AND a.held_on BETWEEN %(first)s AND %(on)s GROUP BY 1, 2
  UNION ALL
  SELECT o.path, x.name, sum(x.n) FROM assignments_assignment t JOIN orgs_organization o ON o.id = t.org_id
  CROSS JOIN LATERAL (VALUES ('assignments.due', 1), ('assignments.in_time',
    (t.state = 'accepted' AND (t.reported_at AT TIME ZONE 'Asia/Shanghai')::date <= t.due_on)::int)) AS x(name, n)
  WHERE o.path >= %(path)s AND o.path < %(path)s || '~' AND t.state <> 'cancelled'
    AND t.due_on BETWEEN %(first)s AND %(on)s GROUP BY 1, 2
  UNION ALL
  SELECT o.path, 'orgs.terms_overdue', count(*) FROM orgs_term t JOIN orgs_organization o ON o.id = t.org_id
  WHERE o.path >= %(path)s AND o.path < %(path)s || '~'
    AND coalesce(t.extended_to, t.ends_on) BETWEEN %(first)s AND %(on)s
    AND (t.closed_on IS NULL OR t.closed_on > coalesce(t.extended_to, t.ends_on)) GROUP BY 1"""
_TOTALS = """), asked AS MATERIALIZED (SELECT id, path FROM orgs_organization WHERE id = ANY (%(orgs)s)
), rolled AS MATERIALIZED (
  SELECT asked.id, c.name, sum(c.n)::bigint AS n FROM counted c
  CROSS JOIN LATERAL generate_series(4, length(c.path), 4) AS cut
  JOIN asked ON asked.path = left(c.path, cut) GROUP BY 1, 2
), known AS MATERIALIZED (
  SELECT asked.id, coalesce(r.ns, '{}') AS ns FROM asked
  LEFT JOIN (SELECT id, jsonb_object_agg(name, n) AS ns FROM rolled GROUP BY 1) AS r ON r.id = asked.id
)
SELECT known.id, sum(CASE
  WHEN i.kind = 'deduct' THEN greatest(0, i.points - i.step * f.n)
  WHEN i.measure = 'share' THEN CASE WHEN f.n >= f.b THEN i.points ELSE (2 * i.points * f.n + f.b) / (2 * f.b) END
  WHEN f.n >= i.target THEN i.points
  ELSE (2 * i.points * f.n + i.target) / (2 * i.target) END)
FROM known CROSS JOIN appraisals_indicator i
CROSS JOIN LATERAL (SELECT coalesce((known.ns ->> i.figure)::bigint, 0) AS n, coalesce((known.ns ->> i.base)::bigint, 0) AS b) AS f
WHERE i.edition_id = %(edition)s GROUP BY 1"""


def _item(pk: int, name: str) -> Item:
    """An item of ten points worked out from one figure, in the way that suits it."""
    plain = Item(id=pk, text=figures[name].label, points=100, source=Source.RECORDS, figure=name)
    if ".met" in name:
        return replace(plain, measure=Measure.SHARE, base=name.replace(".met", ".due"))
    if ".missed" in name or name.endswith("overdue"):
        return replace(plain, kind=ItemKind.DEDUCT, step=10)
    if name == "assignments.in_time":
        return replace(plain, measure=Measure.SHARE, base="assignments.due")
    return replace(plain, measure=Measure.AT_LEAST, target=2)


def _items() -> tuple[Item, ...]:
    families = [
        [name for name in figures if name.startswith(start)]
        for start in ("duties.met", "duties.missed", "activities.", "assignments.in_time", "orgs.terms_overdue")
    ]
    chosen = list(chain(families[3], families[4], families[2], *zip(families[0], families[1], strict=True)))[:ITEMS]
    return tuple(_item(pk, name) for pk, name in enumerate(chosen, 1))


def _edition(world: World, county: Organization) -> SchemeVersion:
    """The scheme in force, made once a world."""
    found = Scheme.objects.filter(org=county, name=NAME).first()
    if found:
        return SchemeVersion.objects.get(scheme=found)
    now, me = clock.now(), world.operator
    edition = services.make_scheme(org=county, name=NAME, actor=me, now=now)
    items = _items()
    terms = Terms(len(items) * 100, Scale.GOOD, Scale.GOOD.usual, {Phase.FINAL: 100})
    edition = services.edit_scheme(edition.pk, edition.version, name=NAME, terms=terms, actor=me, now=now)
    edition = services.replace_tree(edition.pk, edition.version, services.Laid(items, {}), actor=me, now=now)
    return services.put_in_force(edition.pk, edition.version, basis="基准", actor=me, now=now)


def _assessed(world: World) -> tuple[Organization, list[Assessment]]:
    county = world.node("county_committee")
    year = world.today.year
    edition = _edition(world, county)
    branches = Organization.objects.filter(below(county.path), kind__in=kinds_that_are("branch"), ended_on=None)
    use = services.open_assessments(
        edition=edition,
        year=year,
        org_ids=list(branches.order_by("path").values_list("pk", flat=True)[:MOST]),
        late_why="基准",
        actor=world.operator,
        now=clock.now(),
    )
    return county, list(queries.assessed(Assessment.objects.filter(round=use).order_by("org__path")))


@measure("results of 60 items for a county's branches")
def county_results(world: World) -> Case:
    county, found = _assessed(world)
    use, today = found[0].round, world.today
    first = today.replace(month=1, day=1)
    told = {
        "path": county.path, "on": today, "first": first, "year": str(today.year), "edition": use.edition_id,
        "ended": [p.code for p in periods_between(first, today) if p.last <= today],
        "rules": [name.removeprefix("duties.due.") for name in figures if name.startswith("duties.due.")],
        "orgs": [row.org_id for row in found],
    }  # fmt: skip
    plain = dict(rows(f"WITH counted(path, name, n) AS MATERIALIZED ({_COUNTED}{_TOTALS}", told))
    results = queries.results_of(use, found, today=today)
    assert {row.org_id: results[row.pk].total for row in found} == plain
    return Case(
        ours=lambda: queries.results_of(use, found, today=today),
        least=lambda: rows(_COUNTED, told),
        turns=7,
        note="least: the grouped counts alone, with nothing added up or worked out",
    )


@measure("working-out of one organisation, 60 items")
def one(world: World) -> Case:
    _, found = _assessed(world)
    row = found[0]
    return Case(
        ours=lambda: queries.working_view(row, today=world.today),
        least=lambda: rows(
            "SELECT i.*, m.value FROM appraisals_indicator i LEFT JOIN appraisals_itemmark m"
            " ON m.indicator_id = i.id AND m.assessment_id = %s WHERE i.edition_id = %s",
            [row.pk, row.round.edition_id],
        ),
        note="least: the items and marks by key, with no number worked out",
    )
