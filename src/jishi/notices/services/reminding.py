"""Reminding: once a week per matter, by a constraint of the database; in the platform at once, by mail and to groups in
the background."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.jobs import enqueue
from jishi.notices.models import Delivery, MailAddress, Notice, Reminder, ReminderSetting, Sending
from jishi.notices.rules import (
    ONCE,
    Addressee,
    ChannelKind,
    Issuer,
    Matter,
    group_text,
    mail_text,
    told,
    week_of,
)
from jishi.notices.services.telling import LONGEST

EVENT = "reminder.sent"


def _link(sending: Sending) -> str:
    return f"/reminders/{sending.pk}/"


def on_site(path: str) -> str:
    """The whole address of a page, for messages that leave the platform; "" where the site does not know its own."""
    return f"{settings.SITE_URL}{path}" if settings.SITE_URL else ""


def _taken(sending: Sending, matters: Sequence[Matter], week: str) -> dict[tuple[int, str], Reminder]:
    """The matters that nobody else has reminded of this week, written down. In one order, so that two at once wait for
    each other and never for ever."""
    Reminder.objects.bulk_create(
        [
            Reminder(
                sending=sending, org_id=m.org_id, matter=m.key, week=week, title=m.title[:200], link=m.link,
                addressee=m.said_to[:120], note=m.note[:100],
            )
            for m in sorted(matters, key=lambda m: (m.org_id, m.key))
        ],
        batch_size=1000,
        ignore_conflicts=True,
    )  # fmt: skip
    return {(row.org_id, row.matter): row for row in Reminder.objects.filter(sending=sending)}


def _tell(
    sending: Sending,
    issuer: Issuer,
    by_addressee: dict[Addressee, list[Matter]],
    rows: dict[tuple[int, str], Reminder],
) -> list[Notice]:
    """One notice an addressee: to the form of the matter, or to the list of several."""
    written = Notice.objects.bulk_create(
        [
            Notice(
                person_id=to.person_id,
                to_org_id=to.org_id,
                post=to.post,
                org_id=matters[0].org_id,
                text=told(issuer.name, matters)[:LONGEST],
                link=matters[0].link if len(matters) == 1 else _link(sending),
                created_at=sending.at,
            )
            for to, matters in by_addressee.items()
        ],
        batch_size=1000,
    )
    for notice, matters in zip(written, by_addressee.values(), strict=True):
        for matter in matters:
            rows[matter.org_id, matter.key].notice = notice
    Reminder.objects.bulk_update(rows.values(), ["notice"], batch_size=1000)
    return written


def _mails(sending: Sending, issuer: Issuer, told_of: Sequence[tuple[Notice, list[Matter]]]) -> list[Delivery]:
    """To everybody behind a notice who wants mail."""
    if not settings.MAILERS:
        return []
    wanting = {person for _, matters in told_of for matter in matters for person in matter.holder_ids}
    reached = set(MailAddress.objects.filter(person_id__in=wanting).values_list("pk", flat=True))
    return [
        Delivery(
            sending=sending,
            channel=ChannelKind.MAIL,
            person_id=person,
            notice=notice,
            text=mail_text(issuer.name, matters, on_site(notice.link)),
            created_at=sending.at,
        )
        for notice, matters in told_of
        for person in sorted(reached.intersection(*(m.holder_ids for m in matters)))
    ]


def _group_messages(sending: Sending, issuer: Issuer, matters: Sequence[Matter]) -> list[Delivery]:
    """To the issuer's group about all, to each organisation's own group about its own."""
    counts: dict[int, tuple[str, int]] = {}
    for matter in matters:
        name, n = counts.get(matter.org_id, (matter.org_name, 0))
        counts[matter.org_id] = (name, n + 1)
    with_group = ReminderSetting.objects.filter(org_id__in=[issuer.id, *counts]).exclude(group_url=b"")
    return [
        Delivery(
            sending=sending,
            channel=ChannelKind.GROUP,
            org_id=org,
            text=group_text(
                issuer.name, list(counts.values()) if org == issuer.id else [counts[org]], on_site(_link(sending))
            ),
            created_at=sending.at,
        )
        for org in with_group.order_by("org_id").values_list("org_id", flat=True)
    ]


@transaction.atomic
def remind(
    matters: Sequence[Matter],
    *,
    issuer: Issuer,
    actor: Actor,
    now: datetime,
    is_automatic: bool = False,
    once: bool = False,
) -> Sending:
    """Remind of every matter that has not been reminded of this week (`once`: ever), in the name of `issuer`: a notice an
    addressee now, messages to mail and groups in the background. Raises Refused when nothing is left to remind of,
    NotAllowed without NOTIFY at the issuer. That the matters lie within the issuer's reach is for the caller to see."""
    demand(actor.may(Act.NOTIFY, issuer.path))
    sending = Sending.objects.create(issuer_id=issuer.id, at=now, by=actor.name, is_automatic=is_automatic)
    rows = _taken(sending, matters, ONCE if once else week_of(now.date()))
    taken = [m for m in matters if (m.org_id, m.key) in rows]
    if not taken:
        raise Refused("这些事项本周都已经提醒过，没有重复发送。")
    by_addressee: dict[Addressee, list[Matter]] = {}
    for matter in taken:
        by_addressee.setdefault(matter.to, []).append(matter)
    written = _tell(sending, issuer, by_addressee, rows)
    told_of = list(zip(written, by_addressee.values(), strict=True))
    messages = [*_mails(sending, issuer, told_of), *_group_messages(sending, issuer, taken)]
    Delivery.objects.bulk_create(messages, batch_size=1000)
    orgs = len({m.org_id for m in taken})
    audit.record(
        EVENT,
        actor=actor,
        at=now,
        act=Act.NOTIFY,
        org=(issuer.id, issuer.path),
        subject=("notices.sending", sending.pk, f"{orgs} 个组织 {len(taken)} 件事项"),
        after={"orgs": _named(m.org_name for m in taken), "addressees": _named(m.said_to for m in taken)},
    )
    enqueue("notices.deliver", sending_id=sending.pk)
    return sending


def _named(names: Iterable[str], most: int = 30) -> list[str]:
    found = list(dict.fromkeys(names))
    return [*found[:most], f"等 {len(found)} 个"] if len(found) > most else found


@transaction.atomic
def mark_week(setting_id: int, *, actor: Actor, now: datetime) -> bool:
    """Take this week's automatic reminder of an organisation; False when it was taken already. The actor is the clock.
    The sending that follows leaves the audit line."""
    free = ReminderSetting.objects.filter(pk=setting_id, is_weekly=True).exclude(last_week=week_of(now.date()))
    return free.update(last_week=week_of(now.date())) > 0
