"""Files made in the background, as the person sees them: asked for, cancelled, tried again, fetched, gone."""

import shutil
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from jishi.audit import services as audit
from jishi.files.models import Download
from jishi.files.queries import made_folder, made_place
from jishi.files.rules import (
    AT_WORK,
    KEPT_DAYS,
    MOST_AT_WORK,
    RIGHTS_CHANGED,
    DownloadState,
    rights_of,
    stands_still,
)
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import NotAllowed, Refused
from jishi.kernel.jobs import enqueue
from jishi.kernel.sealing import lookup_hash, seal_json


@transaction.atomic
def ask_for(
    job: str,
    values: Mapping[str, Any],
    *,
    title: str,
    acts: Iterable[Act],
    org_id: int | None = None,
    actor: Actor,
    now: datetime,
) -> Download:
    """Have the job make a file for the actor; `values` is what it is made of, JSON. `acts` are the rights that reading its
    contents takes: without exactly the same reach it is neither made nor handed out. Whether the actor may is for the
    caller to ask. The same asked for again while it is being made gives that one. Raises Refused when the actor has too
    many at work."""
    if actor.account_id is None:
        raise Refused("在后台生成文件要先登录。")
    content = seal_json(dict(values))
    key = lookup_hash(f"{actor.account_id}:{job}:{sorted(values.items())}")
    at_work = Download.objects.filter(account_id=actor.account_id, state__in=AT_WORK)
    if same := at_work.filter(key=key).first():
        return same
    if at_work.count() >= MOST_AT_WORK:
        raise Refused(f"您已有 {MOST_AT_WORK} 个文件正在生成，请等其中一个完成，或取消一个。")
    needed = sorted(act.value for act in acts)
    try:
        with transaction.atomic():
            made = Download.objects.create(
                account_id=actor.account_id, maker=actor.name, org_id=org_id, job=job, title=title[:150], asked=content,
                key=key, acts=needed, rights=rights_of(actor, needed), asked_at=now, beat_at=now,
            )  # fmt: skip
    except IntegrityError:  # the same button twice at the same moment
        return Download.objects.get(key=key, state__in=AT_WORK)
    _told("download.asked", made, actor, now)
    enqueue(job, can_wait=True, download=made.pk)
    return made


def _told(event: str, of: Download, actor: Actor, now: datetime, **after: object) -> None:
    subject = ("files.download", of.pk, of.title)
    org = (of.org_id, "") if of.org_id else None
    audit.record(event, actor=actor, at=now, org=org, subject=subject, after=after or None)


def _own(download_id: int, actor: Actor) -> Download:
    """Locked, for whom it is made. Raises DoesNotExist for everybody else."""
    return Download.objects.select_for_update().get(pk=download_id, account_id=actor.account_id or 0)


@transaction.atomic
def cancel_download(*, download_id: int, actor: Actor, now: datetime) -> Download:
    """Stop what is waiting or being made: whoever makes it notices at the next step. Done or failed ones stay."""
    found = _own(download_id, actor)
    if found.state in AT_WORK:
        found.state, found.finished_at, found.doing = DownloadState.CANCELLED, now, ""
        found.save(update_fields=["state", "finished_at", "doing"])
        _told("download.cancelled", found, actor, now)
    return found


@transaction.atomic
def retry_download(*, download_id: int, actor: Actor, now: datetime) -> Download:
    """Begin a failed, cancelled or stalled one anew, with the rights of now. Raises Refused while it is being made, and
    where it has been made."""
    found = _own(download_id, actor)
    is_stalled = stands_still(found.state, found.beat_at, now)
    if found.state not in (DownloadState.FAILED, DownloadState.CANCELLED) and not is_stalled:
        raise Refused(f"这个文件{DownloadState.label_of(found.state)}，不用重试。")
    if not is_stalled and (same := Download.objects.filter(key=found.key, state__in=AT_WORK).first()):
        return same
    found.state, found.rights = DownloadState.WAITING, rights_of(actor, found.acts)
    found.done, found.total, found.doing, found.note = 0, 0, "", ""
    found.asked_at = found.beat_at = now
    found.finished_at = None
    found.save()
    _told("download.retried", found, actor, now)
    enqueue(found.job, can_wait=True, download=found.pk)
    return found


@transaction.atomic
def fetch(*, download_id: int, actor: Actor, now: datetime) -> Download:
    """The finished file, handed to the one it was made for; the log says so. Raises NotAllowed once the reach under which
    it was made is no longer the actor's, Refused while there is nothing to hand out."""
    found = _own(download_id, actor)
    if found.state != DownloadState.DONE or not made_place(found.place).is_file():
        raise Refused("文件还没有生成好，或已过了保存期限。")
    if rights_of(actor, found.acts) != found.rights:
        raise NotAllowed(RIGHTS_CHANGED)
    _told("download.fetched", found, actor, now, file=f"{found.file_name}.{found.ending}", bytes=found.size)
    return found


@transaction.atomic
def purge_downloads(*, now: datetime) -> int:
    """Let go of what was asked for more than a week ago, and of what killed workers left lying. Gives how many went."""
    gone = list(Download.objects.filter(asked_at__lt=now - timedelta(days=KEPT_DAYS)))
    Download.objects.filter(pk__in=[d.pk for d in gone]).delete()
    if gone:
        after = {"count": len(gone)}
        actor = Actor(name="定时任务")
        audit.record("download.purged", actor=actor, at=now, subject=("files.download", None, "下载"), after=after)
    transaction.on_commit(lambda: _sweep(now))
    return len(gone)


def _sweep(now: datetime) -> None:
    """Bytes without a row, and what is half made and older than a day."""
    kept = set(Download.objects.exclude(place="").values_list("place", flat=True))
    for path in made_folder().glob("*"):
        is_old = path.stat().st_mtime < (now - timedelta(days=1)).timestamp()
        if path.name in kept or not is_old:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
