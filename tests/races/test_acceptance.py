"""Two accept, settle or submit at once: one of them does, and the duty is counted once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import pytest
from django.db import connection

from jishi.appraisals import services
from jishi.appraisals.models import MemberReview
from jishi.appraisals.rules import Grade
from jishi.appraisals.services import Opinion, Totals
from jishi.assignments import services as assignments
from jishi.assignments.models import Assignment, Progress
from jishi.duties.models import DutyStatus
from jishi.duties.services import open_periods
from jishi.kernel.actor import Actor, operator
from jishi.kernel.decision import EditConflict, Refused
from tests.builders import Cast, actor_named, make_cast

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(now: datetime) -> Cast:
    made = make_cast(now)
    open_periods(now.date())
    return made


def both(run: Callable[[Actor], object], *actors: Actor) -> list[str]:
    def one(actor: Actor) -> str:
        try:
            run(actor)
        except (EditConflict, Refused):
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(actors)) as pool:
        return sorted(pool.map(one, actors))


def test_a_ledger_item_is_accepted_once(world: Cast, now: datetime) -> None:
    life = services.open_org_life(org=world.branch, year=2026, theme="主题", actor=operator(), now=now)
    problem = services.list_problem(life_id=life.pk, text="调研少", actor=operator(), now=now)
    services.put_right(
        problem_id=problem.pk, measure="走访", owner_id=world.members[3].pk, due_on=date(2026, 12, 1), actor=operator(),
        now=now,
    )  # fmt: skip
    task = Assignment.objects.get()
    reporter = actor_named("member", today=now.date())
    task = assignments.report(task.pk, "走访了", task.version, actor=reporter, now=now)
    secretary, clerk = (actor_named(name, today=now.date()) for name in ("secretary", "clerk"))
    answers = both(lambda who: assignments.accept(task.pk, "", task.version, actor=who, now=now), secretary, clerk)
    assert answers == ["done", "refused"]
    assert Progress.objects.filter(assignment=task, verb="accept").count() == 1


def test_a_round_goes_up_once_and_counts_once(world: Cast, now: datetime) -> None:
    me = operator()
    row = services.open_review(org=world.branch, year=2026, began_on=date(2026, 11, 1), actor=me, now=now)
    said = {r.pk: Opinion(Grade.QUALIFIED) for r in MemberReview.objects.filter(is_probationary=False)}
    row = services.grade_members(row.pk, row.version, said, actor=me, now=now)
    row = services.note_test(row.pk, row.version, Totals(date(2026, 11, 2), 4, 4, 4, {}), actor=me, now=now)
    row = services.edit_review(row.pk, row.version, ended_on=date(2026, 11, 3), actor=me, now=now)
    answers = both(lambda who: services.submit_review(row.pk, row.version, actor=who, now=now), me, me)
    assert answers == ["done", "refused"]
    duty = DutyStatus.objects.get(org=world.branch, rule_id="democratic_appraisal_yearly", period="2026")
    assert duty.done == 1
    settled = both(
        lambda who: services.answer_review(row.pk, row.version + 1, is_settled=True, actor=who, now=now), me, me
    )
    assert settled == ["done", "refused"]
