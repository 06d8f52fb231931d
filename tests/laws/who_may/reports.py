"""述职: the report is read by the person, who records there and who leads from above; evaluating belongs strictly above."""

from jishi.appraisals import services
from jishi.appraisals.models import WorkReport
from jishi.kernel.actor import operator
from tests.builders import Cast
from tests.conftest import NOW
from tests.laws.who_may import Args, Row

ME = operator()


def _report(cast: Cast) -> WorkReport:
    return services.draft_report(org=cast.branch, year=2026, actor=ME, now=NOW)


def _id(cast: Cast) -> dict[str, object]:
    return {"report_id": _report(cast).pk}


def _paper(cast: Cast) -> dict[str, object]:
    return _id(cast) | {"paper": "report"}


def _problem(cast: Cast) -> dict[str, object]:
    made = services.list_report_problem(report_id=_report(cast).pk, text="调研少", actor=ME, now=NOW)
    return {"report_problem_id": made.pk}


def read(args: Args) -> Row:
    return Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=args)


def written(args: Args) -> Row:
    return Row(secretary=200, sibling_secretary=404, member=200, clerk=403, department=403, args=args)


def led(args: Args) -> Row:
    return Row(secretary=403, sibling_secretary=404, member=403, clerk=200, department=200, args=args)


def posted(args: Args, member: int = 405) -> Row:
    return Row(secretary=405, sibling_secretary=405, member=member, clerk=405, department=405, args=args)


ROWS = {
    "appraisals-reports": Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200),
    "appraisals-report_new": Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200),
    "appraisals-report": read(_id),
    "appraisals-report_print": read(_paper),
    "appraisals-report_edit": written(_id),
    "appraisals-report_send": posted(_id),
    "appraisals-report_again": posted(_id),
    "appraisals-report_meeting": written(_id),
    "appraisals-report_comment": led(_id),
    "appraisals-report_poll": led(_id),
    "appraisals-report_rate": led(_id),
    "appraisals-report_tell": posted(_id, member=403),
    "appraisals-report_problem": led(_id),
    "appraisals-report_measure": written(_problem),
}
