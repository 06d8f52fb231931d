"""A campaign is read by all below, run by its issuer; a pledge lies with its branch, a recommendation with those who see grades."""

from datetime import date

from jishi.activities import services as activities
from jishi.activities.rules import Kind, RecordInput
from jishi.assignments.rules import Help
from jishi.campaigns import queries, services
from jishi.campaigns.models import (
    Campaign,
    Carrier,
    MassReview,
    Nominee,
    Pledge,
    PrescribedAction,
    Selection,
    Stage,
    Standard,
)
from jishi.campaigns.rules import HelpRole, OpinionFrom
from jishi.kernel.actor import operator
from jishi.notices import services as notices
from jishi.notices.rules import Issuer
from jishi.orgs.rules import PostKind
from tests.builders import Cast, make_person, make_post
from tests.conftest import NOW
from tests.laws.who_may import Args, Row, no_args

ME = operator()


def _town(cast: Cast) -> dict[str, object]:
    return {"org_id": cast.township.pk}


def _branch(cast: Cast) -> dict[str, object]:
    return {"org_id": cast.branch.pk}


def _made(cast: Cast) -> Campaign:
    made = services.make_campaign(
        org=cast.township, pattern="star", title="星级评定", from_on=date(2026, 11, 1), until_on=date(2027, 3, 31),
        org_kinds=["branch"], basis="镇发12号", rests_on="第6项", actor=ME, now=NOW,
    )  # fmt: skip
    seen = queries.coordination(made).key
    return services.start_campaign(made.pk, 1, seen=seen, actor=ME, now=NOW)


def _campaign(cast: Cast) -> dict[str, object]:
    return {"campaign_id": _made(cast).pk}


def _stage(cast: Cast) -> dict[str, object]:
    found = Stage.objects.filter(campaign=_made(cast)).first()
    assert found is not None
    return {"stage_id": found.pk}


def _action(cast: Cast) -> dict[str, object]:
    stage = Stage.objects.get(pk=_stage(cast)["stage_id"])
    return {"action_id": PrescribedAction.objects.create(stage=stage, title="报表", kind="material").pk}


def _standard(cast: Cast) -> dict[str, object]:
    found = Standard.objects.filter(campaign=_made(cast)).first()
    assert found is not None
    return {"standard_id": found.pk}


def _pledge(cast: Cast) -> dict[str, object]:
    made: Pledge = services.propose_pledge(
        org=cast.branch, kind="deed", text="装路灯", due_on=date(2026, 12, 1), actor=ME, now=NOW
    )
    record = RecordInput(
        org_id=cast.branch.pk, kinds=(Kind.MEMBERS_MEETING,), held_on=date(2026, 11, 20), chair_id=cast.members[0].pk
    )
    held = activities.record(record, actor=ME, now=NOW)
    common = {"org": cast.branch, "ids": [made.pk], "actor": ME, "now": NOW}
    services.review_pledges(activity_id=held.pk, **common)  # type: ignore[arg-type]  # words given by name
    services.publish_pledges(on=date(2026, 11, 21), **common)  # type: ignore[arg-type]  # words given by name
    return {"pledge_id": made.pk}


def _leader(cast: Cast) -> int:
    person = make_person(now=NOW, name="高志远")
    make_post(now=NOW, person_id=person.pk, org=cast.township, post=PostKind.SECRETARY)
    return person.pk


def _comment(cast: Cast) -> dict[str, object]:
    made = services.comment_on(
        campaign=_made(cast), org=cast.township, key=f"org-{cast.branch.pk}", leader_id=_leader(cast),
        on=date(2026, 11, 20), way="on_site", lacking="少", direction="多", actor=ME, now=NOW,
    )  # fmt: skip
    return {"comment_id": made.pk}


def _open(cast: Cast) -> Selection:
    return services.open_selection(
        org=cast.township, title="七一表彰", basis="镇党8号", year=2026, level="committee_level", quotas={"member": 1},
        conditions=["full"], actor=ME, now=NOW,
    )  # fmt: skip


def _selection(cast: Cast) -> dict[str, object]:
    return {"selection_id": _open(cast).pk}


def _named(cast: Cast) -> Nominee:
    return services.recommend(
        selection_id=_open(cast).pk, org=cast.branch, kind="member", person_id=cast.members[2].pk, deeds="修渠", actor=ME,
        now=NOW,
    )  # fmt: skip


def _nominee(cast: Cast) -> dict[str, object]:
    return {"nominee_id": _named(cast).pk}


def _shown(cast: Cast) -> dict[str, object]:
    named = _named(cast)
    for whose in (OpinionFrom.BRANCH, OpinionFrom.COMMITTEE, OpinionFrom.DISCIPLINE):
        services.note_opinion(
            nominee_id=named.pk, whose=whose, agrees=True, text="同意", on=NOW.date(), actor=ME, now=NOW
        )
    services.show_selection(
        named.selection_id, Selection.objects.get(pk=named.selection_id).version, shown_where="公开栏", contact="党建办", from_on=NOW.date(), to_on=date(2026, 12, 4), actor=ME,
        now=NOW,
    )  # fmt: skip
    return {"selection_id": named.selection_id}


def _objection(cast: Cast) -> dict[str, object]:
    shown = _shown(cast)
    found = Selection.objects.select_related("org", "publicity").get(pk=shown["selection_id"])
    assert found.publicity is not None
    made = notices.note_objection(
        publicity_id=found.publicity.pk, issuer=Issuer.of(found.org), on=NOW.date(), text="事迹不实", actor=ME, now=NOW
    )  # fmt: skip
    return shown | {"objection_id": made.pk}


def _honour(cast: Cast) -> dict[str, object]:
    made = services.register_honour(
        org=cast.branch, kind="member", title="", level="county_level", given_by="县委", given_on=date(2025, 7, 1),
        person_id=cast.members[0].pk, actor=ME, now=NOW,
    )  # fmt: skip
    return {"honour_id": made.pk}


def _review(cast: Cast) -> dict[str, object]:
    poll = services.open_mass_review(campaign=_made(cast), org=cast.branch, actor=ME, now=NOW)
    return {"mass_review_id": MassReview.objects.get(poll=poll).pk}


def _carrier(cast: Cast) -> dict[str, object]:
    made = services.enter_carrier(
        org=cast.branch,
        name="民情夜谈",
        what="每周一晚在院坝里听意见",
        shared_in_id=cast.township.pk,
        actor=ME,
        now=NOW,
    )
    return {"carrier_id": made.pk}


def _trial(cast: Cast) -> dict[str, object]:
    carrier = Carrier.objects.get(pk=_carrier(cast)["carrier_id"])
    made = services.try_carrier(carrier=carrier, org=cast.branch, from_on=NOW.date(), actor=ME, now=NOW)
    return {"trial_id": made.pk}


def _mending(cast: Cast) -> dict[str, object]:
    made = services.open_mending(
        org=cast.township, target=cast.branch, decided_on=NOW.date(), basis="镇党委会议", goal="班子配齐",
        due_on=date(2027, 6, 30), helpers=[(HelpRole.UNIT, Help(note="县水利局"))], actor=ME, now=NOW,
    )  # fmt: skip
    return {"mending_id": made.pk}


def _with(first: Args, **more: object) -> Args:
    return lambda cast: first(cast) | more


def _also(first: Args, second: Args) -> Args:
    return lambda cast: first(cast) | second(cast)


def seen(args: Args = no_args) -> Row:
    """By everybody who reads records at all."""
    return Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200, args=args)


def issued(args: Args, *, outside: int = 403) -> Row:
    """By the township that issues it."""
    return Row(
        secretary=outside, sibling_secretary=outside, member=403, clerk=200, department=403, args=args
    )  # fmt: skip


def of_branch(args: Args) -> Row:
    """Read by the branch and above."""
    return Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=args)


def by_branch(args: Args) -> Row:
    """Written by the branch."""
    return Row(secretary=200, sibling_secretary=404, member=200, clerk=403, department=403, args=args)


def by_both(args: Args) -> Row:
    """Written by the branch that recommends and the township that decides."""
    return Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=403, args=args)


def by_town(args: Args) -> Row:
    """Written by those above the branch who set its tasks."""
    return Row(secretary=403, sibling_secretary=404, member=403, clerk=200, department=200, args=args)


def by_home(args: Args) -> Row:
    """Seen by all below the township, written by the branch it belongs to."""
    return Row(secretary=200, sibling_secretary=403, member=200, clerk=403, department=403, args=args)


CHOSEN = _with(_also(_selection, _branch), kind="member")
ROWS = {
    "campaigns-index": seen(),
    "campaigns-start": Row(secretary=200, sibling_secretary=200, member=403, clerk=200, department=200),
    "campaigns-new": issued(_with(_town, pattern="star"), outside=404),
    "campaigns-show": seen(_campaign),
    "campaigns-print": seen(_campaign),
    "campaigns-edit": issued(_campaign),
    "campaigns-stage_new": issued(_campaign),
    "campaigns-stage": issued(_stage),
    "campaigns-action_new": issued(_stage),
    "campaigns-action": issued(_action),
    "campaigns-standard_new": issued(_campaign),
    "campaigns-standard": issued(_standard),
    "campaigns-before": issued(_campaign),
    "campaigns-launch": Row(
        secretary=405, sibling_secretary=405, member=403, clerk=405, department=405, args=_campaign
    ),
    "campaigns-close": issued(_campaign),
    "campaigns-grade": issued(_campaign),
    "campaigns-results": seen(_campaign),
    "campaigns-records": seen(_action),
    "campaigns-reviews": seen(_campaign),
    "campaigns-review_result": Row(
        secretary=403, sibling_secretary=404, member=403, clerk=403, department=403, args=_review
    ),
    "campaigns-carriers": seen(),
    "campaigns-carriers_export": seen(),
    "campaigns-carrier_new": by_branch(_branch),
    "campaigns-carrier": seen(_carrier),
    "campaigns-carrier_edit": by_home(_carrier),
    "campaigns-carrier_withdraw": by_home(_carrier),
    "campaigns-carrier_try": by_branch(_also(_carrier, _branch)),
    "campaigns-trial": by_home(_trial),
    "campaigns-trial_withdraw": by_home(_trial),
    "campaigns-mendings": seen(),
    "campaigns-mendings_export": seen(),
    "campaigns-mending_new": by_town(_branch),
    "campaigns-mending": of_branch(_mending),
    "campaigns-mending_print": of_branch(_mending),
    "campaigns-mending_edit": by_town(_mending),
    "campaigns-mending_problem": by_town(_mending),
    "campaigns-mending_ask": by_branch(_mending),
    "campaigns-mending_close": by_town(_mending),
    "campaigns-mending_return": by_town(_mending),
    "campaigns-mending_drop": by_town(_mending),
    "campaigns-pledges": seen(),
    "campaigns-pledges_of": of_branch(_branch),
    "campaigns-pledges_export": of_branch(_branch),
    "campaigns-pledges_print": of_branch(_branch),
    "campaigns-pledge_new": by_branch(_branch),
    "campaigns-pledge_review": by_branch(_branch),
    "campaigns-pledge_publish": by_branch(_branch),
    "campaigns-mine": seen(),
    "campaigns-mine_new": Row(secretary=200, sibling_secretary=200, member=200, clerk=403, department=403),
    "campaigns-pledge": of_branch(_pledge),
    "campaigns-pledge_letter": of_branch(_pledge),
    "campaigns-pledge_edit": by_branch(_pledge),
    "campaigns-pledge_note": by_branch(_pledge),
    "campaigns-pledge_settle": by_branch(_pledge),
    "campaigns-comments": Row(
        secretary=404, sibling_secretary=404, member=404, clerk=200, department=200, args=_also(_campaign, _town)
    ),
    "campaigns-comment_new": Row(
        secretary=404, sibling_secretary=404, member=404, clerk=200, department=403,
        args=lambda cast: _campaign(cast) | _town(cast) | {"key": f"org-{cast.branch.pk}"},
    ),
    "campaigns-comment": of_branch(_comment),
    "campaigns-comment_print": of_branch(_comment),
    "campaigns-comment_edit": Row(
        secretary=403, sibling_secretary=404, member=403, clerk=200, department=403, args=_comment
    ),
    "campaigns-comment_answer": by_branch(_comment),
    "campaigns-review": of_branch(_also(_campaign, _branch)),
    "campaigns-selections": seen(),
    "campaigns-selection_new": issued(_town, outside=404),
    "campaigns-selection": seen(_selection),
    "campaigns-selection_print": seen(_selection),
    "campaigns-choose": by_branch(CHOSEN),
    "campaigns-recommend": by_branch(lambda cast: CHOSEN(cast) | {"who": cast.members[2].pk}),
    "campaigns-publicity": issued(_selection),
    "campaigns-objection_new": issued(_shown),
    "campaigns-objection": issued(_objection),
    "campaigns-conclude": issued(_shown),
    "campaigns-decide": issued(_shown),
    "campaigns-nominee": of_branch(_nominee),
    "campaigns-nominee_print": of_branch(_nominee),
    "campaigns-nominee_edit": by_both(_nominee),
    "campaigns-nominee_drop": by_both(_nominee),
    "campaigns-opinion": by_both(_nominee),
    "campaigns-place": seen(lambda cast: {"use": "honour"}),
    "campaigns-honours": seen(),
    "campaigns-honours_export": seen(),
    "campaigns-honour_new": by_branch(_branch),
    "campaigns-honour": of_branch(_honour),
    "campaigns-certificate": by_branch(_honour),
    "campaigns-honour_withdraw": by_branch(_honour),
    "campaigns-fifty": seen(),
    "campaigns-fifty_export": seen(),
    "campaigns-medals": by_branch(_branch),
}  # fmt: skip
