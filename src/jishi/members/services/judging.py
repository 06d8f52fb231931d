"""Judging a staged roster: every row gets its outcome, its reasons and what it would change. Writes nothing of persons."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from jishi.kernel.actor import Act, Actor, operator
from jishi.kernel.decision import Refused, demand
from jishi.kernel.jobs import enqueue
from jishi.kernel.sealing import seal_json
from jishi.members.models import RosterBatch, RosterRow
from jishi.members.queries.imports import cells_of
from jishi.members.queries.matching import Branches, Judged, Seen, in_lines, judge_chunk
from jishi.members.rules.batches import BatchState
from jishi.members.rules.columns import FIELDS, REQUIRED
from jishi.members.rules.roster import Outcome, Reading, read_row
from jishi.members.services.staging import CHUNK
from jishi.orgs.queries import actor_of


@transaction.atomic
def confirm_columns(*, batch_id: int, mapping: Mapping[str, int], actor: Actor, now: datetime) -> RosterBatch:
    """Say which column holds which field, and have the rows judged in the background. Raises Refused when the name has
    no column, one column is given twice, or the batch is past this step."""
    batch = RosterBatch.objects.select_for_update(of=("self",)).select_related("org").get(pk=batch_id)
    demand(actor.may(Act.ROSTER_IMPORT, batch.org.path))
    check_mapping(mapping, len(batch.header))
    if batch.state not in (BatchState.READ, BatchState.JUDGED, BatchState.JUDGING):
        raise Refused("这份名册已经导入，不能再改列的对应。要重新导入请再上传一次。")
    batch.mapping = dict(mapping)
    batch.state, batch.done, batch.summary = BatchState.JUDGING, 0, {}
    batch.save(update_fields=["mapping", "state", "done", "summary"])
    enqueue("members.judge_batch", batch=batch.pk)
    return batch


def check_mapping(mapping: Mapping[str, int], width: int) -> None:
    """Raises Refused on what makes the whole sheet unreadable."""
    for name in REQUIRED:
        if name not in mapping:
            raise Refused(f"没有“{FIELDS[name].label}”这一列，请指出哪一列是{FIELDS[name].label}。", name)
    columns = list(mapping.values())
    for name, column in mapping.items():
        if columns.count(column) > 1:
            raise Refused("一列只能对应一项，请检查重复的选择。", name)
        if not 0 <= column < width or name not in FIELDS:
            raise Refused("选的列不在表里，请重新选择。", name if name in FIELDS else None)


def actor_behind(batch: RosterBatch, today: date) -> Actor:
    """Who uploaded it, with the rights of today: the background acts for nobody else."""
    if batch.account_id is None:
        return operator(batch.actor_name)
    return actor_of(account_id=batch.account_id, chosen=None, today=today)


def judge_batch(*, batch_id: int, now: datetime) -> RosterBatch:
    """Judge all rows from the first. Safe to run again; progress is committed a chunk at a time."""
    batch = RosterBatch.objects.select_related("org").get(pk=batch_id)
    if batch.state != BatchState.JUDGING:
        return batch
    today = now.date()
    branches = Branches.within(actor_behind(batch, today), batch.org)
    seen, counts, org_ids, done = Seen(), dict.fromkeys([*Outcome, "warned"], 0), set(), 0
    last = 0
    while chunk := chunk_after(batch, last):
        with transaction.atomic():
            judged = judge_chunk(readings_of(batch, chunk), branches, seen, today=today)
            save_rows(batch, [row_values(one, branches) for one in judged])
            for one in judged:
                counts[one.verdict.outcome] += 1
                counts["warned"] += bool(one.verdict.warnings)
                if one.org:
                    org_ids.add(one.org.pk)
            done += len(chunk)
            RosterBatch.objects.filter(pk=batch.pk).update(done=done)
        last = chunk[-1].number
    batch.summary = {str(name): n for name, n in counts.items()} | {"orgs": sorted(org_ids)}
    batch.state, batch.done = BatchState.JUDGED, done
    batch.save(update_fields=["summary", "state", "done"])
    return batch


def chunk_after(batch: RosterBatch, last: int, **only: Any) -> list[RosterRow]:
    """The next rows of a batch after row number `last`, in the order of the sheet."""
    return list(RosterRow.objects.filter(batch=batch, number__gt=last, **only).order_by("number")[:CHUNK])


def readings_of(batch: RosterBatch, rows: Sequence[RosterRow]) -> list[Reading]:
    """Staged rows, opened and read by the column of each field."""
    cells = cells_of(batch, [row.number for row in rows])
    return [read_row(row.number, cells[row.number], batch.mapping) for row in rows]


def row_values(one: Judged, branches: Branches) -> dict[str, Any]:
    """What a judged row keeps: the changes in words are for people, and sealed, since they show persons' data."""
    verdict = one.verdict
    is_stranger = verdict.outcome is Outcome.NEW and one.known is None and "group" not in verdict.changes
    said = [] if is_stranger else in_lines(verdict.changes, branches)
    return {
        "number": one.reading.number,
        "name": one.reading.name[:60],
        "outcome": verdict.outcome,
        "reasons": verdict.reasons,
        "warnings": verdict.warnings,
        "changes": seal_json(said) if said else b"",
        "member_id": one.known.person_id if one.known and one.known.is_member else None,
        "is_applied": False,
        "undo": b"",
    }


_SAVE = """
UPDATE members_rosterrow r
SET name = v.name, outcome = v.outcome, reasons = v.reasons::jsonb, warnings = v.warnings::jsonb, changes = v.changes,
    member_id = v.member_id, is_applied = v.is_applied, undo = v.undo
FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bytea[], %s::bigint[], %s::boolean[], %s::bytea[])
     AS v(number, name, outcome, reasons, warnings, changes, member_id, is_applied, undo)
WHERE r.batch_id = %s AND r.number = v.number
"""
_COLUMNS = ("number", "name", "outcome", "reasons", "warnings", "changes", "member_id", "is_applied", "undo")


def save_rows(batch: RosterBatch, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the verdicts of a chunk in one statement."""
    with connection.cursor() as cursor:
        columns = [[_plain(name, row[name]) for row in rows] for name in _COLUMNS]
        cursor.execute(_SAVE, [*columns, batch.pk])


def _plain(name: str, value: Any) -> Any:
    if name in ("reasons", "warnings"):
        return json.dumps(value, ensure_ascii=False)
    return str(value) if name == "outcome" else value
