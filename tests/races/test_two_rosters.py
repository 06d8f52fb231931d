"""Two clerks import the same roster at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import connection

from jishi.kernel.actor import operator
from jishi.members import services
from jishi.members.models import Member, Membership, RosterBatch
from tests.builders import make_cast
from tests.rosters import person_row, workbook


@pytest.mark.races
@pytest.mark.django_db(transaction=True)
def test_nobody_is_brought_in_twice(now: datetime) -> None:
    cast = make_cast(now)
    content = workbook(
        [person_row(i, f"赵{c}", "红旗村党支部", 公民身份号码="") for i, c in enumerate("甲乙丙丁戊", 1)]
    )
    batches = []
    for _ in range(2):
        batch = services.receive_roster(
            org=cast.township, source=content, file_name="名册.xlsx", actor=operator(), now=now
        )
        RosterBatch.objects.filter(pk=batch.pk).update(state="judging")
        batches.append(services.judge_batch(batch_id=batch.pk, now=now))
    assert [b.summary["new"] for b in batches] == [5, 5]
    RosterBatch.objects.update(state="importing")
    gate = threading.Barrier(2)

    def run(batch_id: int) -> None:
        try:
            gate.wait()
            services.import_batch(batch_id=batch_id, now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as clerks:
        for written in [clerks.submit(run, batch.pk) for batch in batches]:
            written.result()
    assert Member.objects.filter(person__name__startswith="赵", org=cast.branch, joined_on="2005-07-01").count() == 5
    assert Membership.objects.filter(reason="名册导入", kind="formal").count() == 5
    counts = sorted(b.summary["new"] for b in RosterBatch.objects.all())
    assert counts == [0, 5]
