"""Printing follows the rights to read; layouts belong to those who keep the county's forms."""

from datetime import date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from jishi.activities import services as activities
from jishi.activities.rules import ItemInput, Kind, RecordInput
from jishi.desk import services
from jishi.kernel.actor import operator
from jishi.kernel.clock import ZONE
from jishi.papers.layouts import starter
from tests.builders import Cast
from tests.laws.who_may import Row

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=ZONE)


def _record(cast: Cast) -> dict[str, object]:
    record = RecordInput(
        org_id=cast.branch.pk,
        kinds=(Kind.MEMBERS_MEETING,),
        held_on=date(2026, 11, 21),
        place="村部",
        chair_id=cast.members[0].pk,
        recorder_id=cast.members[1].pk,
        items=(ItemInput("学习", "李秀英领学。"),),
    )
    return {"activity_id": activities.record(record, actor=operator(), now=NOW).pk}


def _layout(cast: Cast) -> dict[str, object]:
    upload = SimpleUploadedFile("表样.docx", starter("minutes"))
    layout = services.upload_layout(org_id=cast.county.pk, paper="minutes", upload=upload, actor=operator(), now=NOW)
    return {"layout_id": layout.pk}


_BRANCH = {"secretary": 200, "sibling_secretary": 404, "member": 200, "clerk": 200, "department": 200}
_KEEPERS = {"secretary": 403, "sibling_secretary": 403, "member": 403, "clerk": 403, "department": 200}

ROWS = {
    "desk-books": Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200),
    "desk-minutes": Row(**_BRANCH, args=_record),
    "desk-minutes_set": Row(secretary=404, sibling_secretary=404, member=404, clerk=404, department=404),
    "desk-paper": Row(
        **_BRANCH,
        args=lambda cast: {"org_id": cast.branch.pk, "paper": "half-year", "period": "2026-H2", "ending": "docx"},
    ),
    "desk-parcel": Row(
        secretary=405,
        sibling_secretary=405,
        member=405,
        clerk=405,
        department=405,
        args=lambda cast: {"org_id": cast.township.pk},
    ),
    "desk-roster_open": Row(
        secretary=200,
        sibling_secretary=404,
        member=200,
        clerk=200,
        department=200,
        args=lambda cast: {"org_id": cast.branch.pk},
    ),
    "desk-blank": Row(**_BRANCH, args=lambda cast: {"org_id": cast.branch.pk, "kind": "members_meeting"}),
    "desk-sign_in": Row(**_BRANCH, args=lambda cast: {"org_id": cast.branch.pk, "kind": "members_meeting"}),
    "desk-layouts": Row(**_KEEPERS),
    "desk-layout_paper": Row(**_KEEPERS, args=lambda cast: {"paper": "minutes"}),
    "desk-layout_sample": Row(**_KEEPERS, args=lambda cast: {"paper": "minutes"}),
    "desk-layout_file": Row(**_KEEPERS, args=_layout),
    "desk-layout_remove": Row(
        secretary=403, sibling_secretary=403, member=403, clerk=403, department=405, args=lambda cast: {"layout_id": 1}
    ),
}
