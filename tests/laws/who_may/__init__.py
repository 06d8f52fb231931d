"""The table of who may: one module an app, each with ROWS: route name → Row.

A row says what opening the page (GET) answers to each of the cast of tests/builders.py, and with which object: 200 shown,
403 the page with the reason, 404 as if it were not there, 302 sent to sign-in or onward, 405 a button's target that only
takes POST. `args` makes the URL's arguments from the cast (and may set up what the page needs). A route without a row
fails the law in tests/laws/test_who_may.py."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.builders import Cast

type Args = Callable[[Cast], dict[str, object]]


def no_args(cast: Cast) -> dict[str, object]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Row:
    """Expected statuses: the branch's own secretary, the secretary next door, a plain committee member of the branch,
    the township's clerk, the county's department, and somebody not signed in."""

    secretary: int
    sibling_secretary: int
    member: int
    clerk: int
    department: int
    anonymous: int = 302
    args: Args = no_args
