import io
from datetime import date, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from jishi.assignments import queries, services
from jishi.assignments.models import Assignment, Progress
from jishi.assignments.rules import State
from jishi.assignments.services import Task
from jishi.audit.models import AuditLine
from jishi.kernel import clock
from jishi.kernel.actor import Act, Actor, operator
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.notices.models import Notice
from tests.builders import Cast, actor_named
from tests.conftest import SignIn

DUE = date(2026, 12, 5)


@pytest.fixture(autouse=True)
def _at_the_moment_of_the_story(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)


def who(name: str, now: datetime) -> Actor:
    return actor_named(name, today=now.date())


def given(cast: Cast, now: datetime, *, owner: int | None = None, title: str = "三组水渠清淤") -> Assignment:
    """A task that the township's clerk set for the branch; 李秀英, who has an account, answers for it."""
    task = Task(title, owner_id=owner or cast.members[1].pk, due_on=DUE)
    return services.assign(org=cast.branch, task=task, actor=who("clerk", now), now=now)


def test_a_task_goes_from_hand_to_hand(cast: Cast, now: datetime) -> None:
    task = given(cast, now)
    assert Notice.objects.get(person_id=cast.members[1].pk).link == reverse("assignments-show", args=[task.pk])
    services.note_progress(task.pk, "已清一半", 1, actor=who("member", now), now=now)
    services.report(task.pk, "清完了", 2, actor=who("member", now), now=now)
    services.send_back(task.pk, "下游还堵", 3, actor=who("secretary", now), now=now)
    services.report(task.pk, "下游也通了", 4, actor=who("member", now), now=now)
    done = services.accept(task.pk, "", 5, actor=who("secretary", now), now=now)
    assert (done.state, done.accepted_by_id) == (State.ACCEPTED, cast.members[0].pk)
    assert [p.get_verb_display() for p in queries.progress_of(task)] == [
        "交办",
        "进展",
        "报办结",
        "退回",
        "报办结",
        "验收",
    ]
    assert AuditLine.objects.filter(subject_type="assignments.assignment").count() == 6
    assert Notice.objects.filter(person_id=cast.members[1].pk).count() == 3


def test_the_owner_never_accepts_and_the_database_agrees(cast: Cast, now: datetime) -> None:
    own = given(cast, now, owner=cast.members[0].pk)
    services.report(own.pk, "办完了", 1, actor=who("secretary", now), now=now)
    with pytest.raises(NotAllowed, match="责任人本人"):
        services.accept(own.pk, "", 2, actor=who("secretary", now), now=now)
    with pytest.raises(NotAllowed, match="责任人本人"):
        services.send_back(own.pk, "再办", 2, actor=who("secretary", now), now=now)
    with pytest.raises(IntegrityError, match="a_second_person_accepts"), transaction.atomic():
        Assignment.objects.filter(pk=own.pk).update(accepted_by_id=cast.members[0].pk)
    assert services.accept(own.pk, "", 2, actor=who("clerk", now), now=now).state == State.ACCEPTED


def test_an_owner_without_a_post_sees_and_reports_the_own_task_only(cast: Cast, now: datetime) -> None:
    plain = Actor(name="普通党员", person_id=cast.members[5].pk)
    own, other = given(cast, now, owner=cast.members[5].pk), given(cast, now, title="别人的事")
    assert list(queries.assignments_where(plain, Act.VIEW)) == [own]
    assert services.report(own.pk, "办完了", 1, actor=plain, now=now).state == State.REPORTED
    with pytest.raises(Assignment.DoesNotExist):
        services.report(other.pk, "办完了", 1, actor=plain, now=now)
    with pytest.raises(NotAllowed):
        services.accept(own.pk, "", 2, actor=plain, now=now)
    assert not queries.assignments_where(Actor(name="没有登记的人"), Act.VIEW).exists()


def test_steps_ask_for_their_words_their_version_and_their_turn(cast: Cast, now: datetime) -> None:
    task = given(cast, now)
    for verb in (services.note_progress, services.report, services.cancel):
        with pytest.raises(Refused) as refused:
            verb(task.pk, "", 1, actor=who("secretary", now), now=now)
        assert refused.value.field == "note"
    with pytest.raises(EditConflict):
        services.report(task.pk, "办完了", 9, actor=who("secretary", now), now=now)
    with pytest.raises(Refused, match="不能验收"):
        services.accept(task.pk, "", 1, actor=who("secretary", now), now=now)
    with pytest.raises(Refused, match="还差什么"):
        services.send_back(task.pk, "", 1, actor=who("secretary", now), now=now)
    with pytest.raises(NotAllowed):
        services.cancel(task.pk, "不办了", 1, actor=who("member", now), now=now)
    cancelled = services.cancel(task.pk, "并入村里的工程", 1, actor=who("secretary", now), now=now)
    assert cancelled.state == State.CANCELLED
    assert Progress.objects.count() == 2


def test_a_task_needs_a_title_an_owner_and_a_day_to_come(cast: Cast, now: datetime) -> None:
    for task, field in (
        (Task("", owner_id=cast.members[1].pk), "title"),
        (Task("修路"), "owner"),
        (Task("修路", owner_note="刘刚", due_on=date(2026, 11, 21)), "due_on"),
    ):
        with pytest.raises(Refused) as refused:
            services.assign(org=cast.branch, task=task, actor=who("secretary", now), now=now)
        assert refused.value.field == field
    with pytest.raises(NotAllowed):
        services.assign(org=cast.sibling, task=Task("修路", owner_note="刘刚"), actor=who("secretary", now), now=now)


def test_the_same_form_twice_is_one_task(cast: Cast, now: datetime) -> None:
    form, task = uuid4(), Task("修路", owner_note="刘刚")
    first = services.assign(org=cast.branch, task=task, actor=operator(), now=now, submission=form)
    assert services.assign(org=cast.branch, task=task, actor=operator(), now=now, submission=form) == first
    assert first.owner_name == "刘刚"


def test_open_tasks_come_late_ones_first(cast: Cast, now: datetime) -> None:
    soon, never = given(cast, now), given(cast, now, title="无时限")
    late = given(cast, now, title="早该办完")
    Assignment.objects.filter(pk=never.pk).update(due_on=None)
    Assignment.objects.filter(pk=late.pk).update(due_on=date(2026, 11, 10))
    found = queries.open_for([cast.branch.pk], now.date())
    assert [task.pk for task in found] == [late.pk, soon.pk, never.pk]
    assert [task.is_late for task in found] == [True, False, False]  # type: ignore[attr-defined]


def page(client: Client, name: str, *args: int, **asked: str) -> str:
    return client.get(reverse(name, args=args), asked).content.decode()


def test_the_list_narrows_and_costs_the_same(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    client, costs = sign_in(cast.clerk), []
    assert "没有要办的任务" in page(client, "assignments-index")
    for count in (3, 27):
        for n in range(count):
            given(cast, now, title=f"第{count}批第{n}件")
        with CaptureQueriesContext(connection) as captured:
            assert "批第" in page(client, "assignments-index")
        costs.append(len(captured))
    assert costs[0] == costs[1]
    assert "没有符合条件" in page(client, "assignments-index", state="late")
    assert "没有符合条件" in page(client, "assignments-index", mine="1")
    assert "没有符合条件" in page(client, "assignments-index", state="cancelled", find="第3批")
    assert "第3批第2件" in page(client, "assignments-index", find="第3批")
    assert "没有要办的任务" in page(sign_in(cast.sibling_secretary), "assignments-index")


def test_the_page_offers_what_is_next_and_keeps_what_was_typed(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    task, owner, secretary = given(cast, now), sign_in(cast.member), sign_in(cast.secretary)
    assert "报办结" in page(owner, "assignments-show", task.pk)
    wrong = owner.post(reverse("assignments-report", args=[task.pk]), {"note": "", "version": 1})
    assert "写清办成了什么" in wrong.content.decode()
    owner.post(reverse("assignments-report", args=[task.pk]), {"note": "清完了", "version": 1})
    assert "等另一名同志验收" in page(owner, "assignments-show", task.pk)
    assert "清完了" in page(secretary, "assignments-show", task.pk)
    told = secretary.post(reverse("assignments-accept", args=[task.pk]), {"note": "", "version": 2}, follow=True)
    assert "已验收" in told.content.decode()
    assert sign_in(cast.sibling_secretary).post(reverse("assignments-note", args=[task.pk])).status_code == 404


def test_a_task_is_set_on_a_page(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    client, url = sign_in(cast.clerk), reverse("assignments-new")
    looked = client.post(url, {"org": cast.branch.pk, "title": "修路", "submission": str(uuid4()), "lookup": "1"})
    assert "王建国（书记）" in looked.content.decode()
    assert "修路" in looked.content.decode()
    form = {"org": cast.branch.pk, "title": "修路", "submission": str(uuid4())}
    assert "请选责任人" in client.post(url, form).content.decode()
    done = client.post(url, form | {"owner": cast.members[0].pk, "due_on": "2026-12-05"}, follow=True)
    assert "已交办：修路" in done.content.decode()
    assert Assignment.objects.get().owner_name == "王建国"


def test_the_list_is_narrowed_sorted_and_taken_away_as_shown(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    first, second = given(cast, now), given(cast, now, title="修路灯")
    Assignment.objects.filter(pk=second.pk).update(due_on=None)
    client, url = sign_in(cast.clerk), reverse("assignments-index")

    def found(**asked: object) -> list[str]:
        return [row.title for row in client.get(url, asked).context["page"].rows]

    assert found() == found(sort="org") == [first.title, second.title]
    assert found(sort="newest") == [second.title, first.title]
    assert found(due_from="2026-12-01", due_to="2026-12-31") == found(org=cast.branch.pk, find="清淤") == [first.title]
    assert found(org=cast.sibling.pk) == found(org=10**9) == found(due_to="2026-01-01") == []
    assert found(due_from="乱写", state="乱写", org="乱写") == [first.title, second.title]
    sheet = client.get(reverse("assignments-export"), {"col": ["by", "state"], "sort": "newest"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert rows[2] == ["序号", "完成时限", "事项", "状态", "交办人"]
    assert [row[2] for row in rows[3:]] == [second.title, first.title]
