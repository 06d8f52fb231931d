"""Where reminders may go besides the platform: an organisation's group, a person's own mail; and whether they leave by
themselves every week."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, Refused, demand
from jishi.kernel.jobs import enqueue
from jishi.kernel.sealing import seal
from jishi.notices.models import Delivery, MailAddress, ReminderSetting
from jishi.notices.rules import ChannelKind, GroupKind, Issuer, judge_url

TEST_TEXT = "这是一条测试消息：工作群已经接好，今后的提醒会发到这里。提醒里只有组织名称和件数。"


def _changed(issuer: Issuer, version: int, *, actor: Actor, now: datetime, **values: Any) -> ReminderSetting:
    demand(actor.may(Act.NOTIFY, issuer.path))
    fresh = {"set_at": now, "set_by": actor.name}
    row, _ = ReminderSetting.objects.get_or_create(org_id=issuer.id, defaults={**fresh, "version": 0})
    row = ReminderSetting.objects.select_for_update(no_key=True).get(pk=row.pk)
    if row.version != version:
        raise EditConflict
    for name, value in {**fresh, **values, "version": version + 1}.items():
        setattr(row, name, value)
    row.save()
    return row


def _line(event: str, issuer: Issuer, *, actor: Actor, now: datetime, note: str) -> None:
    audit.record(
        event,
        actor=actor,
        at=now,
        act=Act.NOTIFY,
        org=(issuer.id, issuer.path),
        subject=("notices.remindersetting", issuer.id, issuer.name),
        note=note,
    )


@transaction.atomic
def set_weekly(
    *, issuer: Issuer, is_weekly: bool, weekday: int, version: int, actor: Actor, now: datetime
) -> ReminderSetting:
    """Have reminders leave by themselves every week from `weekday` (1 Monday to 7 Sunday) on, or no longer. Raises
    EditConflict when stale, NotAllowed without NOTIFY."""
    if weekday not in range(1, 8):
        raise Refused("请选择星期几。", "weekday")
    row = _changed(issuer, version, actor=actor, now=now, is_weekly=is_weekly, weekday=weekday)
    said = f"每周星期{'一二三四五六日'[weekday - 1]}自动提醒" if is_weekly else "不自动提醒"
    _line("reminder.weekly_set", issuer, actor=actor, now=now, note=said)
    return row


@transaction.atomic
def set_group(*, issuer: Issuer, kind: str, url: str, version: int, actor: Actor, now: datetime) -> ReminderSetting:
    """Keep the address of the organisation's group robot, sealed; only its host is shown afterwards. Raises Refused for
    an address that may not be used, EditConflict when stale."""
    if kind not in list(GroupKind):
        raise Refused("请选择是哪一种工作群。", "kind")
    fit = judge_url(url)
    if not fit:
        raise Refused(fit.reason, "url")
    host = urlsplit(url).hostname or ""
    row = _changed(issuer, version, actor=actor, now=now, group_kind=kind, group_url=seal(url), group_host=host[:255])
    _line("reminder.group_set", issuer, actor=actor, now=now, note=f"{GroupKind.label_of(kind)}，{host}")
    return row


@transaction.atomic
def remove_group(*, issuer: Issuer, version: int, actor: Actor, now: datetime) -> ReminderSetting:
    """Forget the group's address. Messages still waiting for it are not sent."""
    row = _changed(issuer, version, actor=actor, now=now, group_kind="", group_url=b"", group_host="")
    _line("reminder.group_removed", issuer, actor=actor, now=now, note="")
    return row


@transaction.atomic
def try_group(*, issuer: Issuer, actor: Actor, now: datetime) -> Delivery:
    """Queue a test message to the organisation's group; what becomes of it is shown beside the settings."""
    demand(actor.may(Act.NOTIFY, issuer.path))
    if not ReminderSetting.objects.filter(org_id=issuer.id).exclude(group_url=b"").exists():
        raise Refused("还没有工作群的地址。", "url")
    row = Delivery.objects.create(channel=ChannelKind.GROUP, org_id=issuer.id, text=TEST_TEXT, created_at=now)
    _line("reminder.group_tried", issuer, actor=actor, now=now, note="")
    enqueue("notices.deliver_one", delivery_id=row.pk)
    return row


def _own_line(event: str, actor: Actor, now: datetime) -> None:
    audit.record(event, actor=actor, at=now, subject=("people.person", actor.person_id, actor.name))


@transaction.atomic
def give_mail_address(address: str, *, actor: Actor, now: datetime) -> None:
    """Keep, sealed, where the actor wants reminders by mail. Raises Refused for what is no address or for nobody."""
    if actor.person_id is None:
        raise Refused("这个账号没有对应的人员，不能登记邮箱。", "address")
    try:
        validate_email(address)
    except ValidationError as problem:
        raise Refused("邮箱地址不对，请检查，例如 name@example.com。", "address") from problem
    MailAddress.objects.update_or_create(person_id=actor.person_id, defaults={"address": seal(address), "set_at": now})
    _own_line("reminder.mail_given", actor, now)


@transaction.atomic
def remove_mail_address(*, actor: Actor, now: datetime) -> None:
    """Forget the actor's mail address."""
    gone, _ = MailAddress.objects.filter(person_id=actor.person_id or 0).delete()
    if gone:
        _own_line("reminder.mail_removed", actor, now)
