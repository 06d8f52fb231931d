"""A scheme is made and used by the committee that issues it; those it assesses see everything about themselves, mark themselves
and object; who leads them from above marks them."""

from datetime import date

from jishi.appraisals import services
from jishi.appraisals.models import Assessment, AssessmentBatch, AssessmentPeer, Indicator, SchemeVersion
from jishi.appraisals.rules import BatchStep
from jishi.kernel.actor import operator
from tests.builders import Cast
from tests.conftest import NOW
from tests.laws.who_may import Args, Row

ME = operator()


def _draft(cast: Cast) -> SchemeVersion:
    return services.make_scheme(org=cast.township, name="考核", template="five_good", actor=ME, now=NOW)


def _row(cast: Cast) -> Assessment:
    draft = _draft(cast)
    edition = services.put_in_force(draft.pk, draft.version, basis="会议", actor=ME, now=NOW)
    use = services.open_assessments(
        edition=edition, year=2026, org_ids=[cast.branch.pk], late_why="年中才定", actor=ME, now=NOW
    )
    return Assessment.objects.get(round=use)


def _item(row: Assessment, text: str) -> int:
    return Indicator.objects.get(edition=row.round.edition_id, text=text).pk


def _edition_id(cast: Cast) -> dict[str, object]:
    return {"edition_id": _draft(cast).pk}


def _in_use(cast: Cast) -> dict[str, object]:
    return {"edition_id": _row(cast).round.edition_id}


def _scheme_id(cast: Cast) -> dict[str, object]:
    return {"scheme_id": _row(cast).round.edition.scheme_id}


def _indicator_id(cast: Cast) -> dict[str, object]:
    return {"indicator_id": Indicator.objects.filter(edition=_draft(cast)).order_by("pk")[1].pk}


def _use_id(cast: Cast) -> dict[str, object]:
    return {"use_id": _row(cast).round_id}


def _use_item(cast: Cast) -> dict[str, object]:
    row = _row(cast)
    return {"use_id": row.round_id, "indicator_id": _item(row, "党员作用发挥")}


def _assessment_id(cast: Cast) -> dict[str, object]:
    return {"assessment_id": _row(cast).pk}


def _printed(cast: Cast) -> dict[str, object]:
    return _assessment_id(cast) | {"ending": "xlsx"}


def _records(cast: Cast) -> dict[str, object]:
    row = _row(cast)
    return {"assessment_id": row.pk, "indicator_id": _item(row, "主题党日")}


def _peer_id(cast: Cast) -> dict[str, object]:
    row = _row(cast)
    services.name_peers(row.pk, [cast.sibling.pk], actor=ME, now=NOW)
    return {"peer_id": AssessmentPeer.objects.get(assessment=row).pk}


def _objection_id(cast: Cast) -> dict[str, object]:
    return {"objection_id": services.object_to(assessment_id=_row(cast).pk, text="不对", actor=ME, now=NOW).pk}


def _occurrence_id(cast: Cast) -> dict[str, object]:
    row = _row(cast)
    made = services.note_occurrence(
        assessment_id=row.pk, indicator_id=_item(row, "受到上级通报表扬"), on=date(2026, 5, 1), text="通报", actor=ME,
        now=NOW,
    )  # fmt: skip
    return {"occurrence_id": made.pk}


def _batch_id(cast: Cast) -> dict[str, object]:
    made = AssessmentBatch.objects.create(round=_row(cast).round, step=BatchStep.SETTLE, rows=[], at=NOW, by="经办人")
    return {"batch_id": made.pk}


def issued(args: Args) -> Row:
    """By the township that issues the scheme; nobody below sees a draft, the county reads it and does not write it."""
    return Row(secretary=404, sibling_secretary=404, member=403, clerk=200, department=403, args=args)


def used(args: Args) -> Row:
    """The same of a scheme by which the branch is assessed: it reads it."""
    return Row(secretary=403, sibling_secretary=404, member=403, clerk=200, department=403, args=args)


def read(args: Args) -> Row:
    return Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=args)


def own(args: Args) -> Row:
    """By the assessed itself."""
    return Row(secretary=200, sibling_secretary=404, member=200, clerk=403, department=403, args=args)


def led(args: Args) -> Row:
    """By whoever leads it from above."""
    return Row(secretary=403, sibling_secretary=404, member=403, clerk=200, department=200, args=args)


def posted(args: Args) -> Row:
    """A button's target; who leads nobody is refused before that."""
    return Row(secretary=405, sibling_secretary=405, member=403, clerk=405, department=405, args=args)


ROWS = {
    "appraisals-schemes": Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200),
    "appraisals-scheme_new": Row(secretary=200, sibling_secretary=200, member=403, clerk=200, department=200),
    "appraisals-scheme": read(_scheme_id),
    "appraisals-scheme_revise": posted(_scheme_id),
    "appraisals-scheme_export": read(_in_use),
    "appraisals-scheme_edit": issued(_edition_id),
    "appraisals-scheme_points": issued(_edition_id),
    "appraisals-scheme_import": issued(_edition_id),
    "appraisals-scheme_force": issued(_edition_id),
    "appraisals-scheme_use": used(_in_use),
    "appraisals-indicator_new": issued(_edition_id),
    "appraisals-indicator": issued(_indicator_id),
    "appraisals-indicator_move": posted(_indicator_id),
    "appraisals-indicator_drop": posted(_indicator_id),
    "appraisals-use": read(_use_id),
    "appraisals-use_export": read(_use_id),
    "appraisals-use_publish": used(_use_id),
    "appraisals-use_settle": posted(_use_id),
    "appraisals-use_item": Row(
        secretary=200, sibling_secretary=404, member=403, clerk=200, department=200, args=_use_item
    ),
    "appraisals-batch": used(_batch_id),
    "appraisals-batch_take_up": posted(_batch_id),
    "appraisals-assessment": read(_assessment_id),
    "appraisals-assessment_print": read(_printed),
    "appraisals-assessment_records": read(_records),
    "appraisals-assessment_own": own(_assessment_id),
    "appraisals-assessment_send": own(_assessment_id),
    "appraisals-assessment_review": led(_assessment_id),
    "appraisals-objection_new": own(_assessment_id),
    "appraisals-occurrence_new": led(_assessment_id),
    "appraisals-assessment_flag": used(_assessment_id),
    "appraisals-assessment_lift": posted(_assessment_id),
    "appraisals-assessment_peers": used(_assessment_id),
    "appraisals-assessment_poll": used(_assessment_id),
    "appraisals-assessment_targets": used(_assessment_id),
    "appraisals-assessment_settle": used(_assessment_id),
    "appraisals-assessment_reopen": posted(_assessment_id),
    "appraisals-peer": Row(secretary=404, sibling_secretary=200, member=404, clerk=403, department=403, args=_peer_id),
    "appraisals-objection": used(_objection_id),
    "appraisals-occurrence_drop": posted(_occurrence_id),
}
