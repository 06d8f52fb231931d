"""Judging a staged roster: every row gets its outcome, its reasons and what it would change. Writes nothing of persons."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q

from jishi.kernel.actor import Act, Actor, operator
from jishi.kernel.bulk import copy_rows
from jishi.kernel.decision import Refused, demand
from jishi.kernel.jobs import enqueue
from jishi.kernel.sealing import seal_json
from jishi.kernel.sheets import Cell
from jishi.members.models import RosterBatch, RosterBlock, RosterNewcomer, RosterRow
from jishi.members.queries.imports import cells_of, opened
from jishi.members.queries.matching import Branches, Judged, in_lines, judge_chunk
from jishi.members.rules.batches import BatchState
from jishi.members.rules.columns import FIELDS, REQUIRED
from jishi.members.rules.reading import Reader, Reading
from jishi.members.rules.roster import Outcome
from jishi.members.services.arriving import make_ready
from jishi.members.services.staging import BLOCK, CHUNK
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
    """Judge all rows from the first. Safe to run again, and to run twice at once; progress is committed a chunk at a
    time. Memory does not grow with the rows: what a row has to know of all others is asked of the database."""
    batch = RosterBatch.objects.select_related("org").get(pk=batch_id)
    if batch.state != BatchState.JUDGING:
        return batch
    today = now.date()
    branches = Branches.within(actor_behind(batch, today), batch.org)
    org_ids: set[int] = set()
    batch.done = last = 0
    while rows := rows_after(batch, last):
        last = rows[-1][0]
        if not _judge(batch, rows, branches, org_ids, today=today, twice={}):
            return batch
    last = 0
    while twice := _named_twice(batch, last):
        last = max(twice)
        cells = sorted(cells_of(batch, twice).items())
        if not _judge(batch, cells, branches, org_ids, today=today, twice=twice):
            return batch
    return _close(batch, org_ids)


@transaction.atomic
def _judge(
    batch: RosterBatch,
    rows: Sequence[tuple[int, Sequence[Cell]]],
    branches: Branches,
    org_ids: set[int],
    *,
    today: date,
    twice: Mapping[int, int],
) -> bool:
    """Judge some rows and keep their verdicts in place of earlier ones. `twice` are rows that name somebody again. False
    when the columns were confirmed anew meanwhile: that has queued another judging."""
    if not _still(batch):
        return False
    judged = judge_chunk(readings_of(batch, rows), branches, today=today, twice=twice)
    for table in (RosterRow, RosterNewcomer):
        earlier = table.objects.filter(batch=batch, number__range=(rows[0][0], rows[-1][0]))
        (earlier.filter(number__in=twice) if twice else earlier).delete()
    copy_rows(RosterRow, ("batch_id", *ROW), ((batch.pk, *row_of(one, branches)) for one in judged))
    make_ready(batch, judged)
    org_ids.update(one.org.pk for one in judged if one.org)
    if not twice:
        batch.done += len(rows)
        RosterBatch.objects.filter(pk=batch.pk).update(done=batch.done)
    return True


def _still(batch: RosterBatch) -> bool:
    now = RosterBatch.objects.select_for_update().get(pk=batch.pk)
    return now.state == BatchState.JUDGING and now.mapping == batch.mapping


_TWICE = """
SELECT number, CASE WHEN by_who < number THEN by_who ELSE by_person END
FROM (SELECT number, CASE WHEN who <> '' THEN min(number) OVER (PARTITION BY who) END AS by_who,
             CASE WHEN known_id IS NOT NULL THEN min(number) OVER (PARTITION BY known_id) END AS by_person
      FROM members_rosterrow WHERE batch_id = %s) AS named
WHERE (by_who < number OR by_person < number) AND number > %s ORDER BY number LIMIT %s
"""


def _named_twice(batch: RosterBatch, last: int) -> dict[int, int]:
    """Rows after row `last` that name the same person as an earlier row, with the first of those; some thousand."""
    with connection.cursor() as cursor:
        cursor.execute(_TWICE, [batch.pk, last, CHUNK])
        return dict(cursor.fetchall())


@transaction.atomic
def _close(batch: RosterBatch, org_ids: set[int]) -> RosterBatch:
    if _still(batch):
        batch.summary = counts_of(batch) | {"orgs": sorted(org_ids)}
        batch.state, batch.done = BatchState.JUDGED, batch.total
        batch.save(update_fields=["summary", "state", "done"])
    return batch


def counts_of(batch: RosterBatch) -> dict[str, int]:
    """How many rows have each outcome, and how many a warning. One query."""
    rows = RosterRow.objects.filter(batch=batch).values_list("outcome")
    found = list(rows.annotate(n=Count("pk"), warned=Count("pk", filter=~Q(warnings=[]))))
    counts = {str(outcome): 0 for outcome in Outcome} | {outcome: n for outcome, n, _ in found}
    return counts | {"warned": sum(warned for _, _, warned in found)}


def rows_after(batch: RosterBatch, last: int) -> list[tuple[int, list[Cell]]]:
    """The next staged rows after row number `last`, opened, in the order of the sheet."""
    blocks = RosterBlock.objects.filter(batch=batch, first__gt=last).order_by("first")[: CHUNK // BLOCK]
    return [row for block in blocks for row in opened(block)]


def readings_of(batch: RosterBatch, rows: Iterable[tuple[int, Sequence[Cell]]]) -> list[Reading]:
    """Staged rows read by the column of each field."""
    reader = Reader(batch.mapping)
    return [reader.read(number, cells) for number, cells in rows]


# A judged row as it is kept, column by column.
ROW = (
    "number", "name", "outcome", "reasons", "warnings", "changes", "member_id", "known_id", "who", "is_applied", "undo",
)  # fmt: skip


def row_of(
    one: Judged, branches: Branches, *, is_applied: bool = False, undo: bytes = b"", member_id: int | None = None
) -> tuple[Any, ...]:
    """What a judged row keeps: the changes in words are for people, and sealed, since they show persons' data."""
    verdict, known = one.verdict, one.known
    is_stranger = verdict.outcome is Outcome.NEW and known is None and "group" not in verdict.changes
    said = [] if is_stranger or not verdict.changes else in_lines(verdict.changes, branches)
    return (
        one.reading.number,
        one.reading.name[:60],
        str(verdict.outcome),
        _listed(verdict.reasons),
        _listed(verdict.warnings),
        seal_json(said) if said else b"",
        member_id or (known.person_id if known and known.is_member else None),
        known.person_id if known else None,
        one.who,
        is_applied,
        undo,
    )


def _listed(said: Sequence[str]) -> str:
    return json.dumps(said, ensure_ascii=False) if said else "[]"
