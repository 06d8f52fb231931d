"""Reading one's own notices; nobody reads another's."""

from django.db.models import BooleanField, ExpressionWrapper, Q

from jishi.kernel.actor import Actor
from jishi.kernel.paging import Page, keyset
from jishi.notices.models import Notice


def unread_count(person_id: int | None) -> int:
    """How many notices wait for the person; 0 without a query for somebody without one."""
    return Notice.objects.filter(person_id=person_id, read_at=None).count() if person_id else 0


def notices_of(actor: Actor, *, at: str = "") -> Page[Notice]:
    """The actor's own notices, unread first, newest first."""
    read = ExpressionWrapper(Q(read_at__isnull=False), output_field=BooleanField())
    rows = Notice.objects.filter(person_id=actor.person_id or 0).annotate(is_read=read)
    return keyset(rows, keys=("is_read", "-created_at", "-pk"), at=at)


def get_notice(actor: Actor, notice_id: int) -> Notice:
    """The one door: anybody else's notice looks like missing."""
    return Notice.objects.get(pk=notice_id, person_id=actor.person_id or 0)
