"""Problems of the committee and of persons, and the tasks that put them right."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from jishi.appraisals import queries, services
from jishi.appraisals.models import OrgLife, Problem
from jishi.assignments import services as assignments
from jishi.assignments.models import Assignment
from jishi.assignments.queries import steps_open_to
from jishi.kernel.actor import Act, Actor, Grant
from jishi.kernel.decision import NotAllowed, Refused
from jishi.orgs.models import Organization
from tests.db.appraisals.conftest import Stage

DUE = date(2026, 12, 20)


@pytest.fixture
def life(stage: Stage) -> OrgLife:
    return stage.life()


def listed(stage: Stage, life: OrgLife, text: str = "调研少", person_id: int | None = None) -> Problem:
    return services.list_problem(life_id=life.pk, text=text, person_id=person_id, actor=stage.secretary, now=stage.now)


def put_right(stage: Stage, problem: Problem, owner_id: int | None) -> Assignment:
    done = services.put_right(
        problem_id=problem.pk,
        measure="每月走访一次",
        owner_id=owner_id,
        due_on=DUE,
        actor=stage.secretary,
        now=stage.now,
    )
    assert done.assignment is not None
    return done.assignment


def test_a_problem_is_listed_once_and_put_right_once(stage: Stage, life: OrgLife) -> None:
    number = uuid4()
    for _ in range(2):
        services.list_problem(life_id=life.pk, text="调研少", submission=number, actor=stage.secretary, now=stage.now)
    problem = Problem.objects.get()
    with pytest.raises(Refused, match="责任人"):
        put_right(stage, problem, None)
    put_right(stage, problem, stage.cast.members[1].pk)
    with pytest.raises(Refused, match="已经有整改任务"):
        put_right(stage, problem, stage.cast.members[1].pk)
    with pytest.raises(Refused, match="已经有整改任务"):
        services.drop_problem(problem_id=problem.pk, actor=stage.secretary, now=stage.now)


def test_a_mistaken_problem_is_taken_off_once(stage: Stage, life: OrgLife) -> None:
    problem = listed(stage, life)
    for _ in range(2):
        services.drop_problem(problem_id=problem.pk, actor=stage.secretary, now=stage.now)
    assert not Problem.objects.exists()


def test_a_persons_problem_is_put_right_by_that_person(stage: Stage, life: OrgLife) -> None:
    person = stage.cast.members[3].pk
    task = put_right(stage, listed(stage, life, person_id=person), None)
    assert task.owner_id == person


def test_whoever_reports_it_done_does_not_accept_it(stage: Stage, life: OrgLife) -> None:
    task = put_right(stage, listed(stage, life), stage.cast.members[3].pk)
    reported = assignments.report(task.pk, "走访了三户", task.version, actor=stage.secretary, now=stage.now)
    with pytest.raises(NotAllowed, match="办结是您报的"):
        assignments.accept(task.pk, "", reported.version, actor=stage.secretary, now=stage.now)
    with pytest.raises(NotAllowed, match="办结是您报的"):
        assignments.send_back(task.pk, "还差", reported.version, actor=stage.secretary, now=stage.now)
    assert not steps_open_to(stage.secretary, Assignment.objects.select_related("org").get(pk=task.pk)).judge
    accepted = assignments.accept(task.pk, "", reported.version, actor=stage.clerk, now=stage.now)
    assert accepted.accepted_by_id == stage.clerk.person_id


def test_the_database_holds_it_too(stage: Stage, life: OrgLife) -> None:
    task = put_right(stage, listed(stage, life), stage.cast.members[3].pk)
    task.reported_by_id = task.accepted_by_id = stage.cast.members[0].pk
    with pytest.raises(IntegrityError, match="who_reported_does_not_accept"), transaction.atomic():
        task.save()


def test_sent_back_it_may_be_reported_and_accepted_by_others(stage: Stage, life: OrgLife) -> None:
    task = put_right(stage, listed(stage, life), stage.cast.members[3].pk)
    task = assignments.report(task.pk, "走访了三户", task.version, actor=stage.secretary, now=stage.now)
    task = assignments.send_back(task.pk, "还差两户", task.version, actor=stage.clerk, now=stage.now)
    assert task.reported_by is None
    task = assignments.report(task.pk, "都走了", task.version, actor=stage.organiser, now=stage.now)
    assert assignments.accept(task.pk, "", task.version, actor=stage.secretary, now=stage.now).state == "accepted"


def test_the_ledger_says_who_the_second_person_is(stage: Stage, life: OrgLife) -> None:
    task = put_right(stage, listed(stage, life), stage.cast.members[3].pk)
    view = queries.life_view(stage.secretary, life, today=stage.now.date())
    assert view.of_committee[0].second == "由本支部另一名同志验收"
    # 纪检委员 may accept in the branch as well; with the secretary and this one gone only the township is left.
    task.owner_id, task.reported_by_id = stage.cast.members[0].pk, stage.cast.members[2].pk
    task.save()
    view = queries.life_view(stage.secretary, life, today=stage.now.date())
    assert view.of_committee[0].second == "由上级组织办验收"
    assert view.open_items == 1


def test_a_persons_problem_is_read_by_few(stage: Stage, life: OrgLife) -> None:
    person = stage.cast.members[1].pk
    problem = listed(stage, life, "到会不够准时", person_id=person)
    listed(stage, life)
    reader = Actor(
        "指导员",
        grants=(Grant(Act.VIEW, stage.branch.path, True, 0), Grant(Act.RECORD_VIEW, stage.branch.path, True, 0)),
    )
    shown = queries.life_view(stage.clerk, life, today=stage.now.date())
    assert (len(shown.of_persons), shown.hidden) == (1, 0)
    assert queries.reads_persons(stage.organiser, stage.branch)
    assert queries.reads_persons(Actor("本人", person_id=person), stage.branch, person)
    hidden = queries.life_view(reader, life, today=stage.now.date())
    assert (len(hidden.of_persons), hidden.hidden, hidden.problems) == (0, 1, 2)
    with pytest.raises(NotAllowed, match="只给本人"):
        queries.get_problem(reader, Act.RECORD_VIEW, problem.pk)
    with pytest.raises(Organization.DoesNotExist):
        queries.get_problem(stage.neighbour, Act.RECORD_VIEW, problem.pk)
