"""Polls are seen along the tree, run by the organisation itself and its superiors, read by those entitled, cast by anybody
with a token. The branch's 组织委员 is one of those who run them."""

from jishi.ballots import services
from jishi.ballots.models import Poll
from jishi.ballots.rules.polls import PollKind, PollState, PollWay
from jishi.kernel.actor import operator
from tests.builders import Cast, actor_named
from tests.conftest import NOW
from tests.laws.who_may import Row

WAYS = (PollWay.SLIP, PollWay.PAPER)


def _poll(cast: Cast, state: PollState = PollState.DRAFT) -> Poll:
    poll = services.make_poll(
        org=cast.branch,
        kind=PollKind.MOTIONS,
        title="支部事项",
        items=["同意修路"],
        ways=WAYS,
        actor=operator(),
        now=NOW,
    )
    services.print_slips(poll=poll, count=9, actor=operator(), now=NOW)
    if state is not PollState.DRAFT:
        poll = services.open_poll(poll=poll, version=2, actor=operator(), now=NOW)
    if state is PollState.CLOSED:
        poll = services.close_poll(poll=poll, version=poll.version, actor=operator(), now=NOW)
    return poll


def _sealed(cast: Cast) -> dict[str, object]:
    """Sealed by the branch's 组织委员 and a member without an account."""
    watching = [actor_named("member", today=NOW.date()).person_id or 0, cast.members[4].pk]
    poll = services.make_poll(
        org=cast.branch, kind=PollKind.MOTIONS, title="支部事项", items=["同意修路"], ways=WAYS, is_sealed=True,
        scrutineers=watching, actor=operator(), now=NOW,
    )  # fmt: skip
    return {"poll_id": poll.pk}


def _draft(cast: Cast) -> dict[str, object]:
    return {"poll_id": _poll(cast).pk}


def _open(cast: Cast) -> dict[str, object]:
    return {"poll_id": _poll(cast, PollState.OPEN).pk}


def _closed(cast: Cast) -> dict[str, object]:
    return {"poll_id": _poll(cast, PollState.CLOSED).pk}


def _line(cast: Cast) -> dict[str, object]:
    return _open(cast) | {"person_id": cast.members[0].pk}


def _public(cast: Cast) -> dict[str, object]:
    return {"public": _poll(cast, PollState.OPEN).public}


def _new(cast: Cast) -> dict[str, object]:
    return {"org_id": cast.branch.pk, "kind": PollKind.MOTIONS.value}


def _runs(args: object, **more: int) -> Row:
    """A page for those who run the branch's polls."""
    answers = {"secretary": 200, "sibling_secretary": 404, "member": 200, "clerk": 200, "department": 200} | more
    return Row(**answers, args=args)  # type: ignore[arg-type]  # words given by name


POSTED = {"secretary": 405, "sibling_secretary": 405, "member": 405, "clerk": 405, "department": 405}
EVERYBODY = {"secretary": 200, "sibling_secretary": 200, "member": 200, "clerk": 200, "department": 200}
PUBLIC = EVERYBODY | {"anonymous": 200}

ROWS = {
    "ballots-polls": Row(**EVERYBODY),
    "ballots-poll_start": Row(**EVERYBODY),
    "ballots-poll_mine": Row(**EVERYBODY),
    "ballots-poll_new": _runs(_new),
    "ballots-poll": _runs(_open),
    "ballots-poll_people": _runs(_draft),
    "ballots-poll_slips": _runs(_draft),
    "ballots-poll_sheet": _runs(_draft),
    "ballots-poll_open": _runs(_draft),
    "ballots-poll_lock": _runs(_sealed, secretary=403, clerk=403, department=403),
    # What is not closed has nothing to open: its scrutineer is sent back to the poll.
    "ballots-poll_unlock": _runs(_sealed, secretary=403, member=302, clerk=403, department=403),
    "ballots-poll_roll": _runs(_open),
    "ballots-poll_correct": _runs(_line),
    "ballots-poll_mend": Row(**POSTED, args=_open),
    "ballots-poll_close": _runs(_open),
    "ballots-poll_cancel": _runs(_open),
    "ballots-poll_pile": _runs(_open),
    "ballots-poll_result": _runs(_closed),
    "ballots-poll_paper": _runs(_closed),
    "ballots-poll_board": _runs(_closed),
    "ballots-poll_token": _runs(_open, clerk=404, department=404),
    "ballots-poll_sign": Row(**POSTED, args=_open),
    "ballots-cast_index": Row(**PUBLIC),
    "ballots-cast": Row(**PUBLIC, args=_public),
    "ballots-cast_receipt": Row(**PUBLIC, args=_public),
    "ballots-cast_board": Row(**PUBLIC, args=_public),
}
