"""Polls for stories, made and opened through the real services."""

import re
from datetime import datetime, timedelta

from django.db import connection

from jishi.ballots import services
from jishi.ballots.models import Poll, PollVoter
from jishi.ballots.rules import blind
from jishi.ballots.rules.polls import PollKind, PollState, PollWay
from jishi.kernel.actor import Actor, operator
from jishi.kernel.db import as_owner
from tests.builders import Cast, actor_named

MOTIONS = ["同意修路方案", "同意植树方案"]


def secretary(now: datetime) -> Actor:
    return actor_named("secretary", today=now.date())


def teller(now: datetime) -> Actor:
    """A second one who may count: the branch's 组织委员."""
    return actor_named("member", today=now.date())


def make_motions(cast: Cast, now: datetime, *ways: PollWay, asks_opinion: bool = True, **more: object) -> Poll:
    return services.make_poll(
        org=cast.branch, kind=PollKind.MOTIONS, title="支部事项意见", ways=ways or (PollWay.SLIP,), items=MOTIONS,
        asks_opinion=asks_opinion, actor=secretary(now), now=now, **more,  # type: ignore[arg-type]  # words given by name
    )  # fmt: skip


def opened(poll: Poll, now: datetime, *, slips: int = 9, handed: int | None = None) -> tuple[Poll, list[str]]:
    """The poll open, and the codes of its slips as printed."""
    codes: list[str] = []
    if PollWay.SLIP in poll.ways:
        codes = services.print_slips(poll=poll, count=slips, actor=operator(), now=now)
    poll.refresh_from_db()
    return services.open_poll(poll=poll, version=poll.version, actor=operator(), now=now, handed=handed), codes


def cast_slip(poll: Poll, code: str, *answers: str, opinion: str = "") -> services.Cast:
    given = {number: [answer] for number, answer in enumerate(answers, 1)}
    if opinion:
        given[len(answers) + 1] = [opinion]
    return services.cast_ballot(poll=poll, receipt=services.receipt_for_code(poll, code), given=given)


def marked(poll: Poll, number: int, now: datetime, way: PollWay = PollWay.SLIP) -> None:
    """Mark the first of the roll as having taken part."""
    persons = list(PollVoter.objects.filter(poll=poll).order_by("person").values_list("person_id", flat=True))
    services.mark_roll(poll=poll, persons=persons[:number], way=way, actor=operator(), now=now)


def closed(poll: Poll, now: datetime, **more: object) -> Poll:
    poll.refresh_from_db()
    assert poll.state == PollState.OPEN
    return services.close_poll(
        poll=poll, version=poll.version, actor=operator(), now=now + timedelta(hours=1), **more,  # type: ignore[arg-type]  # words given by name
    )  # fmt: skip


def token_of(poll: Poll, actor: Actor) -> tuple[str, str]:
    """What a voter's device does: draw a token, have it signed covered, uncover the signature."""
    modulus, token = int(poll.modulus, 16), bytes(range(32))
    sent = blind.blind(modulus, token)
    signed = services.sign_token(poll=poll, blinded=sent.blinded, actor=actor)
    return token.hex(), blind.unblind(modulus, sent, signed).hex()


def intake_tables() -> list[str]:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relname LIKE 'intake%%' AND relkind = 'r'")
        return [name for [name] in cursor.fetchall() if re.fullmatch(r"intake_\d+", name)]


PASSPHRASES = ("春江潮水连海平，海上明月共潮生", "Red-Flag-Village 2026!")


def scrutineers(now: datetime) -> tuple[Actor, Actor]:
    """The branch's 组织委员 and a secretary from next door: neither runs the polls of these stories."""
    return teller(now), actor_named("sibling_secretary", today=now.date())


def make_sealed(cast: Cast, now: datetime, *ways: PollWay, **more: object) -> Poll:
    """A poll to be sealed by two scrutineers, without their locks yet."""
    watching = [one.person_id for one in scrutineers(now)]
    return make_motions(cast, now, *ways, is_sealed=True, scrutineers=watching, **more)  # type: ignore[arg-type]  # words given by name


def locked(poll: Poll, now: datetime) -> Poll:
    """Both scrutineers have set their passphrases."""
    for actor, said in zip(scrutineers(now), PASSPHRASES, strict=True):
        services.set_passphrase(poll=poll, passphrase=said, again=said, actor=actor, now=now)
    return poll


def unlocked(poll: Poll, now: datetime, who: int) -> bool:
    """The first or second scrutineer opens; gives whether the poll is counted now."""
    return services.unlock_poll(poll=poll, passphrase=PASSPHRASES[who], actor=scrutineers(now)[who], now=now)
