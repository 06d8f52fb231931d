"""Reading rosters on their way in: batches, the preview with its filters, the members a sheet lacks."""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.db.models import QuerySet

from jishi.kernel.actor import Act, Actor
from jishi.kernel.clock import ZONE
from jishi.kernel.decision import demand
from jishi.kernel.paging import Page, keyset
from jishi.kernel.sealing import unseal, unseal_json
from jishi.kernel.sheets import Cell, as_text
from jishi.members.models import Member, RosterBatch, RosterBlock, RosterRow
from jishi.members.queries.matching import Branches, in_lines
from jishi.members.rules.cells import from_json, plain
from jishi.members.rules.columns import FIELDS
from jishi.members.rules.reading import read_row
from jishi.members.rules.roster import Outcome, judge
from jishi.orgs.models import Organization
from jishi.orgs.queries import org_ids_where, orgs_where
from jishi.people.rules import mask_citizen_number

SHOWN_BATCHES = 30
SAMPLES = 3
BLOCKS_AT_ONCE = 10


def batches_where(actor: Actor, act: Act) -> QuerySet[RosterBatch]:
    """The rosters uploaded for organisations the actor may do `act` at."""
    return RosterBatch.objects.filter(org_id__in=org_ids_where(actor, act))


def get_batch(actor: Actor, act: Act, batch_id: int) -> RosterBatch:
    """The one door to a batch."""
    batch = batches_where(actor, Act.VIEW).select_related("org").get(pk=batch_id)
    demand(actor.may(act, batch.org.path))
    return batch


def recent_batches(actor: Actor) -> list[RosterBatch]:
    """The latest rosters the actor may work on, newest first."""
    found = batches_where(actor, Act.ROSTER_IMPORT).select_related("org").order_by("-created_at", "-pk")
    batches = list(found[:SHOWN_BATCHES])
    for batch in batches:  # a batch not judged yet shows blanks, not noughts
        batch.summary = dict.fromkeys(Outcome, "") | batch.summary
    return batches


def importable(actor: Actor) -> list[Organization]:
    """The organisations at whose desk the actor may import: the tops of the reach. The sheet names branches below."""
    tops = {grant.path for grant in actor.grants if grant.act is Act.ROSTER_IMPORT}
    return list(orgs_where(actor, Act.ROSTER_IMPORT).filter(path__in=tops).order_by("path"))


def samples(batch: RosterBatch) -> list[list[str]]:
    """The first rows as people read them, a column each, for choosing what the columns are. Numbers of persons are
    masked: this page needs to tell columns apart, not to show anybody's data."""
    block = RosterBlock.objects.filter(batch=batch).order_by("first").first()
    rows = opened(block)[:SAMPLES] if block else []
    texts = [[as_text(cell) for cell in cells] for _, cells in rows]
    return [[_harmless(row[index]) for row in texts if index < len(row)] for index in range(len(batch.header))]


def opened(block: RosterBlock) -> list[tuple[int, list[Cell]]]:
    """The rows of a block, (number in the sheet, cells)."""
    rows = json.loads(unseal(block.cells), object_hook=from_json)
    return [(int(number), cells) for number, cells in rows.items()]


def cells_of(batch: RosterBatch, numbers: Collection[int]) -> dict[int, list[Cell]]:
    """The cells of these rows of a batch, as far as they are still kept. Only the blocks that hold one are opened."""
    if not numbers:
        return {}
    wanted = sorted(numbers)
    spans = RosterBlock.objects.filter(batch=batch, first__lte=wanted[-1], last__gte=wanted[0])
    ids = [
        pk
        for pk, first, last in spans.order_by("first").values_list("pk", "first", "last")
        if bisect_left(wanted, first) < bisect_right(wanted, last)
    ]
    asked = set(wanted)
    found: dict[int, list[Cell]] = {}
    for some in batched(ids, BLOCKS_AT_ONCE):
        for block in RosterBlock.objects.filter(pk__in=some):
            found.update(row for row in opened(block) if row[0] in asked)
    return found


def _harmless(text: str) -> str:
    squeezed = plain(text)
    digits = sum(char.isdigit() for char in squeezed)
    if digits >= 15:
        return mask_citizen_number(squeezed) if len(squeezed) == 18 else "*" * len(squeezed)
    if digits >= 10 and digits == len(squeezed):
        return f"{squeezed[:3]}****{squeezed[-4:]}"
    return text[:12] + "…" if len(text) > 12 else text


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row of the preview. `changes` are (field, old, new) in words, sealed fields masked."""

    number: int
    name: str
    outcome: str
    label: str
    reasons: list[str]
    warnings: list[str]
    changes: list[tuple[str, str, str]]
    member_id: int | None


def preview(batch: RosterBatch, *, outcome: str = "", at: str = "") -> Page[Any]:
    """One page of judged rows: all, or those of one outcome, or the warned ones."""
    rows = RosterRow.objects.filter(batch=batch).defer("undo")
    if outcome == "warned":
        rows = rows.exclude(warnings=[])
    elif outcome in list(Outcome):
        rows = rows.filter(outcome=outcome)
    total = batch.summary.get(outcome, batch.total) if outcome else batch.total
    return keyset(rows, keys=["number"], at=at, total=total)


def preview_rows(batch: RosterBatch, rows: Sequence[RosterRow]) -> list[PreviewRow]:
    """Rows opened for the preview page. Of a stranger everything is new: what the sheet says, as long as it is kept."""
    strangers = [row.number for row in rows if row.outcome == Outcome.NEW and not row.changes]
    told = {number: _told(number, cells, batch) for number, cells in cells_of(batch, strangers).items()}
    return [
        PreviewRow(
            number=row.number,
            name=row.name,
            outcome=row.outcome,
            label=Outcome.label_of(row.outcome) if row.outcome else "",
            reasons=row.reasons,
            warnings=row.warnings,
            changes=_changes(row, told),
            member_id=row.member_id,
        )
        for row in rows
    ]


def _told(number: int, cells: Sequence[Cell], batch: RosterBatch) -> list[tuple[str, str, str]]:
    reading = read_row(number, cells, batch.mapping)
    verdict = judge(reading, known=None, today=batch.created_at.astimezone(ZONE).date())
    return in_lines(verdict.changes, Branches())


def _changes(row: RosterRow, told: dict[int, list[tuple[str, str, str]]]) -> list[tuple[str, str, str]]:
    return [tuple(change) for change in unseal_json(row.changes)] if row.changes else told.get(row.number, [])


def lacking(batch: RosterBatch) -> QuerySet[Member]:
    """Members of the branches the sheet speaks of whom it does not have. Listed, never removed."""
    named = RosterRow.objects.filter(batch=batch, member_id__isnull=False).values("member_id")
    return (
        Member.objects.filter(org_id__in=batch.summary.get("orgs", []))
        .exclude(pk__in=named)
        .select_related("person", "org")
        .order_by("org__path", "name_key", "pk")
    )


def lacking_page(batch: RosterBatch, *, at: str = "") -> Page[Any]:
    """One page of them."""
    return keyset(lacking(batch), keys=["org__path", "name_key", "pk"], at=at, total=lacking(batch).count())


def refused_rows(batch: RosterBatch) -> tuple[list[str], list[tuple[int, list[Any], str]]]:
    """The header as it was and (row number, cells, reasons) of every refused row, for the workbook."""
    rows = RosterRow.objects.filter(batch=batch, outcome=Outcome.REFUSED).order_by("number")
    reasons = {row.number: "；".join(row.reasons) for row in rows}
    cells = cells_of(batch, reasons)
    return list(batch.header), [(number, cells.get(number, []), why) for number, why in reasons.items()]


def labels_of(mapping: dict[str, int]) -> dict[int, str]:
    """Column → label of the field it is read as."""
    return {column: FIELDS[name].label for name, column in mapping.items() if name in FIELDS}
