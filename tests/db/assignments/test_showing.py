"""晒账: the ledger goes to those concerned, and who has seen it is known."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from jishi.assignments import queries, services
from jishi.assignments.models import Problem
from jishi.assignments.rules import LedgerStep, ShownTo
from jishi.kernel.decision import NotAllowed, Refused
from jishi.notices.models import Announcement, Notice
from jishi.notices.services import mark_read
from jishi.orgs.rules import PostKind
from tests.builders import Cast
from tests.conftest import SignIn
from tests.db.assignments.acts import closed, done, measure_of, problem_of, who


def test_members_and_those_who_answer_get_it_and_their_reading_is_seen(
    cast: Cast, now: datetime, sign_in: SignIn
) -> None:
    problem, secretary = problem_of(cast, now), who("secretary", now)
    task = measure_of(cast, now, problem)
    services.note_progress(task.pk, "已经明确", task.version, actor=secretary, now=now)
    form = uuid4()
    for _ in range(2):
        sent = services.show_problems(
            org=cast.branch, problem_ids=[problem.pk], to=ShownTo.PUBLIC, where="村务公开栏", on=date(2026, 11, 20),
            actor=secretary, now=now, submission=form,
        )  # fmt: skip
    assert Announcement.objects.get() == sent
    for said in (problem.text, "措施：明确代理组长，责任人", "进展：已经明确", "公开地点和方式：村务公开栏。"):
        assert said in sent.text
    whom = Notice.objects.filter(announcement=sent)
    assert {member.pk for member in cast.members} <= set(whom.values_list("person_id", flat=True))
    problem.refresh_from_db()
    assert (problem.shown_to, problem.shown_on, problem.shown_where) == ("public", date(2026, 11, 20), "村务公开栏")
    step = queries.steps_of(problem)[-1]
    assert (step.step, step.by) == (LedgerStep.SHOW, secretary.name)
    mark_read(notice_id=whom.get(person_id=secretary.person_id).pk, actor=secretary, now=now)
    seen = queries.seen_by(sent)
    assert (seen.read, seen.readers, seen.total) == ([(secretary.name, now.date())], 1, whom.count())
    assert cast.members[1].person.name in seen.unread
    page = sign_in(cast.secretary).get(reverse("assignments-problem", args=[problem.pk])).content.decode()
    assert f"发给 {whom.count()} 名，已看 1 名" in page


def test_heads_below_read_for_their_post(cast: Cast, now: datetime) -> None:
    problem, clerk = problem_of(cast, now, org=cast.township), who("clerk", now)
    sent = services.show_problems(
        org=cast.township, problem_ids=[problem.pk], to=ShownTo.PARTY, actor=clerk, now=now
    )  # fmt: skip
    posts = Notice.objects.filter(announcement=sent, post=PostKind.SECRETARY)
    assert set(posts.values_list("to_org_id", flat=True)) == {cast.branch.pk, cast.sibling.pk}
    secretary = who("secretary", now)
    mark_read(notice_id=posts.get(to_org=cast.branch).pk, actor=secretary, now=now)
    seen = queries.seen_by(sent)
    assert f"{cast.branch.name}书记（{secretary.name}）" in [name for name, _ in seen.read]
    assert f"{cast.sibling.name}书记" in seen.unread


def test_only_what_is_open_of_the_own_ledger_is_shown(cast: Cast, now: datetime) -> None:
    problem, secretary, clerk = problem_of(cast, now), who("secretary", now), who("clerk", now)
    with pytest.raises(NotAllowed):
        services.show_problems(org=cast.branch, problem_ids=[problem.pk], to=ShownTo.PARTY, actor=clerk, now=now)
    with pytest.raises(NotAllowed):
        queries.get_showing(who("member", now), cast.branch.pk)
    other = problem_of(cast, now, org=cast.sibling)
    for wrong in ([], [other.pk], [problem.pk, other.pk]):
        with pytest.raises(Refused, match="请选本组织没有销号的"):
            services.show_problems(org=cast.branch, problem_ids=wrong, to=ShownTo.PARTY, actor=secretary, now=now)
    with pytest.raises(Refused, match="还没有到"):
        services.show_problems(
            org=cast.branch, problem_ids=[problem.pk], to=ShownTo.PARTY, actor=secretary, now=now,
            on=now.date() + timedelta(days=1),
        )  # fmt: skip
    closed(cast, now, problem)
    with pytest.raises(Refused, match="请选本组织没有销号的"):
        services.show_problems(org=cast.branch, problem_ids=[problem.pk], to=ShownTo.PARTY, actor=secretary, now=now)
    assert not Announcement.objects.exists()


def test_a_result_and_a_measure_without_a_day_read_as_they_are(cast: Cast, now: datetime) -> None:
    problem, bare = problem_of(cast, now), problem_of(cast, now, category="dues")
    done(measure_of(cast, now, problem), now)
    services.ask_to_close(problem.pk, problem.version, "每月都开了", actor=who("secretary", now), now=now)
    ids = Problem.objects.values_list("pk", flat=True)
    sent = services.show_problems(
        org=cast.branch, problem_ids=ids, to=ShownTo.PARTY, actor=who("secretary", now), now=now
    )
    assert "结果：每月都开了" in sent.text
    assert "措施：正在研究。" in sent.text
    assert bare.pk in ids
