"""Elections are seen along the tree, run by the organisation itself and its superiors, led from strictly above."""

from datetime import date

from jishi.ballots import services
from jishi.ballots.models import Election
from jishi.ballots.rules import ElectionKind
from jishi.kernel.actor import operator
from tests.builders import Cast
from tests.conftest import NOW
from tests.laws.who_may import Row

MEETING = date(2026, 12, 20)


def _election(cast: Cast) -> Election:
    return services.start_election(
        org=cast.branch, kind=ElectionKind.TERM, meeting_on=MEETING, actor=operator(), now=NOW
    )


def _one(cast: Cast) -> dict[str, object]:
    return {"election_id": _election(cast).pk}


def _step(cast: Cast) -> dict[str, object]:
    return _one(cast) | {"code": "prepare"}


def _wave(cast: Cast) -> dict[str, object]:
    made = services.order_wave(
        issuer=cast.county,
        title="换届",
        basis="通知",
        sectors=["village"],
        meetings_by=MEETING,
        actor=operator(),
        now=NOW,
    )
    return {"wave_id": made.pk}


def _branch(cast: Cast) -> dict[str, object]:
    return {"org_id": cast.branch.pk}


ROWS = {
    "ballots-index": Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200),
    "ballots-export": Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200),
    "ballots-waves": Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200),
    "ballots-order": Row(secretary=403, sibling_secretary=403, member=403, clerk=200, department=200),
    "ballots-wave": Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200, args=_wave),
    "ballots-start": Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=_branch),
    "ballots-show": Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=_one),
    "ballots-print": Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=_one),
    "ballots-move": Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=_one),
    "ballots-cancel": Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=_one),
    "ballots-finish": Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=_one),
    "ballots-lead": Row(secretary=403, sibling_secretary=404, member=403, clerk=200, department=200, args=_one),
    "ballots-step": Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=_step),
    "ballots-step_day": Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=_step),
}
