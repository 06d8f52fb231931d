"""Tasks are seen by those above and by their owners; setting and accepting them are rights of certain posts. A note and a
problem are seen by the organisation concerned and above; what the superior opened it judges."""

from datetime import timedelta

from jishi.assignments import services
from jishi.assignments.models import Assignment, Problem
from jishi.assignments.rules import Source
from jishi.kernel.actor import operator
from tests.builders import Cast
from tests.conftest import NOW
from tests.laws.who_may import Row


def _made(cast: Cast) -> Assignment:
    task = services.Task("三组水渠清淤", owner_id=cast.members[3].pk)
    return services.assign(org=cast.branch, task=task, actor=operator(), now=NOW)


def _task(cast: Cast) -> dict[str, object]:
    return {"assignment_id": _made(cast).pk}


def _evidence(cast: Cast) -> dict[str, object]:
    shown = services.show_evidence(_made(cast).pk, "activities", 1, actor=operator(), now=NOW)
    return {"evidence_id": shown.pk}


def _branch(cast: Cast) -> dict[str, object]:
    return {"org_id": cast.branch.pk}


def _call(cast: Cast) -> dict[str, object]:
    task = services.Task("三组水渠清淤", owner_id=cast.members[3].pk, due_on=NOW.date() - timedelta(days=1))
    late = services.assign(org=cast.branch, task=task, actor=operator(), now=NOW - timedelta(days=9))
    row = services.supervise(
        issuer=cast.township, org=cast.branch, assignment_ids=[late.pk], demands="请办", answer_by=NOW.date(),
        actor=operator(), now=NOW,
    )  # fmt: skip
    return {"supervision_id": row.pk}


def _listed(cast: Cast) -> Problem:
    return services.list_problem(
        org=cast.branch, issuer=cast.township, category="dues", text="党费没有按月收", source=Source.SUPERIOR,
        found_on=NOW.date(), due_on=NOW.date(), cause="", goal="", actor=operator(), now=NOW,
    )  # fmt: skip


def _problem(cast: Cast) -> dict[str, object]:
    return {"ledger_id": _listed(cast).pk}


_STEP = Row(secretary=405, sibling_secretary=405, member=405, clerk=405, department=405, args=_task)
_POSTS = Row(secretary=405, sibling_secretary=405, member=403, clerk=405, department=405, args=_task)
_LIST = Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200)
_ACCOUNT = Row(secretary=405, sibling_secretary=405, member=405, clerk=405, department=405, args=_problem)

ROWS = {
    "assignments-index": _LIST,
    "assignments-export": _LIST,
    "assignments-new": Row(secretary=200, sibling_secretary=200, member=403, clerk=200, department=200),
    "assignments-show": Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=_task),
    "assignments-note": _STEP,
    "assignments-report": _STEP,
    "assignments-accept": _POSTS,
    "assignments-return": _POSTS,
    "assignments-cancel": _POSTS,
    "assignments-amend": Row(secretary=200, sibling_secretary=404, member=403, clerk=200, department=200, args=_task),
    "assignments-split": Row(secretary=200, sibling_secretary=404, member=403, clerk=200, department=200, args=_task),
    "assignments-paper": _STEP,
    "assignments-evidence": _STEP,
    # A record of another room is opened there, never through the task.
    "assignments-evidence_file": Row(
        secretary=404, sibling_secretary=404, member=404, clerk=404, department=404, args=_evidence
    ),
    "assignments-evidence_drop": Row(
        secretary=405, sibling_secretary=405, member=405, clerk=405, department=405, args=_evidence
    ),
    "assignments-calls": _LIST,
    "assignments-calls_export": _LIST,
    "assignments-call_new": Row(
        secretary=403, sibling_secretary=404, member=403, clerk=200, department=200, args=_branch
    ),
    "assignments-call": Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=_call),
    "assignments-call_print": Row(
        secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=_call
    ),
    "assignments-call_answer": Row(
        secretary=200, sibling_secretary=404, member=200, clerk=403, department=403, args=_call
    ),
    "assignments-call_settle": Row(
        secretary=403, sibling_secretary=404, member=403, clerk=200, department=200, args=_call
    ),
    "assignments-call_withdraw": Row(
        secretary=403, sibling_secretary=404, member=403, clerk=200, department=200, args=_call
    ),
    "assignments-called": Row(secretary=403, sibling_secretary=404, member=403, clerk=200, department=200, args=_call),
    "assignments-problems": _LIST,
    "assignments-problems_export": _LIST,
    "assignments-problems_print": _LIST,
    "assignments-problem_new": _LIST,
    "assignments-hand_in": Row(
        secretary=200, sibling_secretary=404, member=200, clerk=403, department=403, args=_branch
    ),
    "assignments-problem": Row(
        secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=_problem
    ),
    "assignments-problem_edit": Row(
        secretary=403, sibling_secretary=404, member=403, clerk=200, department=200, args=_problem
    ),
    "assignments-measure": Row(
        secretary=200, sibling_secretary=404, member=403, clerk=200, department=200, args=_problem
    ),
    # 晒账 is the organisation's own: its RECORD and NOTIFY.
    "assignments-problems_show": Row(
        secretary=200, sibling_secretary=404, member=403, clerk=403, department=403, args=_branch
    ),
    "assignments-take": Row(
        secretary=405,
        sibling_secretary=405,
        member=405,
        clerk=405,
        department=405,
        args=lambda cast: {"kind": "appraisals.problem", "found_id": 1},
    ),
    "assignments-problem_check": Row(
        secretary=405, sibling_secretary=405, member=403, clerk=405, department=405, args=_problem
    ),
    "assignments-problem_ask": _ACCOUNT,
    "assignments-problem_close": Row(
        secretary=405, sibling_secretary=405, member=403, clerk=405, department=405, args=_problem
    ),
    "assignments-problem_return": Row(
        secretary=405, sibling_secretary=405, member=403, clerk=405, department=405, args=_problem
    ),
    "assignments-problem_drop": _ACCOUNT,
}
