"""Bringing organisations into the tree and keeping their card."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.locks import earlier
from jishi.kernel.names import clean_name
from jishi.kernel.registry import FactsChange, touched
from jishi.orgs.models import Naming, Organization, Placement, Unit
from jishi.orgs.rules import (
    DEEPEST,
    SECTOR_OF,
    STEP,
    OrgKind,
    Sector,
    UnitNature,
    may_stand_under,
    step_code,
    step_number,
)
from jishi.orgs.services.counting import count_new
from jishi.orgs.services.standing import demand_free_code, demand_free_name, hold_tree_still, in_order, locked, opened

SUBJECT = "orgs.organization"


def next_path(parent: Organization | None) -> str:
    """The path of the next child of `parent`, whose row the caller has locked: two creations never get the same step."""
    prefix = parent.path if parent else ""
    if len(prefix) >= DEEPEST * STEP:
        raise Refused(f"组织最多 {DEEPEST} 层，这里不能再往下设。", "parent")
    last = Organization.objects.filter(parent=parent).order_by("-path").values_list("path", flat=True).first()
    return prefix + step_code(step_number(last[-STEP:]) + 1 if last else 0)


@transaction.atomic
def create_organization(
    *,
    name: str,
    kind: str,
    parent: Organization | None,
    actor: Actor,
    now: datetime,
    code: str = "",
    short_name: str = "",
    sector: str | None = None,
    founded_on: date | None = None,
    duties_from: date | None = None,
    basis: str = "",
    nature: str = "",
    submission: UUID | None = None,
) -> Organization:
    """Create an organisation under `parent`; without one only the very first organisation of an empty database.

    Its history opens on `founded_on`, or unbounded below when that is not known. Duties count from `duties_from`, by
    default 1 January of this year. The sector follows the unit's `nature` unless `sector` is given by hand. The same
    `submission` twice gives the organisation of the first time.

    Raises NotAllowed without ORG_EDIT on the parent; Refused for a second root, a place its kind does not allow, a name
    or code that is taken, or a founding day that has not come."""
    org, is_new = create_quietly(
        name=name,
        kind=kind,
        parent=parent,
        actor=actor,
        now=now,
        code=code,
        short_name=short_name,
        sector=sector,
        founded_on=founded_on,
        duties_from=duties_from,
        basis=basis,
        nature=nature,
        submission=submission,
    )
    if is_new:
        touched([FactsChange(org.pk, None)])
    return org


def create_quietly(
    *,
    name: str,
    kind: str,
    parent: Organization | None,
    actor: Actor,
    now: datetime,
    code: str,
    short_name: str,
    sector: str | None,
    founded_on: date | None,
    duties_from: date | None,
    basis: str,
    nature: str,
    submission: UUID | None,
) -> tuple[Organization, bool]:
    """`create_organization` for a caller that says `touched` itself, once for many. The flag is False for a repeat."""
    hold_tree_still()
    parent = locked(parent.pk) if parent else None
    if parent:
        demand(actor.may(Act.ORG_EDIT, parent.path))
    if made := earlier(Organization.objects.all(), submission):
        return made, False
    if parent is None and Organization.objects.exists():
        raise Refused("已有顶层党组织，新组织要选上级党组织。", "parent")
    if parent and parent.ended_on:
        raise Refused("上级党组织已经撤销，请另选。", "parent")
    name = cleaned_name(name)
    place = may_stand_under(kind, parent.kind if parent else None)
    if not place:
        raise Refused(place.reason, "kind")
    if founded_on and founded_on > now.date():
        raise Refused("建立日期还没有到，请核对。", "founded_on")
    demand_free_name(name, parent)
    demand_free_code(code)
    org = Organization.objects.create(
        name=name,
        short_name=short_name,
        code=code,
        kind=OrgKind(kind),
        sector=Sector(sector) if sector else sector_from(nature),
        sector_by_hand=sector is not None,
        path=next_path(parent),
        parent=parent,
        founded_on=founded_on,
        duties_from=duties_from or date(now.year, 1, 1),
        submission=submission,
    )
    count_new([org.pk])
    Placement.objects.create(org=org, parent=parent, kind=org.kind, from_on=founded_on, basis=basis)
    Naming.objects.create(org=org, name=org.name, from_on=founded_on, basis=basis)
    if nature:
        Unit.objects.create(org=org, name="", nature=UnitNature(nature))
    audit.record(
        "org.created",
        actor=actor,
        at=now,
        act=Act.ORG_EDIT,
        org=(org.pk, org.path),
        subject=(SUBJECT, org.pk, org.name),
        after=told(org),
        note=basis,
    )
    return org, True


def told(org: Organization) -> dict[str, object]:
    """What the audit says of a new organisation."""
    return {
        "党组织名称": org.name,
        "组织类别": OrgKind(org.kind).label,
        "党组织编码": org.code,
        "上级党组织": org.parent.name if org.parent else None,
        "建立日期": org.founded_on,
    }


def cleaned_name(name: str) -> str:
    """As it is stored. Raises Refused for a blank."""
    cleaned = clean_name(name)
    if not cleaned:
        raise Refused("要写党组织名称。", "name")
    return cleaned


def sector_from(nature: str) -> Sector:
    """The sector that follows from a unit's nature; OTHER when that is not known."""
    return SECTOR_OF[UnitNature(nature)] if nature else Sector.OTHER


def save_with_audit(
    org: Organization,
    event: str,
    *,
    actor: Actor,
    now: datetime,
    before: dict[str, object],
    after: dict[str, object],
    note: str = "",
) -> None:
    """Save `org` and tell what changed about it."""
    org.save()
    audit.record(
        event,
        actor=actor,
        at=now,
        act=Act.ORG_EDIT,
        org=(org.pk, org.path),
        subject=(SUBJECT, org.pk, org.name),
        before=before,
        after=after,
        note=note,
    )


EDITABLE = ("short_name", "code", "founded_on", "duties_from", "phone", "address", "place")


@transaction.atomic
def edit_organization(
    *,
    org: Organization,
    actor: Actor,
    now: datetime,
    version: int | None = None,
    sector: str | None = None,
    sector_by_hand: bool | None = None,
    **facts: object,
) -> Organization:
    """Correct the card: any of EDITABLE by keyword; what is not named stays. `sector_by_hand=False` lets the sector
    follow the unit again. A new founding day is where the history begins from then on. Nothing changed, nothing written.

    Raises Refused for a code that is taken, or a founding day that has not come or is after a later change."""
    assert set(facts) <= set(EDITABLE), facts
    fresh = opened(org, actor=actor, version=version)
    if "code" in facts:
        demand_free_code(str(facts["code"]), but=fresh.pk)
    wanted = dict(facts)
    if sector_by_hand is not None:
        unit = Unit.objects.filter(org=fresh).order_by("pk").first()
        wanted["sector_by_hand"] = sector_by_hand
        wanted["sector"] = Sector(sector) if sector_by_hand and sector else sector_from(unit.nature if unit else "")
    changed = {name: value for name, value in wanted.items() if getattr(fresh, name) != value}
    if not changed:
        return fresh
    before = {_label(name): getattr(fresh, name) for name in changed}
    founded_before = fresh.founded_on
    for name, value in changed.items():
        setattr(fresh, name, value)
    if "founded_on" in changed:
        _begin_history_on(fresh, now.date())
    save_with_audit(
        fresh, "org.edited", actor=actor, now=now, before=before, after={_label(n): v for n, v in changed.items()}
    )
    if {"sector", "duties_from", "founded_on"} & changed.keys():
        known = [day for day in (founded_before, fresh.founded_on) if day]
        touched([FactsChange(fresh.pk, min(known) if len(known) == 2 else None)])
    return fresh


def _label(name: str) -> str:
    return str(Organization._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _begin_history_on(org: Organization, today: date) -> None:
    if org.founded_on and org.founded_on > today:
        raise Refused("建立日期还没有到，请核对。", "founded_on")
    for first in (in_order(Placement.objects.filter(org=org))[0], in_order(Naming.objects.filter(org=org))[0]):
        if org.founded_on and first.to_on and first.to_on <= org.founded_on:
            raise Refused(f"建立日期不能晚于 {first.to_on} 的变动，请先更正沿革。", "founded_on")
        first.from_on = org.founded_on
        first.save()
