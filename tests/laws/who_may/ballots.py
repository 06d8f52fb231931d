"""Elections are seen along the tree, run by the organisation itself and its superiors, led from strictly above."""

from datetime import date

from jishi.ballots import services
from jishi.ballots.models import Election, RollEntry
from jishi.ballots.rules import ElectionKind
from jishi.kernel.actor import operator
from tests.builders import Cast
from tests.conftest import NOW
from tests.db.ballots.meeting_story import Day, election_day
from tests.laws.who_may import Args, Row

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


def _way(cast: Cast) -> dict[str, object]:
    return _one(cast) | {"way": "members"}


def _office(cast: Cast) -> dict[str, object]:
    return _one(cast) | {"office": "committee"}


def _paper(cast: Cast) -> dict[str, object]:
    return _one(cast) | {"name": "procedure"}


def _candidate(cast: Cast) -> dict[str, object]:
    election = _election(cast)
    named = services.name_candidate(
        election=election, person_id=cast.members[0].pk, name="", employer="", version=1, actor=operator(), now=NOW
    )
    return {"election_id": election.pk, "candidate_id": named.pk}


def _entry(cast: Cast) -> dict[str, object]:
    election = _election(cast)
    services.take_roll(election=election, version=1, actor=operator(), now=NOW)
    return {"election_id": election.pk, "elector_id": RollEntry.objects.filter(election=election)[0].pk}


def _stage(cast: Cast) -> dict[str, object]:
    return _one(cast) | {"stage": "general"}


def _met(cast: Cast) -> Day:
    """A meeting that is ready to vote."""
    day = election_day(cast, NOW)
    day.ready()
    return day


def _meeting(cast: Cast) -> dict[str, object]:
    return {"election_id": _met(cast).election.pk, "stage": "general"}


def _call(cast: Cast) -> dict[str, object]:
    return _meeting(cast) | {"office": "committee"}


def _round(cast: Cast) -> dict[str, object]:
    return {"round_id": _met(cast).call().pk}


def _round_paper(cast: Cast) -> dict[str, object]:
    return _round(cast) | {"code": "count"}


def _follow(cast: Cast) -> dict[str, object]:
    return _round(cast) | {"kind": "further"}


def _held(cast: Cast) -> dict[str, object]:
    return _round(cast) | {"order": 1}


def _sheet(cast: Cast) -> dict[str, object]:
    return _round(cast) | {"slot": 1}


def _elected(cast: Cast) -> dict[str, object]:
    """Both meetings closed and the result reported."""
    day = election_day(cast, NOW)
    day.elect_committee()
    day.elect_heads()
    services.send_report(election=day.election, reported_on=NOW.date(), paper="", actor=day.secretary, now=NOW)
    return {"election_id": day.election.pk}


def _result_paper(cast: Cast) -> dict[str, object]:
    return _elected(cast) | {"code": "report"}


def _above(args: Args) -> Row:
    """Answered by the superiors alone."""
    return Row(secretary=403, sibling_secretary=404, member=403, clerk=200, department=200, args=args)


def _run(args: Args) -> Row:
    """Run by the organisation and by its superiors."""
    return Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=args)


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
    "ballots-procedure": _run(_one),
    "ballots-candidates": _run(_one),
    "ballots-candidate_add": _run(_one),
    "ballots-recommend": _run(_way),
    "ballots-forward": _run(_one),
    "ballots-deliberate": _run(_one),
    "ballots-publish": _run(_one),
    "ballots-introduce": _run(_one),
    "ballots-introduction": _run(_one),
    "ballots-candidate": _run(_candidate),
    "ballots-drop": _run(_candidate),
    "ballots-roll": _run(_one),
    "ballots-roll_take": _run(_one),
    "ballots-roll_add": _run(_one),
    "ballots-roll_freeze": _run(_one),
    "ballots-roll_entry": _run(_entry),
    "ballots-papers": _run(_one),
    "ballots-paper": _run(_paper),
    "ballots-sheet": _run(_office),
    "ballots-ballot": _run(_office),
    "ballots-review": Row(secretary=403, sibling_secretary=404, member=403, clerk=403, department=200, args=_one),
    "ballots-approve": Row(secretary=403, sibling_secretary=404, member=403, clerk=200, department=200, args=_one),
    "ballots-meeting": _run(_one),
    "ballots-meeting_open": _run(_stage),
    "ballots-meeting_present": _run(_meeting),
    "ballots-meeting_method": _run(_meeting),
    "ballots-meeting_officials": _run(_meeting),
    "ballots-meeting_introduce": _run(_meeting),
    "ballots-meeting_close": _run(_meeting),
    "ballots-meeting_resume": _run(_meeting),
    "ballots-meeting_paper": _run(_result_paper),
    "ballots-division": _run(_elected),
    "ballots-report": _run(_one),
    "ballots-report_back": _run(_elected),
    "ballots-report_return": _above(_elected),
    "ballots-report_file": _above(_elected),
    "ballots-report_approve": _above(_elected),
    "ballots-round": _run(_round),
    "ballots-round_paper": _run(_round_paper),
    "ballots-round_call": _run(_call),
    "ballots-round_out": _run(_round),
    "ballots-round_back": _run(_round),
    "ballots-round_announce": _run(_round),
    "ballots-round_follow": _run(_follow),
    "ballots-round_confirm_held": _run(_held),
    "ballots-round_reduce": _run(_round),
    "ballots-round_reopen": _run(_round),
    "ballots-round_withdraw": _run(_round),
    "ballots-round_drop": _run(_sheet),
    "ballots-round_count": _run(_round),
    "ballots-round_confirm": _run(_round),
    "ballots-counting": Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200),
}
