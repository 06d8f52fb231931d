"""Lists and searches of every level, each beside one page read by the best index there is."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from benchmarks.ground import World
from benchmarks.measure import Case, measure, rows
from jishi.activities import queries as activities
from jishi.assignments import queries as assignments
from jishi.audit import queries as audit
from jishi.desk.queries import search
from jishi.desk.rules.search import read
from jishi.duties import queries as duties
from jishi.duties.queries import HeadFilters
from jishi.kernel.actor import Act, Actor
from jishi.members import queries as members
from jishi.orgs.queries import org_ids_where, spans_the_top
from jishi.orgs.queries.logins import login_page, logins_where

LEVELS = ("branch", "township", "county", "city", "province")
PAGE = "SELECT * FROM members_member WHERE person_id = ANY (%s)"
TYPED = {"王": "surname", "志强": "two characters", "王志": "prefix", "wzq": "three initials", "鑫鑫": "nothing found"}


def _level(login: str, make: Callable[[World, Actor], Case]) -> Callable[[World], Case | None]:
    """The case of who signs in as `login`; none where the world has no such level."""
    return lambda world: make(world, world.actor(login)) if world.account(login) else None


def _of_ids(ids: list[Any], table: str = "members_member", key: str = "person_id") -> Callable[[], list[Any]]:
    return lambda: rows(f"SELECT * FROM {table} WHERE {key} = ANY (%s)", [ids])


def _members(filters: members.Filters) -> Callable[[World, Actor], Case]:
    def make(world: World, actor: Actor) -> Case:
        def ours() -> Any:
            return members.page_of(members.ways(actor, filters, today=world.today), at="").rows

        ids = [one.pk for one in ours()]
        return Case(ours=ours, least=_of_ids(ids), note="least: the page's rows by their key")

    return make


def _search(text: str) -> Callable[[World, Actor], Case]:
    def make(world: World, actor: Actor) -> Case:
        wanted = read(text, today=world.today)

        def ours() -> Any:
            return [hit for place in search.found(actor, wanted, today=world.today) for hit in place.page.rows]

        ids = [one.id for one in ours() if one.route == "members-show"]
        return Case(ours=ours, least=_of_ids(ids), note="least: the members found, by their key")

    return make


def _due(world: World, actor: Actor) -> Case:
    assert actor.post is not None
    org_id = actor.post.org_id
    return Case(
        ours=lambda: duties.due_rows([org_id], on=world.today),
        least=lambda: rows("SELECT * FROM duties_dutystatus WHERE org_id = %s", [org_id]),
        note="least: the branch's duties by their key",
    )


def _activities(world: World, actor: Actor) -> Case:
    def ours() -> Any:
        return activities.list_activities(actor, activities.Filters()).rows

    ids = [one.id for one in ours()]
    return Case(ours=ours, least=_of_ids(ids, "activities_activity", "id"), note="least: the page's rows by their key")


def _heads(world: World, actor: Actor) -> Case:
    def ours() -> Any:
        return duties.heads_page(actor, HeadFilters(), on=world.today).rows

    ids = [one.org.pk for one in ours()]
    return Case(ours=ours, least=_of_ids(ids, "orgs_organization", "id"), note="least: the page's rows by their key")


def _rule_book(world: World, actor: Actor) -> Case:
    assert actor.post is not None
    top = actor.post.org_id
    return Case(
        ours=lambda: duties.counts_here(actor, world.today),
        least=lambda: rows("SELECT rule_id, sum(owing) FROM duties_rollup WHERE org_id = %s GROUP BY 1", [top]),
        note="least: the roll-up rows of the node",
    )


def _tasks(world: World, actor: Actor) -> Case:
    def ours() -> Any:
        return assignments.list_assignments(actor, assignments.Filters(), today=world.today).rows

    ids = [one.pk for one in ours()]
    return Case(
        ours=ours, least=_of_ids(ids, "assignments_assignment", "id"), note="least: the page's rows by their key"
    )


def _log(world: World, actor: Actor) -> Case:
    reach = org_ids_where(actor, Act.AUDIT_VIEW)
    return Case(
        ours=lambda: audit.log(audit.log_lines(reach, everywhere=spans_the_top(actor, Act.AUDIT_VIEW))).rows,
        least=lambda: rows("SELECT * FROM audit_line ORDER BY at DESC, seq DESC LIMIT 51"),
        note="least: the latest lines of all",
    )


def _logins(world: World, actor: Actor) -> Case:
    def ours() -> Any:
        return login_page(logins_where(actor, today=world.today), at="").rows

    ids = [one.pk for one in ours()]
    return Case(ours=ours, least=_of_ids(ids, "orgs_postheld", "id"), note="least: the page's rows by their key")


def _whole_page(route: str) -> Callable[[World, Actor], Case]:
    def make(world: World, actor: Actor) -> Case:
        login = next(level for level in LEVELS if world.account(level) and world.actor(level) == actor)
        ours, least = world.page(login, reverse(route))
        return Case(ours=ours, least=least, note="least: a bare signed-in Django page of as many bytes")

    return make


for _login in LEVELS:
    measure(f"members by name, {_login}")(_level(_login, _members(members.Filters())))
    measure(f"members by joining, {_login}")(_level(_login, _members(members.Filters(sort="joined"))))
    measure(f"members by birth, {_login}")(_level(_login, _members(members.Filters(sort="born"))))
    measure(f"members lost, {_login}")(_level(_login, _members(members.Filters(lost=True))))
    measure(f"women under 36, {_login}")(_level(_login, _members(members.Filters(sex="2", age="35"))))
    for _text, _word in TYPED.items():
        measure(f"search by {_word}, {_login}")(_level(_login, _search(_text)))
    measure(f"records, {_login}")(_level(_login, _activities))
    measure(f"who answers, {_login}")(_level(_login, _heads))
    measure(f"rule book, {_login}")(_level(_login, _rule_book))
    measure(f"tasks, {_login}")(_level(_login, _tasks))
    for _route in ("members-index", "activities-index", "duties-rules", "assignments-index"):
        measure(f"page {_route}, {_login}")(_level(_login, _whole_page(_route)))
measure("due list, branch")(_level("branch", _due))
for _login in LEVELS[1:]:
    measure(f"page duties-heads, {_login}")(_level(_login, _whole_page("duties-heads")))
    measure(f"log, {_login}")(_level(_login, _log))
    measure(f"logins, {_login}")(_level(_login, _logins))
