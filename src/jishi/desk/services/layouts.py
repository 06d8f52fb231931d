"""Taking a layout in, and taking it away again."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from jishi.audit import services as audit
from jishi.desk.models import Layout
from jishi.files import services as files
from jishi.files.rules import FileKind
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.orgs.models import Organization
from jishi.orgs.queries import get_org
from jishi.papers.layouts import MAX_BYTES, PAPERS, check


@transaction.atomic
def upload_layout(*, org_id: int, paper: str, upload: "UploadedFile[Any]", actor: Actor, now: datetime) -> Layout:
    """Have papers of `org_id` and everything below it print with this .docx from now on; it takes the place of the one
    before. The same file again changes nothing. Raises Refused with one sentence a line for what is wrong with it."""
    org = get_org(actor, Act.LAYOUT_EDIT, org_id)
    if paper not in PAPERS:
        raise Refused("请选择要替换哪一种表册的表样。", "paper")
    if (upload.size or 0) > MAX_BYTES:
        raise Refused(f"文件超过 {MAX_BYTES // 1024 // 1024} MB。请压缩或删除其中的图片后再上传。", "file")
    upload.seek(0)
    faults = check(upload.read(), paper)
    if faults:
        raise Refused("\n".join(faults), "file")
    upload.seek(0)
    file = files.store(upload, actor=actor, now=now, allowed=frozenset({FileKind.DOCX}))
    Organization.objects.select_for_update(no_key=True).get(pk=org.pk)
    before = Layout.objects.filter(org=org, paper=paper).select_related("file").first()
    if before and before.file.sha256 == file.sha256:
        return before
    layout, _ = Layout.objects.update_or_create(org=org, paper=paper, defaults={"file": file, "uploaded_at": now})
    audit.record(
        "layout.uploaded",
        actor=actor,
        at=now,
        act=Act.LAYOUT_EDIT,
        org=(org.pk, org.path),
        subject=("desk.layout", layout.pk, PAPERS[paper]),
        before={"file": before.file.name} if before else None,
        after={"file": file.name},
    )
    return layout


@transaction.atomic
def remove_layout(layout: Layout, *, actor: Actor, now: datetime) -> None:
    """Print with the next layout above, or the platform's own form, from now on. The file itself stays in the store."""
    demand(actor.may(Act.LAYOUT_EDIT, layout.org.path))
    audit.record(
        "layout.removed",
        actor=actor,
        at=now,
        act=Act.LAYOUT_EDIT,
        org=(layout.org.pk, layout.org.path),
        subject=("desk.layout", layout.pk, PAPERS.get(layout.paper, layout.paper)),
        before={"file": layout.file.name},
    )
    layout.delete()
