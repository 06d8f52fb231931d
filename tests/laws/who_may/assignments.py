"""Tasks are seen by those above and by their owners; setting and accepting them are rights of certain posts."""

from jishi.assignments import services
from jishi.kernel.actor import operator
from tests.builders import Cast
from tests.conftest import NOW
from tests.laws.who_may import Row


def _task(cast: Cast) -> dict[str, object]:
    task = services.Task("三组水渠清淤", owner_id=cast.members[3].pk)
    return {"assignment_id": services.assign(org=cast.branch, task=task, actor=operator(), now=NOW).pk}


_STEP = Row(secretary=405, sibling_secretary=405, member=405, clerk=405, department=405, args=_task)
_POSTS = Row(secretary=405, sibling_secretary=405, member=403, clerk=405, department=405, args=_task)

ROWS = {
    "assignments-index": Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200),
    "assignments-export": Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200),
    "assignments-new": Row(secretary=200, sibling_secretary=200, member=403, clerk=200, department=200),
    "assignments-show": Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=_task),
    "assignments-note": _STEP,
    "assignments-report": _STEP,
    "assignments-accept": _POSTS,
    "assignments-return": _POSTS,
    "assignments-cancel": _POSTS,
}
