"""Two scrutineers lock a poll before it begins and open it after it has ended; neither can alone."""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from jishi.audit import services as audit
from jishi.ballots.models import Poll, PollChoice, PollScrutineer, PollSealed
from jishi.ballots.queries.polls import box_of, get_lock, last_link_of, locks_of, questions_of, rows_of, sealed_of
from jishi.ballots.rules.polls import PollState, QuestionKind
from jishi.ballots.rules.sealed import (
    PILE,
    SIZE,
    Locks,
    Unreadable,
    half_of,
    key_of,
    lock_of,
    new_salt,
    open_answers,
    open_text,
    passphrase_said,
    room_of,
    seal_answers,
    seal_text,
)
from jishi.ballots.rules.tally import Pile, digest_of
from jishi.ballots.services.poll_making import drop_box
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused
from jishi.kernel.sealing import lookup_hash

LEAST_PILE = 4096  # bytes; a longer pile is brought to the next power of two
DAMAGED = "票箱里的票和封箱时不一样了，不能开封。请保留数据库，联系上级组织部门。"


@transaction.atomic
def set_passphrase(*, poll: Poll, passphrase: str, again: str, actor: Actor, now: datetime) -> None:
    """Hang one's lock on a poll that is being prepared; setting it anew replaces it. Nothing of the passphrase is kept but what
    seals. Raises NotAllowed for others than its scrutineers, Refused for a passphrase that is short or was typed differently."""
    _, line = get_lock(actor, poll.pk)
    if wrong := passphrase_said(passphrase):
        raise Refused(wrong, "passphrase")
    if passphrase != again:
        raise Refused("两次输的不一样，请重新输一遍。", "again")
    fresh = _held(poll)
    if fresh.state != PollState.DRAFT:
        raise Refused("投票已经开始，口令不能再改。")
    salt = new_salt()
    mine = PollScrutineer.objects.filter(poll=fresh, person=line.person_id)
    mine.update(salt=salt, lock=lock_of(key_of(passphrase, salt)))
    _record("poll.locked", fresh, actor=actor, now=now)


@transaction.atomic
def unlock_poll(*, poll: Poll, passphrase: str, actor: Actor, now: datetime) -> bool:
    """Take one's lock off a poll that has ended; gives whether it was the second and the poll is counted now. Whoever comes
    first or second: nothing is shown before both have. Again changes nothing. Raises NotAllowed for others than its
    scrutineers, Refused for a wrong passphrase and for a box that was touched since closing."""
    _, line = get_lock(actor, poll.pk)
    key = key_of(passphrase, bytes(line.salt))
    if lock_of(key) != bytes(line.lock):
        raise Refused("口令不对，什么也没有打开。请看看大小写和输入法，再输一次。", "passphrase")
    fresh = _held(poll)
    if fresh.state == PollState.CLOSED:
        return True
    if fresh.state != PollState.SEALED:
        raise Refused(
            "投票还没有结束，结束以后才能开封。" if fresh.state == PollState.OPEN else "这次测评没有要开封的票。"
        )
    answers = sealed_of(fresh)
    if box_of(fresh, answers) != fresh.box:
        raise Refused(DAMAGED)
    lines = {bytes(one.lock): one for one in PollScrutineer.objects.filter(poll=fresh)}
    mine = lines.pop(bytes(line.lock))
    if mine.unlocked_at is not None:
        return False
    [(other_lock, other)] = lines.items()
    try:
        halves = [half_of(key, bytes(row.sealed)) for row in answers]
        if other.unlocked_at is None:
            _note(fresh, mine, b"".join(halves), actor=actor, now=now)
            return False
        theirs = bytes(other.halves)
        pairs = [
            {bytes(mine.lock): half, other_lock: theirs[at * SIZE : (at + 1) * SIZE]} for at, half in enumerate(halves)
        ]
        found = _open(locks_of(fresh), answers, pairs)
    except Unreadable as error:
        raise Refused(DAMAGED) from error
    _note(fresh, mine, b"", actor=actor, now=now)
    _count(fresh, found, actor=actor, now=now)
    return True


def sealed_choice(poll: Poll, answers: Mapping[int, Sequence[str]]) -> dict[str, str]:
    """A ballot as the intake of a sealed poll takes it: every question answered by so many bytes, whatever the answer."""
    locks = locks_of(poll)
    return {
        str(number): b64encode(seal_answers(locks, number, answers.get(number, ()), room_of(question))).decode()
        for number, question in questions_of(poll).items()
    }


def sealed_pile(poll: Poll, pile: Pile) -> tuple[bytes, str]:
    """A pile of paper sealed, and what tells whether another teller entered the same."""
    content = json.dumps(pile.rows, ensure_ascii=False, sort_keys=True).encode()
    room = LEAST_PILE
    while room < len(content):
        room *= 2
    said = json.dumps([pile.sheets, pile.void, sorted(pile.rows)], ensure_ascii=False)
    return seal_text(locks_of(poll), PILE, content, room), lookup_hash(f"{poll.public} {said}")


def _open(
    locks: Locks, answers: Sequence[PollSealed], halves: Sequence[Mapping[bytes, bytes]]
) -> list[tuple[int, str]]:
    """Every answer by itself, paper and all."""
    found: list[tuple[int, str]] = []
    for row, pair in zip(answers, halves, strict=True):
        if row.number == PILE:
            pile = json.loads(open_text(locks, PILE, bytes(row.sealed), pair))
            found += [(number, answer) for number, answer, times in pile for _ in range(times)]
        else:
            found += [(row.number, answer) for answer in open_answers(locks, row.number, bytes(row.sealed), pair)]
    return found


def _count(poll: Poll, found: Sequence[tuple[int, str]], *, actor: Actor, now: datetime) -> None:
    """What was opened, shuffled by numbers drawn anew; opinions of which there are fewer than k are not kept."""
    texts = {number for number, question in questions_of(poll).items() if question.kind is QuestionKind.TEXT}
    few = {number for number in texts if sum(at == number for at, _ in found) < poll.least}
    drawn = sorted((uuid4(), number, answer) for number, answer in found if number not in few)
    PollChoice.objects.bulk_create(PollChoice(id=pk, poll=poll, number=n, answer=a) for pk, n, a in drawn)
    drop_box(poll)
    poll.seal = digest_of(last_link_of(poll) + poll.box, poll.ballots or 0, rows_of(poll))
    poll.state = PollState.CLOSED
    poll.save(update_fields=["seal", "state", "version"])
    _record("poll.counted", poll, actor=actor, now=now, after={"校验码": poll.seal})


def _held(poll: Poll) -> Poll:
    """The poll locked for this transaction: two scrutineers at once come one after the other."""
    fresh = Poll.objects.select_for_update(of=("self",), no_key=True).select_related("org").get(pk=poll.pk)
    fresh.version += 1
    return fresh


def _note(poll: Poll, line: PollScrutineer, halves: bytes, *, actor: Actor, now: datetime) -> None:
    PollScrutineer.objects.filter(poll=poll, person=line.person_id).update(halves=halves, unlocked_at=now)
    _record("poll.unlocked", poll, actor=actor, now=now)


def _record(event: str, poll: Poll, *, actor: Actor, now: datetime, after: Mapping[str, object] | None = None) -> None:
    """The audit line of a scrutineer's step: who and when, never a passphrase or a choice."""
    audit.record(
        event, actor=actor, at=now, act=Act.VIEW, org=(poll.org.pk, poll.org.path),
        subject=("ballots.poll", poll.pk, poll.title), after=after,
    )  # fmt: skip
