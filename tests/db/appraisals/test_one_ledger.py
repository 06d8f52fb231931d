"""Problems found at a 组织生活会 or a 述职评议 are in the one ledger by one press, and are one thing from then on."""

from datetime import date

import pytest
from django.urls import reverse

from jishi.appraisals import queries as appraisals
from jishi.appraisals import services
from jishi.appraisals.models import OrgLife, Problem, WorkReport
from jishi.assignments import queries
from jishi.assignments import services as assignments
from jishi.assignments.models import Assignment
from jishi.assignments.models import Problem as Row
from jishi.assignments.rules import ProblemState, Source
from jishi.kernel.actor import Act, Actor, Grant
from jishi.kernel.decision import NotAllowed, Refused
from jishi.kernel.registry import figures
from tests.conftest import SignIn
from tests.db.appraisals.conftest import Stage
from tests.db.appraisals.test_ledger import listed, put_right
from tests.db.appraisals.test_reports import sent
from tests.db.assignments.acts import done

KIND = appraisals.LIFE_PROBLEM
VIEWS = Grant(Act.VIEW, "", True, 0)


@pytest.fixture
def life(stage: Stage) -> OrgLife:
    return stage.life()


def take(stage: Stage, problem: Problem) -> Row:
    return assignments.take_problem(KIND, problem.pk, actor=stage.secretary, now=stage.now)


def found(stage: Stage) -> list[str]:
    return [one.text for one in queries.found_elsewhere(stage.secretary, None)[0]]


def test_one_press_takes_a_problem_with_its_task(stage: Stage, life: OrgLife, sign_in: SignIn) -> None:
    problem = listed(stage, life)
    task = put_right(stage, problem, stage.cast.members[1].pk)
    secretary = sign_in(stage.cast.secretary)
    page = secretary.get(reverse("assignments-problems")).content.decode()
    assert "别处查出、还没有入账的问题" in page
    assert problem.text in page
    assert (
        "已入账" in secretary.post(reverse("assignments-take", args=[KIND, problem.pk]), follow=True).content.decode()
    )
    row = take(stage, problem)
    assert Row.objects.get() == row
    assert (row.text, row.source, row.due_on, row.issuer) == (problem.text, Source.SELF, task.due_on, stage.branch)
    assert queries.measures_of([row.pk]) == {row.pk: [task]}
    assert found(stage) == []
    shown = secretary.get(reverse("appraisals-life", args=[life.pk])).content.decode()
    assert "台账：整改中" in shown
    opened = secretary.get(reverse("assignments-problem", args=[row.pk])).content.decode()
    assert f"/appraisals/life/{life.pk}/#problems" in opened or "组织生活会" in opened


def test_it_waits_until_the_ledger_has_closed_it(stage: Stage, life: OrgLife) -> None:
    problem = listed(stage, life)
    task = put_right(stage, problem, stage.cast.members[1].pk)
    row = take(stage, problem)

    def standing() -> tuple[int, int]:
        right = figures["appraisals.problems_right"].count(stage.branch.path, stage.now.date())
        return appraisals.life_view(stage.secretary, life, today=stage.now.date()).open_items, right

    done(task, stage.now)
    assert standing() == (1, 0)
    row.refresh_from_db()
    asked = assignments.ask_to_close(row.pk, row.version, "每月都走访了", actor=stage.secretary, now=stage.now)
    assignments.close_problem(asked.pk, asked.version, "", actor=stage.clerk, now=stage.now)
    assert standing() == (0, 1)


def test_a_measure_set_there_later_is_a_measure_here(stage: Stage, life: OrgLife) -> None:
    problem = listed(stage, life)
    row = take(stage, problem)
    assert row.due_on == date(2026, 12, 18)
    view = appraisals.life_view(stage.secretary, life, today=stage.now.date())
    assert "没有整改措施" not in view.next.word
    with pytest.raises(Refused, match="请在台账上撤销"):
        services.drop_problem(problem_id=problem.pk, actor=stage.secretary, now=stage.now)
    task = put_right(stage, problem, stage.cast.members[1].pk)
    assert queries.measures_of([row.pk]) == {row.pk: [task]}


def test_a_problem_dropped_from_the_ledger_may_be_taken_again(stage: Stage, life: OrgLife) -> None:
    problem = listed(stage, life)
    row = take(stage, problem)
    assignments.drop_problem(row.pk, row.version, "列早了", actor=stage.secretary, now=stage.now)
    assert found(stage) == [problem.text]
    assert take(stage, problem).pk != row.pk
    assert Row.objects.exclude(state=ProblemState.DROPPED).count() == 1


def test_a_persons_problem_never_gets_there(stage: Stage, life: OrgLife) -> None:
    own = listed(stage, life, "学习不够", stage.cast.members[1].pk)
    assert found(stage) == []
    with pytest.raises(Problem.DoesNotExist):
        take(stage, own)


def test_the_superior_takes_it_as_its_own_account_and_next_door_cannot(stage: Stage, life: OrgLife) -> None:
    problem = listed(stage, life)
    seen, _ = queries.found_elsewhere(stage.clerk, stage.branch.pk)
    assert [(one.word, one.may_take) for one in seen] == [("组织生活会", True)]
    assert queries.found_elsewhere(stage.neighbour, None) == ([], False)
    with pytest.raises(stage.branch.DoesNotExist):
        queries.get_found(stage.neighbour, KIND, problem.pk)
    row = assignments.take_problem(KIND, problem.pk, actor=stage.clerk, now=stage.now)
    assert row.issuer == stage.cast.township
    assert queries.get_problem(stage.clerk, Act.ACCEPT, row.pk) == row


def test_more_than_a_page_says_so(stage: Stage, life: OrgLife) -> None:
    for number in range(21):
        listed(stage, life, f"第{number}个问题")
    seen, more = queries.found_elsewhere(stage.secretary, None)
    assert (len(seen), more) == (20, True)


def test_problems_of_a_report_are_for_its_readers(stage: Stage) -> None:
    report = sent(stage)
    problem = services.list_report_problem(report_id=report.pk, text="调研少", actor=stage.clerk, now=stage.now)
    assert found(stage) == ["调研少"]
    row = assignments.take_problem(appraisals.REPORT_PROBLEM, problem.pk, actor=stage.clerk, now=stage.now)
    assert row.source == Source.APPRAISAL
    services.rectify_report(
        problem_id=problem.pk, measure="每月走访", owner_id=stage.cast.members[1].pk, due_on=date(2026, 12, 10),
        actor=stage.secretary, now=stage.now,
    )  # fmt: skip
    assert [task.title for task in queries.measures_of([row.pk])[row.pk]] == ["每月走访"]
    with pytest.raises(WorkReport.DoesNotExist):
        queries.given_by(stage.neighbour, appraisals.REPORT_PROBLEM, problem.pk)
    with pytest.raises(NotAllowed):
        queries.given_by(Actor(name="党员", grants=(VIEWS,)), appraisals.REPORT_PROBLEM, problem.pk)
    assert Assignment.objects.count() == 1
