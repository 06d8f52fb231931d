"""佐证: records are linked, never copied; whoever may not read one learns only that there is one."""

from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jishi.activities.queries import task_evidence
from jishi.assignments import queries, services
from jishi.assignments.models import Assignment, Evidence
from jishi.assignments.services import Task
from jishi.kernel.actor import Actor, operator
from jishi.kernel.decision import Refused
from tests.builders import Cast
from tests.conftest import SignIn
from tests.db.activities.stories import held
from tests.db.assignments.acts import done, who


def given(cast: Cast, now: datetime) -> Assignment:
    task = Task("三组水渠清淤", owner_id=cast.members[5].pk)
    return services.assign(org=cast.branch, task=task, actor=operator(), now=now)


def test_a_record_is_linked_once_by_those_who_may_read_it(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    task, record = given(cast, now), held(cast, now)
    secretary, url = sign_in(cast.secretary), reverse("activities-task_evidence", args=[task.pk])
    page = reverse("assignments-show", args=[task.pk])
    assert record.title in secretary.get(page).content.decode()
    for _ in range(2):
        assert "佐证已关联" in secretary.post(url, {"record": record.pk}, follow=True).content.decode()
    linked = Evidence.objects.get()
    assert (linked.kind, linked.record_id) == ("activities", record.pk)
    assert secretary.post(url, {"record": "没有"}).status_code == 404
    assert sign_in(cast.sibling_secretary).post(url, {"record": record.pk}).status_code == 404
    owner = Actor(name="普通党员", person_id=cast.members[5].pk)
    shown = task_evidence(owner, task, now.date())
    assert (shown["records"], shown["hidden"], shown["offers"]) == ([], 1, [])
    assert queries.evidence_counts([task.pk]) == {task.pk: 1}
    dropped = secretary.post(reverse("assignments-evidence_drop", args=[linked.pk]), follow=True)
    assert "记录本身还在" in dropped.content.decode()
    assert task_evidence(owner, task, now.date())["hidden"] == 0


def test_a_file_lies_with_the_task(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    task, secretary = given(cast, now), sign_in(cast.secretary)
    url = reverse("assignments-paper", args=[task.pk])
    assert "请选择文件" in secretary.post(url).content.decode()
    bad = SimpleUploadedFile("清淤.exe", b"MZ")
    assert "清淤.exe" not in secretary.post(url, {"file": bad}).content.decode()
    good = SimpleUploadedFile("清淤.csv", "组,米数\n三组,120\n".encode())
    assert "清淤.csv" in secretary.post(url, {"file": good}, follow=True).content.decode()
    linked = Evidence.objects.get()
    opened = secretary.get(reverse("assignments-evidence_file", args=[linked.pk]))
    assert opened.content == "组,米数\n三组,120\n".encode()
    assert sign_in(cast.sibling_secretary).get(
        reverse("assignments-evidence_file", args=[linked.pk])
    ).status_code == 404  # fmt: skip
    done(task, now)
    with pytest.raises(Refused, match="佐证不再变动"):
        services.show_evidence(task.pk, "activities", 1, actor=who("secretary", now), now=now)
    refused = secretary.post(reverse("assignments-evidence_drop", args=[linked.pk]), follow=True)
    assert "佐证不再变动" in refused.content.decode()
    record = held(cast, now)
    late = secretary.post(reverse("activities-task_evidence", args=[task.pk]), {"record": record.pk}, follow=True)
    assert "佐证不再变动" in late.content.decode()


def test_another_task_is_evidence_for_those_who_see_it(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    task, other = given(cast, now), given(cast, now)
    secretary, url = sign_in(cast.secretary), reverse("assignments-evidence", args=[task.pk])
    page = reverse("assignments-show", args=[task.pk])
    assert "用另一项办结的任务作佐证" not in secretary.get(page).content.decode()
    done(other, now)
    assert "用另一项办结的任务作佐证" in secretary.get(page).content.decode()
    assert "已关联" in secretary.post(url, {"task": other.pk}, follow=True).content.decode()
    secretary.post(url, {"task": "没有"})
    assert "不能作自己的佐证" in secretary.post(url, {"task": task.pk}, follow=True).content.decode()
    linked = Evidence.objects.get()
    assert (linked.kind, linked.record_id) == (queries.TASKS, other.pk)
    assert reverse("assignments-show", args=[other.pk]) in secretary.get(page).content.decode()
    stranger = services.assign(org=cast.sibling, task=Task("别处的事", owner_note="老王"), actor=operator(), now=now)
    assert secretary.post(url, {"task": stranger.pk}).status_code == 404
    services.show_evidence(task.pk, queries.TASKS, stranger.pk, actor=operator(), now=now)
    shown = queries.shown_tasks(who("secretary", now), task, may_show=False)
    assert ([row for row, _ in shown.rows], shown.hidden, shown.offers) == ([other], 1, [])
