"""Everybody has a calendar; settings belong to the top; a link opens without signing in while it lives."""

from datetime import datetime
from uuid import UUID

from jishi.desk.models import CalendarLink
from jishi.desk.services.links import issue_link
from jishi.kernel.clock import ZONE
from tests.builders import Cast, actor_named
from tests.laws.who_may import Row

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=ZONE)


def _token(cast: Cast, number: int) -> str:
    secretary = actor_named("secretary", today=NOW.date())
    return issue_link(org_id=None, submission=UUID(int=number), actor=secretary, now=NOW)


def _fed(cast: Cast) -> dict[str, object]:
    return {"token": _token(cast, 71)}


def _linked(cast: Cast) -> dict[str, object]:
    _token(cast, 72)
    return {"link_id": CalendarLink.objects.get(submission=UUID(int=72)).pk}


EVERYBODY = {"secretary": 200, "sibling_secretary": 200, "member": 200, "clerk": 200, "department": 200}
AT_THE_TOP = {"secretary": 403, "sibling_secretary": 403, "member": 403, "clerk": 403}
ROWS = {
    "desk-calendar": Row(**EVERYBODY),
    "desk-calendar_links": Row(**EVERYBODY),
    "desk-calendar_revoke": Row(
        secretary=405, sibling_secretary=405, member=405, clerk=405, department=405, args=_linked
    ),
    "desk-calendar_feed": Row(**EVERYBODY, anonymous=200, args=_fed),
    "desk-settings": Row(**AT_THE_TOP, department=200),
    "desk-words": Row(**AT_THE_TOP, department=200, args=lambda cast: {"name": "sectors"}),
    "desk-feeds": Row(**AT_THE_TOP, department=405),
}
