"""Two tellers save at once, a form is pressed twice, the scrutineer confirms while the sheet changes: the count stays whole."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import uuid4

import pytest
from django.db import connection

from jishi.ballots import services
from jishi.ballots.models import Round, RoundName, Tally
from jishi.ballots.rules.candidates import Office
from jishi.ballots.rules.meeting import RoundState
from jishi.kernel.decision import EditConflict, Refused
from tests.builders import make_cast
from tests.db.ballots.meeting_story import Day, election_day, sheet_for

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


def together(*works: Callable[[], object]) -> list[object]:
    """Run them at the same moment, each on a connection of its own; a refusal is its answer."""
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        gate.wait()
        try:
            return work()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [done.result() for done in [pool.submit(run, work) for work in works]]


@pytest.fixture
def day(now: datetime) -> Day:
    day = election_day(make_cast(now), now)
    day.ready()
    return day


def test_two_tellers_save_at_once(day: Day, now: datetime) -> None:
    one = day.ballots(day.call())
    sheet = sheet_for(one, [9, 8, 7, 2])
    answers = together(
        lambda: services.save_tally(one=one, sheet=sheet, actor=day.teller, now=now),
        lambda: services.save_tally(one=one, sheet=sheet, actor=day.clerk, now=now),
    )
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert Tally.objects.count() == 1


def test_two_tellers_who_count_apart_agree_once(day: Day, now: datetime) -> None:
    """Sixty ballots: both save the same numbers at the same moment, and the count settles exactly once."""
    one = day.ballots(day.call())
    Round.objects.filter(pk=one.pk).update(due=60, present=60, issued=60, received=60, returned=60)
    one.refresh_from_db()
    sheet = sheet_for(one, [50, 40, 39, 20], [("路人甲", 2)])
    answers = together(
        lambda: services.save_tally(one=one, sheet=sheet, actor=day.teller, now=now),
        lambda: services.save_tally(one=one, sheet=sheet, actor=day.clerk, now=now),
    )
    assert sorted(answer.is_agreed for answer in answers if isinstance(answer, services.Kept)) == [False, True]
    one.refresh_from_db()
    assert one.state == RoundState.COUNTED
    assert RoundName.objects.filter(round=one, is_write_in=True).count() == 1


def test_one_press_too_many_keeps_one_sheet(day: Day, now: datetime) -> None:
    one, number = day.ballots(day.call()), uuid4()
    sheet = sheet_for(one, [9, 8, 7, 2])
    press = lambda: services.save_tally(one=one, sheet=sheet, submission=number, actor=day.teller, now=now)  # noqa: E731  one press, thrice
    answers = together(press, press, press)
    assert {answer.tally.pk for answer in answers if isinstance(answer, services.Kept)} == {Tally.objects.get().pk}
    assert Tally.objects.get().version == 1


def test_a_round_is_called_once(day: Day, now: datetime) -> None:
    meeting = day.general
    call = lambda: services.call_vote(assembly=meeting, office=Office.COMMITTEE, actor=day.secretary, now=now)  # noqa: E731  one press, thrice
    answers = together(call, call, call)
    assert sum(isinstance(answer, Refused) for answer in answers) == 2
    assert Round.objects.count() == 1


def test_what_was_confirmed_is_what_was_read(day: Day, now: datetime) -> None:
    one = day.ballots(day.call())
    kept = services.save_tally(one=one, sheet=sheet_for(one, [9, 8, 7, 2]), actor=day.teller, now=now)
    read = kept.tally.version
    changed = sheet_for(one, [9, 8, 6, 2])
    answers = together(
        lambda: services.confirm_tally(one=one, version=read, actor=day.scrutineer, now=now),
        lambda: services.save_tally(one=one, sheet=changed, version=read, actor=day.teller, now=now),
    )
    one.refresh_from_db()
    counts = list(one.names.order_by("person_id").values_list("in_favour", flat=True))
    was_confirmed = one.state == RoundState.COUNTED
    assert counts == ([9, 8, 7, 2] if was_confirmed else [None] * 4)
    assert isinstance(answers[1 if was_confirmed else 0], Refused if was_confirmed else EditConflict)


def test_a_confirmed_count_adds_up_whatever_happens_to_the_ballots(day: Day, now: datetime) -> None:
    """Somebody sends the round back while the scrutineer confirms: either it stands whole, or it is empty."""
    one = day.ballots(day.call())
    kept = services.save_tally(one=one, sheet=sheet_for(one, [9, 8, 7, 2]), actor=day.teller, now=now)
    together(
        lambda: services.confirm_tally(one=one, version=kept.tally.version, actor=day.scrutineer, now=now),
        lambda: services.reopen_round(one=one, why="少数一张", version=one.version, actor=day.secretary, now=now),
    )
    one.refresh_from_db()
    counted = [name.in_favour for name in one.names.all()]
    assert (one.state == RoundState.COUNTED) == all(count is not None for count in counted)
