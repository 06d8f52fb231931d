"""What each room shows beside the roster and the diary, one call a room, in the order in which they lean on each other."""

from collections.abc import Mapping
from datetime import date, datetime

from jishi.demo import (
    carriers,
    committee,
    contracts,
    downward,
    elections,
    polls,
    reviews,
    scheme,
    sites,
    striving,
    telling,
)
from jishi.demo.plans import make_plans
from jishi.kernel.actor import Actor
from jishi.orgs.models import Organization


def fill_rooms(places: Mapping[str, Organization], *, clerk_id: int, today: date, actor: Actor, now: datetime) -> None:
    """Fill the rooms of the township and its branches; `clerk_id` is the person of the 组织办 who handles things."""
    orgs, town = dict(places), places["town"]
    chosen = [orgs[key] for key in ("hongqi", "liushu", "hongda")]
    make_plans(chosen[:2], town, chosen[2], today=today, actor=actor, now=now)
    telling.tell(orgs, actor=actor, now=now)
    elections.lay_elections(orgs, helper_id=clerk_id, today=today, actor=actor, now=now)
    polls.lay_polls(orgs, actor=actor, now=now)
    downward.lay_downward(orgs, clerk_id=clerk_id, actor=actor, now=now)
    reviews.lay_reviews(orgs, clerk_id=clerk_id, today=today, actor=actor, now=now)
    sites.lay_sites(orgs, today=today, actor=actor, now=now)
    committee.act(town=town, places=orgs, today=today, actor=actor, now=now)
    striving.strive(orgs, today=today, actor=actor, now=now)
    carriers.carry(orgs, today=today, actor=actor, now=now)
    scheme.assess(town, chosen, actor=actor, now=now)
    contracts.lay_contracts(orgs, today=today, actor=actor, now=now)
