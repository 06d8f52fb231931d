"""Who may open the pages that join apps."""

from tests.laws.who_may import Row

EVERYBODY = Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200)
ROWS = {
    "desk-home": EVERYBODY,
    "desk-township": EVERYBODY,
    "desk-township_print": EVERYBODY,
    "desk-township_export": EVERYBODY,
    "desk-cell": EVERYBODY,
}
