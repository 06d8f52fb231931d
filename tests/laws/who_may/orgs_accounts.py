"""Sign-in accounts: looked after by the township's clerk and the county's department, each below themselves."""

from jishi.orgs.models import PostHeld
from tests.builders import Cast
from tests.laws.who_may import Row


def the_secretary(cast: Cast) -> dict[str, object]:
    return {"held_id": PostHeld.objects.get(org=cast.branch, post="secretary").pk}


def _row(shown: int) -> Row:
    return Row(secretary=403, sibling_secretary=403, member=403, clerk=shown, department=shown, args=the_secretary)


ROWS = {
    "orgs-account": Row(secretary=403, sibling_secretary=403, member=403, clerk=200, department=200),
    "orgs-account_export": Row(secretary=403, sibling_secretary=403, member=403, clerk=200, department=200),
    "orgs-account_show": _row(200),
    "orgs-account_open": _row(200),
    "orgs-account_reset": _row(405),
    "orgs-account_active": _row(405),
}
