"""Somebody with every table, every log line and time after closing tries to lay roll and box beside each other.

The voters take part one after another, each with an answer of their own, so that whoever gets both in one order has the
link. Orders are taken from every column, from the system columns and from the physical order of the rows; and nothing that
was written anywhere may hold a token, a receipt beside a name, or a moment at which somebody took part. The twin runs the same
attack on a store that merely leaves the name out, and there it succeeds."""

import json
import logging
from collections.abc import Sequence
from datetime import datetime
from itertools import permutations
from random import Random

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from jishi.audit.models import AuditLine
from jishi.ballots import services
from jishi.ballots.models import Poll, PollScrutineer, PollVoter
from jishi.ballots.queries import polls as read
from jishi.ballots.rules import sealed
from jishi.ballots.rules.polls import PollKind, PollState, PollWay
from jishi.kernel.actor import operator
from jishi.kernel.db import as_owner
from tests.builders import Cast, make_member
from tests.conftest import SignIn
from tests.db.ballots.naive import cast_naively
from tests.db.ballots.polling import PASSPHRASES, closed, intake_tables, locked, scrutineers, unlocked

VOTERS = 24
SYSTEM = ("ctid", "xmin", "xmax", "cmin", "cmax")
BOX = ("ballots_pollchoice", "ballots_pollreceipt", "ballots_pollslip")


def columns_of(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0", [table])
        return [name for [name] in cursor.fetchall()]


def orders(table: str, value: str, condition: str = "true") -> dict[str, list[str]]:
    """`value` of the rows of a table in every order that can be got from it, both ways; ties leave no order."""
    found = {}
    with as_owner(), connection.cursor() as cursor:
        for column in (*SYSTEM, *columns_of(table)):
            if column == value:
                continue
            kind = "tid" if column == "ctid" else "text"
            exact = f"lpad({column}::text, 40, '0')" if kind == "text" else column
            cursor.execute(f"SELECT {value}::text, {column}::text FROM {table} WHERE {condition} ORDER BY {exact}, random()")  # fmt: skip
            rows = cursor.fetchall()
            if len({key for _, key in rows}) > len(rows) // 2:
                found[column] = [name for name, _ in rows]
    return found


def links(roll: Sequence[str], box: Sequence[str], truth: dict[str, str]) -> int:
    """How many voters are given their own answer when both orders are laid beside each other."""
    return sum(truth[person] == answer for person, answer in zip(roll, box, strict=False))


def best_attack(rolls: dict[str, list[str]], boxes: dict[str, list[str]], truth: dict[str, str]) -> float:
    """The share of voters found out by the best pair of orders, forwards or backwards."""
    tried = [
        links(roll, box[::turn], truth) for roll in rolls.values() for box in boxes.values() for turn in (1, -1)
    ] or [0]  # fmt: skip
    return max(tried) / len(truth)


@pytest.fixture
def voters(cast: Cast, now: datetime) -> list[int]:
    """Twenty-four members, in the order in which they will come."""
    extra = [make_member(now=now, org=cast.branch) for _ in range(VOTERS - len(cast.members))]
    people = [m.pk for m in [*cast.members, *extra]]
    Random(3).shuffle(people)
    return people


@pytest.fixture(params=[False, True], ids=["plain", "sealed"])
def poll(
    request: pytest.FixtureRequest, cast: Cast, now: datetime, voters: list[int]
) -> tuple[Poll, list[str]]:  # fmt: skip
    """A poll with an option for each voter, so that every answer tells; slips are drawn from a shuffled box. Everything here
    is tried on a poll sealed to two scrutineers too."""
    is_sealed = bool(request.param)
    made = services.make_poll(
        org=cast.branch, kind=PollKind.CHOICE, title="推荐", items=[f"人选{n}" for n in range(VOTERS)], most=1,
        ways=[PollWay.SLIP], asks_opinion=True, is_sealed=is_sealed, scrutineers=[one.person_id or 0 for one in scrutineers(now)],
        actor=operator(), now=now,
    )  # fmt: skip
    if is_sealed:
        locked(made, now)
    codes = services.print_slips(poll=made, count=VOTERS, actor=operator(), now=now)
    opened = services.open_poll(poll=made, version=2, actor=operator(), now=now)
    Random(4).shuffle(codes)
    return opened, codes


def finished(poll: Poll, now: datetime) -> None:
    """Closed, and opened by both scrutineers where it is sealed."""
    if closed(poll, now).state == PollState.SEALED:
        unlocked(poll, now, 0)
        unlocked(poll, now, 1)


def test_roll_and_box_cannot_be_laid_beside_each_other(
    poll: tuple[Poll, list[str]], voters: list[int], now: datetime
) -> None:
    one, codes = poll
    truth = {}
    for number, (person, code) in enumerate(zip(voters, codes, strict=True)):
        services.mark_roll(poll=one, persons=[person], way=PollWay.SLIP, actor=operator(), now=now)
        receipt = services.receipt_for_code(one, code)
        services.cast_ballot(poll=one, receipt=receipt, given={1: [str(number)], 2: [f"意见{number}"]})
        truth[str(person)] = str(number)
    finished(one, now)
    rolls = orders("ballots_pollvoter", "person_id", f"poll_id = {one.pk}")
    boxes = orders("ballots_pollchoice", "answer", f"poll_id = {one.pk} AND number = 1")
    # Chance alone finds one in twenty-four; a link would find all. A third is far from both.
    assert best_attack(rolls, boxes, truth) < 0.34
    opinions = orders("ballots_pollchoice", "answer", f"poll_id = {one.pk} AND number = 2")
    assert best_attack(rolls, opinions, {person: f"意见{n}" for person, n in truth.items()}) < 0.34
    # Nor do the answers of one voter to two questions lie together.
    both = {n: f"意见{n}" for n in truth.values()}
    assert best_attack(boxes, opinions, both) < 0.34


def test_even_with_both_passphrases_a_sealed_box_is_not_laid_beside_the_roll(
    cast: Cast, voters: list[int], now: datetime
) -> None:
    made = services.make_poll(
        org=cast.branch, kind=PollKind.CHOICE, title="推荐", items=[f"人选{n}" for n in range(VOTERS)], most=1,
        ways=[PollWay.SLIP], is_sealed=True, scrutineers=[one.person_id or 0 for one in scrutineers(now)],
        actor=operator(), now=now,
    )  # fmt: skip
    codes = services.print_slips(poll=locked(made, now), count=VOTERS, actor=operator(), now=now)
    one = services.open_poll(poll=made, version=2, actor=operator(), now=now)
    truth = {}
    for number, (person, code) in enumerate(zip(voters, codes, strict=True)):
        services.mark_roll(poll=one, persons=[person], way=PollWay.SLIP, actor=operator(), now=now)
        services.cast_ballot(poll=one, receipt=services.receipt_for_code(one, code), given={1: [str(number)]})
        truth[str(person)] = str(number)
    closed(one, now)
    # Both scrutineers and whoever has the tables, together, before anything was opened by the book.
    lines = PollScrutineer.objects.filter(poll=one)
    keys = [sealed.key_of(said, bytes(lines.get(person=actor.person_id).salt)) for said, actor in zip(PASSPHRASES, scrutineers(now), strict=True)]  # fmt: skip
    answers = {}
    for row in read.sealed_of(one):
        content = bytes(row.sealed)
        halves = {sealed.lock_of(key): sealed.half_of(key, content) for key in keys}
        [answers[str(row.pk)]] = sealed.open_answers(read.locks_of(one), row.number, content, halves)
    assert sorted(answers.values()) == sorted(truth.values())
    lying = orders("ballots_pollsealed", "id", f"poll_id = {one.pk}")
    boxes = {column: [answers[pk] for pk in order] for column, order in lying.items()}
    boxes["id"] = [answers[pk] for pk in sorted(answers)]
    rolls = orders("ballots_pollvoter", "person_id", f"poll_id = {one.pk}")
    assert best_attack(rolls, boxes, truth) < 0.34


def test_receipts_do_not_lead_to_choices(poll: tuple[Poll, list[str]], voters: list[int], now: datetime) -> None:
    one, codes = poll
    truth = {}
    for number, code in enumerate(codes):
        receipt = services.receipt_for_code(one, code)
        services.cast_ballot(poll=one, receipt=receipt, given={1: [str(number)]})
        truth[receipt] = str(number)
    services.mark_roll(poll=one, persons=voters, way=PollWay.SLIP, actor=operator(), now=now)
    finished(one, now)
    receipts = orders("ballots_pollreceipt", "receipt", f"poll_id = {one.pk}")
    boxes = orders("ballots_pollchoice", "answer", f"poll_id = {one.pk} AND number = 1")
    assert best_attack(receipts, boxes, truth) < 0.34


def test_the_same_attack_succeeds_where_only_the_name_is_left_out(voters: list[int], now: datetime) -> None:
    truth = {str(person): str(number) for number, person in enumerate(voters)}
    cast_naively([(person, truth[str(person)]) for person in voters], now=now)
    assert best_attack(orders("naive_roll", "person_id"), orders("naive_ballot", "answer"), truth) == 1.0


def test_after_closing_every_row_was_written_by_one_transaction(
    poll: tuple[Poll, list[str]], voters: list[int], now: datetime
) -> None:
    one, codes = poll
    for person, code in zip(voters, codes, strict=True):
        services.mark_roll(poll=one, persons=[person], way=PollWay.SLIP, actor=operator(), now=now)
        services.cast_ballot(poll=one, receipt=services.receipt_for_code(one, code), given={1: ["0"], 2: ["好"]})
    finished(one, now)
    with connection.cursor() as cursor:
        for table in ("ballots_pollvoter", "ballots_pollchoice", "ballots_pollreceipt"):
            cursor.execute(f"SELECT count(DISTINCT xmin::text), count(*) FROM {table} WHERE poll_id = %s", [one.pk])
            writers, rows = cursor.fetchone()
            assert writers == 1, table
            assert rows >= VOTERS, table
        # Where a row lies depends on what room there was before, never on who came first.
        cursor.execute("SELECT person_id FROM ballots_pollvoter WHERE poll_id = %s ORDER BY ctid", [one.pk])
        lying = [person for [person] in cursor.fetchall()]
    assert sorted(lying) == sorted(voters)
    assert sum(lies == came for lies, came in zip(lying, voters, strict=True)) < VOTERS / 3
    assert intake_tables() == []


def test_an_intake_has_no_time_no_sequence_and_is_never_in_the_log(poll: tuple[Poll, list[str]]) -> None:
    one, _ = poll
    table = f"jishi_polls.intake_{one.pk}"
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence::text FROM pg_class WHERE oid = %s::regclass", [table])
        assert cursor.fetchone() == ("u",)
        cursor.execute(
            "SELECT attname, format_type(atttypid, -1), atthasdef FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0", [table]
        )  # fmt: skip
        assert cursor.fetchall() == [("token", "text", False), ("choice", "jsonb", False)]
        cursor.execute("SELECT count(*) FROM pg_publication")
        assert cursor.fetchone() == (0,)


def everything_written() -> dict[str, str]:
    """Each table's rows as text: what a dump of the whole database holds."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        tables = [name for [name] in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(f"SELECT t::text FROM {table} t")
            found[table] = "\n".join(row for [row] in cursor.fetchall())
    return found


def test_no_log_line_no_audit_line_and_no_table_holds_what_would_join(
    poll: tuple[Poll, list[str]], now: datetime, caplog: pytest.LogCaptureFixture, sign_in: SignIn, cast: Cast
) -> None:
    one, codes = poll
    caplog.set_level(logging.DEBUG)
    url = f"/cast/{one.public}/"
    browser = Client(HTTP_USER_AGENT="secret-phone")
    before = AuditLine.objects.count()
    for number, code in enumerate(codes):
        assert browser.post(url, {"code": code, "q1": str(number), "q2": f"意见{number}"}).status_code == 200
    browser.post(url, {"code": "ABCD2345ABCD2345", "q1": "0"})  # refused
    browser.post(url, {"code": codes[0], "q1": "99"})
    browser.get("/cast/NOSUCHPOLL/")
    assert AuditLine.objects.count() == before
    logged = [r for r in caplog.records if not r.name.startswith("django.db.backends")]
    said = json.dumps([r.getMessage() for r in logged], ensure_ascii=False)
    receipts = [services.receipt_for_code(one, code) for code in codes]
    assert not any(secret in said for secret in (*codes, *receipts, "意见", "secret-phone"))
    services.mark_roll(poll=one, persons=PollVoter.objects.filter(poll=one).values_list("person_id", flat=True), way=PollWay.SLIP, actor=operator(), now=now)  # fmt: skip
    is_locked = closed(one, now).is_sealed
    if is_locked:  # between the two: nothing of what was chosen stands anywhere
        assert "意见1" not in "".join(everything_written().values())
        unlocked(one, now, 0)
        assert "意见1" not in "".join(everything_written().values())
        unlocked(one, now, 1)
    found = everything_written()
    for table, text in found.items():
        assert "secret-phone" not in text, table
        assert not any(code in text for code in codes), table
        if table != "ballots_pollreceipt":
            assert not any(receipt in text for receipt in receipts), table
        if table != "ballots_pollchoice":
            assert "意见1" not in text, table
        assert not any(passphrase in text for passphrase in PASSPHRASES), table


def test_the_roll_holds_neither_time_nor_sequence() -> None:
    fields = {field.name: field.get_internal_type() for field in PollVoter._meta.get_fields()}
    assert set(fields) == {"pk", "poll", "person", "way", "blinded"}
    assert not {"DateTimeField", "AutoField", "BigAutoField", "TimeField"} & set(fields.values())


def test_audit_lines_of_the_roll_name_nobody(poll: tuple[Poll, list[str]], voters: list[int], now: datetime) -> None:
    one, _ = poll
    services.mark_roll(poll=one, persons=voters[:1], way=PollWay.SLIP, actor=operator(), now=now)
    services.correct_roll(poll=one, person_id=voters[0], why="勾错了", actor=operator(), now=now)
    lines = AuditLine.objects.filter(event__startswith="poll.roll")
    assert [(x.subject_type, x.subject_id) for x in lines] == [("ballots.poll", one.pk)] * 2
    said = {x.event: (x.before, x.after, x.note) for x in lines}
    assert said["poll.roll_marked"] == (None, {"登记人数": 1, "投票方式": "现场抽票条"}, "")
    assert said["poll.roll_corrected"] == (None, None, "勾错了")


def test_casting_reads_no_cookie_and_sets_none(
    poll: tuple[Poll, list[str]], sign_in: SignIn, cast: Cast, settings: Settings
) -> None:
    one, codes = poll
    client = sign_in(cast.secretary)
    for url in (
        "/cast/",
        f"/cast/{one.public}/",
        f"/cast/{one.public}/receipt/",
        f"/cast/{one.public}/board/",
        "/cast/NOSUCH/",
    ):
        answer = client.get(url)
        assert not answer.cookies, url
        assert "王建国" not in answer.content.decode(), url
        assert answer["Cache-Control"] == "no-store", url
    strict = Client(enforce_csrf_checks=True)
    assert "已收到" in strict.post(f"/cast/{one.public}/", {"code": codes[0], "q1": "0"}).content.decode()
    settings.CAST_URL = "https://tp.example.test"
    settings.ALLOWED_HOSTS = ["testserver", "tp.example.test"]
    assert client.get(f"/cast/{one.public}/")["Location"] == f"https://tp.example.test/cast/{one.public}/"
    assert client.get(f"/cast/{one.public}/", HTTP_HOST="tp.example.test").status_code == 200
    assert client.get("/polls/", HTTP_HOST="tp.example.test").status_code == 404


def test_the_attack_finds_a_link_whichever_way_round() -> None:
    truth = {"x": "0", "y": "1"}
    assert [best_attack({"a": list(p)}, {"b": ["0", "1"]}, truth) for p in permutations("xy")] == [1.0, 1.0]
    assert best_attack({}, {"b": ["0", "1"]}, truth) == 0.0
