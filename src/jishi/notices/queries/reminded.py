"""Reminders sent, the messages that left, and the settings of both."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from jishi.kernel.sealing import unseal
from jishi.notices.models import Delivery, MailAddress, Reminder, ReminderSetting
from jishi.notices.rules import ONCE, ChannelKind, week_of


def reminded_this_week(org_ids: Iterable[int], day: date) -> dict[tuple[int, str], Reminder]:
    """(organisation, matter) → the reminder of the week of `day`. One query."""
    found = Reminder.objects.filter(org_id__in=list(org_ids), week=week_of(day)).select_related("sending")
    return {(row.org_id, row.matter): row for row in found}


def reminded_keys(matters: Iterable[str]) -> set[str]:
    """Those of these matters that have been told of once and for all. One query."""
    found = Reminder.objects.filter(matter__in=list(matters), week=ONCE).values_list("matter", flat=True)
    return set(found)


def deliveries_of(sending_ids: Iterable[int]) -> dict[int, list[Delivery]]:
    """Sending → the messages that left for it. One query."""
    rows = Delivery.objects.filter(sending_id__in=list(sending_ids)).select_related("org", "person").order_by("pk")
    found: dict[int, list[Delivery]] = {}
    for row in rows:
        found.setdefault(row.sending_id or 0, []).append(row)
    return found


def setting_of(org_id: int) -> ReminderSetting | None:
    """The organisation's settings, None while it has none: no group, no weekly reminder."""
    return ReminderSetting.objects.filter(org_id=org_id).first()


def group_messages_of(org_id: int) -> list[Delivery]:
    """The latest messages to the organisation's group, tests among them, newest first."""
    rows = Delivery.objects.filter(org_id=org_id, channel=ChannelKind.GROUP)
    return list(rows.order_by("-created_at", "-pk")[:8])


def settings_of_week(day: date) -> list[ReminderSetting]:
    """Organisations whose weekly reminder is due on `day` and has not left this week: the weekday has come."""
    due = Q(is_weekly=True, weekday__lte=day.isoweekday(), org__ended_on=None)
    return list(
        ReminderSetting.objects.filter(due).exclude(last_week=week_of(day)).select_related("org").order_by("pk")
    )


def mail_address_of(person_id: int | None) -> str:
    """Where this person wants reminders by mail; "" for nowhere."""
    found = MailAddress.objects.filter(person_id=person_id or 0).first()
    return unseal(found.address) if found else ""
