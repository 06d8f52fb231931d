"""One member at a time: add, change, leave, place in a 党小组, reveal."""

from collections.abc import Mapping
from datetime import date, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, Refused, demand
from jishi.kernel.locks import earlier
from jishi.kernel.registry import FactsChange, touched
from jishi.members.models import Member, Membership
from jishi.members.queries.belonging import get_member, home_of
from jishi.members.queries.card import version_of
from jishi.members.rules import Category, LeaveReason, MembershipKind, Standing
from jishi.members.rules.columns import FIELDS, Home, shown
from jishi.members.services.places import FROM_PERSON, counties_of, county_of, opens_on, set_from_person
from jishi.orgs.models import Organization
from jishi.orgs.queries import true_on
from jishi.orgs.rules import BRANCH_KINDS, OrgKind
from jishi.orgs.services import hold_tree_still
from jishi.people import services as people
from jishi.people.models import Person

FACTS = ("category", "joined_on", "full_on", "standing")
OF_MEMBER = tuple(f.name for f in FIELDS.values() if f.home is Home.MEMBER)


def _refuse_dates(category: str, joined_on: date | None, full_on: date | None) -> None:
    if joined_on and full_on and full_on < joined_on:
        raise Refused("转正日期早于入党日期，请核对。", "full_on")
    if category == Category.PROBATIONARY and full_on:
        raise Refused("预备党员没有转正日期。已经转正的，请把人员类别改为正式党员。", "full_on")


@transaction.atomic
def add_member(
    *,
    person: Person,
    org: Organization,
    category: str,
    joined_on: date | None,
    actor: Actor,
    now: datetime,
    full_on: date | None = None,
    from_on: date | None = None,
    group: Organization | None = None,
    reason: str = "",
    submission: UUID | None = None,
) -> Member:
    """Put a person on the roster of branch `org` from `from_on` on (default: the day of joining, else unbounded).
    `group` is a 党小组 of that branch. The same `submission` again gives the member it made. Raises NotAllowed without
    MEMBER_EDIT, Refused where the dates contradict each other or the person is a member already."""
    demand(actor.may(Act.MEMBER_EDIT, org.path))
    if made := earlier(Member.objects.all(), submission):
        return made
    hold_tree_still()
    org.refresh_from_db(fields=["kind", "path", "ended_on"])
    if org.ended_on:
        raise Refused(f"{org.name}已经撤销，请选承接它的党支部。", "org")
    if org.kind not in BRANCH_KINDS:
        raise Refused(f"{org.name}不是党支部，党员要列入党支部。", "org")
    _refuse_dates(category, joined_on, full_on)
    if Member.objects.filter(pk=person.pk).exists():
        raise Refused(f"{person.name}已在党员名册上，换支部要办组织关系转接。", "name")
    member = Member(
        person=person,
        org=org,
        group=group,
        county_id=county_of(org),
        category=Category(category),
        joined_on=joined_on,
        full_on=full_on,
        submission=submission,
    )
    set_from_person(member, person)
    member.save(force_insert=True)
    since = from_on or opens_on(joined_on, now.date())
    Membership.objects.create(member=member, org=org, kind=MembershipKind.FORMAL, from_on=since, reason=reason)
    if group:
        Membership.objects.create(member=member, org=group, kind=MembershipKind.GROUP, from_on=since)
    audit.record(
        "member.added",
        actor=actor,
        at=now,
        act=Act.MEMBER_EDIT,
        org=(org.pk, org.path),
        subject=("members.member", member.pk, person.name),
        after={"org": org.name, "category": category, "joined_on": joined_on},
        note="，".join(word for word in (org.name, reason) if word),
    )
    touched([FactsChange(org.pk, since)])
    return member


@transaction.atomic
def change_member(*, member_id: int, values: Mapping[str, Any], version: int, actor: Actor, now: datetime) -> Member:
    """Correct facts of a member and of the person behind it; `values` holds only the fields of the form. A sealed field
    that is absent or blank stays. Raises EditConflict when stale, Refused where dates contradict or the citizen number
    belongs to somebody else, NotAllowed without MEMBER_EDIT."""
    seen = get_member(actor, Act.MEMBER_EDIT, member_id)
    member = Member.objects.select_for_update(no_key=True, of=("self",)).select_related("person").get(pk=seen.pk)
    if version_of(member) != version:
        raise EditConflict
    org = home_of(seen)
    wanted = {n: v for n, v in values.items() if n in people.PLAIN or n in OF_MEMBER or (n in people.SEALED and v)}
    held = {n: getattr(member if n in OF_MEMBER else member.person, n) for n in wanted if n not in people.SEALED}
    changed = {n: v for n, v in wanted.items() if n in people.SEALED or held[n] != v}
    if not changed:
        return member
    since = {member.joined_on, member.full_on}
    _apply_member(member, changed)
    _apply_person(member, changed, actor=actor, now=now)
    member.version += 1
    member.save()
    audit.record(
        "member.changed",
        actor=actor,
        at=now,
        act=Act.MEMBER_EDIT,
        org=org,
        subject=("members.member", member.pk, member.person.name),
        before={n: shown(n, held.get(n)) for n in changed},
        after={n: audit.SEALED_CHANGED if n in people.SEALED else shown(n, v) for n, v in changed.items()},
    )
    if any(name in FACTS for name in changed):
        days = [d for d in since | {member.joined_on, member.full_on} if d]
        touched([FactsChange(org[0], min(days) if days and "joined_on" not in changed else None)])
    return member


def _apply_member(member: Member, changed: Mapping[str, Any]) -> None:
    for name in OF_MEMBER:
        if name in changed:
            setattr(member, name, changed[name])
    _refuse_dates(member.category, member.joined_on, member.full_on)
    if not member.is_lost:
        member.lost_on = None
    if not member.is_mobile:
        member.mobile_to = ""
    member.standing, member.category = Standing(member.standing), Category(member.category)


def _apply_person(member: Member, changed: Mapping[str, Any], *, actor: Actor, now: datetime) -> None:
    of_person = {n: v for n, v in changed.items() if n in people.PLAIN or n in people.SEALED}
    if not of_person:
        return
    try:
        with transaction.atomic():
            person = people.change_people({member.pk: of_person}, actor=actor, now=now)[member.pk]
    except IntegrityError:
        raise Refused("已有人员使用这个身份证号。", "citizen_id") from None
    member.person = person
    set_from_person(member, person)


@transaction.atomic
def leave_branch(*, member_id: int, left_on: date, reason: str, version: int, actor: Actor, now: datetime) -> Member:
    """Take a member off the roster: from `left_on` on he or she belongs to no branch. Nothing is deleted; the intervals
    close and the reason stays. Raises Refused for a day in the future or before the member came."""
    seen = get_member(actor, Act.MEMBER_EDIT, member_id)
    member = Member.objects.select_for_update(no_key=True, of=("self",)).select_related("person", "org").get(pk=seen.pk)
    if version_of(member) != version:
        raise EditConflict
    if member.org is None:
        raise Refused(f"{member.person.name}已不在名册上。")
    why = LeaveReason(reason)
    if left_on > now.date():
        raise Refused("离开日期不能晚于今天。", "left_on")
    open_rows = Membership.objects.select_for_update().filter(true_on(now.date()), member=member)
    if any(row.from_on and row.from_on >= left_on for row in open_rows if row.kind == MembershipKind.FORMAL):
        raise Refused("离开日期要在进入本支部的日期之后。", "left_on")
    open_rows.filter(from_on__gte=left_on).delete()
    open_rows.update(to_on=left_on, reason=why.label)
    org = member.org
    member.org = member.group = None
    member.left_on = left_on
    member.version += 1
    member.save()
    audit.record(
        "member.left",
        actor=actor,
        at=now,
        act=Act.MEMBER_EDIT,
        org=(org.pk, org.path),
        subject=("members.member", member.pk, member.person.name),
        after={"left_on": left_on, "reason": why.label},
        note=f"{left_on} {why.label}",
    )
    touched([FactsChange(org.pk, left_on)])
    return member


@transaction.atomic
def place_in_group(
    *, member_id: int, group_id: int | None, from_on: date, version: int, actor: Actor, now: datetime
) -> Member:
    """Place a member in a 党小组 of his branch from `from_on` on, or in none. The earlier place closes that day."""
    seen = get_member(actor, Act.MEMBER_EDIT, member_id)
    member = Member.objects.select_for_update(no_key=True, of=("self",)).select_related("person", "org").get(pk=seen.pk)
    if version_of(member) != version:
        raise EditConflict
    if member.org is None:
        raise Refused(f"{member.person.name}已不在名册上。")
    if from_on > now.date():
        raise Refused("编入日期不能晚于今天。", "from_on")
    stay = Membership.objects.filter(true_on(now.date()), member=member, kind=MembershipKind.FORMAL).first()
    if stay and stay.from_on and from_on < stay.from_on:
        raise Refused(f"编入日期要在进入本支部（{stay.from_on}）以后。", "from_on")
    group = None
    if group_id is not None:
        group = Organization.objects.filter(
            pk=group_id, kind=OrgKind.PARTY_GROUP, parent=member.org, ended_on=None
        ).first()
        if group is None:
            raise Refused("请选本支部的党小组。", "group")
    move_group(member, group, from_on)
    member.group = group
    member.version += 1
    member.save(update_fields=["group", "version"])
    audit.record(
        "member.grouped",
        actor=actor,
        at=now,
        act=Act.MEMBER_EDIT,
        org=(member.org.pk, member.org.path),
        subject=("members.member", member.pk, member.person.name),
        after={"group": group.name if group else ""},
        note=group.name if group else "不再编入党小组",
    )
    touched([FactsChange(member.org.pk, from_on)])
    return member


def move_group(member: Member, group: Organization | None, from_on: date) -> None:
    """Close the place in a 党小组 of `from_on` and open the new one; places that began later are replaced."""
    places = Membership.objects.filter(member=member, kind=MembershipKind.GROUP)
    places.filter(from_on__gte=from_on).delete()
    places.filter(true_on(from_on)).update(to_on=from_on)
    if group:
        Membership.objects.create(member=member, org=group, kind=MembershipKind.GROUP, from_on=from_on)


@transaction.atomic
def reveal_sealed(*, member_id: int, field: str, actor: Actor, now: datetime) -> str:
    """One sealed field of a member in the clear, through the member's door and as a logged act."""
    member = get_member(actor, Act.SEALED_REVEAL, member_id)
    return people.reveal(member.pk, field, org=home_of(member), subject_type="members.member", actor=actor, now=now)


@transaction.atomic
def record_export(*, count: int, described: str, actor: Actor, now: datetime) -> None:
    """Say in the audit that a list of persons left the platform as a file."""
    audit.record(
        "members.exported",
        actor=actor,
        at=now,
        act=Act.MEMBER_VIEW,
        org=(actor.post.org_id, actor.post.org_path) if actor.post else None,
        subject=("members.list", None, described[:200]),
        after={"count": count},
    )


@transaction.atomic
def recompute(*, actor: Actor, now: datetime) -> int:
    """Rebuild the derived columns of all members (branch, group, county, what the person says) from their sources; how
    many were wrong. For repairs: every verb keeps them right."""
    demand(actor.may(Act.MEMBER_EDIT, ""))
    today = now.date()
    rows = Membership.objects.filter(true_on(today), kind__in=(MembershipKind.FORMAL, MembershipKind.GROUP))
    place = {(row.member_id, row.kind): row.org_id for row in rows}
    counties = counties_of(Organization.objects.filter(pk__in=place.values()))
    wrong = []
    derived = attrgetter("org_id", "group_id", "county_id", *FROM_PERSON)
    for member in Member.objects.select_related("person").order_by("pk"):
        was = derived(member)
        member.org_id = place.get((member.pk, MembershipKind.FORMAL))
        member.group_id = place.get((member.pk, MembershipKind.GROUP))
        member.county_id = counties[member.org_id] if member.org_id else member.county_id
        set_from_person(member, member.person)
        if derived(member) != was:
            wrong.append(member)
    Member.objects.bulk_update(wrong, ["org", "group", "county", *FROM_PERSON], batch_size=1000)
    audit.record(
        "members.recomputed",
        actor=actor,
        at=now,
        subject=("members.list", None, "党员名册"),
        after={"wrong": len(wrong)},
    )
    return len(wrong)
