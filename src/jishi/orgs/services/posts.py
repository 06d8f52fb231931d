"""Who holds which post, from when to when."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused
from jishi.kernel.names import clean_name
from jishi.kernel.registry import FactsChange, touched
from jishi.orgs.models import Organization, PostHeld
from jishi.orgs.rules import PostKind, may_be_held_in
from jishi.orgs.services.standing import opened
from jishi.people import services as people


def _record(
    event: str,
    held: PostHeld,
    org: Organization,
    *,
    actor: Actor,
    now: datetime,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
    note: str = "",
) -> None:
    """The line stands at the organisation: its history is where people look for it."""
    about = {"职务": f"{held.person.name}，{PostKind.label_of(held.post)}"}
    audit.record(
        event,
        actor=actor,
        at=now,
        act=Act.ORG_EDIT,
        org=(org.pk, org.path),
        subject=("orgs.organization", org.pk, org.name),
        before=about | before if before is not None else None,
        after=about | (after or {}),
        note=note,
    )


def _others(post: str, org: Organization, from_on: date | None, to_on: date | None) -> "list[PostHeld]":
    """Those who hold `post` in `org` on some day of the interval."""
    overlapping = Q()
    if from_on:
        overlapping &= Q(to_on=None) | Q(to_on__gt=from_on)
    if to_on:
        overlapping &= Q(from_on=None) | Q(from_on__lt=to_on)
    return list(PostHeld.objects.filter(overlapping, org=org, post=post).select_related("person"))


def _demand_free(held: PostHeld, org: Organization) -> None:
    if held.to_on and held.from_on and held.to_on <= held.from_on:
        raise Refused("免职日期要晚于任职日期。", "to_on")
    for other in _others(held.post, org, held.from_on, held.to_on):
        if other.pk == held.pk:
            continue
        if other.person_id == held.person_id:
            raise Refused(f"{other.person.name}这段时间已任{PostKind.label_of(held.post)}。", "from_on")
        if held.post in (PostKind.SECRETARY, PostKind.GROUP_LEADER):
            label = PostKind.label_of(held.post)
            raise Refused(f"{other.person.name}还在任{label}，请先办理免职，再任新的{label}。", "post")


@transaction.atomic
def hold_post(
    *,
    person_id: int,
    org: Organization,
    post: str,
    actor: Actor,
    now: datetime,
    from_on: date | None = None,
    to_on: date | None = None,
    is_full_time: bool = False,
    duty_note: str = "",
    order: int | None = None,
    basis: str = "",
    version: int | None = None,
) -> PostHeld:
    """Let a person hold a post from `from_on` on (blank: always has), until `to_on` if it is past already. `order` sorts
    the committee table; by default the order of PostKind. The same again changes nothing and gives the row there is.

    Raises NotAllowed without ORG_EDIT; Refused for a second secretary or group leader on the same day, for the same
    post of the same person twice, and for a post that this kind of organisation does not have."""
    post = PostKind(post)
    again = PostHeld.objects.filter(person_id=person_id, org=org, post=post, from_on=from_on, to_on=to_on).first()
    fresh = opened(org, actor=actor, version=None if again else version)
    if again:
        return again
    possible = may_be_held_in(post, fresh.kind)
    if not possible:
        raise Refused(possible.reason, "post")
    held = PostHeld(
        person_id=person_id,
        org=fresh,
        post=post,
        from_on=from_on,
        to_on=to_on,
        is_full_time=is_full_time,
        duty_note=duty_note,
        order=list(PostKind).index(post) if order is None else order,
    )
    _demand_free(held, fresh)
    held.save()
    fresh.save()
    _record(
        "post.held",
        held,
        fresh,
        actor=actor,
        now=now,
        after={"任职日期": from_on, "免职日期": to_on, "专职": is_full_time, "分工": duty_note},
        note=basis,
    )
    touched([FactsChange(fresh.pk, from_on)])
    return held


@transaction.atomic
def end_post(
    *, held: PostHeld, on: date, actor: Actor, now: datetime, basis: str = "", version: int | None = None
) -> PostHeld:
    """End a post: from `on` on the person no longer holds it, and the rights that came with it are gone. Ending it on
    the same day again changes nothing. Raises Refused when it ended otherwise, or for a day before it began."""
    if held.to_on == on:
        return held
    fresh = opened(held.org, actor=actor, version=version)
    held.refresh_from_db()
    if held.to_on:
        raise Refused(f"{held.to_on} 已经免职；日期不对的，请用“更正”。", "on")
    if held.from_on and on <= held.from_on:
        raise Refused("免职日期要晚于任职日期。", "on")
    held.to_on = on
    held.save()
    fresh.save()
    _record("post.ended", held, fresh, actor=actor, now=now, after={"免职日期": on}, note=basis)
    touched([FactsChange(fresh.pk, on)])
    return held


CORRECTABLE = {"from_on": "任职日期", "to_on": "免职日期", "is_full_time": "专职", "duty_note": "分工", "order": "排序"}


@transaction.atomic
def correct_post(
    *,
    held: PostHeld,
    actor: Actor,
    now: datetime,
    version: int | None = None,
    basis: str = "",
    name: str = "",
    **facts: object,
) -> PostHeld:
    """Correct what is on file about a post: any of CORRECTABLE by keyword; and, of somebody who is on no roster, a `name`
    that was mistyped. Raises Refused where the corrected days meet another holder's, and for the name of a member."""
    assert set(facts) <= set(CORRECTABLE), facts
    fresh = opened(held.org, actor=actor, version=version)
    held.refresh_from_db()
    if clean_name(name) not in ("", held.person.name):
        person, place = held.person, (fresh.pk, fresh.path)
        people.change_person(
            person_id=person.pk, values={"name": clean_name(name)}, version=person.version, org=place,
            act=Act.ORG_EDIT, actor=actor, now=now,
        )  # fmt: skip
    changed = {name: value for name, value in facts.items() if getattr(held, name) != value}
    if not changed:
        return held
    before = {CORRECTABLE[name]: getattr(held, name) for name in changed}
    days = [held.from_on]
    for name, value in changed.items():
        setattr(held, name, value)
    _demand_free(held, fresh)
    held.save()
    fresh.save()
    after = {CORRECTABLE[name]: value for name, value in changed.items()}
    _record("post.corrected", held, fresh, actor=actor, now=now, before=before, after=after, note=basis)
    if {"from_on", "to_on"} & changed.keys():
        known = [day for day in (*days, held.from_on) if day]
        touched([FactsChange(fresh.pk, min(known) if len(known) == 2 else None)])
    return held


@transaction.atomic
def appoint_newcomer(
    *, name: str, org: Organization, actor: Actor, now: datetime, version: int | None = None, **post: Any
) -> PostHeld:
    """Put somebody whom the platform does not know yet (a cadre who is on no roster here) on file and give them a post;
    `post` as for `hold_post`. Both or neither."""
    if not clean_name(name):
        raise Refused("要写姓名。", "name")
    person = people.add_person(name=name, actor=actor, now=now)
    return hold_post(person_id=person.pk, org=org, actor=actor, now=now, version=version, **post)
