"""Taking part: the roll marked, a token signed unseen, a ballot put in. What is done here leaves no time behind."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, connection, transaction

from jishi.ballots.models import Poll, PollSlip, PollVoter
from jishi.ballots.queries.polls import questions_of
from jishi.ballots.rules import blind
from jishi.ballots.rules.board import hash_of_code, read_code, receipt_of
from jishi.ballots.rules.polls import PollState, PollWay, read_ballot
from jishi.ballots.services.poll_making import held, record_poll
from jishi.ballots.services.poll_sealing import sealed_choice
from jishi.kernel.actor import Actor
from jishi.kernel.decision import Refused
from jishi.kernel.sealing import unseal

TOKEN_BYTES = 32


class Wrong(Refused):
    """A ballot with something to mend: `by_number` says what, question by question."""

    def __init__(self, by_number: Mapping[int, str]) -> None:
        super().__init__("有的题要改一下，改好再投。")
        self.by_number = by_number


@dataclass(frozen=True, slots=True)
class Cast:
    """What the voter is told. `is_repeat`: this token was cast before and stays as it was."""

    receipt: str
    is_repeat: bool


@transaction.atomic
def mark_roll(*, poll: Poll, persons: Collection[int], way: PollWay, actor: Actor, now: datetime) -> int:
    """Mark who drew a slip or was given a sheet; gives how many were marked. Those who have taken part by whatever way stay
    as they are. The audit line says how many, never who: it bears a time."""
    fresh = held(poll, PollState.OPEN, actor=actor)
    if way is PollWay.TOKEN or way not in fresh.ways:
        raise Refused("这次没有这种投票方式。", "way")
    if not fresh.is_named:
        raise Refused("这次不按名册。")
    marked = PollVoter.objects.filter(poll=fresh, person__in=persons, way="").update(way=way)
    if marked:
        record_poll("poll.roll_marked", fresh, actor=actor, now=now, after={"登记人数": marked, "投票方式": way.label})
    return marked


@transaction.atomic
def correct_roll(*, poll: Poll, person_id: int, why: str, actor: Actor, now: datetime) -> None:
    """Take a mark back that was set on the wrong person, with the reason. Never that of a token: it has been signed."""
    fresh = held(poll, PollState.OPEN, actor=actor)
    if not why.strip():
        raise Refused("请写更正的原因。", "why")
    lines = PollVoter.objects.filter(poll=fresh, person=person_id, way__in=[PollWay.SLIP, PollWay.PAPER])
    if not lines.update(way=""):
        raise Refused("这个人没有领票条或纸质票的登记；领了电子票的不能更正。")
    record_poll("poll.roll_corrected", fresh, actor=actor, now=now, note=why.strip())


@transaction.atomic
def sign_token(*, poll: Poll, blinded: bytes, actor: Actor) -> bytes:
    """Sign one covered number under the name of a person on the roll, once. The same number again is signed again, for an
    answer that was lost on its way. Raises Refused for those not on the roll, or who took part already. No audit line: the
    roll says that a token was fetched, and nothing says when."""
    line = PollVoter.objects.select_for_update().filter(poll=poll, person=actor.person_id or 0).first()
    if line is None:
        raise Refused("您不在这次的名册上。请联系组织人。")
    fresh = Poll.objects.get(pk=poll.pk)
    if fresh.state != PollState.OPEN or PollWay.TOKEN not in fresh.ways:
        raise Refused("现在不能领电子票。")
    if line.way and not (line.way == PollWay.TOKEN and bytes(line.blinded) == blinded):
        raise Refused(f"名册上您已经{PollWay(line.way).label}，不能再领。")
    try:
        signed = blind.sign_blinded(unseal(fresh.key).encode(), blinded)
    except ValueError as error:
        raise Refused("手机送来的数不对，请刷新页面再试。") from error
    if not line.way:
        PollVoter.objects.filter(poll=poll, person=line.person_id).update(way=PollWay.TOKEN, blinded=blinded)
    return signed


def receipt_for_code(poll: Poll, text: str) -> str:
    """The receipt of a slip by its code as typed; "" for one that was never printed for this poll."""
    code = read_code(text)
    known = PollSlip.objects.filter(poll=poll, digest=hash_of_code(poll.public, code)).exists()
    return receipt_of(poll.public, code.encode()) if known else ""


def receipt_for_token(poll: Poll, token: str, signature: str) -> str:
    """The receipt of a token by its hexadecimal text and signature; "" for one that this poll has not signed."""
    try:
        raw, signed = bytes.fromhex(token), bytes.fromhex(signature)
    except ValueError:
        return ""
    if not poll.modulus or len(raw) != TOKEN_BYTES or not blind.is_signed(int(poll.modulus, 16), raw, signed):
        return ""
    return receipt_of(poll.public, raw)


def cast_ballot(*, poll: Poll, receipt: str, given: Mapping[int, Sequence[str]]) -> Cast:
    """Put a ballot in, once for each token. A token cast before gives its receipt and changes nothing. Raises Wrong with
    what to mend; Refused where the token is unknown, nothing is chosen or the poll is not open. No actor, no moment, no
    audit line: nothing of those who cast may be written anywhere."""
    if poll.state != PollState.OPEN:
        raise Refused("投票已经结束。" if poll.state == PollState.CLOSED else "现在不能投票。")
    if not receipt:
        raise Refused("没有这个票号。请看清票条再填一次；票条不是这次的，请找工作人员。", "code")
    filled = read_ballot(questions_of(poll), given)
    if filled.wrong:
        raise Wrong(filled.wrong)
    if filled.is_blank:
        raise Refused("一项都没有选。全部弃权的，请至少选一项或写一句意见，也可以把票条交还。")
    kept = (
        sealed_choice(poll, filled.answers)
        if poll.is_sealed
        else {str(n): found for n, found in filled.answers.items()}
    )
    choice = json.dumps(kept, ensure_ascii=False)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT public.poll_cast(%s, %s, %s::jsonb)", [poll.pk, receipt, choice])
            [outcome] = cursor.fetchone()
    except DatabaseError:
        # What the database says of it would repeat the ballot, and what is raised is logged.
        raise Refused("没有投成，请再投一次。还不行的，请找工作人员。") from None
    if outcome == "closed":
        raise Refused("投票刚刚结束，这张票没有计入。")
    return Cast(receipt, outcome == "twice")
