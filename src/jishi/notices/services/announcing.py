"""Issuing announcements, correcting them by a new edition, withdrawing them. Whom an issuer can reach is judged above,
where the tree is known (`desk.services`); the right to issue is judged here as well."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.locks import earlier
from jishi.notices.models import Announcement, Material, Notice
from jishi.notices.queries import receipt_of
from jishi.notices.queries.inbox import addressed_to
from jishi.notices.rules import Addressee, Issuer
from jishi.notices.services.telling import LONGEST


@dataclass(frozen=True, slots=True)
class Draft:
    """What an announcement says. `addressed` names the addressees in words: 各党支部书记、组织委员."""

    title: str
    text: str
    signed: str
    addressed: str
    number: str = ""
    basis: str = ""


def _link(announcement: Announcement) -> str:
    return f"/announcements/{announcement.pk}/"


def _line(event: str, row: Announcement, issuer: Issuer, *, actor: Actor, now: datetime, note: str = "") -> None:
    audit.record(
        event,
        actor=actor,
        at=now,
        act=Act.NOTIFY,
        org=(issuer.id, issuer.path),
        subject=("notices.announcement", row.pk, row.title),
        note=note,
    )


def _written(
    draft: Draft, issuer: Issuer, file_ids: Sequence[int], *, actor: Actor, now: datetime, submission: UUID | None
) -> Announcement:
    if not draft.title:
        raise Refused("请写标题。", "title")
    if not draft.text and not file_ids:
        raise Refused("请写正文，或附上文件。", "text")
    row = Announcement.objects.create(
        issuer_id=issuer.id,
        title=draft.title,
        number=draft.number,
        basis=draft.basis,
        text=draft.text,
        signed=draft.signed or issuer.name,
        addressed=draft.addressed[:300],
        issued_at=now,
        issued_by=actor.name,
        submission=submission,
    )
    Material.objects.bulk_create(
        Material(announcement=row, file_id=file_id, order=order) for order, file_id in enumerate(file_ids, 1)
    )
    return row


def _tell(row: Announcement, issuer: Issuer, to: Sequence[Addressee], *, now: datetime) -> None:
    again = f"（更正，第 {row.edition} 版）" if row.edition > 1 else ""
    text = f"{issuer.name}：{row.title}{again}"[:LONGEST]
    Notice.objects.bulk_create(
        [
            Notice(
                person_id=one.person_id, to_org_id=one.org_id, post=one.post, announcement=row, org_id=issuer.id,
                text=text, link=_link(row), created_at=now,
            )
            for one in dict.fromkeys(to)
        ],
        batch_size=1000,
    )  # fmt: skip


@transaction.atomic
def announce(
    draft: Draft,
    *,
    issuer: Issuer,
    to: Sequence[Addressee],
    file_ids: Sequence[int] = (),
    actor: Actor,
    now: datetime,
    submission: UUID | None = None,
) -> Announcement:
    """Issue it to these posts and persons, each once. The same `submission` again gives the same announcement. Raises
    NotAllowed without NOTIFY at the issuer, Refused without a title, a content or anybody to read it."""
    demand(actor.may(Act.NOTIFY, issuer.path))
    known = earlier(Announcement.objects.all(), submission)
    if known:
        return known
    if not to:
        raise Refused("没有找到收件人。请选择职务和组织，或点名选人。", "posts")
    row = _written(draft, issuer, file_ids, actor=actor, now=now, submission=submission)
    _tell(row, issuer, to, now=now)
    _line("announcement.issued", row, issuer, actor=actor, now=now, note=row.addressed)
    return row


def _locked(announcement_id: int) -> Announcement:
    row = Announcement.objects.select_for_update(no_key=True).get(pk=announcement_id)
    if row.withdrawn_at or row.is_replaced:
        raise Refused("这份通知已经撤回或更正过了，请打开最新的一版。")
    return row


def _void(row: Announcement) -> None:
    """Nobody waits any longer for those who have not read it; that they have not stays visible."""
    Notice.objects.filter(announcement=row, read_at=None).update(is_void=True)


@transaction.atomic
def correct(
    announcement_id: int,
    draft: Draft,
    correction: str,
    *,
    issuer: Issuer,
    keep: Sequence[int] = (),
    file_ids: Sequence[int] = (),
    actor: Actor,
    now: datetime,
    submission: UUID | None = None,
) -> Announcement:
    """Issue a corrected edition to the same posts and persons, saying what was corrected; the old one stays, marked.
    `keep` are the attached files to carry over, `file_ids` new ones. Raises Refused without a word on the correction, or
    when it was corrected or withdrawn meanwhile."""
    demand(actor.may(Act.NOTIFY, issuer.path))
    known = earlier(Announcement.objects.all(), submission)
    if known:
        return known
    if not correction:
        raise Refused("请写明更正了什么。", "correction")
    old = _locked(announcement_id)
    attached = Material.objects.filter(announcement=old, file_id__in=keep).order_by("order", "pk")
    files = [*attached.values_list("file_id", flat=True), *file_ids]
    row = _written(draft, issuer, files, actor=actor, now=now, submission=submission)
    row.replaces, row.edition, row.correction = old, old.edition + 1, correction
    row.save()
    old.is_replaced = True
    old.save()
    went_to = Notice.objects.filter(announcement=old).values_list("person_id", "to_org_id", "post").order_by("pk")
    _tell(row, issuer, [Addressee(*one) for one in went_to], now=now)
    _void(old)
    _line("announcement.corrected", row, issuer, actor=actor, now=now, note=correction)
    return row


@transaction.atomic
def withdraw(announcement_id: int, reason: str, *, issuer: Issuer, actor: Actor, now: datetime) -> Announcement:
    """Take an announcement back, saying why; those it went to see that it was. Raises Refused without a reason, or when
    it was corrected or withdrawn already."""
    demand(actor.may(Act.NOTIFY, issuer.path))
    if not reason:
        raise Refused("请写撤回的原因，收件人会看到。", "reason")
    row = _locked(announcement_id)
    row.withdrawn_at, row.withdrawn_by, row.withdrawal = now, actor.name, reason
    row.save()
    _void(row)
    _line("announcement.withdrawn", row, issuer, actor=actor, now=now, note=reason)
    return row


@transaction.atomic
def confirm_reading(announcement_id: int, *, actor: Actor, now: datetime) -> Notice | None:
    """The actor has opened it: confirmed for the person and for every post of the actor's it went to. Gives the notice
    by which it came, None when it did not go to them. No audit line: reading is nobody's score."""
    found = receipt_of(actor, announcement_id)
    if found is None:
        return None
    if found.read_at is None:
        Notice.objects.filter(addressed_to(actor), announcement_id=announcement_id, read_at=None).update(
            read_at=now, read_by=actor.name
        )
    return found
