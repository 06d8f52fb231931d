"""Announcements: those an organisation has issued, their material, who has read them. Who may look is decided above,
where the tree is known; the reader's own door is `receipt_of`."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from jishi.kernel.actor import Actor
from jishi.kernel.paging import Page, keyset
from jishi.notices.models import Announcement, Material, Notice
from jishi.notices.queries.inbox import addressed_to

STATES = {"": "全部", "standing": "有效", "withdrawn": "已撤回", "replaced": "已更正", "unread": "还有人未读"}


@dataclass(frozen=True, slots=True)
class Receipts:
    """How many an announcement went to, and how many of them have read it."""

    total: int
    read: int

    @property
    def unread(self) -> int:
        return self.total - self.read


def announced_by(issuer_ids: Iterable[int], *, find: str = "", state: str = "", at: str = "") -> Page[Announcement]:
    """What these organisations have issued, newest first, each with `sent_to` and `read_by_now`. Two queries."""
    rows = Announcement.objects.filter(issuer_id__in=issuer_ids)
    for word in find.split():
        rows = rows.filter(Q(title__icontains=word) | Q(number__icontains=word) | Q(text__icontains=word))
    waiting = Notice.objects.filter(announcement__isnull=False, read_at=None, is_void=False).values("announcement_id")
    rows = {
        "standing": rows.filter(withdrawn_at=None, is_replaced=False),
        "withdrawn": rows.filter(withdrawn_at__isnull=False),
        "replaced": rows.filter(is_replaced=True),
        "unread": rows.filter(pk__in=waiting),
    }.get(state, rows)
    page = keyset(rows.select_related("issuer"), keys=("-issued_at", "-pk"), at=at)
    counts = count_receipts([row.pk for row in page.rows])
    for row in page.rows:
        row.receipts = counts.get(row.pk, Receipts(0, 0))
    return page


def count_receipts(announcement_ids: Iterable[int]) -> dict[int, Receipts]:
    """How many each went to and how many have read it. One query."""
    found = (
        Notice.objects.filter(announcement_id__in=list(announcement_ids))
        .values_list("announcement_id")
        .annotate(total=Count("pk"), read=Count("pk", filter=Q(read_at__isnull=False)))
        .order_by()
    )
    return {pk: Receipts(total, read) for pk, total, read in found if pk is not None}


def receipts_of(announcement: Announcement, *, unread: bool = False, find: str = "") -> QuerySet[Notice]:
    """To whom it went, post by post in the order of the tree, then persons; narrowed to those who have not read it."""
    rows = Notice.objects.filter(announcement=announcement)
    if unread:
        rows = rows.filter(read_at=None)
    if find:
        rows = rows.filter(Q(to_org__name__contains=find) | Q(person__name__contains=find))
    return rows.select_related("to_org", "person")


def receipt_of(actor: Actor, announcement_id: int) -> Notice | None:
    """The notice by which the announcement reached the actor or a post of the actor's; the unread one first. None when
    it did not go to them."""
    found = Notice.objects.filter(addressed_to(actor), announcement_id=announcement_id)
    return found.order_by("read_at", "pk").first()


def materials_of(announcement: Announcement) -> list[Material]:
    """The attached files, in their order."""
    return list(Material.objects.filter(announcement=announcement).select_related("file").order_by("order", "pk"))


def material_named(announcement: Announcement, material_id: int) -> Material:
    """One attached file of this announcement. Raises DoesNotExist for another's."""
    return Material.objects.select_related("file").get(announcement=announcement, pk=material_id)


def edition_after(announcement: Announcement) -> Announcement | None:
    """The correction that took its place, if there is one."""
    return Announcement.objects.filter(replaces=announcement).first()


def earlier_editions(announcement: Announcement) -> list[Announcement]:
    """The earlier editions, the one before it first."""
    found, at = [], announcement
    while at.replaces_id is not None:
        at = Announcement.objects.get(pk=at.replaces_id)
        found.append(at)
    return found
