"""Taking in an uploaded roster: its rows are sealed and staged, the file itself is let go."""

import json
from collections.abc import Sequence
from datetime import datetime
from itertools import batched, islice
from pathlib import Path
from uuid import UUID

from django.db import transaction

from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.bulk import copy_in
from jishi.kernel.decision import Refused, demand
from jishi.kernel.locks import earlier
from jishi.kernel.sealing import seal
from jishi.kernel.sheets import Cell, read_sheet
from jishi.members.models import RosterBatch, RosterBlock
from jishi.members.rules.cells import as_json
from jishi.members.rules.columns import KNOWN_HEADERS, recognise
from jishi.orgs.models import Organization

CHUNK = 5000
BLOCK = 500
MOST_ROWS = 600_000  # a city; the sheet itself takes a kilobyte a row while it is read


@transaction.atomic
def receive_roster(
    *,
    org: Organization,
    source: Path | bytes,
    file_name: str,
    actor: Actor,
    now: datetime,
    submission: UUID | None = None,
) -> RosterBatch:
    """Read a roster for `org` and all below it and stage its rows, sealed by the hundred; columns are recognised, nothing is judged yet.
    The same `submission` again gives the batch it made. Raises Refused on "file" when the file cannot be read or has no
    header, NotAllowed without ROSTER_IMPORT."""
    demand(actor.may(Act.ROSTER_IMPORT, org.path))
    if made := earlier(RosterBatch.objects.all(), submission):
        return made
    sheet = read_sheet(source, file_name, known_headers=KNOWN_HEADERS)
    batch = RosterBatch.objects.create(
        org=org,
        file_name=file_name[-150:],
        account_id=actor.account_id,
        actor_name=actor.name,
        created_at=now,
        header=sheet.header,
        mapping=recognise(sheet.header),
        submission=submission,
    )
    rows = iter(sheet.rows)
    while chunk := list(islice(rows, CHUNK)):
        batch.total += len(chunk)
        if batch.total > MOST_ROWS:
            raise Refused(f"一次最多导入{MOST_ROWS // 10000}万行，请按县或乡镇分开导入。", "file")
        copy_in(RosterBlock, [block_of(batch, part) for part in batched(chunk, BLOCK)])
    if not batch.total:
        raise Refused("表头下面没有内容，请先填写再导入。", "file")
    batch.save(update_fields=["total"])
    audit.record(
        "roster.received",
        actor=actor,
        at=now,
        act=Act.ROSTER_IMPORT,
        org=(org.pk, org.path),
        subject=("members.roster_batch", batch.pk, batch.file_name),
        after={"rows": batch.total},
    )
    return batch


def block_of(batch: RosterBatch, rows: Sequence[tuple[int, Sequence[Cell]]]) -> RosterBlock:
    """Rows (number, cells) sealed together; not saved yet."""
    return RosterBlock(batch=batch, first=rows[0][0], last=rows[-1][0], cells=seal_rows(rows))


def seal_rows(rows: Sequence[tuple[int, Sequence[Cell]]]) -> bytes:
    """What a block keeps of its rows, as `queries.imports.opened` reads it."""
    return seal(json.dumps(dict(rows), ensure_ascii=False, default=as_json))
