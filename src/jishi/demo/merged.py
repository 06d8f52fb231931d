"""A village that was joined to its neighbour some months ago: what the history of a township looks like."""

from datetime import date, datetime, timedelta

from jishi.desk import services as desk
from jishi.desk.rules.reshaping import Part, Plan
from jishi.kernel.actor import Actor
from jishi.orgs import services as orgs
from jishi.orgs.models import Organization
from jishi.orgs.rules import OrgKind, ReshapeKind

AGO = timedelta(days=150)


def merge_a_village(into: Organization, *, actor: Actor, now: datetime, today: date) -> None:
    """小柳湾村党支部, whose members had been transferred before, was merged into `into` after the villages were joined."""
    assert into.parent
    old = orgs.create_organization(
        name="小柳湾村党支部",
        short_name="小柳湾村支部",
        kind=OrgKind.BRANCH,
        parent=into.parent,
        code="099000888000",
        nature="administrative_village",
        founded_on=date(1998, 7, 1),
        duties_from=today - AGO,
        actor=actor,
        now=now,
    )
    plan = Plan(ReshapeKind.MERGE, today - AGO, "和党组〔2026〕18号", (old.pk,), (Part(org_id=into.pk),))
    shown = desk.preview(plan, actor=actor, now=now)
    desk.reshape(plan, shown=shown.fingerprint, actor=actor, now=now)
