"""Two at once: a part is split while its whole is called off, a part is accepted twice, two notes are numbered, a problem is
closed twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import connection

from jishi.assignments import services
from jishi.assignments.models import Assignment, Problem, Supervision
from jishi.assignments.rules import State
from jishi.assignments.services import Part
from jishi.kernel.actor import Actor, operator
from jishi.kernel.decision import EditConflict, Refused
from tests.builders import Cast, make_cast
from tests.db.assignments.acts import done, late_task, measure_of, note_about, problem_of, split_in_two, who, whole_of

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(now: datetime) -> Cast:
    return make_cast(now)


def at_once(*runs: Callable[[], object]) -> list[str]:
    def one(run: Callable[[], object]) -> str:
        try:
            run()
        except (EditConflict, Refused):
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(runs)) as pool:
        return sorted(pool.map(one, runs))


def test_nothing_is_left_below_what_was_called_off(world: Cast, now: datetime) -> None:
    for _ in range(4):
        whole = whole_of(world, now)
        first, _second = split_in_two(world, now, whole)
        lower = [Part(world.group, owner_note="组长"), Part(world.branch, owner_note="某人")]
        answers = at_once(
            lambda task=first, parts=lower: services.split(task.pk, parts, task.version, actor=operator(), now=now),  # type: ignore[misc]  # bound now
            lambda task=whole: services.cancel(task.pk, "不办了", task.version, actor=operator(), now=now),  # type: ignore[misc]  # bound now
        )
        assert answers in (["done", "done"], ["done", "refused"])
        assert not Assignment.objects.exclude(state=State.CANCELLED).exists()


def test_a_part_is_accepted_once(world: Cast, now: datetime) -> None:
    first, _ = split_in_two(world, now, whole_of(world, now))
    owner = Actor(name="责任人", person_id=first.owner_id)
    first = services.report(first.pk, "查完了", first.version, actor=owner, now=now)
    judges = [who("clerk", now), who("department", now)]
    runs = [lambda me=me: services.accept(first.pk, "", first.version, actor=me, now=now) for me in judges]  # type: ignore[misc]  # bound now
    assert at_once(*runs) == ["done", "refused"]


def test_two_notes_have_two_numbers(world: Cast, now: datetime) -> None:
    task = late_task(world, now)
    assert at_once(*[lambda: note_about(world, now, task)] * 3) == ["done"] * 3
    assert sorted(Supervision.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_a_problem_is_closed_once(world: Cast, now: datetime) -> None:
    problem = problem_of(world, now)
    done(measure_of(world, now, problem), now)
    asked = services.ask_to_close(problem.pk, 1, "改好了", actor=who("secretary", now), now=now)
    judges = [who("clerk", now), who("department", now)]
    runs = [lambda me=me: services.close_problem(asked.pk, asked.version, "", actor=me, now=now) for me in judges]  # type: ignore[misc]  # bound now
    assert at_once(*runs) == ["done", "refused"]
    assert Problem.objects.get().closed_by_id in {me.person_id for me in judges}
