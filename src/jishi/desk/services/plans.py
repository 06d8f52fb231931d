"""Writing what a layout proposed, as far as it was chosen."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from jishi.activities import services as activities
from jishi.activities.queries import get_plan_org, plan_orgs
from jishi.activities.rules import PlanInput
from jishi.desk.queries.year_plan import Layout, layout_for
from jishi.desk.rules.year_plan import Item
from jishi.kernel.actor import Act, Actor


def _entry(item: Item, layout: Layout) -> PlanInput:
    owner = layout.owners[item.org_id, item.owed.rule.id]
    return PlanInput(
        org_id=item.org_id,
        year=layout.year,
        month=item.month,
        title=item.title,
        kinds=item.kinds,
        rules=item.rules,
        subject=item.subject,
        day=item.day,
        owner_id=owner.person_id if owner else None,
    )


@transaction.atomic
def write_layout(
    org_id: int,
    year: int,
    *,
    take: Collection[str],
    join: Collection[str],
    theme_day: int | None,
    quarter_month: int | None,
    actor: Actor,
    now: datetime,
) -> int:
    """Write the items of the layout whose keys are in `take`; events whose keys are in `join` are held as one. The layout is
    worked out anew, so that a second press, or another person's meanwhile, adds only what is missing. Returns how many
    entries were written."""
    org = get_plan_org(actor, Act.RECORD, org_id)
    layout = layout_for(plan_orgs(org.pk), year, on=now.date(), theme_day=theme_day, quarter_month=quarter_month)
    new, count = [], 0
    for event in layout.events:
        chosen = [item for item in event.items if item.key in take]
        count += len(chosen)
        together = event.key in join
        groups = [chosen] if together and chosen else [[item] for item in chosen]
        for head, *rest in groups:
            parts = tuple(activities.NewEntry(entry=_entry(item, layout)) for item in rest)
            new.append(activities.NewEntry(entry=_entry(head, layout), parts=parts))
    activities.lay_out(new, actor=actor, now=now)
    return count
