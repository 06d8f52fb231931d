"""Routes of secret polls; `ballots.urls` takes them in. Those under cast/ are public: no cookie, no session, no log."""

from jishi.ballots.pages import casting
from jishi.ballots.pages.polls import making, running, sealing, voting, watching
from jishi.kernel.actor import Act
from jishi.kernel.http import Menu, Page, Route


def _poll(name: str, path: str, page: Page, act: Act | None = Act.POLL, door: str = "get_poll") -> Route:
    """A page of one poll."""
    return Route(
        name=f"ballots-poll_{name}", path=f"polls/<int:poll_id>/{path}", page=page, act=act, door=f"ballots.{door}"
    )


def _cast(name: str, path: str, page: Page) -> Route:
    """A page without a name, on the host of its own where the site has one."""
    return Route(name=f"ballots-{name}", path=f"cast/{path}", page=page, public=True, door="ballots.poll_at")


ROUTES: list[Route] = [
    Route(
        name="ballots-polls", path="polls/", page=making.index, act=Act.VIEW, door="ballots.polls_where",
        menu=Menu(word="无记名测评", order=62, group=1),
    ),
    Route(name="ballots-poll_start", path="polls/start/", page=making.start, act=Act.POLL, door="ballots.orgs_to_ask"),
    Route(
        name="ballots-poll_new", path="polls/new/<int:org_id>/<slug:kind>/", page=making.new, act=Act.POLL,
        door="ballots.get_org_to_ask",
    ),
    Route(
        name="ballots-poll_mine", path="polls/mine/", page=voting.mine, door="ballots.my_polls",
        menu=Menu(word="我要投票", order=64, group=1),
    ),
    Route(name="ballots-poll", path="polls/<int:poll_id>/", page=running.show, door="ballots.get_poll"),
    _poll("people", "people/", running.people),
    _poll("slips", "slips/", running.slips),
    _poll("sheet", "sheet/", running.sheet),
    _poll("open", "open/", running.start_voting),
    _poll("lock", "lock/", sealing.lock, None, "get_lock"),
    _poll("unlock", "unlock/", sealing.unlock, None, "get_lock"),
    _poll("roll", "roll/", running.roll),
    _poll("correct", "roll/<int:person_id>/", running.correct),
    _poll("mend", "mend/", running.mend),
    _poll("close", "close/", running.close),
    _poll("cancel", "cancel/", running.cancel),
    _poll("pile", "pile/", watching.pile, None),
    _poll("result", "result/", watching.result, None, "poll_result"),
    _poll("paper", "result/paper/", watching.paper, None, "poll_result"),
    _poll("board", "board/", watching.register, None, "poll_result"),
    _poll("token", "token/", voting.token, None, "get_my_poll"),
    _poll("sign", "token/sign/", voting.sign, None, "get_my_poll"),
    _cast("cast_index", "", casting.index),
    _cast("cast", "<slug:public>/", casting.cast),
    _cast("cast_receipt", "<slug:public>/receipt/", casting.receipt),
    _cast("cast_board", "<slug:public>/board/", casting.board),
]  # fmt: skip
