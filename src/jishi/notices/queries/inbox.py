"""One's own notices: those to the person, and those to the posts held today, which a successor finds unread or read as
the predecessor left them. Nobody reads another's."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from jishi.kernel.actor import Actor
from jishi.kernel.labels import Labelled
from jishi.kernel.paging import Page, keyset
from jishi.kernel.prepared import kept
from jishi.notices.models import Notice


class Box(Labelled):
    """What the list is narrowed to."""

    ALL = "", "全部"
    ANNOUNCEMENTS = "announcements", "通知文件"
    MESSAGES = "messages", "消息和提醒"


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; nothing asked, everything found."""

    box: str = ""
    find: str = ""
    unread: bool = False


WAITING = Q(read_at=None, is_void=False)


def post_keys(actor: Actor) -> list[tuple[int, str]]:
    """(organisation, post) of the posts held today."""
    return [(held.org_id, held.post) for held in actor.posts]


def addressed_to(actor: Actor) -> Q:
    """Notices to the person or to a post the actor holds today."""
    mine = [Q(person_id=actor.person_id or 0), *(Q(to_org_id=org, post=post) for org, post in post_keys(actor))]
    return reduce(or_, mine)


def unread_count(actor: Actor) -> int:
    """How many notices wait for the actor; 0 without a query for somebody who can have none."""
    if actor.person_id is None and not actor.posts:
        return 0
    posts = {
        f"{what}_{n}": value
        for n, key in enumerate(post_keys(actor))
        for what, value in zip(("org", "post"), key, strict=True)
    }
    return sum(waiting for [waiting] in _waiting(person_id=actor.person_id or 0, **posts))


@kept
def _waiting(*, person_id: int, **posts: Any) -> QuerySet[Notice, Any]:
    to_posts = (Q(to_org_id=posts[f"org_{n}"], post=posts[f"post_{n}"]) for n in range(len(posts) // 2))
    mine = reduce(or_, to_posts, Q(person_id=person_id))
    return Notice.objects.filter(WAITING, mine).order_by().values("is_void").annotate(n=Count("pk")).values_list("n")


def _narrowed(actor: Actor, filters: Filters) -> QuerySet[Notice]:
    rows = Notice.objects.filter(addressed_to(actor))
    if filters.box == Box.ANNOUNCEMENTS:
        rows = rows.filter(announcement__isnull=False)
    elif filters.box == Box.MESSAGES:
        rows = rows.filter(announcement=None)
    if filters.unread:
        rows = rows.filter(WAITING)
    for word in filters.find.split():
        rows = rows.filter(
            Q(text__icontains=word) | Q(announcement__number__icontains=word) | Q(announcement__text__icontains=word)
        )
    return rows


def notices_of(actor: Actor, filters: Filters = Filters(), *, at: str = "") -> Page[Notice]:
    """The actor's notices, unread first, newest first. One query."""
    read = ExpressionWrapper(Q(read_at__isnull=False) | Q(is_void=True), output_field=BooleanField())
    rows = _narrowed(actor, filters).annotate(is_read=read).select_related("announcement", "to_org")
    return keyset(rows, keys=("is_read", "-created_at", "-pk"), at=at)


def get_notice(actor: Actor, notice_id: int) -> Notice:
    """The one door: anybody else's notice looks like missing."""
    return Notice.objects.get(addressed_to(actor), pk=notice_id)
