"""Pages about organisations, as each level's people see them, beside a bare signed-in page of equal bytes and three queries."""

from collections.abc import Callable

from django.urls import reverse

from benchmarks.ground import World
from benchmarks.measure import Case, measure

LEVELS = ("branch", "township", "county", "city", "province")
NOTE = "least: a bare signed-in page of as many bytes with three queries"


def _own(name: str, *more: object) -> Callable[[World, str], str]:
    """The page of the organisation whose desk the account has."""

    def address(world: World, login: str) -> str:
        post = world.actor(login).post
        assert post
        return reverse(name, args=[post.org_id, *more])

    return address


def _plain(name: str) -> Callable[[World, str], str]:
    return lambda world, login: reverse(name)


PAGES: dict[str, Callable[[World, str], str]] = {
    "tree": _plain("orgs-index"),
    "card": _own("orgs-show"),
    "history part of the card": _own("orgs-part", "changes"),
    "list of organisations": _plain("orgs-list"),
    "terms": _plain("orgs-terms"),
    "heads": _plain("duties-heads"),
    "responsibility": _own("duties-division"),
    "calendar": _plain("desk-calendar"),
    "plans": _plain("desk-plans"),
    "committee": _own("committees-show"),
    "organisations to adjust": _plain("desk-advice"),
}


def _offer(page: str, login: str, address: Callable[[World, str], str]) -> None:
    @measure(f"{page}, {login}")
    def case(world: World) -> Case | None:
        if world.account(login) is None:
            return None
        url = address(world, login)
        if world.client(login).get(url).status_code != 200:  # a branch is sent straight to its own plan
            return None
        ours, least = world.page(login, url)
        return Case(ours=ours, least=least, note=NOTE)


for _page, _address in PAGES.items():
    for _login in LEVELS:
        _offer(_page, _login, _address)
