"""What the organisations below report on a goal that was set for them: who has, who has not. No score, no order but the
tree's."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from jishi.committees.models import Goal, GoalProgress
from jishi.committees.rules import GoalLevel
from jishi.kernel.actor import Act, Actor
from jishi.kernel.paging import Page, keyset
from jishi.orgs.models import Organization
from jishi.orgs.queries import below, get_org, living
from jishi.orgs.rules import OrgKind


def concerned_by(goal: Goal) -> QuerySet[Organization]:
    """The living organisations a goal is set for: those below its issuer, of its sector if it names one, without 党小组.
    None for a goal of the issuer's own."""
    rows = living(Organization.objects.filter(below(goal.org.path))).exclude(pk=goal.org_id)
    if goal.level != GoalLevel.BELOW:
        return rows.none()
    rows = rows.exclude(kind=OrgKind.PARTY_GROUP)
    return rows.filter(sector=goal.sector) if goal.sector else rows


def get_goal_for(actor: Actor, act: Act, org_id: int, goal_id: int) -> tuple[Organization, Goal]:
    """The organisation through its own door, and a goal that is set for it; a goal of others looks like missing."""
    org = get_org(actor, act, org_id)
    goal = Goal.objects.select_related("org").get(pk=goal_id)
    if not concerned_by(goal).filter(pk=org.pk).exists():
        raise Goal.DoesNotExist
    return org, goal


@dataclass(frozen=True, slots=True)
class Reported:
    """What one organisation has reported, the latest first; nothing is no fault."""

    org: Organization
    steps: list[GoalProgress]


@dataclass(frozen=True, slots=True)
class Reports:
    """A page of the organisations concerned; `said` of `of` have reported."""

    page: Page[Reported]
    said: int
    of: int

    @property
    def silent(self) -> int:
        return self.of - self.said


def reports_on(goal: Goal, *, silent: bool = False, at: str = "") -> Reports:
    """Who has reported on a goal, or (`silent`) who has not, by tree. Four queries, whatever their number."""
    orgs = concerned_by(goal)
    spoken = Exists(GoalProgress.objects.filter(goal=goal, org_id=OuterRef("pk")))
    of, said = orgs.count(), orgs.filter(spoken).count()
    wanted = orgs.filter(~spoken) if silent else orgs.filter(spoken)
    found = keyset(wanted, keys=("path",), at=at, total=of - said if silent else said)
    steps: dict[int, list[GoalProgress]] = {org.pk: [] for org in found.rows}
    rows = GoalProgress.objects.filter(goal=goal, org_id__in=list(steps)).select_related("activity")
    for step in rows.order_by("-on", "-pk"):
        steps[step.org_id or 0].append(step)
    lines = [Reported(org, steps[org.pk]) for org in found.rows]
    return Reports(Page(lines, found.next, found.previous, found.total), said, of)
