"""What a level asks of very many is worked out in the background, and comes to the same."""

from datetime import date, datetime
from importlib import import_module
from typing import Any

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult, get_date_max

from jishi.duties import queries, services
from jishi.duties.models import DutyStatus
from jishi.kernel.actor import operator
from tests.builders import Cast
from tests.conftest import SignIn
from tests.db.duties.acts import tables

LECTURE = "party_lecture_quarterly_practice"


@pytest.mark.django_db
def test_what_the_background_works_out_is_what_a_rebuild_makes(
    cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    services.open_periods(now.date())
    monkeypatch.setattr(import_module("jishi.duties.services.derive"), "LATER", 1)
    with django_capture_on_commit_callbacks() as queued:
        found = services.switch_on(
            issuer=cast.county, rule_id=LECTURE, from_on=date(2026, 4, 1), basis="通知", actor=operator(), now=now
        )
    assert not DutyStatus.objects.filter(rule_id=LECTURE).exists()
    for work in queued:
        work()
    adjusted = tables()
    assert DutyStatus.objects.filter(rule_id=LECTURE).exists()
    services.rebuild()
    assert tables() == adjusted
    with django_capture_on_commit_callbacks(execute=True):
        services.switch_off(
            optional_id=found.pk, last_on=date(2026, 3, 31), version=found.version, actor=operator(), now=now
        )
    assert not DutyStatus.objects.filter(rule_id=LECTURE).exists()


@pytest.mark.django_db
def test_the_page_says_so_meanwhile(cast: Cast, sign_in: SignIn) -> None:
    client, where = sign_in(cast.department), reverse("duties-optional")
    assert "正在重算" not in client.get(where).content.decode()
    DBTaskResult.objects.create(
        task_path="jishi.kernel.jobs.run", backend_name="default", queue_name="default", priority=0,
        args_kwargs={"args": [queries.RECOUNT, {}], "kwargs": {}}, run_after=get_date_max(),
    )  # fmt: skip
    assert "正在重算" in client.get(where).content.decode()
