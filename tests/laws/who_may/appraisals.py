"""A branch's 组织生活会 is read by those who read its records; grades by those who handle the review and above; filing and
settling belong strictly above; one's own result to oneself."""

from datetime import date

from jishi.appraisals import services
from jishi.appraisals.models import MemberReview, OrgLife, ReviewRound
from jishi.appraisals.rules import Grade
from jishi.appraisals.services import Opinion, Totals
from jishi.kernel.actor import operator
from tests.builders import Cast
from tests.conftest import NOW
from tests.laws.who_may import Args, Row, no_args

ME = operator()


def _branch(cast: Cast) -> dict[str, object]:
    return {"org_id": cast.branch.pk}


def _life(cast: Cast) -> OrgLife:
    return services.open_org_life(org=cast.branch, year=2026, theme="主题", actor=ME, now=NOW)


def _life_id(cast: Cast) -> dict[str, object]:
    return {"life_id": _life(cast).pk}


def _paper(cast: Cast) -> dict[str, object]:
    return _life_id(cast) | {"paper": "report"}


def _problem(cast: Cast) -> dict[str, object]:
    return {"problem_id": services.list_problem(life_id=_life(cast).pk, text="调研少", actor=ME, now=NOW).pk}


def _round(cast: Cast) -> ReviewRound:
    return services.open_review(org=cast.branch, year=2026, began_on=date(2026, 11, 1), actor=ME, now=NOW)


def _round_id(cast: Cast) -> dict[str, object]:
    return {"appraisal_id": _round(cast).pk}


def _sheet(cast: Cast) -> dict[str, object]:
    return _round_id(cast) | {"variant": "a"}


def _review(cast: Cast) -> MemberReview:
    """The secretary's own, settled."""
    row = _round(cast)
    said = {r.pk: Opinion(Grade.QUALIFIED) for r in MemberReview.objects.filter(round=row, is_probationary=False)}
    row = services.grade_members(row.pk, 1, said, actor=ME, now=NOW)
    row = services.note_test(row.pk, row.version, Totals(date(2026, 11, 2), 4, 4, 4, {}), actor=ME, now=NOW)
    row = services.edit_review(row.pk, row.version, ended_on=date(2026, 11, 3), actor=ME, now=NOW)
    row = services.submit_review(row.pk, row.version, actor=ME, now=NOW)
    services.answer_review(row.pk, row.version, is_settled=True, actor=ME, now=NOW)
    return MemberReview.objects.get(round=row, person_id=cast.members[0].pk)


def _review_id(cast: Cast) -> dict[str, object]:
    return {"review_id": _review(cast).pk}


def _notice(cast: Cast) -> dict[str, object]:
    return {"org_id": cast.township.pk, "year": 2026}


def read(args: Args) -> Row:
    return Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=args)


def handled(args: Args) -> Row:
    """By the branch alone."""
    return Row(secretary=200, sibling_secretary=404, member=200, clerk=403, department=403, args=args)


def led(args: Args) -> Row:
    """From above alone. 组织委员 carries no right to lead anybody."""
    return Row(secretary=403, sibling_secretary=404, member=403, clerk=200, department=200, args=args)


def posted(args: Args) -> Row:
    return Row(secretary=405, sibling_secretary=405, member=405, clerk=405, department=405, args=args)


def posted_by_handlers(args: Args) -> Row:
    """A button's target; who handles no review is refused before that."""
    return Row(secretary=405, sibling_secretary=405, member=405, clerk=403, department=403, args=args)


ROWS = {
    "appraisals-index": Row(secretary=302, sibling_secretary=302, member=302, clerk=200, department=200),
    "appraisals-export": Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200),
    "appraisals-notices": Row(secretary=200, sibling_secretary=200, member=403, clerk=200, department=200),
    "appraisals-notice": Row(secretary=404, sibling_secretary=404, member=403, clerk=200, department=403, args=_notice),
    "appraisals-show": read(_branch),
    "appraisals-life_new": handled(_branch),
    "appraisals-round_new": handled(_branch),
    "appraisals-life": read(_life_id),
    "appraisals-life_edit": handled(_life_id),
    "appraisals-life_file": posted(_life_id),
    "appraisals-life_answer": led(_life_id),
    "appraisals-life_step": handled(_life_id),
    "appraisals-life_opinions": handled(_life_id),
    "appraisals-life_talk": handled(_life_id),
    "appraisals-life_problem": handled(_life_id),
    "appraisals-life_print": read(_paper),
    "appraisals-measure": Row(
        secretary=200, sibling_secretary=404, member=403, clerk=403, department=403, args=_problem
    ),
    "appraisals-drop": posted(_problem),
    "appraisals-round": read(_round_id),
    "appraisals-round_edit": handled(_round_id),
    "appraisals-round_members": posted_by_handlers(_round_id),
    "appraisals-round_test": handled(_round_id),
    "appraisals-round_poll": handled(_round_id),
    "appraisals-round_sheet": handled(_sheet),
    "appraisals-round_grades": handled(_round_id),
    "appraisals-round_submit": handled(_round_id),
    "appraisals-round_answer": led(_round_id),
    "appraisals-round_tell": posted_by_handlers(_round_id),
    "appraisals-feedback": handled(_review_id),
    "appraisals-disposal": handled(_review_id),
    "appraisals-own": Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200, args=no_args),
    "appraisals-sign": Row(
        secretary=200, sibling_secretary=404, member=404, clerk=404, department=404, args=_review_id
    ),
}
