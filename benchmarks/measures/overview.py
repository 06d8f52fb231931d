"""Any node's overview: the example of how a measure is written."""

from datetime import timedelta

from django.urls import reverse

from benchmarks.ground import World
from benchmarks.measure import Case, measure, rows
from jishi.duties.queries import overview
from jishi.orgs.models import Organization

_LEAST = "SELECT sector, rule_id, period, owing, met, met_late, explained FROM duties_rollup WHERE org_id = %s AND period = ANY (%s)"


def _overview(world: World, org: Organization) -> Case:
    periods = world.periods
    codes = [period.code for period in periods]
    return Case(
        ours=lambda: overview(org, periods),
        least=lambda: rows(_LEAST, [org.pk, codes]),
        note="least: the node's roll-up rows by their key",
    )


@measure("overview of a township")
def township(world: World) -> Case:
    return _overview(world, world.node("township_committee"))


@measure("overview of a county")
def county(world: World) -> Case:
    return _overview(world, world.node("county_committee"))


@measure("overview of the top")
def top(world: World) -> Case:
    return _overview(world, world.top)


@measure("township page")
def township_page(world: World) -> Case:
    ours, least = world.page("township", reverse("desk-township"))
    return Case(ours=ours, least=least, note="least: a bare signed-in Django page of as many bytes with three queries")


@measure("page of a county on a past day", sizes=("county", "city", "province"))
def past_page(world: World) -> Case:
    day = world.today - timedelta(days=60)
    ours, least = world.page("county", f"{reverse('desk-township')}?on={day}")
    return Case(ours=ours, least=least, note="60 days ago; least: a bare signed-in Django page of as many bytes")
