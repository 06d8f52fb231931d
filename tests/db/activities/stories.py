"""What the stories of this room share: a meeting of the branch, a listener, somebody who acts."""

import re
from datetime import date, datetime, time
from typing import Any

from jishi.activities import services
from jishi.activities.models import Activity
from jishi.activities.rules import ItemInput, Kind, RecordInput
from jishi.kernel.actor import Actor
from tests.builders import Cast, actor_named

HELD = date(2026, 11, 21)
LISTENERS = re.compile(r'\b(FROM|INTO|UPDATE|JOIN) "?(duties|desk)_')


def secretary(now: datetime) -> Actor:
    return actor_named("secretary", today=now.date())


def meeting(cast: Cast, **changes: Any) -> RecordInput:
    """A members' meeting of the branch yesterday evening, as the form would send it; nine expected, eight with a vote."""
    values: dict[str, Any] = {
        "org_id": cast.branch.pk,
        "kinds": (Kind.MEMBERS_MEETING,),
        "held_on": HELD,
        "starts_at": time(19, 0),
        "ends_at": time(20, 40),
        "place": "村部二楼会议室",
        "chair_id": cast.members[0].pk,
        "recorder_id": cast.members[1].pk,
        "items": (ItemInput("学习发展党员工作细则", "李秀英领学。"),),
        "study_minutes": 40,
    }
    return RecordInput(**(values | changes))


def held(cast: Cast, now: datetime, **changes: Any) -> Activity:
    """The same meeting, confirmed by the branch's secretary."""
    return services.record(meeting(cast, **changes), actor=secretary(now), now=now)
