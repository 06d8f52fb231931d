"""Beside a plain Django app on django-treebeard with the queries its documentation shows. Here `least` is the peer, not a
lower bound: a ratio below 1 says ours is the faster. Ours answers more (rights, history, sectors, states)."""

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from django.db.models import Count, F, Q

from benchmarks.ground import World
from benchmarks.measure import Case, measure
from jishi.duties.queries import overview
from jishi.members import queries as members
from jishi.orgs import services as orgs
from jishi.orgs.models import Organization
from jishi.orgs.queries import tree

PEER = "least: django-treebeard, "


def beside(name: str) -> Callable[[Callable[[World], Case]], object]:
    """A measure beside the peer; none where the peer is not installed."""

    def keep(make: Callable[[World], Case]) -> object:
        def made(world: World) -> Case | None:
            if find_spec("treebeard") is None:
                return None
            from benchmarks.peer.filling import fill  # noqa: PLC0415

            fill()
            return make(world)

        return measure(f"beside treebeard: {name}")(made)

    return keep


def _node(org: Organization) -> Any:
    from benchmarks.peer.models import Node  # noqa: PLC0415  only where treebeard is there

    return Node.objects.get(pk=org.pk)


def _tree(world: World, org: Organization) -> Case:
    def theirs() -> list[tuple[str, int, int]]:
        return [
            (child.name, child.get_descendant_count(), child.get_descendants().filter(kind="branch").count())
            for child in _node(org).get_children()
        ]

    return Case(
        ours=lambda: tree(world.operator, day=world.today, today=world.today, under=org).rows, least=theirs,
        note=PEER + "get_children() and for each child get_descendant_count() and its branches",
    )  # fmt: skip


@beside("tree page of a county")
def county_tree(world: World) -> Case:
    return _tree(world, world.node("county_committee"))


@beside("tree page of a township")
def township_tree(world: World) -> Case:
    return _tree(world, world.node("township_committee"))


def _list(world: World, org: Organization) -> Case:
    from benchmarks.peer.models import Person  # noqa: PLC0415

    filters = members.Filters(org_id=org.pk)

    def ours() -> list[Any]:
        found = members.ways(world.operator, filters, today=world.today)
        return list(members.page_of(found, at="").rows)

    def theirs() -> list[Any]:
        return list(Person.objects.filter(node__in=_node(org).get_descendants()).order_by("name_key")[:50])

    return Case(
        ours=ours, least=theirs, note=PEER + "filter(node__in=node.get_descendants()).order_by('name_key')[:50]"
    )


@beside("members of a county by name")
def county_members(world: World) -> Case:
    return _list(world, world.node("county_committee"))


@beside("members of the top by name")
def top_members(world: World) -> Case:
    return _list(world, world.top)


def _overview(world: World, org: Organization) -> Case:
    from benchmarks.peer.models import Duty  # noqa: PLC0415

    codes = [period.code for period in world.periods]

    def theirs() -> list[Any]:
        below = Duty.objects.filter(node__in=_node(org).get_descendants(), period__in=codes)
        return list(
            below.values("rule", "period").annotate(
                owing=Count("pk"), met=Count("pk", filter=Q(done__gte=F("required")))
            )
        )

    return Case(
        ours=lambda: overview(org, world.periods), least=theirs,
        note=PEER + "one aggregate over the duties of node.get_descendants(), without sectors",
    )  # fmt: skip


@beside("overview of a county")
def county_overview(world: World) -> Case:
    return _overview(world, world.node("county_committee"))


@beside("overview of the top")
def top_overview(world: World) -> Case:
    return _overview(world, world.top)


@beside("moving a subtree")
def move(world: World) -> Case:
    """Ours also writes history, the audit, paths, counties of members and roll-ups above both places."""
    townships = Organization.objects.filter(kind="township_committee").order_by("path")
    moved = Organization.objects.filter(parent=townships[0], kind="general_branch").order_by("path").first()
    target = townships[1] if townships.count() > 1 else world.top
    assert moved

    def theirs() -> None:
        _node(moved).move(_node(target), "last-child")

    return Case(
        ours=lambda: orgs.move(
            org=Organization.objects.get(pk=moved.pk), parent=target, on=world.today, basis="合成", actor=world.operator, now=world.now
        ),
        least=theirs, undone=True, turns=5,
        note=PEER + "move(target, 'last-child'); ours keeps history, audit and roll-ups as well",
    )  # fmt: skip
