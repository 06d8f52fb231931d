from datetime import date, datetime

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from jishi.activities.models import ActivityKind, Attendance, Guest
from jishi.kernel.bulk import Rows, put
from tests.builders import Cast
from tests.db.activities.stories import held

GUEST = ("activity", "name", "note")


def test_rows_of_several_tables_go_in_one_statement(cast: Cast, now: datetime) -> None:
    pk = held(cast, now).pk
    with CaptureQueriesContext(connection) as seen:
        put(
            Rows(Guest, GUEST, [(pk, "赵六", "村民代表"), (pk, "钱七", "")]),
            Rows(ActivityKind, ("activity", "kind", "year"), iter([(pk, "party_lecture", 2026)])),
            Rows(Attendance, ("held_on",), []),
        )
    assert len(seen) == 1
    assert list(Guest.objects.order_by("pk").values_list("name", "note")) == [("赵六", "村民代表"), ("钱七", "")]
    assert ActivityKind.objects.filter(activity=pk, kind="party_lecture").exists()


def test_nothing_to_insert_asks_nothing(db: None) -> None:
    with CaptureQueriesContext(connection) as seen:
        put(Rows(Guest, GUEST, []))
        put()
    assert not seen


def test_a_text_too_long_is_refused_and_never_cut(cast: Cast, now: datetime) -> None:
    activity = held(cast, now, held_on=date(2026, 11, 2))
    with pytest.raises(DataError), transaction.atomic():
        put(Rows(Guest, GUEST, [(activity.pk, "名" * 61, "")]))
    assert not Guest.objects.exists()
