"""Making a file in the background: begun, step by step, sealed, done; or stopped, or failed with a sentence."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from jishi.audit import services as audit
from jishi.files.models import Download
from jishi.files.queries import made_folder, made_place
from jishi.files.rules import AT_WORK, RIGHTS_CHANGED, DownloadState, rights_of
from jishi.kernel.actor import Actor
from jishi.kernel.decision import NotAllowed, Refused
from jishi.kernel.sealing import seal_stream, unseal_json

UNKNOWN = "出了没有料到的错误，没有做成。可以重试；再不行，请把这句话和时间告诉管理员。"


class Stopped(Exception):
    """The one it was for has cancelled it, or another worker has begun it anew."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: its name without and its ending. `note` says what it lacks and why."""

    name: str
    ending: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """What a maker is given: for whom, out of what, the file to write (nobody else can read it) and a folder for what
    lies in between. It says how far it is by `of` and `step`."""

    actor: Actor
    values: Mapping[str, Any]
    now: datetime
    path: Path
    folder: Path
    download_id: int
    attempt: int

    def of(self, total: int) -> None:
        """So many steps there are."""
        self._say(total=total)

    def step(self, done: int, doing: str = "") -> None:
        """So many are done; `doing` is what is being made now. Raises Stopped when it is to be made no further."""
        self._say(done=done, doing=doing[:200])

    def _say(self, **progress: object) -> None:
        mine = Download.objects.filter(pk=self.download_id, attempt=self.attempt, state=DownloadState.MAKING)
        if not mine.update(**progress, beat_at=Now()):
            raise Stopped


def make(
    *, download_id: int, actor_of: Callable[[int], Actor], write: Callable[[Work], Made], now: datetime
) -> Download | None:
    """Make the file, with the rights its maker has today (`actor_of` an account). Runs outside a transaction, so that
    progress is seen. A repeat after a killed worker begins anew; what was made, cancelled or purged meanwhile is left
    as it is. What goes wrong is said on the row; the unforeseen is raised as well, for the worker's log."""
    begun = _begin(download_id, now)
    if begun is None:
        return None
    made_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(dir=made_folder(), prefix=f".{download_id}-"))  # mode 0700
    try:
        actor = actor_of(begun.account_id)
        if rights_of(actor, begun.acts) != begun.rights:
            raise NotAllowed(RIGHTS_CHANGED)
        path = folder / "file"
        work = Work(actor, unseal_json(begun.asked), now, path, folder, begun.pk, begun.attempt)
        _finish(begun, write(work), path, actor, now)
    except Stopped:
        pass
    except (NotAllowed, Refused) as refusal:
        _fail(begun, refusal.reason, now)
    except Exception:
        _fail(begun, UNKNOWN, now)
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Download.objects.filter(pk=download_id).first()


@transaction.atomic
def _begin(download_id: int, now: datetime) -> Download | None:
    found = Download.objects.select_for_update().filter(pk=download_id, state__in=AT_WORK).first()
    if found:
        found.state, found.attempt, found.done, found.beat_at = DownloadState.MAKING, found.attempt + 1, 0, now
        found.save(update_fields=["state", "attempt", "done", "beat_at"])
    return found


def _finish(begun: Download, made: Made, path: Path, actor: Actor, now: datetime) -> None:
    place = made_place(secrets.token_hex(16))
    half = path.with_name("sealed")
    # Readable by this system's user only, and on the disk before the row says so.
    with path.open("rb") as source, os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as target:
        size = seal_stream(source, target, of=place.name)
        target.flush()
        os.fsync(target.fileno())
    half.replace(place)
    try:
        with transaction.atomic():
            rows = Download.objects.filter(pk=begun.pk, attempt=begun.attempt, state=DownloadState.MAKING)
            changed = rows.update(
                state=DownloadState.DONE, finished_at=Now(), beat_at=Now(), doing="", file_name=made.name[:200],
                ending=made.ending, size=size, place=place.name, note=made.note,
            )  # fmt: skip
            if not changed:
                raise Stopped
            subject = ("files.download", begun.pk, begun.title)
            org = (begun.org_id, "") if begun.org_id else None
            audit.record("download.made", actor=actor, at=now, org=org, subject=subject, after={"bytes": size})
    except BaseException:
        place.unlink(missing_ok=True)
        raise


def _fail(begun: Download, reason: str, now: datetime) -> None:
    rows = Download.objects.filter(pk=begun.pk, attempt=begun.attempt, state=DownloadState.MAKING)
    rows.update(state=DownloadState.FAILED, finished_at=Now(), note=reason)
