"""A form is sent twice at the same moment: a double click, an impatient phone."""

import threading
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
    made, troubles = [], []

    def send() -> None:
        gate.wait()
        try:
            made.append(services.record(meeting, actor=operator(), now=now, submission=number).pk)
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert len(set(made)) == 1
    assert Activity.objects.count() == 1
