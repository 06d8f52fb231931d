"""A form is sent twice at the same moment: a double click, an impatient phone."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from uuid import uuid4

import pytest
from django.db import connection

from jishi.activities import services
from jishi.activities.models import Activity
from jishi.activities.rules import ItemInput, Kind, RecordInput
from jishi.kernel.actor import operator
from tests.builders import make_cast


@pytest.mark.races
@pytest.mark.django_db(transaction=True)
def test_one_form_makes_one_record(now: datetime) -> None:
    cast = make_cast(now)
    number, gate = uuid4(), threading.Barrier(3)
    meeting = RecordInput(
        org_id=cast.branch.pk, kinds=(Kind.THEME_PARTY_DAY,), held_on=date(2026, 11, 20), place="村部",
        chair_id=cast.members[0].pk, recorder_id=cast.members[1].pk, items=(ItemInput("学习"),),
    )  # fmt: skip

    def send() -> int:
        gate.wait()
        try:
            return services.record(meeting, actor=operator(), now=now, submission=number).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as presses:
        made = {press.result() for press in [presses.submit(send) for _ in range(3)]}
    assert len(made) == 1
    assert Activity.objects.count() == 1
