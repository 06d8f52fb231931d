"""Sending what waits: mail to persons, texts to groups. Called by the background worker, never inside a request.

Each message is taken up once: should the worker die over it, it stays `sending` and is not sent again."""

import logging
import smtplib
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage

from jishi.kernel.decision import YES, Decision, no
from jishi.kernel.sealing import unseal
from jishi.notices.models import Delivery, ReminderSetting
from jishi.notices.queries import mail_address_of
from jishi.notices.rules import ChannelKind, DeliveryState, payload
from jishi.notices.services.posting import post

logger = logging.getLogger("jishi.notices")


def deliver(sending_id: int, *, now: datetime) -> int:
    """Send the queued messages of a sending; gives how many arrived. One that fails is marked and stops no other."""
    waiting = Delivery.objects.filter(sending_id=sending_id, state=DeliveryState.QUEUED).order_by("pk")
    return sum(deliver_one(delivery_id, now=now) for delivery_id in list(waiting.values_list("pk", flat=True)))


def deliver_one(delivery_id: int, *, now: datetime) -> bool:
    """Send one message that is still queued, and write down what became of it. False when somebody else has taken it up,
    or it failed."""
    queued = Delivery.objects.filter(pk=delivery_id, state=DeliveryState.QUEUED)
    if not queued.update(state=DeliveryState.SENDING):
        return False
    row = Delivery.objects.get(pk=delivery_id)
    result = _mailed(row) if row.channel == ChannelKind.MAIL else _posted(row)
    row.state = DeliveryState.SENT if result else DeliveryState.FAILED
    row.detail, row.done_at = result.reason[:200], now
    row.save()
    if not result:
        logger.warning("message %s not delivered: %s", row.pk, result.reason)
    return bool(result)


def _posted(row: Delivery) -> Decision:
    setting = ReminderSetting.objects.filter(org_id=row.org_id).exclude(group_url=b"").first()
    if setting is None:
        return no("工作群的地址已经去掉。")
    return post(unseal(setting.group_url), payload(setting.group_kind, row.text))


def _mailed(row: Delivery) -> Decision:
    address = mail_address_of(row.person_id)
    if not address:
        return no("邮箱已经去掉。")
    if not settings.MAILERS:
        return no("平台没有设置发邮件的服务器。")
    try:
        EmailMessage(f"{settings.SITE_NAME}：有事项待办理", row.text, to=[address]).send(using="default")
    except (smtplib.SMTPException, OSError) as problem:
        return no(f"邮件服务器没有收下：{_reason(problem)}")
    return YES


def _reason(problem: Exception) -> str:
    match problem:
        case smtplib.SMTPRecipientsRefused():
            return "收件地址不存在或被拒收。"
        case smtplib.SMTPAuthenticationError():
            return "用户名或密码不对。"
        case smtplib.SMTPException():
            return "发送没有成功。"
    return "连接不上。"
