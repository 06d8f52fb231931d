"""Private calendar links: issued once, shown once, taken back at any time."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from jishi.audit import services as audit
from jishi.desk.models import CalendarLink
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import NotAllowed, Refused
from jishi.kernel.sealing import lookup_hash
from jishi.orgs.queries import get_org
from jishi.people.models import Person

BYTES = 24  # 192 bits: nobody guesses it


@transaction.atomic
def issue_link(*, org_id: int | None, submission: UUID, actor: Actor, now: datetime) -> str:
    """Make the address of the actor's own calendar (`org_id` None) or of an organisation the actor sees, and return its
    secret part: the only time it is known. The living link for the same calendar ends. The same submission again raises
    Refused, as its secret cannot be shown a second time."""
    if actor.person_id is None:
        raise NotAllowed("这个账号还没有对应的人员，不能生成日历链接。请联系上级组织办。")
    org = get_org(actor, Act.VIEW, org_id) if org_id else None
    Person.objects.select_for_update(no_key=True).get(pk=actor.person_id)
    if CalendarLink.objects.filter(submission=submission).exists():
        raise Refused("这个链接刚才已经生成，只显示一次。没有记下的，请再生成一个，旧的随即停用。")
    living = CalendarLink.objects.filter(person_id=actor.person_id, org=org, revoked_at=None)
    living.update(revoked_at=now)
    token = secrets.token_urlsafe(BYTES)
    link = CalendarLink.objects.create(
        person_id=actor.person_id, org=org, token_hash=lookup_hash(token), issued_at=now, submission=submission
    )
    audit.record(
        "calendar_link.issued",
        actor=actor,
        at=now,
        act=Act.VIEW,
        org=(org.pk, org.path) if org else None,
        subject=("desk.calendar_link", link.pk, org.short_name or org.name if org else "本人日历"),
    )
    return token


@transaction.atomic
def revoke_link(link: CalendarLink, *, actor: Actor, now: datetime) -> None:
    """End a link of one's own: from now on its address answers as if it had never been. Ended already, nothing."""
    if link.person_id != actor.person_id:
        raise NotAllowed("只能停用自己的日历链接。")
    if not CalendarLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
        return
    audit.record(
        "calendar_link.revoked",
        actor=actor,
        at=now,
        act=Act.VIEW,
        org=(link.org.pk, link.org.path) if link.org else None,
        subject=("desk.calendar_link", link.pk, link.org.short_name or link.org.name if link.org else "本人日历"),
    )
