"""What every page costs, and 工作台: beside a bare signed-in page of as many bytes."""

from benchmarks.ground import World
from benchmarks.measure import Case, measure

_NOTE = "least: a bare signed-in Django page of as many bytes with three queries"


def _page(world: World, login: str, path: str) -> Case | None:
    if world.account(login) is None:
        return None
    ours, least = world.page(login, path)
    return Case(ours=ours, least=least, note=_NOTE)


@measure("工作台 of a branch")
def desk_of_a_branch(world: World) -> Case | None:
    return _page(world, "branch", "/")


@measure("工作台 of a township")
def desk_of_a_township(world: World) -> Case | None:
    return _page(world, "township", "/")


@measure("the shell alone: 帮助")
def shell_alone(world: World) -> Case | None:
    return _page(world, "branch", "/help/")
