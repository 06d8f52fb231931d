"""Naming the 中心组 of a committee, and the contact points of its leading cadres."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Greatest

from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.locks import earlier
from jishi.orgs.models import ContactPoint, Organization, StudySeat
from jishi.orgs.queries.ties import points_running, seats_running
from jishi.orgs.rules import COMMITTEE_KINDS, OrgKind, SeatRole, is_a
from jishi.orgs.services.standing import demand_basis, demand_day


def _opened(org: Organization, actor: Actor) -> Organization:
    """The organisation held until the transaction ends, so that two forms do not name one person twice."""
    fresh = Organization.objects.select_for_update(no_key=True).get(pk=org.pk)
    demand(actor.may(Act.RECORD, fresh.path))
    return fresh


def _line(
    event: str, org: Organization, about: dict[str, object], *, actor: Actor, now: datetime, note: str = ""
) -> None:
    audit.record(
        event,
        actor=actor,
        at=now,
        act=Act.RECORD,
        org=(org.pk, org.path),
        subject=("orgs.organization", org.pk, org.name),
        after=about,
        note=note,
    )


@transaction.atomic
def seat_member(
    *,
    org: Organization,
    person_id: int,
    role: str,
    from_on: date,
    actor: Actor,
    now: datetime,
    submission: UUID | None = None,
) -> StudySeat:
    """Take a person into the 中心组 of `org` from `from_on` on. The same `submission` again gives the same seat. Raises
    Refused for somebody who sits already, a second leader, a day to come, and for an organisation without a 中心组."""
    known = earlier(StudySeat.objects.filter(org=org), submission)
    fresh = _opened(org, actor)
    if known:
        return known
    if fresh.kind not in (*COMMITTEE_KINDS, OrgKind.PARTY_LEADING_GROUP) and not is_a(
        fresh.kind, OrgKind.GENERAL_BRANCH
    ):
        raise Refused("党支部、党小组不设理论学习中心组。")
    demand_day(from_on, today=now.date(), field="from_on")
    sitting = StudySeat.objects.filter(Q(to_on=None) | Q(to_on__gt=from_on), org=fresh).select_related("person")
    for seat in sitting:
        if seat.person_id == person_id:
            raise Refused(f"{seat.person.name}这段时间已在中心组里，先退出再重新编入。", "person")
        if role == SeatRole.LEADER and seat.role == SeatRole.LEADER:
            raise Refused(f"{seat.person.name}还是组长，请先退出，再定新的组长。", "role")
    seat = StudySeat.objects.create(
        org=fresh, person_id=person_id, role=SeatRole(role), from_on=from_on, submission=submission
    )
    about: dict[str, object] = {"姓名": seat.person.name, "身份": SeatRole.label_of(role), "起": from_on}
    _line("study_seat.taken", fresh, about, actor=actor, now=now)
    return seat


@transaction.atomic
def leave_seat(*, seat: StudySeat, on: date, actor: Actor, now: datetime) -> StudySeat:
    """End a seat: from `on` on the person no longer belongs to the 中心组. Again on the same day: nothing."""
    org = _opened(seat.org, actor)
    seat.refresh_from_db()
    if seat.to_on == on:
        return seat
    demand_day(on, today=now.date())
    if seat.to_on or on <= seat.from_on:
        raise Refused("退出日期要晚于编入日期，而且只能退出一次。", "on")
    seat.to_on = on
    seat.save()
    _line("study_seat.left", org, {"姓名": seat.person.name, "止": on}, actor=actor, now=now)
    return seat


@transaction.atomic
def link_point(
    *,
    org: Organization,
    person_id: int,
    place: Organization,
    from_on: date,
    basis: str,
    actor: Actor,
    now: datetime,
    submission: UUID | None = None,
) -> ContactPoint:
    """Give a leading cadre of `org` a contact point: an organisation below it, from `from_on` on. The same `submission`
    again gives the same row. Raises Refused without a basis, for a place not below, and for the same pair twice."""
    known = earlier(ContactPoint.objects.filter(org=org), submission)
    fresh = _opened(org, actor)
    if known:
        return known
    demand_day(from_on, today=now.date(), field="from_on")
    said = demand_basis(basis)
    if not place.path.startswith(fresh.path) or place.pk == fresh.pk:
        raise Refused("联系点要在本级下属的党组织里选。", "place")
    same = Q(to_on=None) | Q(to_on__gt=from_on)
    if ContactPoint.objects.filter(same, org=fresh, person_id=person_id, place=place).exists():
        raise Refused("这名领导已经联系这个党组织。", "place")
    point = ContactPoint.objects.create(
        org=fresh, person_id=person_id, place=place, from_on=from_on, basis=said, submission=submission
    )
    about: dict[str, object] = {"联系领导": point.person.name, "联系点": place.name, "起": from_on}
    _line("contact_point.linked", fresh, about, actor=actor, now=now, note=said)
    return point


@transaction.atomic
def end_point(*, point: ContactPoint, on: date, basis: str, actor: Actor, now: datetime) -> ContactPoint:
    """End a contact point from `on` on. Again on the same day: nothing. Raises Refused without a basis."""
    org = _opened(point.org, actor)
    point.refresh_from_db()
    if point.to_on == on:
        return point
    demand_day(on, today=now.date())
    if point.to_on or on <= point.from_on:
        raise Refused("结束日期要晚于开始日期，而且只能结束一次。", "on")
    point.to_on, point.end_basis = on, demand_basis(basis)
    point.save()
    about: dict[str, object] = {"联系领导": point.person.name, "联系点": point.place.name, "止": on}
    _line("contact_point.ended", org, about, actor=actor, now=now, note=point.end_basis)
    return point


def end_ties(org: Organization, on: date) -> None:
    """The seats and 联系点 that hang on an organisation end with it on `on`; one that had not begun then never was. For the
    acts that end it: they hold the tree, have checked rights, and write the audit."""
    seats_running([org], on).update(to_on=Greatest("from_on", on))
    points = points_running([org], on)
    points.filter(to_on=None).update(end_basis="党组织撤销或合并")
    points.update(to_on=Greatest("from_on", on))
