"""An inspection list is kept and matched, and what exists for it goes into one zip. Nothing here makes a record or gives one
a date."""

import zipfile
from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from jishi.activities.queries import Filters
from jishi.audit import services as audit
from jishi.desk.models import InspectionItem, InspectionList
from jishi.desk.papers.inspection import index_docx, index_xlsx
from jishi.desk.queries.catalogue import BY_NAME
from jishi.desk.queries.inspection import ItemView, get_inspection, inspection_view, items_of, terms
from jishi.desk.queries.ledgers import Asked
from jishi.desk.queries.printing import MOST_RECORDS, chosen_records, printed, records_printed
from jishi.desk.rules.inspection import list_lines, matches, span_of
from jishi.files import services as files
from jishi.files.models import Download, File
from jishi.files.queries import content_of
from jishi.files.rules import CONTENT_TYPES, FileKind, clean_file_name
from jishi.files.services import Made, Work, ask_for
from jishi.kernel import clock
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, NotAllowed, Refused, demand
from jishi.kernel.keeping import demand_past, demand_text
from jishi.kernel.locks import earlier
from jishi.kernel.sheets import read_lines, text_lines
from jishi.orgs.models import Organization
from jishi.papers.reading import docx_lines

LISTS = frozenset({FileKind.XLSX, FileKind.DOCX, FileKind.TXT})


def _line(event: str, row: InspectionList, *, actor: Actor, now: datetime, note: str = "") -> None:
    audit.record(
        event,
        actor=actor,
        at=now,
        act=Act.RECORD,
        org=(row.org_id, row.org.path),
        subject=("desk.inspection", row.pk, row.title),
        note=note,
    )


_READERS = {
    CONTENT_TYPES[FileKind.DOCX]: lambda raw, name: docx_lines(raw),
    CONTENT_TYPES[FileKind.TXT]: text_lines,
}


def _file_lines(file: File) -> list[str]:
    raw = content_of(file)
    read = _READERS.get(file.content_type, read_lines)
    try:
        return read(raw, file.name)
    except ValueError:
        raise Refused(f"“{file.name}”打不开。请用 WPS 另存为 .docx 再试，或把清单粘贴进来。", "file") from None


@transaction.atomic
def take_list(
    *,
    org: Organization,
    title: str,
    asked_by: str,
    received_on: date,
    actor: Actor,
    now: datetime,
    basis: str = "",
    text: str = "",
    upload: "UploadedFile[Any] | None" = None,
    submission: UUID | None = None,
) -> InspectionList:
    """Keep an inspection list, pasted or uploaded, each line an item matched by its words. The same `submission` again
    gives the same list. Raises NotAllowed without RECORD; Refused for a list without a line."""
    demand(actor.may(Act.RECORD, org.path))
    if known := earlier(InspectionList.objects.all(), submission):
        return known
    file = files.store(upload, actor=actor, now=now, allowed=LISTS) if upload else None
    lines = list_lines("\n".join([text, *(_file_lines(file) if file else ())]))
    if not lines:
        raise Refused("请把清单粘贴进来，一行一项；或上传 .xlsx、.docx、.txt 文件。", "text")
    row = InspectionList.objects.create(
        org=org, title=demand_text(title, "title", "请写清单的名称。"), basis=basis.strip(), file=file, at=now,
        asked_by=demand_text(asked_by, "asked_by", "请写谁来调阅。"), by=actor.name, submission=submission,
        received_on=demand_past(received_on, today=now.date(), field="received_on"),
    )  # fmt: skip
    known_terms = terms(actor, org)
    items = []
    for number, line in enumerate(lines, 1):
        span, keys = span_of(line, today=now.date()), matches(line, known_terms)
        items.append(
            InspectionItem(inspection=row, number=number, text=line, first_on=span.first, last_on=span.last, keys=keys)
        )
    InspectionItem.objects.bulk_create(items)
    _line("inspection.taken", row, actor=actor, now=now, note=f"{len(items)}项")
    return row


@transaction.atomic
def match_item(
    item_id: int, version: int, *, first_on: date, last_on: date, keys: Collection[str], actor: Actor, now: datetime
) -> InspectionItem:
    """Say where the platform looks for an item, and for which days. It changes no record. Raises EditConflict when
    stale."""
    row = InspectionItem.objects.select_for_update(no_key=True, of=("self",)).select_related("inspection__org").get(
        pk=item_id
    )  # fmt: skip
    demand(actor.may(Act.RECORD, row.inspection.org.path))
    if row.version != version:
        raise EditConflict
    if last_on < first_on:
        raise Refused("止不能早于起。", "last_on")
    known = [term.key for term in terms(actor, row.inspection.org)]
    row.keys = [key for key in known if key in set(keys)]
    row.first_on, row.last_on, row.by_hand, row.version = first_on, last_on, True, version + 1
    row.save()
    _line("inspection.matched", row.inspection, actor=actor, now=now, note=row.text)
    return row


def ask_for_package(row: InspectionList, *, actor: Actor, now: datetime) -> Download:
    """Have the package made with what the actor may read."""
    demand(actor.may(Act.RECORD_VIEW, row.org.path))
    wanted = {key for item in items_of(row) for key in item.keys}
    papers = [entry for name, entry in BY_NAME.items() if f"paper:{name}" in wanted]
    acts = {Act.VIEW, Act.RECORD_VIEW}.union(*(entry.acts for entry in papers))
    mine = [act for act in acts if actor.reaches(act, row.org.path)]
    return ask_for(
        "desk.inspection", {"inspection": row.pk}, title=f"{row.title}材料", acts=mine, org_id=row.org_id, actor=actor,
        now=now,
    )  # fmt: skip


def write_package(work: Work) -> Made:
    """Write the zip: the index as Word and Excel, then a folder an item with the papers and records it names. What cannot
    be made for a reason that people can mend is said in the note."""
    today = work.now.date()
    row = get_inspection(work.actor, Act.RECORD_VIEW, work.values["inspection"])
    items = items_of(row)
    view = inspection_view(work.actor, row, items, on=today)
    work.of(len(items) + 1)
    left_out: list[str] = []
    with zipfile.ZipFile(work.path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("00 索引.docx", index_docx(view, on=today))
        archive.writestr("00 索引.xlsx", index_xlsx(view, on=today))
        for number, one in enumerate(view.items, 1):
            work.step(number, one.item.text[:60])
            left_out += _put(archive, one, row, work, today)
        work.step(len(items) + 1)
    _packed(row, now=clock.now())
    note = "\n".join([f"有 {len(left_out)} 份没有做成：", *left_out]) if left_out else ""
    return Made(f"{row.title}材料{today:%Y%m%d}", "zip", note)


def _put(archive: zipfile.ZipFile, one: ItemView, row: InspectionList, work: Work, today: date) -> list[str]:
    """The files of one item; what was left out and why."""
    left_out = []
    folder = clean_file_name(f"{one.item.number:02} {one.item.text[:24]}")
    for entry, period in one.papers:
        try:
            file = printed(entry, Asked(work.actor, row.org, period, today), entry.files[-1][0])
        except (NotAllowed, Refused) as refusal:
            left_out.append(f"{one.item.number}. {entry.word}：{refusal.reason}")
            continue
        archive.writestr(f"{folder}/{clean_file_name(f'{file.name}.{file.ending}')}", file.content)
    ids = [held.id for held in one.records[:MOST_RECORDS]]
    if ids:
        file = records_printed("会议和活动记录", chosen_records(work.actor, ids, Filters()))
        archive.writestr(f"{folder}/{file.name}.{file.ending}", file.content)
    if len(one.records) > MOST_RECORDS:
        left_out.append(f"{one.item.number}. 记录超过 {MOST_RECORDS} 次，其余请按月打印。")
    return left_out


@transaction.atomic
def _packed(row: InspectionList, *, now: datetime) -> None:
    """The first package ends the measured time."""
    InspectionList.objects.filter(pk=row.pk, packed_at=None).update(packed_at=now)
