"""Paper joined, the box closed behind a lock, the board sealed."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from django.db import connection, transaction

from jishi.audit import services as audit
from jishi.ballots.models import Poll, PollPile, PollSealed
from jishi.ballots.queries.polls import (
    agreed_entry,
    agreed_pile,
    box_of,
    intake_of,
    last_link_of,
    may_count,
    pile_of,
    questions_of,
    roll_counts,
    rows_of,
    scrutineers_of,
    sealed_of,
    taken_part_of,
)
from jishi.ballots.rules.polls import PollState, PollWay, QuestionKind
from jishi.ballots.rules.sealed import PILE
from jishi.ballots.rules.tally import Pile, digest_of, read_pile
from jishi.ballots.services.poll_making import held, record_poll, tell_scrutineers
from jishi.ballots.services.poll_sealing import sealed_pile
from jishi.ballots.services.poll_taking import Wrong
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand

LOST_BEFORE = "数据库中断过，以前投的票丢了。请先确认丢票，告诉大家重新投，再结束。"


@transaction.atomic
def enter_pile(
    *, poll: Poll, sheets: int, void: int, given: Mapping[int, Mapping[str, str]], actor: Actor, now: datetime
) -> bool:
    """One teller's count of the paper ballots; whoever enters again replaces their own. Gives whether two tellers have
    entered the same. Fewer than k sheets are a split of their own: they are cast on a spare slip, before two. Raises Wrong
    with what to mend."""
    fresh = Poll.objects.select_for_update(of=("self",), no_key=True).select_related("org").get(pk=poll.pk)
    demand(may_count(actor, fresh))
    if fresh.state != PollState.OPEN or PollWay.PAPER not in fresh.ways:
        raise Refused("现在不能录入纸质票。")
    if actor.person_id is None:
        raise Refused("请用计票人本人的账号录入。")
    if 0 < sheets < fresh.least and fresh.ways != [PollWay.PAPER]:
        raise Refused(
            f"纸质票只有 {sheets} 张，单独录入会看出是谁投的。请两名计票人在场，每张用一张备用票条到投票页代录。",
            "sheets",
        )
    pile, wrong = read_pile(questions_of(fresh), sheets, void, given)
    if wrong:
        raise Wrong(wrong)
    counts = {str(number): dict(found) for number, found in pile.counts.items()}
    values: dict[str, object] = {"sheets": sheets, "void": void, "counts": counts}
    if fresh.is_sealed:
        sealed, tag = sealed_pile(fresh, pile)
        values |= {"counts": {}, "sealed": sealed, "tag": tag}
    PollPile.objects.update_or_create(poll=fresh, person_id=actor.person_id, defaults=values)
    audit.record(
        "poll.pile_entered", actor=actor, at=now, act=Act.POLL, org=(fresh.org.pk, fresh.org.path),
        subject=("ballots.poll", fresh.pk, fresh.title),
    )  # fmt: skip
    return agreed_pile(fresh) is not None


@transaction.atomic
def close_poll(
    *,
    poll: Poll,
    version: int,
    actor: Actor,
    now: datetime,
    handed: int | None = None,
    excess_why: str = "",
) -> Poll:
    """End a poll: every ballot acknowledged is on the board, and from here on nothing tells whose it was. `handed`: how
    many ballots were handed out where no roll names people. Raises Refused while tellers do not agree, after a loss nobody
    has noted, and for more ballots than people without `excess_why`. A poll that is sealed waits for its scrutineers then,
    where there is anything to open."""
    fresh = held(poll, PollState.OPEN, version=version, actor=actor)
    if not intake_of(fresh).is_whole:
        raise Refused(LOST_BEFORE)
    counts = roll_counts(fresh)
    pile, sealed = _pile(fresh, counts)
    if not fresh.is_named:
        fresh.handed = handed if handed is not None else fresh.handed
    taken_part = taken_part_of(fresh, counts) or 0
    questions = questions_of(fresh)
    texts = [number for number, question in questions.items() if question.kind is QuestionKind.TEXT]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT is_whole, ballots FROM public.poll_close(%s, %s, %s, %s::int[], %s::jsonb, %s)",
            [fresh.pk, fresh.least, fresh.series is not None, texts, json.dumps(pile.rows), pile.sheets],
        )
        is_whole, cast = cursor.fetchone()
    assert is_whole, "the database lost ballots while the poll was being closed"
    fresh.ballots = cast + pile.sheets
    excess = fresh.ballots - taken_part
    if excess > 0 and not excess_why.strip():
        raise Refused(
            f"收到 {fresh.ballots} 张票，{f'名册上只有 {taken_part} 人参加' if fresh.is_named else f'只发出 {taken_part} 份'}，多出 {excess} 张。"
            "请先核对；确实多出的，写明原因再结束。",
            "excess_why",
        )
    is_kept = fresh.series is not None or fresh.ballots >= fresh.least
    if sealed and is_kept:
        PollSealed.objects.create(id=uuid4(), poll=fresh, number=PILE, sealed=sealed)
    fresh.box = box_of(fresh, sealed_of(fresh))
    fresh.seal = "" if fresh.box else digest_of(last_link_of(fresh), fresh.ballots, rows_of(fresh))
    fresh.state = PollState.SEALED if fresh.box else PollState.CLOSED
    fresh.closed_at, fresh.taken_part = now, taken_part
    fresh.sheets, fresh.void, fresh.excess_why = pile.sheets, pile.void, excess_why.strip() if excess > 0 else ""
    fresh.key = b""
    fresh.save()
    record_poll(
        "poll.closed", fresh, actor=actor, now=now,
        after={"参加人数": taken_part, "计入票数": fresh.ballots, "校验码": fresh.seal or fresh.box}, note=fresh.excess_why,
    )  # fmt: skip
    if fresh.box:
        watching = [pk for pk, _ in scrutineers_of(fresh)]
        tell_scrutineers(fresh, watching, f"“{fresh.title}”已结束，请打开您的锁，两把锁都打开才计票", "unlock", now=now)
    return fresh


def _pile(poll: Poll, counts: Mapping[str, int]) -> tuple[Pile, bytes]:
    """The paper ballots as agreed, and as they are sealed; an empty pile where there are none."""
    nothing = Pile(0, 0, {}), b""
    if PollWay.PAPER not in poll.ways:
        return nothing
    entered = PollPile.objects.filter(poll=poll).exists()
    entry = agreed_entry(poll)
    if entry is None and (entered or counts.get(PollWay.PAPER) or poll.ways == [PollWay.PAPER]):
        raise Refused("纸质票还没有两个人录得一致。请两名计票人各自录入，一致以后再结束。")
    return (pile_of(entry), bytes(entry.sealed)) if entry else nothing
