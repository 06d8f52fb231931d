"""Telling persons, and noting that they have read it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from jishi.kernel.actor import Actor
from jishi.notices.models import Notice
from jishi.notices.queries import get_notice
from jishi.notices.queries.inbox import addressed_to

LONGEST = 300


@transaction.atomic
def notify_many(*, person_ids: Iterable[int], text: str, link: str, org_id: int | None, now: datetime) -> None:
    """Tell each of these persons once: `text` in a sentence (cut at 300 signs), `link` a path on this site or "". Part
    of the telling service's transaction, whose audit line covers it."""
    assert link == "" or (link.startswith("/") and not link.startswith("//")), link
    Notice.objects.bulk_create(
        Notice(person_id=person_id, text=text[:LONGEST], link=link, org_id=org_id, created_at=now)
        for person_id in dict.fromkeys(person_ids)
    )


def notify(*, person_id: int, text: str, link: str, org_id: int | None, now: datetime) -> None:
    """Tell one person; see `notify_many`."""
    notify_many(person_ids=[person_id], text=text, link=link, org_id=org_id, now=now)


@transaction.atomic
def mark_read(*, notice_id: int, actor: Actor, now: datetime) -> Notice:
    """The actor has seen this notice, for the post it went to if it went to one; the first time counts. Raises
    DoesNotExist for another's. No audit line: reading is nobody's score."""
    notice = get_notice(actor, notice_id)
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=now, read_by=actor.name)
    return notice


@transaction.atomic
def mark_all_read(*, actor: Actor, now: datetime) -> None:
    """The actor has seen all messages up to now. Announcements wait until they are opened: their issuer is told so."""
    Notice.objects.filter(addressed_to(actor), announcement=None, read_at=None, created_at__lte=now).update(
        read_at=now, read_by=actor.name
    )
