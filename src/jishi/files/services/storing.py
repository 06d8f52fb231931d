"""Taking a file in: checked, sealed, under the hash of its content."""

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from jishi.audit import services as audit
from jishi.files.models import File
from jishi.files.queries import place_of
from jishi.files.rules import CONTENT_TYPES, GENERAL, FileKind, clean_file_name, inspect
from jishi.kernel.actor import Actor
from jishi.kernel.decision import Refused
from jishi.kernel.sealing import seal_bytes


def _write_once(place: Path, content: bytes) -> None:
    """All of it or nothing, readable by this system's user only; what is there already stays."""
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".new-")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(seal_bytes(content))
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@transaction.atomic
def store(upload: "UploadedFile[Any]", *, actor: Actor, now: datetime, allowed: frozenset[FileKind] = GENERAL) -> File:
    """Keep an upload whose content is what its name says; equal files share their bytes. Bytes of a transaction that
    fails later stay behind unreferenced, which harms nothing. Raises Refused with a sentence: too large, a kind not
    `allowed`, macros, a password, broken. Whether the actor may attach here is for the owner's service to ask."""
    limit = settings.UPLOAD_MAX_BYTES
    if (upload.size or 0) > limit:
        raise Refused(f"文件超过 {limit // 1024 // 1024} MB。扫描件可以降低分辨率，或分成几份再传。")
    content_file = cast(BinaryIO, upload.file)
    name = clean_file_name(upload.name or "")
    kind = inspect(name, content_file, allowed=allowed)
    content_file.seek(0)
    content = content_file.read()
    digest = hashlib.sha256(content).hexdigest()
    _write_once(place_of(digest), content)
    file = File.objects.create(
        name=name,
        sha256=digest,
        size=len(content),
        content_type=CONTENT_TYPES[kind],
        uploaded_by=actor.name,
        uploaded_at=now,
    )
    audit.record("file.stored", actor=actor, at=now, subject=("files.file", file.pk, name))
    return file
