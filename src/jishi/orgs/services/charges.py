"""The division of work in a committee and the departments that assist it."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused
from jishi.orgs.models import Assistance, Charge, Organization, PostHeld
from jishi.orgs.queries import true_on
from jishi.orgs.rules import PostKind, WorkField
from jishi.orgs.services.standing import demand_day, opened


def _record(
    event: str,
    org: Organization,
    about: dict[str, object],
    *,
    actor: Actor,
    now: datetime,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
    note: str = "",
) -> None:
    """The line stands at the organisation, as that of a post does."""
    audit.record(
        event,
        actor=actor,
        at=now,
        act=Act.DIVIDE,
        org=(org.pk, org.path),
        subject=("orgs.organization", org.pk, org.name),
        before=about | before if before is not None else None,
        after=about | (after or {}),
        note=note,
    )


def _demand_in_post(org: Organization, person_id: int, day: date) -> None:
    if not PostHeld.objects.filter(true_on(day), org=org, person_id=person_id).exists():
        raise Refused("这位同志在这一天没有在本组织任职。请先登记任职，再安排分工。", "person")


def _demand_order(from_on: date | None, to_on: date | None) -> None:
    if from_on and to_on and to_on <= from_on:
        raise Refused("结束日期要晚于开始日期。", "to_on")


def _overlapping(org: Organization, field: str, from_on: date | None, to_on: date | None) -> list[Charge]:
    """The charges of one field that run on some day of the interval."""
    found = Q()
    if from_on:
        found &= Q(to_on=None) | Q(to_on__gt=from_on)
    if to_on:
        found &= Q(from_on=None) | Q(from_on__lt=to_on)
    return list(Charge.objects.filter(found, org=org, field=field).select_related("person"))


@transaction.atomic
def assign_charge(
    *,
    org: Organization,
    fields: Sequence[str],
    person_id: int,
    from_on: date,
    actor: Actor,
    now: datetime,
    basis: str = "",
    version: int | None = None,
    submission: UUID | None = None,
) -> list[Charge]:
    """Put a person who holds a post in `org` in charge of `fields` from `from_on` on. Whoever was in charge of one of
    them until then hands it over that day. The same again, or the same `submission`, changes nothing.

    Raises NotAllowed without DIVIDE; Refused for nobody's field, a person without a post, a day that has not come, and
    PRESIDING while there is a secretary."""
    wanted = [WorkField(field) for field in dict.fromkeys(fields)]
    same = list(Charge.objects.filter(org=org, person_id=person_id, field__in=wanted, from_on=from_on, to_on=None))
    again = len(same) == len(wanted) or (submission and Charge.objects.filter(submission=submission).exists())
    fresh = opened(org, actor=actor, version=None if again else version, act=Act.DIVIDE)
    if not wanted:
        raise Refused("请选分管的工作，可以选几项。", "work")
    if again:
        return same or list(Charge.objects.filter(submission=submission))
    demand_day(from_on, today=now.date(), field="from_on")
    _demand_in_post(fresh, person_id, from_on)
    if WorkField.PRESIDING in wanted:
        _demand_no_secretary(fresh, from_on)
    made = []
    for field in wanted:
        earlier = _overlapping(fresh, field, from_on, None)
        if any(one.person_id == person_id and one.from_on == from_on and one.to_on is None for one in earlier):
            continue
        for one in earlier:
            if one.from_on and one.from_on >= from_on:
                raise Refused(
                    f"{one.person.name}从 {one.from_on} 起分管{field.label}。新的日期要晚于这一天；登记错了的，请用“更正”。",
                    "from_on",
                )
            if one.to_on is None:
                one.to_on = from_on
                one.save(update_fields=["to_on"])
                _ended(one, fresh, actor=actor, now=now, note=basis)
            else:
                raise Refused(
                    f"{one.person.name}分管{field.label}到 {one.to_on} 才止，新的日期不能早于这一天。", "from_on"
                )
        made.append(
            Charge.objects.create(
                org=fresh, field=field, person_id=person_id, from_on=from_on, basis=basis, submission=submission
            )
        )
    fresh.save()
    _record(
        "charge.assigned",
        fresh,
        {"分管": "、".join(field.label for field in wanted)},
        actor=actor,
        now=now,
        after={"分管人": made[0].person.name if made else "", "起": from_on},
        note=basis,
    )
    return made


def _demand_no_secretary(org: Organization, day: date) -> None:
    held = PostHeld.objects.filter(true_on(day), org=org, post=PostKind.SECRETARY).select_related("person").first()
    if held:
        raise Refused(f"{held.person.name}在任书记，由书记主持全面工作，不另登记。", "work")


def _ended(charge: Charge, org: Organization, *, actor: Actor, now: datetime, note: str) -> None:
    about: dict[str, object] = {"分管": f"{charge.person.name}，{WorkField.label_of(charge.field)}"}
    _record("charge.ended", org, about, actor=actor, now=now, after={"止": charge.to_on}, note=note)


@transaction.atomic
def end_charge(
    *, charge: Charge, on: date, actor: Actor, now: datetime, basis: str = "", version: int | None = None
) -> Charge:
    """End a charge: from `on` on the person is no longer in charge of the field. Ending it on the same day again changes
    nothing. Raises NotAllowed without DIVIDE, Refused when it ended otherwise or for a day before it began."""
    fresh = opened(charge.org, actor=actor, version=None if charge.to_on == on else version, act=Act.DIVIDE)
    charge.refresh_from_db()
    if charge.to_on == on:
        return charge
    if charge.to_on:
        raise Refused(f"{charge.to_on} 已经停止分管；日期不对的，请用“更正”。", "on")
    if charge.from_on and on <= charge.from_on:
        raise Refused("停止的日期要晚于开始分管的日期；登记错了的，请用“更正”。", "on")
    demand_day(on, today=now.date())
    charge.to_on = on
    charge.save(update_fields=["to_on"])
    fresh.save()
    _ended(charge, fresh, actor=actor, now=now, note=basis)
    return charge


@transaction.atomic
def correct_charge(
    *,
    charge: Charge,
    person_id: int,
    from_on: date | None,
    to_on: date | None,
    basis: str,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> Charge:
    """Correct who was in charge, and from when to when; what stood there is kept in the audit. Raises NotAllowed without
    DIVIDE, Refused where the corrected days meet another's or the person held no post."""
    fresh = opened(charge.org, actor=actor, version=version, act=Act.DIVIDE)
    charge.refresh_from_db()
    wanted = {"person_id": person_id, "from_on": from_on, "to_on": to_on, "basis": basis}
    before = {name: getattr(charge, name) for name in wanted}
    if before == wanted:
        return charge
    _demand_order(from_on, to_on)
    _demand_in_post(fresh, person_id, from_on or now.date())
    for one in _overlapping(fresh, charge.field, from_on, to_on):
        if one.pk != charge.pk:
            raise Refused(f"{one.person.name}这段时间已分管{WorkField.label_of(charge.field)}。", "from_on")
    was = charge.person.name
    for name, value in wanted.items():
        setattr(charge, name, value)
    charge.save()
    fresh.save()
    charge.refresh_from_db()
    _record(
        "charge.corrected",
        fresh,
        {"分管": WorkField.label_of(charge.field)},
        actor=actor,
        now=now,
        before={"分管人": was, "起": before["from_on"], "止": before["to_on"]},
        after={"分管人": charge.person.name, "起": from_on, "止": to_on},
        note=basis,
    )
    return charge


@transaction.atomic
def add_assistance(
    *,
    org: Organization,
    field: str,
    from_on: date,
    actor: Actor,
    now: datetime,
    helper: Organization | None = None,
    helper_name: str = "",
    basis: str = "",
    version: int | None = None,
    submission: UUID | None = None,
) -> Assistance:
    """Note that a department assists in a field from `from_on` on: an organisation of the tree, or a free name. The same
    again, or the same `submission`, changes nothing. Raises NotAllowed without DIVIDE; Refused without a department, for
    itself, or for a day that has not come."""
    name = "" if helper else helper_name.strip()
    field = WorkField(field)
    same = Q(org=org, field=field, helper=helper, helper_name=name, to_on=None)
    if submission:
        same |= Q(submission=submission)
    again = Assistance.objects.filter(same).first()
    fresh = opened(org, actor=actor, version=None if again else version, act=Act.DIVIDE)
    if again:
        return again
    if not (helper or name):
        raise Refused("请写协助部门的名称。", "helper")
    if helper and helper.pk == fresh.pk:
        raise Refused("协助部门不能是本组织自己。", "helper")
    demand_day(from_on, today=now.date(), field="from_on")
    last = (
        Assistance.objects.filter(org=fresh, field=field, helper=helper, helper_name=name, to_on__gt=from_on)
        .order_by("-to_on")
        .first()
    )
    if last:
        raise Refused(f"{last.called}协助到 {last.to_on} 才止，新的日期不能早于这一天。", "from_on")
    made = Assistance.objects.create(
        org=fresh, field=field, helper=helper, helper_name=name, from_on=from_on, basis=basis, submission=submission
    )
    fresh.save()
    about: dict[str, object] = {"协助": f"{made.called}，{field.label}"}
    _record("assistance.added", fresh, about, actor=actor, now=now, after={"起": from_on}, note=basis)
    return made


@transaction.atomic
def end_assistance(
    *, assistance: Assistance, on: date, actor: Actor, now: datetime, basis: str = "", version: int | None = None
) -> Assistance:
    """From `on` on the department no longer assists. Ending it on the same day again changes nothing. Raises NotAllowed
    without DIVIDE, Refused when it ended otherwise or for a day before it began."""
    done = assistance.to_on == on
    fresh = opened(assistance.org, actor=actor, version=None if done else version, act=Act.DIVIDE)
    assistance.refresh_from_db()
    if assistance.to_on == on:
        return assistance
    if assistance.to_on:
        raise Refused(f"{assistance.to_on} 已经停止协助。", "on")
    if assistance.from_on and on <= assistance.from_on:
        raise Refused("停止的日期要晚于开始协助的日期。", "on")
    demand_day(on, today=now.date())
    assistance.to_on = on
    assistance.save(update_fields=["to_on"])
    fresh.save()
    about: dict[str, object] = {"协助": f"{assistance.called}，{WorkField.label_of(assistance.field)}"}
    _record("assistance.ended", fresh, about, actor=actor, now=now, after={"止": on}, note=basis)
    return assistance
