"""Secret polls in the demo: a satisfaction poll that is closed, with opinions, one of members that is open, and one sealed to
two scrutineers that waits for them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from jishi.ballots import services
from jishi.ballots.queries.polls import people_to_ask
from jishi.ballots.rules.polls import PollKind, PollWay, Subject
from jishi.kernel.actor import Actor
from jishi.orgs.models import Organization

ITEMS = ("村务公开", "便民服务", "矛盾调解", "环境整治")
OPINIONS = (
    "路灯坏了几盏，盼早点修", "村务公开栏字太小，老人看不清", "周末也希望有人代办", "水渠清得及时", "希望多开几次夜校",
    "垃圾车来得太早",
)  # fmt: skip
CAST = 26
MOTIONS = ("老活动室改建为党群服务点", "夜校每周开两次")
SEALED_CAST = 9
PASSPHRASE = "红旗村老槐树下的演示口令"  # noqa: S105  of both scrutineers in the demo; its note tells it


def lay_polls(places: Mapping[str, Organization], *, actor: Actor, now: datetime) -> None:
    """One closed poll of the masses and one open of a branch's members, slips drawn, some already cast."""
    rng = Random(7)  # noqa: S311  a demo has no secrets
    branch = places["hongqi"]
    people = people_to_ask(branch, now.date())
    watching = [one.person_id for one in people[7:9]]
    poll = services.make_poll(
        org=branch, kind=PollKind.SATISFACTION, title="红旗村群众满意度测评", items=ITEMS, ways=[PollWay.SLIP], is_named=False,
        scrutineers=watching, asks_opinion=True, actor=actor, now=now - timedelta(days=21),
    )  # fmt: skip
    codes = services.print_slips(poll=poll, count=30, actor=actor, now=now - timedelta(days=21))
    poll = services.open_poll(poll=poll, version=2, handed=30, actor=actor, now=now - timedelta(days=20))
    for number, code in enumerate(codes[:CAST]):
        given = {at: [rng.choice("000001112")] for at in range(1, len(ITEMS) + 1)}
        if number < len(OPINIONS):
            given[len(ITEMS) + 1] = [OPINIONS[number]]
        services.cast_ballot(poll=poll, receipt=services.receipt_for_code(poll, code), given=given)
    services.close_poll(poll=poll, version=poll.version, actor=actor, now=now - timedelta(days=20) + timedelta(hours=2))
    review = services.make_poll(
        org=branch, kind=PollKind.MEMBERS, title="红旗村党支部民主评议党员测评", ways=[PollWay.SLIP, PollWay.TOKEN],
        subjects=[Subject(one.name, one.person_id) for one in people if one.is_full], actor=actor, now=now - timedelta(hours=5),
        scrutineers=watching, note="会场抽票条；外出的同志用手机领电子票",
    )  # fmt: skip
    codes = services.print_slips(poll=review, count=len(people) + 3, actor=actor, now=now - timedelta(hours=4))
    review = services.open_poll(poll=review, version=2, actor=actor, now=now - timedelta(hours=3))
    for code in codes[:6]:
        given = {at: [rng.choice("00011112")] for at in range(1, sum(one.is_full for one in people) + 1)}
        services.cast_ballot(poll=review, receipt=services.receipt_for_code(review, code), given=given)
    drew = [one.person_id for one in people[:6]]
    services.mark_roll(poll=review, persons=drew, way=PollWay.SLIP, actor=actor, now=now - timedelta(hours=2))
    _lay_sealed(branch, actor=actor, now=now, rng=rng)


def _lay_sealed(branch: Organization, *, actor: Actor, now: datetime, rng: Random) -> None:
    """A poll of members on matters of the branch, sealed to two scrutineers: ended, and waiting for them to open it."""
    people = people_to_ask(branch, now.date())
    watching = people[9:11]
    poll = services.make_poll(
        org=branch, kind=PollKind.MOTIONS, title="活动阵地改建方案意见征求", ways=[PollWay.SLIP], items=MOTIONS,
        scrutineers=[one.person_id for one in watching], is_sealed=True, actor=actor, now=now - timedelta(days=3),
        note=f"演示：两把锁的口令都是“{PASSPHRASE}”",
    )  # fmt: skip
    for one in watching:
        sealer = Actor(name=one.name, person_id=one.person_id)
        services.set_passphrase(
            poll=poll, passphrase=PASSPHRASE, again=PASSPHRASE, actor=sealer, now=now - timedelta(days=2)
        )
    codes = services.print_slips(poll=poll, count=len(people), actor=actor, now=now - timedelta(days=2))
    poll.refresh_from_db()
    poll = services.open_poll(poll=poll, version=poll.version, actor=actor, now=now - timedelta(days=1))
    for code in codes[:SEALED_CAST]:
        given = {at: [rng.choice("001")] for at in range(1, len(MOTIONS) + 1)}
        services.cast_ballot(poll=poll, receipt=services.receipt_for_code(poll, code), given=given)
    drew = [one.person_id for one in people[:SEALED_CAST]]
    services.mark_roll(poll=poll, persons=drew, way=PollWay.SLIP, actor=actor, now=now - timedelta(hours=20))
    poll.refresh_from_db()
    services.close_poll(poll=poll, version=poll.version, actor=actor, now=now - timedelta(hours=19))
