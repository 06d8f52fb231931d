"""A record and the entry it is what became of: linked when recorded or afterwards, freed when the record goes."""

from datetime import datetime

from django.db import transaction

from jishi.activities.models import Activity, PlanEntry
from jishi.activities.rules import State, may_record
from jishi.activities.services.planning import held_entry
from jishi.audit.services import record as record_audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand


def meet_entry(activity: Activity, entry_id: int, *, actor: Actor) -> None:
    """Link an entry to a record just made, within its transaction and audit line. Raises Refused for an entry that is not
    the organisation's, is held already or dropped."""
    row = PlanEntry.objects.select_for_update(no_key=True).filter(pk=entry_id, org_id=activity.org_id).first()
    if row is None:
        raise Refused("没有找到这项计划，请从计划页面重新点“记录”。", "plan")
    _fits(row, activity)
    row.activity = activity
    row.version += 1
    row.save()


def _fits(row: PlanEntry, activity: Activity) -> None:
    if row.org_id != activity.org_id:
        raise Refused("这项计划是别的党组织的，不能和这次记录关联。", "plan")
    if row.activity_id not in (None, activity.pk):
        raise Refused("这项计划已经有一次记录了。", "plan")
    if row.dropped_reason:
        raise Refused("这项计划已定为不开展。确实开展了的，请先恢复。", "plan")
    if row.joined_id:
        raise Refused("这项已并入另一项开展，请关联合并后的那一项。", "plan")


def _link_line(event: str, row: PlanEntry, activity: Activity, *, actor: Actor, now: datetime) -> None:
    record_audit(
        event,
        actor=actor,
        at=now,
        act=Act.RECORD,
        org=(row.org_id, row.org.path),
        subject=("activities.planentry", row.pk, row.title),
        note=f"{activity.held_on:%Y-%m-%d} {activity.title}",
    )


@transaction.atomic
def link_entry(entry_id: int, version: int, activity_id: int, *, actor: Actor, now: datetime) -> PlanEntry:
    """Say afterwards that a record is what became of an entry. Raises Refused where they do not fit."""
    row = held_entry(entry_id, version, actor=actor)
    activity = Activity.objects.select_related("org").get(pk=activity_id)
    demand(may_record(actor, activity.org.path, activity.org.kind))
    if activity.state == State.WITHDRAWN:
        raise Refused("这次记录已经撤回，不能再关联。", "plan")
    _fits(row, activity)
    row.activity = activity
    row.version += 1
    row.save()
    _link_line("plan.linked", row, activity, actor=actor, now=now)
    return row


@transaction.atomic
def unlink_entry(entry_id: int, version: int, *, actor: Actor, now: datetime) -> PlanEntry:
    """Take the link back: the entry is open again, the record stays as it is."""
    row = held_entry(entry_id, version, actor=actor)
    activity = row.activity
    if activity is None:
        raise Refused("这项计划没有关联记录。")
    row.activity = None
    row.version += 1
    row.save()
    _link_line("plan.unlinked", row, activity, actor=actor, now=now)
    return row


def free_entries(activity: Activity) -> int:
    """Open again whatever a record was linked to: part of withdrawing it, which writes the line."""
    rows = list(PlanEntry.objects.select_for_update(no_key=True).filter(activity=activity))
    for row in rows:
        row.activity = None
        row.version += 1
        row.save()
    return len(rows)
