"""Members: the branch sees its own, the clerk edits and imports, the department above sees all."""

from datetime import datetime

from jishi.kernel.actor import operator
from jishi.kernel.clock import ZONE
from jishi.members import services
from tests.builders import Cast
from tests.laws.who_may import Row
from tests.rosters import person_row, workbook

_NOW = datetime(2026, 11, 22, 10, 0, tzinfo=ZONE)


def a_member(cast: Cast) -> dict[str, object]:
    return {"member_id": cast.members[3].pk}


def a_batch(cast: Cast) -> dict[str, object]:
    """A roster of the township, read and waiting for its columns to be confirmed."""
    batch = services.receive_roster(
        org=cast.township,
        source=workbook([person_row(1, "赵甲", "红旗村党支部")]),
        file_name="名册.xlsx",
        actor=operator(),
        now=_NOW,
    )
    return {"batch_id": batch.pk}


_LIST = Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200)
_BUTTON = Row(secretary=405, sibling_secretary=405, member=405, clerk=405, department=405)
_IMPORT = Row(secretary=403, sibling_secretary=403, member=403, clerk=200, department=200)

ROWS = {
    "members-index": _LIST,
    "members-print": _LIST,
    "members-export": _BUTTON,
    "members-find": _BUTTON,
    "members-import": _IMPORT,
    "members-template": _IMPORT,
    "members-columns": Row(secretary=403, sibling_secretary=403, member=403, clerk=200, department=200, args=a_batch),
    "members-batch": Row(secretary=403, sibling_secretary=403, member=403, clerk=200, department=200, args=a_batch),
    "members-start": Row(secretary=403, sibling_secretary=403, member=403, clerk=405, department=405, args=a_batch),
    "members-undo": Row(secretary=403, sibling_secretary=403, member=403, clerk=405, department=405, args=a_batch),
    "members-refused": Row(secretary=403, sibling_secretary=403, member=403, clerk=200, department=200, args=a_batch),
    "members-show": Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=a_member),
    "members-edit": Row(secretary=403, sibling_secretary=403, member=403, clerk=200, department=200, args=a_member),
    "members-new": _IMPORT,
    "members-leave": Row(secretary=403, sibling_secretary=403, member=403, clerk=200, department=200, args=a_member),
    "members-group": Row(secretary=403, sibling_secretary=403, member=403, clerk=200, department=200, args=a_member),
    "members-reveal": Row(secretary=405, sibling_secretary=405, member=405, clerk=405, department=405, args=a_member),
}
