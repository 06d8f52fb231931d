"""A branch says how far it is with a goal that was set for it."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from jishi.activities.queries import demand_standing
from jishi.committees.models import Goal, GoalProgress
from jishi.committees.queries import concerned_by
from jishi.committees.rules import GoalState
from jishi.committees.services.keeping import line
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.keeping import demand_past, demand_text
from jishi.kernel.locks import earlier
from jishi.orgs.models import Organization


@transaction.atomic
def report_goal(
    *,
    goal_id: int,
    org: Organization,
    on: date,
    note: str,
    actor: Actor,
    now: datetime,
    activity_id: int | None = None,
    submission: UUID | None = None,
) -> GoalProgress:
    """Report a step of `org` towards a goal set for it from above, with its own record that shows it. The issuer's goal
    is not touched. The same `submission` again gives the same step. Raises NotAllowed without RECORD at `org`; Refused
    for a goal that is not set for it, or that its issuer has closed."""
    demand(actor.may(Act.RECORD, org.path))
    if known := earlier(GoalProgress.objects.filter(org=org), submission):
        return known
    goal = Goal.objects.select_related("org").get(pk=goal_id)
    if not concerned_by(goal).filter(pk=org.pk).exists():
        raise Refused("这项目标不是给本组织定的。")
    if goal.state != GoalState.OPEN:
        raise Refused("上级已经写明这项目标的结果，不用再报。")
    demand_past(on, today=now.date(), field="on")
    made = GoalProgress.objects.create(
        goal=goal,
        org=org,
        on=on,
        note=demand_text(note, "note", "请写进展。"),
        activity_id=demand_standing(org, activity_id),
        at=now,
        by=actor.name,
        submission=submission,
    )
    line(
        "goal.advanced", org, ("goal", goal.pk, goal.text), actor=actor, now=now, after={"日期": on, "进展": made.note}
    )
    return made
