"""How the ballot of one office is laid out."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from jishi.ballots.models import BallotSheet, Candidate, Election
from jishi.ballots.rules.candidates import Office
from jishi.ballots.rules.layout import Order
from jishi.ballots.services.opening import Facts, audited, opened
from jishi.kernel.actor import Actor
from jishi.kernel.decision import Refused


@transaction.atomic
def lay_out_ballot(
    *,
    election: Election,
    office: Office,
    mark: str,
    signs: str,
    bare_write_in: str,
    order: str,
    order_remark: str,
    order_ids: Sequence[int],
    write_ins: int | None,
    colour: str,
    version: int,
    actor: Actor,
    now: datetime,
) -> BallotSheet:
    """Keep the layout of one ballot. `order_ids` as they are to be printed, where the order is not that of strokes; a
    manual order says why. Raises Refused without that remark, or for a name that is not on the list."""
    fresh = opened(election, version, actor=actor)
    if order == Order.MANUAL and not order_remark.strip():
        raise Refused("自行排列的，请写明依据，如“按党员大会通过的顺序”。印在选票上。", "order_remark")
    ids = list(dict.fromkeys(order_ids)) if order != Order.STROKES else []
    if Candidate.objects.filter(election=fresh, pk__in=ids).count() != len(ids):
        raise Refused("顺序里有不在名单上的人。", "order_ids")
    facts: Facts = {
        "mark": mark, "signs": signs, "bare_write_in": bare_write_in, "order": order, "order_ids": ids,
        "order_remark": order_remark.strip() if order == Order.MANUAL else "", "write_ins": write_ins,
        "colour": colour.strip(),
    }  # fmt: skip
    sheet, _ = BallotSheet.objects.update_or_create(election=fresh, office=office, defaults=facts)
    fresh.save(update_fields=["version"])
    after: Facts = {"选举职务": office.label, "排列顺序": Order(order).label}
    audited("election.ballot_laid_out", fresh, actor=actor, now=now, after=after, note=sheet.order_remark)
    return sheet
