"""A poll sealed to two scrutineers: nobody reads anything before both have opened, and then it counts like any other."""

import json
from base64 import b64decode
from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from jishi.audit.models import AuditLine
from jishi.ballots import queries, services
from jishi.ballots.models import Poll, PollChoice, PollPile, PollScrutineer, PollSealed
from jishi.ballots.queries import polls as read
from jishi.ballots.rules import sealed
from jishi.ballots.rules.polls import PollKind, PollState, PollWay
from jishi.ballots.services import poll_making
from jishi.ballots.services.poll_sealing import LEAST_PILE
from jishi.kernel.actor import operator
from jishi.kernel.db import as_owner
from jishi.kernel.decision import NotAllowed, Refused
from jishi.notices.models import Notice
from tests.builders import Cast, actor_named
from tests.conftest import SignIn
from tests.db.ballots.polling import (
    PASSPHRASES,
    cast_slip,
    closed,
    locked,
    make_motions,
    make_sealed,
    marked,
    opened,
    scrutineers,
    secretary,
    token_of,
    unlocked,
)

BALLOTS = [("0", "0"), ("1", "0"), ("0", "1"), ("1", "1"), ("0", "0"), ("", "1"), ("0", "")]
OPINIONS = ["修好路灯", "水渠要清", "夜校多开", "村务公开字大些", "周末有人代办"]


def raw_intake(poll: Poll) -> list[dict[str, str]]:
    """What somebody reads who has every table while the poll is open."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"SELECT choice FROM jishi_polls.intake_{poll.pk} WHERE token <> ''")
        return [json.loads(choice) for [choice] in cursor.fetchall()]


def all_cast(poll: Poll, codes: list[str]) -> None:
    for number, (code, answers) in enumerate(zip(codes, BALLOTS, strict=False)):
        cast_slip(poll, code, *answers, opinion=OPINIONS[number] if number < len(OPINIONS) else "")


def counted(poll: Poll, now: datetime) -> object:
    """All that is shown of a poll, opinions in an order of their own."""
    found = queries.poll_result(secretary(now), poll.pk)
    shown = [(c.number, c.shown, c.abstained, sorted(c.texts or ())) for c in found.counted]
    return shown, found.ballots, found.taken_part


@pytest.fixture
def waiting(cast: Cast, now: datetime) -> Poll:
    """Closed and not opened yet, seven ballots in it."""
    poll, codes = opened(locked(make_sealed(cast, now), now), now)
    all_cast(poll, codes)
    marked(poll, 7, now)
    return closed(poll, now)


def test_the_two_scrutineers_are_told_to_seal_and_to_open(cast: Cast, waiting: Poll) -> None:
    told = Notice.objects.filter(link__startswith=f"/polls/{waiting.pk}/")
    watching = set(PollScrutineer.objects.filter(poll=waiting).values_list("person_id", flat=True))
    for page, word in (("lock", "设好加封口令"), ("unlock", "请打开您的锁")):
        found = told.filter(link=f"/polls/{waiting.pk}/{page}/", text__contains=word)
        assert set(found.values_list("person_id", flat=True)) == watching


def test_a_sealed_poll_counts_like_any_other(cast: Cast, now: datetime, waiting: Poll) -> None:
    twin, codes = opened(make_motions(cast, now), now)
    all_cast(twin, codes)
    marked(twin, 7, now)
    twin = closed(twin, now)
    assert (waiting.state, waiting.ballots, waiting.seal) == (PollState.SEALED, 7, "")
    assert not unlocked(waiting, now, 0)
    assert unlocked(waiting, now, 1)
    waiting.refresh_from_db()
    assert (waiting.state, twin.state) == (PollState.CLOSED, PollState.CLOSED)
    assert counted(waiting, now) == counted(twin, now)
    assert read.recount(secretary(now), waiting.pk).is_good
    assert not PollSealed.objects.exists()
    assert set(PollScrutineer.objects.filter(poll=waiting).values_list("halves", flat=True)) == {b""}


def test_who_comes_first_makes_no_difference(cast: Cast, now: datetime, waiting: Poll) -> None:
    assert not unlocked(waiting, now, 1)
    assert unlocked(waiting, now, 0)
    assert read.recount(secretary(now), waiting.pk).is_good


def test_all_tables_of_an_open_sealed_poll_show_no_choice(cast: Cast, now: datetime) -> None:
    poll, codes = opened(locked(make_sealed(cast, now), now), now)
    all_cast(poll, codes)
    found = raw_intake(poll)
    assert [set(choice) for choice in found] == [{"1", "2", "3"}] * 7
    lengths = [{number: len(b64decode(kept)) for number, kept in choice.items()} for choice in found]
    assert lengths == [lengths[0]] * 7  # a long opinion, none at all, an abstention: one size
    assert len({kept for choice in found for kept in choice.values()}) == 21  # nor do equal answers look alike
    pair = read.locks_of(poll)
    for choice in found:
        for number, kept in choice.items():
            stranger = {lock: bytes(32) for lock in pair.pair}
            with pytest.raises(sealed.Unreadable):
                sealed.open_answers(pair, int(number), b64decode(kept), stranger)


def test_the_twin_shows_every_choice_of_a_poll_that_is_not_sealed(cast: Cast, now: datetime) -> None:
    poll, codes = opened(make_motions(cast, now), now)
    all_cast(poll, codes)
    found = raw_intake(poll)
    assert sorted(choice["3"][0] for choice in found if "3" in choice) == sorted(OPINIONS)


def test_a_token_is_cast_into_a_sealed_box(cast: Cast, now: datetime) -> None:
    poll, _ = opened(locked(make_sealed(cast, now, PollWay.TOKEN), now), now)
    receipt = services.receipt_for_token(poll, *token_of(poll, secretary(now)))
    assert not services.cast_ballot(poll=poll, receipt=receipt, given={1: ["0"]}).is_repeat
    assert services.cast_ballot(poll=poll, receipt=receipt, given={1: ["1"]}).is_repeat
    assert read.find_receipt(poll, receipt).word == "in"


def test_one_passphrase_alone_opens_nothing(cast: Cast, now: datetime, waiting: Poll) -> None:
    assert not unlocked(waiting, now, 0)
    waiting.refresh_from_db()
    assert waiting.state == PollState.SEALED
    assert not PollChoice.objects.filter(poll=waiting).exists()
    for reader in (secretary(now), operator(), *scrutineers(now)):
        with pytest.raises(NotAllowed, match="票还封着"):
            queries.poll_result(reader, waiting.pk)
    # With what lies in the tables now, and the first one's key besides, nothing opens.
    pair = read.locks_of(waiting)
    first = PollScrutineer.objects.get(poll=waiting, person=scrutineers(now)[0].person_id)
    key = sealed.key_of(PASSPHRASES[0], bytes(first.salt))
    for row in read.sealed_of(waiting):
        mine = sealed.half_of(key, bytes(row.sealed))
        assert mine in bytes(first.halves)
        with pytest.raises(sealed.Unreadable):
            sealed.open_answers(pair, row.number, bytes(row.sealed), dict.fromkeys(pair.pair, mine))
    # Once more changes nothing either.
    assert not unlocked(waiting, now, 0)
    assert AuditLine.objects.filter(event="poll.unlocked").count() == 1


def test_a_wrong_passphrase_changes_nothing(cast: Cast, now: datetime, waiting: Poll) -> None:
    before = list(PollScrutineer.objects.values()), list(PollSealed.objects.order_by("id").values())
    for who, said in ((0, PASSPHRASES[1]), (1, PASSPHRASES[0]), (0, "")):
        with pytest.raises(Refused, match="口令不对") as refused:
            services.unlock_poll(poll=waiting, passphrase=said, actor=scrutineers(now)[who], now=now)
        assert refused.value.field == "passphrase"
    assert (list(PollScrutineer.objects.values()), list(PollSealed.objects.order_by("id").values())) == before
    assert not AuditLine.objects.filter(event="poll.unlocked").exists()


def test_whoever_holds_no_lock_neither_sets_nor_opens(cast: Cast, now: datetime, waiting: Poll) -> None:
    for actor in (secretary(now), operator()):
        with pytest.raises(NotAllowed, match="监票人本人"):
            services.unlock_poll(poll=waiting, passphrase=PASSPHRASES[0], actor=actor, now=now)
    plain = make_motions(cast, now, scrutineers=[scrutineers(now)[0].person_id])
    with pytest.raises(NotAllowed, match="监票人本人"):
        services.set_passphrase(poll=plain, passphrase="x", again="x", actor=scrutineers(now)[0], now=now)
    with pytest.raises(Poll.DoesNotExist):
        read.get_lock(actor_named("sibling_secretary", today=now.date()), make_motions(cast, now).pk)


def test_a_passphrase_is_typed_twice_and_only_before_the_start(cast: Cast, now: datetime) -> None:
    poll = make_sealed(cast, now)
    one, _ = scrutineers(now)

    def said(passphrase: str, again: str) -> Callable[[], None]:
        return lambda: services.set_passphrase(poll=poll, passphrase=passphrase, again=again, actor=one, now=now)

    for attempt, reason in ((said("短", "短"), "至少 12"), (said(PASSPHRASES[0], PASSPHRASES[1]), "不一样")):
        with pytest.raises(Refused, match=reason):
            attempt()
    with pytest.raises(Refused, match="还没有设加封口令"):
        opened(poll, now)
    said(PASSPHRASES[1], PASSPHRASES[1])()
    locked(poll, now)  # set anew: the later one counts
    poll, _ = opened(poll, now)
    with pytest.raises(Refused, match="不能再改"):
        said(PASSPHRASES[0], PASSPHRASES[0])()
    with pytest.raises(Refused, match="还没有结束"):
        unlocked(poll, now, 0)
    lines = AuditLine.objects.filter(event="poll.locked")
    assert lines.count() == 3
    written = json.dumps([(x.before, x.after, x.note) for x in lines], ensure_ascii=False)
    assert not any(passphrase in written for passphrase in PASSPHRASES)


def test_a_scrutineer_is_replaced_before_the_start_and_the_other_keeps_the_lock(cast: Cast, now: datetime) -> None:
    poll = locked(make_sealed(cast, now), now)
    stays = scrutineers(now)[0].person_id or 0
    comes = cast.members[4].pk
    voters = [line.person_id for line in read.roll_of(poll)]

    def named(*who: int) -> Poll:
        poll.refresh_from_db()
        return services.name_people(
            poll=poll, voters=voters, scrutineers=who, version=poll.version, actor=operator(), now=now
        )

    named(stays, comes)
    assert {line.person_id: line.has_lock for line in read.seal_lines(poll)} == {stays: True, comes: False}
    with pytest.raises(Refused, match="还没有设加封口令"):
        opened(poll, now)
    with pytest.raises(Refused, match="正好两名"):
        named(stays)
    with pytest.raises(Refused, match="请换一人"):
        named(stays, secretary(now).person_id or 0)


def test_who_runs_the_poll_holds_no_lock(cast: Cast, now: datetime) -> None:
    with pytest.raises(Refused, match="请换一人"):
        make_motions(cast, now, is_sealed=True, scrutineers=[secretary(now).person_id, scrutineers(now)[0].person_id])


def test_a_box_that_was_touched_is_not_opened(cast: Cast, now: datetime, waiting: Poll) -> None:
    [some, *_] = read.sealed_of(waiting)
    some.delete()
    with pytest.raises(Refused, match="和封箱时不一样"):
        unlocked(waiting, now, 0)


def test_a_ballot_that_was_not_sealed_by_the_page_is_not_opened_either(cast: Cast, now: datetime) -> None:
    poll, codes = opened(locked(make_sealed(cast, now), now), now)
    all_cast(poll, codes)
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.poll_cast(%s, %s, %s::jsonb)", [poll.pk, "a" * 64, '{"1": "AAAA"}'])
    marked(poll, 8, now)
    waits = closed(poll, now)
    with pytest.raises(Refused, match="不能开封"):
        unlocked(waits, now, 0)


def test_fewer_ballots_than_k_are_not_even_kept_sealed(cast: Cast, now: datetime) -> None:
    poll, codes = opened(locked(make_sealed(cast, now), now), now)
    for code in codes[:4]:
        cast_slip(poll, code, "0", "0")
    marked(poll, 4, now)
    done = closed(poll, now)
    assert (done.state, done.box, PollSealed.objects.count()) == (PollState.CLOSED, "", 0)
    assert read.recount(secretary(now), poll.pk).is_good
    assert unlocked(done, now, 0)  # nothing to open, and nothing goes wrong
    assert not AuditLine.objects.filter(event="poll.unlocked").exists()


def test_opinions_fewer_than_k_are_not_kept(cast: Cast, now: datetime) -> None:
    poll, codes = opened(locked(make_sealed(cast, now), now), now)
    for number, code in enumerate(codes[:6]):
        cast_slip(poll, code, "0", "0", opinion="意见" if number < 4 else "")
    marked(poll, 6, now)
    waits = closed(poll, now)
    unlocked(waits, now, 0)
    unlocked(waits, now, 1)
    assert set(PollChoice.objects.values_list("number", flat=True)) == {1, 2}


def test_paper_is_sealed_too_and_joins_the_others(cast: Cast, now: datetime) -> None:
    poll, codes = opened(locked(make_sealed(cast, now, PollWay.SLIP, PollWay.PAPER), now), now)
    for code in codes[:2]:
        cast_slip(poll, code, "0", "1", opinion="好")
    typed = {1: {"0": "5", "1": "1"}, 2: {"1": "6"}, 3: {"text": "好\n好\n好"}}
    one, two = secretary(now), scrutineers(now)[0]
    assert not services.enter_pile(poll=poll, sheets=6, void=1, given=typed, actor=one, now=now)
    other = typed | {1: {"0": "6"}}
    assert not services.enter_pile(poll=poll, sheets=6, void=1, given=other, actor=two, now=now)
    with pytest.raises(Refused, match="录得一致"):
        closed(poll, now)
    assert services.enter_pile(poll=poll, sheets=6, void=1, given=typed, actor=two, now=now)
    for pile in PollPile.objects.filter(poll=poll):
        assert (pile.counts, len(pile.sealed)) == ({}, LEAST_PILE + 48)
    services.mark_roll(poll=poll, persons=[m.pk for m in cast.members[:6]], way=PollWay.PAPER, actor=operator(), now=now)  # fmt: skip
    services.mark_roll(poll=poll, persons=[m.pk for m in cast.members[6:8]], way=PollWay.SLIP, actor=operator(), now=now)  # fmt: skip
    waits = closed(poll, now)
    unlocked(waits, now, 1)
    unlocked(waits, now, 0)
    road, trees, opinions = queries.poll_result(secretary(now), poll.pk).counted
    assert road.lines == [("赞成", 7, "87.5"), ("不赞成", 1, "12.5")]
    assert trees.lines == [("赞成", 0, "0.0"), ("不赞成", 8, "100.0")]
    assert opinions.texts == ("好",) * 5
    assert read.recount(secretary(now), poll.pk).is_good


def test_a_long_pile_finds_its_room(cast: Cast, now: datetime) -> None:
    poll, _ = opened(locked(make_sealed(cast, now, PollWay.SLIP, PollWay.PAPER), now), now)
    typed = {1: {"0": "9"}, 2: {"0": "9"}, 3: {"text": "\n".join(f"{n}{'长' * 490}" for n in range(9))}}
    services.enter_pile(poll=poll, sheets=9, void=0, given=typed, actor=secretary(now), now=now)
    assert len(PollPile.objects.get(poll=poll).sealed) == 4 * LEAST_PILE + 48


def test_a_forgotten_passphrase_leaves_only_giving_up(cast: Cast, now: datetime, waiting: Poll) -> None:
    unlocked(waiting, now, 0)
    waiting.refresh_from_db()
    gone = services.cancel_poll(poll=waiting, why="口令忘了", version=waiting.version, actor=operator(), now=now)
    assert gone.state == PollState.CANCELLED
    assert not PollSealed.objects.exists()
    assert set(PollScrutineer.objects.values_list("halves", flat=True)) == {b""}
    with pytest.raises(Refused, match="没有要开封"):
        unlocked(waiting, now, 1)


def test_groups_wait_for_each_other_to_be_opened(cast: Cast, now: datetime) -> None:
    watching = [one.person_id for one in scrutineers(now)]
    groups = [services.Group("A", 60), services.Group("B", 40)]
    made = services.make_groups(
        groups=groups, org=cast.branch, kind=PollKind.SATISFACTION, title="满意度", items=["村务公开"], ways=[PollWay.SLIP],
        is_sealed=True, scrutineers=watching, actor=secretary(now), now=now,
    )  # fmt: skip
    done = []
    for one in made:
        poll, codes = opened(locked(one, now), now)
        for code in codes[:6]:
            cast_slip(poll, code, "0")
        marked(poll, 6, now)
        done.append(closed(poll, now))
    first, second = done
    unlocked(first, now, 0)
    unlocked(first, now, 1)
    assert queries.poll_result(secretary(now), first.pk).is_waiting
    unlocked(second, now, 0)
    unlocked(second, now, 1)
    assert [t.total for t in queries.poll_result(secretary(now), first.pk).totals] == [10000]


def test_scrutineers_find_what_waits_for_them(cast: Cast, now: datetime) -> None:
    one, two = scrutineers(now)
    poll = make_sealed(cast, now)
    assert read.locks_due(one) == read.locks_due(two) == [poll]
    assert read.locks_due(secretary(now)) == read.locks_due(operator()) == []
    locked(poll, now)
    assert read.locks_due(one) == []
    poll, codes = opened(poll, now)
    all_cast(poll, codes)
    marked(poll, 7, now)
    waits = closed(poll, now)
    assert read.locks_due(one) == [waits]
    unlocked(waits, now, 0)
    assert (read.locks_due(one), read.locks_due(two)) == ([], [waits])


def test_what_begins_the_board_names_the_locks(cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []

    def fixed(*parts: object) -> str:
        seen.extend(parts)
        return "0" * 64

    monkeypatch.setattr(poll_making, "fixed_hash", fixed)
    poll, _ = opened(locked(make_sealed(cast, now), now), now)
    assert seen[-2:] == [lock.hex() for lock in read.locks_of(poll).pair]


def body(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]  # an HttpResponse


def test_a_sealed_poll_is_made_locked_opened_and_counted_on_its_pages(
    cast: Cast, sign_in: SignIn, now: datetime
) -> None:
    runs, one, two = sign_in(cast.secretary), sign_in(cast.member), sign_in(cast.sibling_secretary)
    watching = [actor.person_id or 0 for actor in scrutineers(now)]
    url = f"/polls/new/{cast.branch.pk}/motions/"
    assert "由两名监票人加封" in body(runs.get(url))
    given = {
        "submission": str(uuid4()), "title": "支部事项", "items": "修路\n植树", "ways": ["slip"], "by": "roll",
        "voters": [m.pk for m in cast.members], "is_sealed": "on",
    }  # fmt: skip
    refused = body(runs.post(url, given | {"scrutineers": watching[:1]}))
    assert "正好两名监票人" in refused
    assert "修路" in refused
    poll = make_sealed(cast, now, asks_opinion=False)
    here = f"/polls/{poll.pk}/"
    for client, passphrase in ((one, PASSPHRASES[0]), (two, PASSPHRASES[1])):
        assert "设加封口令" in body(client.get("/polls/mine/"))
        assert "设加封口令" in body(client.get(here))
        page = body(client.get(f"{here}lock/"))
        assert "口令谁也找不回" in page
        wrong = body(client.post(f"{here}lock/", {"passphrase": passphrase, "again": "不一样"}))
        assert "两次输的不一样" in wrong
        assert passphrase not in wrong
        client.post(f"{here}lock/", {"passphrase": passphrase, "again": passphrase})
        assert "口令设好了" in body(client.get(here))
        assert "已经设过口令" in body(client.get(f"{here}lock/"))
        assert "请您监票" not in body(client.get("/polls/mine/"))
    poll, codes = opened(poll, now)
    assert client.get(f"{here}lock/")["Location"] == here
    assert "两把锁" in body(Client().get(f"/cast/{poll.public}/"))
    for code in codes[:6]:
        Client().post(f"/cast/{poll.public}/", {"code": code, "q1": "0", "q2": "1"})
    marked(poll, 6, now)
    assert "封着放好" in body(runs.get(f"{here}close/"))
    poll.refresh_from_db()
    runs.post(f"{here}close/", {"version": poll.version})
    shown = body(runs.get(here))
    assert "封箱校验码" in shown
    assert "票还封着" in shown
    assert "等监票人开封" in body(runs.get("/polls/?state=sealed"))
    assert "封箱时的校验码" in body(Client().get(f"/cast/{poll.public}/board/"))
    assert "投票已经结束" in body(Client().get(f"/cast/{poll.public}/"))
    assert runs.get(f"{here}result/").status_code == 403
    assert runs.get(f"{here}unlock/").status_code == 403
    assert "输口令开封" in body(one.get("/polls/mine/"))
    assert "还没有开锁" in body(one.get(f"{here}unlock/"))
    assert "口令不对" in body(one.post(f"{here}unlock/", {"passphrase": PASSPHRASES[1]}))
    assert one.post(f"{here}unlock/", {"passphrase": PASSPHRASES[0]})["Location"] == here
    assert one.get(f"{here}unlock/")["Location"] == here
    assert "您输了口令就计票" in body(two.get(f"{here}unlock/"))
    assert two.post(f"{here}unlock/", {"passphrase": PASSPHRASES[1]})["Location"] == f"{here}result/"
    assert "100.0%" in body(two.get(f"{here}result/"))
    assert "校验码和结束时的一样" in body(runs.get(f"{here}result/"))
    assert "您的锁已经打开了" in body(two.get(two.get(f"{here}unlock/")["Location"]))


def test_voters_of_a_sealed_poll_are_promised_two_locks(cast: Cast, sign_in: SignIn, now: datetime) -> None:
    poll, _ = opened(locked(make_sealed(cast, now, PollWay.TOKEN), now), now)
    assert "两把锁" in body(sign_in(cast.secretary).get(f"/polls/{poll.pk}/token/"))
    plain, _ = opened(make_motions(cast, now, PollWay.TOKEN), now)
    assert "两把锁" not in body(sign_in(cast.secretary).get(f"/polls/{plain.pk}/token/"))
