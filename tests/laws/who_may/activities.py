"""Records are read from above and by those who hold a post in the branch, and entered by those who hold one in it."""

from django.core.files.uploadedfile import SimpleUploadedFile

from jishi.assignments import services as assignments
from jishi.files.services import store
from jishi.kernel.actor import operator
from tests.builders import Cast
from tests.conftest import NOW
from tests.db.activities.stories import held
from tests.laws.who_may import Row

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def _record(cast: Cast) -> dict[str, object]:
    scan = store(SimpleUploadedFile("签到表.png", PNG), actor=operator(), now=NOW)
    return {"activity_id": held(cast, NOW, scan_id=scan.pk).pk}


_ALL = Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200)
_BUTTON = Row(secretary=405, sibling_secretary=405, member=405, clerk=405, department=405)
_READ = Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=_record)
_CHANGE = Row(secretary=200, sibling_secretary=404, member=200, clerk=403, department=403, args=_record)


def _task(cast: Cast) -> dict[str, object]:
    task = assignments.Task("三组水渠清淤", owner_id=cast.members[3].pk)
    return {"assignment_id": assignments.assign(org=cast.branch, task=task, actor=operator(), now=NOW).pk}


ROWS = {
    "activities-task_evidence": Row(
        secretary=405, sibling_secretary=405, member=405, clerk=405, department=405, args=_task
    ),
    "activities-index": _ALL,
    "activities-export": _ALL,
    "activities-new": _ALL,
    "activities-counts": _BUTTON,
    "activities-draft": _BUTTON,
    "activities-drop_draft": _BUTTON,
    "activities-show": _READ,
    "activities-scan": _READ,
    "activities-correct": _CHANGE,
    "activities-withdraw": _CHANGE,
    "activities-link": Row(secretary=405, sibling_secretary=405, member=405, clerk=405, department=405, args=_record),
}
