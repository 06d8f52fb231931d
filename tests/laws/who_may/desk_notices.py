"""Announcements are read by those they went to and their issuer; reminding is for those who may notify."""

from jishi.kernel.actor import operator
from jishi.notices import services as notices
from jishi.notices.rules import Addressee, Issuer, Matter
from tests.builders import Cast
from tests.conftest import NOW
from tests.laws.who_may import Row


def _announced(cast: Cast) -> dict[str, object]:
    """From the township to the secretary of the branch."""
    town = cast.township
    row = notices.announce(
        notices.Draft(title="通知", text="正文", signed="", addressed="红旗村党支部书记"),
        issuer=Issuer(id=town.pk, path=town.path, name=town.name),
        to=[Addressee(org_id=cast.branch.pk, post="secretary")],
        actor=operator(),
        now=NOW,
    )
    return {"announcement_id": row.pk}


def _with_material(cast: Cast) -> dict[str, object]:
    """A file that is not attached: missing for everybody who may look."""
    return {**_announced(cast), "material_id": 999_999}


def _reminded(cast: Cast) -> dict[str, object]:
    """The township reminds the secretary of the branch."""
    town = cast.township
    matter = Matter(
        org_id=cast.branch.pk, org_name="红旗村党支部", key="duty:x:2026-10", title="10月支委会", link="",
        to=Addressee(org_id=cast.branch.pk, post="secretary"), said_to="书记",
    )  # fmt: skip
    issuer = Issuer(id=town.pk, path=town.path, name=town.name)
    return {"sending_id": notices.remind([matter], issuer=issuer, actor=operator(), now=NOW).pk}


_ISSUER = {"secretary": 200, "sibling_secretary": 200, "member": 403, "clerk": 200, "department": 200}
_OF_ONE = {"secretary": 404, "sibling_secretary": 404, "member": 403, "clerk": 200, "department": 200}
_READ = {"secretary": 200, "sibling_secretary": 404, "member": 404, "clerk": 200, "department": 200}

ROWS = {
    "desk-announcements": Row(**_ISSUER),
    "desk-announce": Row(**_ISSUER),
    "desk-announcement": Row(**_READ, args=_announced),
    "desk-announcement_print": Row(**_READ, args=_announced),
    "desk-announcement_file": Row(
        secretary=404, sibling_secretary=404, member=404, clerk=404, department=404, args=_with_material
    ),
    "desk-receipts": Row(**_OF_ONE, args=_announced),
    "desk-receipts_print": Row(**_OF_ONE, args=_announced),
    "desk-announcement_correct": Row(**_OF_ONE, args=_announced),
    "desk-announcement_withdraw": Row(**_OF_ONE, args=_announced),
    "desk-remind": Row(**_ISSUER),
    "desk-remind_tasks": Row(**_ISSUER),
    "desk-reminders": Row(**_ISSUER),
    "desk-reminder": Row(**_READ, args=_reminded),
    "desk-reminder_settings": Row(
        secretary=404,
        sibling_secretary=404,
        member=403,
        clerk=200,
        department=200,
        args=lambda cast: {"org_id": cast.township.pk},
    ),
}
