"""A township with its clerk, a branch with its secretary and members, and a campaign of the township."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest

from jishi.campaigns import queries, services
from jishi.campaigns.models import Campaign
from jishi.duties.services import open_periods
from jishi.kernel.actor import Actor
from jishi.orgs.models import Organization
from jishi.orgs.rules import PostKind
from tests.builders import Cast, actor_named, make_person, make_post

BASIS = "镇发〔2026〕12号"
RESTS_ON = "基本履职事项清单第6项"


@dataclass(frozen=True)
class Town:
    org: Organization
    branch: Organization
    sibling: Organization
    clerk: Actor
    secretary: Actor
    neighbour: Actor
    member: Actor
    cast: Cast
    now: datetime

    def campaign(self, **facts: Any) -> Campaign:
        """In preparation."""
        given: dict[str, Any] = {"pattern": "excellence", "title": "创先争优", "org_kinds": ["branch"]}
        given |= {"from_on": date(2026, 11, 1), "until_on": date(2027, 3, 31), "basis": BASIS, "rests_on": RESTS_ON}
        return services.make_campaign(org=self.org, actor=self.clerk, now=self.now, **(given | facts))

    def running(self, **facts: Any) -> Campaign:
        """Started."""
        made = self.campaign(**facts)
        seen = queries.coordination(made).key
        return services.start_campaign(made.pk, made.version, seen=seen, actor=self.clerk, now=self.now)


@pytest.fixture
def town(cast: Cast, now: datetime) -> Town:
    chief = make_person(now=now, name="高志远", username="town_secretary")
    make_post(now=now, person_id=chief.pk, org=cast.township, post=PostKind.SECRETARY)
    open_periods(now.date())
    today = now.date()
    return Town(
        org=cast.township,
        branch=cast.branch,
        sibling=cast.sibling,
        clerk=actor_named("clerk", today=today),
        secretary=actor_named("secretary", today=today),
        neighbour=actor_named("sibling_secretary", today=today),
        member=actor_named("member", today=today),
        cast=cast,
        now=now,
    )
