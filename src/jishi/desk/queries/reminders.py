"""The log of reminders: what was sent, to whom, by which channel, with what result."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from jishi.kernel.actor import Act, Actor
from jishi.kernel.paging import Page, bounded, keyset
from jishi.notices.models import Delivery, Notice, Reminder, Sending
from jishi.notices.queries import deliveries_of
from jishi.notices.queries.inbox import addressed_to
from jishi.notices.rules import ChannelKind, DeliveryState
from jishi.orgs.queries import org_ids_where

RESULTS = {"": "全部", "unread": "还没有看", "read": "已看", "failed": "邮件、工作群有发送失败"}


@dataclass(frozen=True, slots=True)
class LogFilters:
    """What the log is narrowed to."""

    find: str = ""
    result: str = ""
    channel: str = ""
    week: str = ""
    automatic: str = ""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One reminder with what became of its messages."""

    reminder: Reminder
    messages: tuple[Delivery, ...]
    is_mine: bool = False


def _mine(actor: Actor) -> QuerySet[Notice]:
    return Notice.objects.filter(addressed_to(actor))


def reminders_where(actor: Actor, act: Act) -> QuerySet[Reminder]:
    """The reminders of the organisations the actor may remind for, and those that reached the actor."""
    issued = Q(sending__issuer_id__in=org_ids_where(actor, act))
    return Reminder.objects.filter(issued | Q(notice__in=_mine(actor)))


def _narrowed(actor: Actor, filters: LogFilters) -> QuerySet[Reminder]:
    rows = Reminder.objects.filter(sending__issuer_id__in=org_ids_where(actor, Act.NOTIFY))
    for word in filters.find.split():
        rows = rows.filter(Q(org__name__contains=word) | Q(title__contains=word) | Q(addressee__contains=word))
    if filters.week:
        rows = rows.filter(week=filters.week)
    if filters.automatic:
        rows = rows.filter(sending__is_automatic=filters.automatic == "1")
    if filters.channel in list(ChannelKind):
        rows = rows.filter(sending__in=Delivery.objects.filter(channel=filters.channel).values("sending"))
    if filters.result == "failed":
        rows = rows.filter(sending__in=Delivery.objects.filter(state=DeliveryState.FAILED).values("sending"))
    elif filters.result in ("read", "unread"):
        rows = rows.filter(notice__read_at__isnull=filters.result == "unread")
    return rows


def _belongs(message: Delivery, reminder: Reminder) -> bool:
    """Whether a message of the sending told of this reminder: a mail went beside its notice, the issuer's group tells of
    all, an organisation's of its own."""
    if message.channel == ChannelKind.MAIL:
        return message.notice_id == reminder.notice_id
    return message.org_id in (reminder.org_id, reminder.sending.issuer_id)


def _lines(rows: list[Reminder], mine: frozenset[int] = frozenset()) -> list[LogLine]:
    messages = deliveries_of({row.sending_id for row in rows}) if rows else {}
    return [
        LogLine(
            row,
            tuple(m for m in messages.get(row.sending_id, []) if _belongs(m, row)),
            row.notice_id is not None and row.notice_id in mine,
        )
        for row in rows
    ]


def log(actor: Actor, filters: LogFilters, *, at: str = "") -> Page[LogLine]:
    """A page of the log, newest first. Two queries for the rows and their messages, one for how many."""
    rows = _narrowed(actor, filters)
    found = keyset(rows.select_related("sending__issuer", "org", "notice"), keys=("-pk",), at=at, total=bounded(rows))
    return Page(rows=_lines(list(found.rows)), next=found.next, previous=found.previous, total=found.total)


def get_sending(actor: Actor, sending_id: int) -> tuple[Sending, list[LogLine]]:
    """The one door to a sending: those who may remind for its organisation see all of it, those reminded what reached
    them. Anybody else finds it missing."""
    rows = list(
        reminders_where(actor, Act.NOTIFY)
        .filter(sending_id=sending_id)
        .select_related("sending__issuer", "org", "notice")
        .order_by("org__path", "pk")
    )
    if not rows:
        raise Sending.DoesNotExist
    mine = frozenset(_mine(actor).filter(pk__in=[row.notice_id for row in rows]).values_list("pk", flat=True))
    return rows[0].sending, _lines(rows, mine)


def messages_of(sending: Sending) -> list[Delivery]:
    """What left the platform for a sending."""
    return deliveries_of([sending.pk]).get(sending.pk, [])
