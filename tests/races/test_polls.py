"""Many cast at once; one casts twice at once; the poll is closed while ballots are on their way."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import connection

from jishi.audit.models import AuditLine
from jishi.ballots import services
from jishi.ballots.models import Poll, PollChoice, PollReceipt
from jishi.ballots.queries import polls as read
from jishi.ballots.rules.polls import PollWay
from jishi.kernel.actor import Actor, operator
from jishi.kernel.decision import Refused
from tests.builders import make_cast
from tests.db.ballots.polling import closed, locked, make_motions, make_sealed, marked, opened, unlocked

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
HANDS = 8


@pytest.fixture
def many(now: datetime) -> Iterator[tuple[Poll, list[str]]]:
    poll, codes = opened(make_motions(make_cast(now), now, PollWay.SLIP, PollWay.TOKEN), now, slips=120)
    yield poll, codes
    poll.refresh_from_db()
    if poll.state == "open":
        services.cancel_poll(poll=poll, why="试完", version=poll.version, actor=operator(), now=now)


def cast(poll: Poll, code: str) -> str:
    """What a voter sees: the receipt, or why not."""
    try:
        receipt = services.receipt_for_code(poll, code)
        return services.cast_ballot(poll=poll, receipt=receipt, given={1: ["0"], 2: ["1"]}).receipt
    except Refused as refusal:
        return refusal.reason


def on_its_own[T](work: Callable[[], T]) -> T:
    try:
        return work()
    finally:
        connection.close()


def test_many_at_once_lose_nothing_and_count_once(many: tuple[Poll, list[str]]) -> None:
    poll, codes = many
    # Everybody presses twice, as on a slow line.
    with ThreadPoolExecutor(HANDS) as hands:
        receipts = list(hands.map(lambda code: on_its_own(lambda: cast(poll, code)), [*codes, *codes]))
    assert receipts[: len(codes)] == receipts[len(codes) :]
    assert read.intake_of(poll).ballots == len(codes)


def test_closing_while_votes_arrive_loses_none_that_was_acknowledged(
    many: tuple[Poll, list[str]], now: datetime
) -> None:
    poll, codes = many
    marked(poll, 9, now)
    begun = threading.Event()

    def one(code: str) -> str:
        begun.set()
        return on_its_own(lambda: cast(poll, code))

    def close() -> Poll:
        begun.wait()
        fresh = Poll.objects.get(pk=poll.pk)
        return services.close_poll(
            poll=fresh, version=fresh.version, actor=operator(), now=now, excess_why="试压"
        )  # fmt: skip

    with ThreadPoolExecutor(HANDS) as hands:
        casting = [hands.submit(one, code) for code in codes[:60]]
        closing = hands.submit(lambda: on_its_own(close))
        casting += [hands.submit(one, code) for code in codes[60:]]
        said = {each.result() for each in casting}
        done = closing.result()
    late = cast(poll, codes[0][::-1]), cast(poll, codes[0])
    assert "没有这个票号" in late[0]
    assert "刚刚结束" in late[1]
    acknowledged = said - {late[1]}
    assert set(PollReceipt.objects.filter(poll=poll).values_list("receipt", flat=True)) == acknowledged
    assert done.ballots == len(acknowledged)
    assert read.recount_of(done).is_good


def test_two_devices_of_one_voter_get_one_token(many: tuple[Poll, list[str]], now: datetime) -> None:
    poll, _ = many
    line = read.roll_of(poll)[0]
    voter = Actor(name=line.name, person_id=line.person_id)
    gate = threading.Barrier(3)

    def fetch(number: int) -> bool:
        gate.wait()
        try:
            services.sign_token(poll=poll, blinded=number.to_bytes(384), actor=voter)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(3) as devices:
        tries = [devices.submit(lambda n=n: on_its_own(lambda: fetch(n))) for n in (1001, 1002, 1003)]
        assert sorted(each.result() for each in tries) == [False, False, True]
    assert read.roll_counts(poll)[PollWay.TOKEN] == 1


def test_two_scrutineers_at_once_open_once(now: datetime) -> None:
    poll, codes = opened(locked(make_sealed(make_cast(now), now), now), now)
    for code in codes:
        cast(poll, code)
    marked(poll, 9, now)
    closed(poll, now)
    gate = threading.Barrier(4)

    def open_it(who: int) -> bool:
        gate.wait()
        return unlocked(poll, now, who)

    with ThreadPoolExecutor(4) as hands:
        tries = [hands.submit(lambda n=n: on_its_own(lambda: open_it(n))) for n in (0, 1, 0, 1)]
        said = [each.result() for each in tries]
    assert any(said)
    poll.refresh_from_db()
    assert PollChoice.objects.filter(poll=poll).count() == 2 * len(codes)
    assert AuditLine.objects.filter(event="poll.counted").count() == 1
    assert read.recount_of(poll).is_good
