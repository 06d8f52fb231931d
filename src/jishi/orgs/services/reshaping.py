"""The parts of an act on whole organisations: end, found, place, and the same taken back. The caller holds the tree
alone, has checked rights and the past, writes the audit and says `touched` once, last."""

from datetime import date, datetime

from django.db.models import F, Q

from jishi.kernel.actor import Actor
from jishi.kernel.decision import Refused
from jishi.kernel.names import comparable
from jishi.orgs.models import (
    Assistance,
    Charge,
    ContactPoint,
    Guidance,
    Naming,
    Organization,
    Placement,
    PostHeld,
    StudySeat,
    Term,
    Unit,
)
from jishi.orgs.queries import points_running, seats_running
from jishi.orgs.rules import OrgKind, Trace, is_a
from jishi.orgs.services.changing import demand_no_past_cycle, rewrite_paths
from jishi.orgs.services.counting import recounted
from jishi.orgs.services.creating import create_quietly
from jishi.orgs.services.standing import in_order
from jishi.orgs.services.ties import end_ties


def _closed[Row: (Placement, Naming)](row: Row, on: date) -> Row:
    if row.from_on and row.from_on >= on:
        raise Refused(f"{row.org.name}{row.from_on} 还有变动，生效日期要在它以后。", "on")
    row.to_on = on
    row.save()
    return row


def end_quietly(org: Organization, *, on: date, trace: Trace) -> None:
    """Its place, name, posts, division of work, seats of its 中心组, 联系点, open term and guidance end on `on`. `org` is a
    locked copy."""
    place = _closed(in_order(Placement.objects.filter(org=org).select_related("org"))[-1], on)
    name = _closed(in_order(Naming.objects.filter(org=org).select_related("org"))[-1], on)
    trace.ended.append((org.pk, place.pk, name.pk))
    running = Q(to_on=None) | Q(to_on__gt=on)
    for held in PostHeld.objects.filter(running, org=org).order_by("pk"):
        trace.posts.append((held.pk, held.to_on.isoformat() if held.to_on else None))
    PostHeld.objects.filter(running, org=org).update(to_on=on)
    meant = Guidance.objects.filter(running, Q(guide=org) | Q(guided=org))
    trace.guidances += [(g.pk, g.to_on.isoformat() if g.to_on else None) for g in meant.order_by("pk")]
    meant.update(to_on=on)
    for model, kept in ((Charge, trace.charges), (Assistance, trace.assistances)):
        rows = model.objects.filter(running, org=org)
        kept += [(row.pk, row.to_on.isoformat() if row.to_on else None) for row in rows.order_by("pk")]
        rows.update(to_on=on)
    for tied, found in ((trace.seats, seats_running([org], on)), (trace.points, points_running([org], on))):
        tied += [(row.pk, row.to_on.isoformat() if row.to_on else None) for row in found.order_by("pk")]
    end_ties(org, on)
    terms = Term.objects.filter(org=org, closed_on=None)
    trace.terms += list(terms.values_list("pk", flat=True))
    terms.update(closed_on=on)
    org.ended_on = on
    org.version += 1
    with recounted(org.pk):
        org.save()


def place_quietly(
    org: Organization, *, parent: Organization | None, kind: str, on: date, basis: str, trace: Trace
) -> list[int]:
    """From `on` on it stands under `parent` as `kind`; gives the ids of all whose path changed with it. A name that is
    taken there gets the old superior's name in front (a 党小组 that comes along)."""
    was_under = org.parent
    row = _closed(in_order(Placement.objects.filter(org=org).select_related("org"))[-1], on)
    opened = Placement.objects.create(org=org, parent=parent, kind=kind, from_on=on, basis=basis)
    trace.placed.append((org.pk, row.pk, opened.pk, org.parent_id, org.kind))
    moved: list[int] = []
    if parent is not None and was_under is not None and parent.pk != was_under.pk:
        demand_no_past_cycle(org.pk, parent.pk, on, None)
        name = free_name(org, parent, was_under)
        moved = rewrite_paths(org, parent)
        org.refresh_from_db(fields=["path"])
        org.parent = parent
        if name != org.name:
            last = _closed(in_order(Naming.objects.filter(org=org).select_related("org"))[-1], on)
            fresh = Naming.objects.create(org=org, name=name, from_on=on, basis=basis)
            trace.renamed.append((org.pk, last.pk, fresh.pk, org.name))
            org.name = name
    org.kind = OrgKind(kind)
    org.version += 1
    with recounted(org.pk):
        org.save()
    return moved


def free_name(org: Organization, parent: Organization, was_under: Organization) -> str:
    """Its name under the new superior: its own, or with the old superior's in front where another has it already."""
    taken = {
        comparable(name)
        for name in Organization.objects.filter(parent=parent, ended_on=None)
        .exclude(pk=org.pk)
        .values_list("name", flat=True)
    }
    if comparable(org.name) not in taken:
        return org.name
    before = f"原{was_under.short_name or was_under.name}"
    name = f"{before}{org.name}"
    number = 2
    while comparable(name) in taken:
        name = f"{before}{org.name}{number}"
        number += 1
    return name[:120]


def found_quietly(
    *, name: str, kind: str, parent: Organization, like: Organization, on: date, basis: str, trace: Trace,
    actor: Actor, now: datetime,
) -> Organization:  # fmt: skip
    """A new organisation from `on` on, in the sector and with the units of `like`. It owes duties from then on."""
    org, _ = create_quietly(
        name=name, kind=kind, parent=parent, actor=actor, now=now, code="", short_name="", sector=like.sector,
        founded_on=on, duties_from=on, basis=basis, nature="", submission=None,
    )  # fmt: skip
    Organization.objects.filter(pk=org.pk).update(sector_by_hand=like.sector_by_hand, place=like.place)
    org.refresh_from_db()
    trace.made.append(org.pk)
    copy_units(like, org, trace=trace)
    return org


def copy_units(old: Organization, new: Organization, *, trace: Trace) -> int:
    """Enter the old one's units at the new one too, as far as it may have them: all of them at a joint branch, one at
    any other that has none. How many."""
    several = is_a(new.kind, OrgKind.JOINT_BRANCH)
    there = set(Unit.objects.filter(org=new).values_list("name", "nature"))
    units = [u for u in Unit.objects.filter(org=old).order_by("pk") if (u.name, u.nature) not in there]
    if not several:
        units = units[:1] if not there else []
    for unit in units:
        made = Unit.objects.create(
            org=new, name=unit.name, nature=unit.nature, credit_code=unit.credit_code, staff=unit.staff
        )
        trace.units.append(made.pk)
    return len(units)


def undo_tree(trace: Trace, *, on: date) -> list[int]:
    """Take back what an act did to the tree: those that ended stand again, those that moved are where they were, those it
    founded never stood. Members and tasks have been taken back before. Gives the ids of all whose path changed."""
    moved: list[int] = []
    for org_id, place, name in trace.ended:
        Placement.objects.filter(pk=place).update(to_on=None)
        Naming.objects.filter(pk=name).update(to_on=None)
        with recounted(org_id):
            Organization.objects.filter(pk=org_id).update(ended_on=None, version=F("version") + 1)
    for org_id, closed, opened, old_name in reversed(trace.renamed):
        Naming.objects.filter(pk=opened).delete()
        Naming.objects.filter(pk=closed).update(to_on=None)
        Organization.objects.filter(pk=org_id).update(name=old_name)
    for org_id, closed, opened, parent_id, kind in reversed(trace.placed):
        Placement.objects.filter(pk=opened).delete()
        Placement.objects.filter(pk=closed).update(to_on=None)
        org = Organization.objects.get(pk=org_id)
        if parent_id is not None and org.parent_id != parent_id:
            moved += rewrite_paths(org, Organization.objects.get(pk=parent_id))
        with recounted(org_id):
            Organization.objects.filter(pk=org_id).update(kind=kind, version=F("version") + 1)
    kept = (
        (PostHeld, trace.posts), (Guidance, trace.guidances), (Charge, trace.charges),
        (Assistance, trace.assistances),
    )  # fmt: skip
    for model, rows in kept:
        for pk, to_on in rows:
            model.objects.filter(pk=pk).update(to_on=date.fromisoformat(to_on) if to_on else None)
    for pk, to_on in trace.seats:
        StudySeat.objects.filter(pk=pk).update(to_on=date.fromisoformat(to_on) if to_on else None)
    for pk, to_on in trace.points:
        again = {"to_on": date.fromisoformat(to_on)} if to_on else {"to_on": None, "end_basis": ""}
        ContactPoint.objects.filter(pk=pk).update(**again)
    Term.objects.filter(pk__in=trace.terms).update(closed_on=None)
    Unit.objects.filter(pk__in=trace.units).delete()
    # A mistake leaves its number behind but no day on which it stood: the tree is as if it had never been founded.
    Placement.objects.filter(org_id__in=trace.made).delete()
    Naming.objects.filter(org_id__in=trace.made).delete()
    for org_id in trace.made:
        with recounted(org_id):
            Organization.objects.filter(pk=org_id).update(ended_on=on, version=F("version") + 1)
    return moved
