"""Who may open the pages that join apps."""

from tests.laws.who_may import Row

EVERYBODY = Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200)
ROWS = {
    "desk-home": EVERYBODY,
    "desk-township": EVERYBODY,
    "desk-township_print": EVERYBODY,
    "desk-township_export": EVERYBODY,
    "desk-cell": EVERYBODY,
    "desk-search": EVERYBODY,
    "desk-search_go": Row(secretary=405, sibling_secretary=405, member=405, clerk=405, department=405),
    "desk-search_glance": Row(secretary=405, sibling_secretary=405, member=405, clerk=405, department=405),
}
