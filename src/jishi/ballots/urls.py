"""Routes of elections and secret polls, each declared once."""

from jishi.ballots.pages import elections, waves
from jishi.ballots.pages.polls.routes import ROUTES as POLL_ROUTES
from jishi.kernel.actor import Act
from jishi.kernel.http import Menu, Page, Route, urls


def _one(name: str, path: str, page: Page, act: Act = Act.VIEW, door: str = "get_election") -> Route:
    """A page of one election."""
    return Route(
        name=f"ballots-{name}", path=f"elections/<int:election_id>/{path}", page=page, act=act, door=f"ballots.{door}"
    )


ROUTES: list[Route] = [
    Route(
        name="ballots-index", path="elections/", page=elections.index, act=Act.VIEW, door="ballots.clock_page",
        menu=Menu(word="换届选举", order=60, group=1),
    ),
    Route(
        name="ballots-export", path="elections/export/", page=elections.export, act=Act.VIEW, door="ballots.all_clocks"
    ),
    Route(
        name="ballots-start", path="elections/start/<int:org_id>/", page=elections.start, act=Act.ELECTION,
        door="ballots.get_org_to_elect",
    ),
    Route(name="ballots-waves", path="elections/waves/", page=waves.waves, act=Act.VIEW, door="ballots.wave_lines"),
    Route(name="ballots-order", path="elections/waves/add/", page=waves.order, act=Act.ELECTION_LEAD,
        door="ballots.get_issuers",),
    Route(
        name="ballots-wave", path="elections/waves/<int:wave_id>/", page=waves.wave, act=Act.VIEW, door="ballots.get_wave"
    ),
    _one("show", "", elections.show),
    _one("print", "print/", elections.printed),
    _one("move", "move/", elections.move, Act.ELECTION),
    _one("step", "steps/<slug:code>/", elections.step, door="get_step"),
    _one("step_day", "steps/<slug:code>/day/", elections.step_day, door="get_step"),
    _one("cancel", "cancel/", elections.cancel, Act.ELECTION),
    _one("finish", "finish/", elections.finish),
    _one("lead", "lead/", elections.lead, Act.ELECTION_LEAD),
]  # fmt: skip
urlpatterns = urls([*ROUTES, *POLL_ROUTES])
