"""The results of a scheme with sixty items for a county's organisations, from their records; and one working-out. Least: the
grouped counts those results rest on, one plain statement a table, fetched whole without the arithmetic."""

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
YEAR_PERIODS = "(period LIKE %(year)s || '%%')"
_DUTIES = f"""
SELECT o.path, d.rule_id, count(*) FILTER (WHERE d.due_on <= %(on)s OR (d.done >= d.required AND d.period = ANY (%(ended)s))),
       count(*) FILTER (WHERE d.done >= d.required AND (d.due_on <= %(on)s OR d.period = ANY (%(ended)s))),
       count(*) FILTER (WHERE d.done < d.required AND d.due_on <= %(on)s)
FROM duties_dutystatus d JOIN orgs_organization o ON o.id = d.org_id
WHERE o.path >= %(path)s AND o.path < %(path)s || '~' AND {YEAR_PERIODS} GROUP BY 1, 2"""
_HELD = """
SELECT o.path, k.kind, count(*) FROM activities_activitykind k JOIN activities_activity a ON a.id = k.activity_id
JOIN orgs_organization o ON o.id = a.org_id
WHERE o.path >= %(path)s AND o.path < %(path)s || '~' AND a.state = 'confirmed'
  AND a.held_on BETWEEN %(first)s AND %(on)s GROUP BY 1, 2"""
_TASKS = """
SELECT o.path, count(*), count(*) FILTER (WHERE t.state = 'accepted'
  AND (t.reported_at AT TIME ZONE 'Asia/Shanghai')::date <= t.due_on)
FROM assignments_assignment t JOIN orgs_organization o ON o.id = t.org_id
WHERE o.path >= %(path)s AND o.path < %(path)s || '~' AND t.state <> 'cancelled'
  AND t.due_on BETWEEN %(first)s AND %(on)s GROUP BY 1"""
_TERMS = """
SELECT o.path, count(*) FROM orgs_term t JOIN orgs_organization o ON o.id = t.org_id
WHERE o.path >= %(path)s AND o.path < %(path)s || '~'
  AND coalesce(t.extended_to, t.ends_on) BETWEEN %(first)s AND %(on)s
  AND (t.closed_on IS NULL OR t.closed_on > coalesce(t.extended_to, t.ends_on)) GROUP BY 1"""


def _item(pk: int, name: str) -> Item:
    """An item of ten points worked out from one figure, in the way that suits it."""
    plain = {"id": pk, "parent": None, "text": figures[name].label, "points": 100, "source": Source.RECORDS}
    if ".met" in name:
        return Item(**plain, measure=Measure.SHARE, figure=name, base=name.replace(".met", ".due"))
    if ".missed" in name or name.endswith("overdue"):
        return Item(**plain, kind=ItemKind.DEDUCT, figure=name, step=10)
    if name == "assignments.in_time":
        return Item(**plain, measure=Measure.SHARE, figure=name, base="assignments.due")
    return Item(**plain, measure=Measure.AT_LEAST, figure=name, target=2)


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
    today = world.today
    first = today.replace(month=1, day=1)
    ended = [p.code for p in periods_between(first, today) if p.last <= today]
    told = {"path": county.path, "on": today, "first": first, "year": str(today.year), "ended": ended}

    def least() -> int:
        return sum(len(rows(sql, told)) for sql in (_DUTIES, _HELD, _TASKS, _TERMS))

    return Case(
        ours=lambda: queries.results_of(found[0].round, found, today=today),
        least=least,
        turns=7,
        note="least: the counts by place and kind, one plain statement a table, without the arithmetic",
    )


@measure("working-out of one organisation, 60 items")
def one(world: World) -> Case:
    _, found = _assessed(world)
    row = found[0]
    return Case(ours=lambda: queries.working_view(row, today=world.today), note="the queries are the page's own")
