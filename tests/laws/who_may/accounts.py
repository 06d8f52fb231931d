"""Everybody has a door, a password and a size of type."""

from tests.laws.who_may import Row

_BUTTON = Row(secretary=405, sibling_secretary=405, member=405, clerk=405, department=405)
_ONWARD = Row(secretary=302, sibling_secretary=302, member=302, clerk=302, department=302)

ROWS = {
    "accounts-sign_in": Row(secretary=302, sibling_secretary=302, member=302, clerk=302, department=302, anonymous=200),
    "accounts-sign_out": _BUTTON,
    "accounts-unlock": _ONWARD,
    "accounts-resume": _ONWARD,
    "accounts-drop": _BUTTON,
    "accounts-password": Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200),
    "accounts-post": _BUTTON,
    "accounts-large_type": Row(
        secretary=405, sibling_secretary=405, member=405, clerk=405, department=405, anonymous=405
    ),
}
