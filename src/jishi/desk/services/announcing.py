"""Announcements: whom the choices reach is worked out here, files are taken in, then `notices` writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from jishi.desk.queries.announcing import get_issued, issuer_of, resolve
from jishi.desk.rules.announcing import Targets
from jishi.files import services as files
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.notices import services as notices
from jishi.notices.models import Announcement
from jishi.notices.rules import Issuer

MOST_FILES = 10


@dataclass(frozen=True, slots=True)
class Order:
    """An announcement as it is typed."""

    title: str
    text: str
    number: str = ""
    basis: str = ""
    signed: str = ""


def _stored(uploads: Sequence["UploadedFile[Any]"], *, actor: Actor, now: datetime) -> list[int]:
    if len(uploads) > MOST_FILES:
        raise Refused(f"一次最多附 {MOST_FILES} 个文件。", "attached")
    stored = []
    for upload in uploads:
        try:
            stored.append(files.store(upload, actor=actor, now=now).pk)
        except Refused as refusal:
            raise Refused(f"{upload.name}：{refusal.reason}", "attached") from refusal
    return stored


def _draft(order: Order, addressed: str) -> notices.Draft:
    return notices.Draft(
        title=order.title,
        text=order.text,
        number=order.number,
        basis=order.basis,
        signed=order.signed,
        addressed=addressed,
    )


@transaction.atomic
def announce(
    order: Order,
    *,
    issuer: Issuer,
    targets: Targets,
    uploads: Sequence["UploadedFile[Any]"] = (),
    actor: Actor,
    now: datetime,
    submission: UUID | None = None,
) -> Announcement:
    """Issue it to whom `targets` come to today. Raises Refused with the field that is wrong, NotAllowed without NOTIFY at
    the issuer; the same `submission` again gives the same announcement."""
    demand(actor.may(Act.NOTIFY, issuer.path))
    found = resolve(issuer, targets, day=now.date())
    return notices.announce(
        _draft(order, found.said),
        issuer=issuer,
        to=found.to,
        file_ids=_stored(uploads, actor=actor, now=now),
        actor=actor,
        now=now,
        submission=submission,
    )


@transaction.atomic
def correct(
    announcement_id: int,
    order: Order,
    correction: str,
    *,
    keep: Sequence[int] = (),
    uploads: Sequence["UploadedFile[Any]"] = (),
    actor: Actor,
    now: datetime,
    submission: UUID | None = None,
) -> Announcement:
    """Issue a corrected edition to the same addressees; `keep` are the ids of attached files that stay."""
    old = get_issued(actor, Act.NOTIFY, announcement_id)
    return notices.correct(
        old.pk,
        _draft(order, old.addressed),
        correction,
        issuer=issuer_of(old),
        keep=keep,
        file_ids=_stored(uploads, actor=actor, now=now),
        actor=actor,
        now=now,
        submission=submission,
    )


@transaction.atomic
def withdraw(announcement_id: int, reason: str, *, actor: Actor, now: datetime) -> Announcement:
    """Take it back, saying why."""
    old = get_issued(actor, Act.NOTIFY, announcement_id)
    return notices.withdraw(old.pk, reason, issuer=issuer_of(old), actor=actor, now=now)
