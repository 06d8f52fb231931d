"""Notices are one's own; the buttons take POST only."""

from tests.laws.who_may import Row

_BUTTON = Row(secretary=405, sibling_secretary=405, member=405, clerk=405, department=405)

ROWS = {
    "notices-index": Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200),
    "notices-read": Row(
        secretary=405,
        sibling_secretary=405,
        member=405,
        clerk=405,
        department=405,
        args=lambda cast: {"notice_id": 1},
    ),
    "notices-read_all": _BUTTON,
    "notices-mail": Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200),
}
