"""Where tasks come from: a record gives them what it says, through its own door."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from jishi.assignments import queries
from jishi.assignments.models import Assignment, Problem
from jishi.kernel.actor import Actor
from tests.builders import Cast
from tests.conftest import SignIn
from tests.db.activities.stories import held
from tests.db.assignments.acts import late_task, note_about, who


def test_a_note_gives_a_task_to_the_organisation_it_went_to(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    call, secretary = note_about(cast, now, late_task(cast, now)), sign_in(cast.secretary)
    page = reverse("assignments-call", args=[call.pk])
    address = f"{reverse('assignments-new')}?origin=assignments.supervision:{call.pk}"
    assert address in secretary.get(page).content.decode()
    form = secretary.get(address).content.decode()
    assert "请抓紧清淤。" in form
    assert f'value="{call.answer_by:%Y-%m-%d}"' in form
    typed = {
        "org": cast.branch.pk, "title": "三组水渠清淤，分段包干", "owner": cast.members[1].pk, "owner_note": "",
        "origin": f"assignments.supervision:{call.pk}", "submission": str(uuid4()), "due_on": f"{call.answer_by:%Y-%m-%d}",
    }  # fmt: skip
    assert "来源" in secretary.post(reverse("assignments-new"), typed, follow=True).content.decode()
    made = queries.from_record(queries.CALL, call.pk)[0]
    assert made.title == "三组水渠清淤，分段包干"
    shown = secretary.get(page).content.decode()
    assert "据此交办的任务" in shown
    neighbour = sign_in(cast.sibling_secretary)
    assert neighbour.get(address).status_code == 404
    assert neighbour.post(reverse("assignments-new"), typed | {"org": cast.sibling.pk}).status_code == 404


def test_what_the_reader_may_not_open_is_only_named(cast: Cast, now: datetime) -> None:
    record = held(cast, now)
    task = Assignment(org=cast.branch, title="修路", origin_kind="activities", origin_id=record.pk)
    seen = queries.source_of_task(who("secretary", now), task)
    assert seen == queries.Source("会议记录", queries.given_by(who("secretary", now), "activities", record.pk))
    unseen = queries.source_of_task(Actor(name="别处的人"), task)
    assert unseen == queries.Source("会议记录", None)
    task.origin_kind = ""
    assert queries.source_of_task(who("secretary", now), task) is None


def test_a_made_up_origin_is_nothing(cast: Cast, now: datetime) -> None:
    actor = who("secretary", now)
    for text in ("", "activities", "activities:x", "nothing:1"):
        assert queries.given_in(actor, text) is None
    with pytest.raises(Assignment.DoesNotExist):
        queries.given_by(actor, "nothing", 1)
    for kind in ("nothing", "activities"):
        with pytest.raises(Problem.DoesNotExist):
            queries.get_found(actor, kind, 1)


def test_a_day_gone_by_is_not_offered(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    call = note_about(cast, now - timedelta(days=1), late_task(cast, now - timedelta(days=10)))
    call.answer_by = now.date() - timedelta(days=1)
    call.save()
    address = f"{reverse('assignments-new')}?origin=assignments.supervision:{call.pk}"
    assert f"{call.answer_by:%Y-%m-%d}" not in sign_in(cast.secretary).get(address).content.decode()
