"""An inspection list is read by those who read the organisation's records, and matched by those who record."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from jishi.desk.models import InspectionItem, InspectionList
from jishi.desk.services.inspection import take_list
from jishi.kernel.actor import operator
from jishi.papers.xlsx import Column, Sheet, table
from tests.builders import Cast
from tests.conftest import NOW
from tests.laws.who_may import Row

CAME = date(2026, 11, 20)


def _branch(cast: Cast) -> dict[str, object]:
    return {"org_id": cast.branch.pk}


def _taken(cast: Cast) -> InspectionList:
    raw = table(Sheet(title="清单", columns=(Column(title="要什么"),), rows=[("党员花名册",)]))
    return take_list(
        org=cast.branch, title="清单", asked_by="县委组织部", received_on=CAME, actor=operator(), now=NOW,
        upload=SimpleUploadedFile("清单.xlsx", raw),
    )  # fmt: skip


def _list(cast: Cast) -> dict[str, object]:
    return {"inspection_id": _taken(cast).pk}


def _item(cast: Cast) -> dict[str, object]:
    return {"item_id": InspectionItem.objects.filter(inspection=_taken(cast)).order_by("number")[:1].get().pk}


READS = Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=_list)
ROWS = {
    "desk-inspections": Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200),
    "desk-inspection_new": Row(
        secretary=200, sibling_secretary=404, member=200, clerk=403, department=403, args=_branch
    ),
    "desk-inspection": READS,
    "desk-inspection_print": READS,
    "desk-inspection_file": READS,
    "desk-inspection_package": Row(
        secretary=405, sibling_secretary=405, member=405, clerk=405, department=405, args=_list
    ),
    "desk-inspection_item": Row(
        secretary=200, sibling_secretary=404, member=200, clerk=403, department=403, args=_item
    ),
}
