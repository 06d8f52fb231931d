"""Keeping the table of days."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, Refused, demand
from jishi.kernel.reports import ImportReport, RowProblem
from jishi.kernel.sheets import header_key, read_sheet
from jishi.kernel.workdays import SATURDAY, days_between
from jishi.site.models import Holiday
from jishi.site.rules import DayKind, DayRow, may_set, read_row, standing_of
from jishi.site.rules.days import HEADINGS

LONGEST = 31  # a longer holiday is a slip of the finger
YEARS = (2000, 2100)


@transaction.atomic
def set_days(
    *, first: date, last: date, kind: str, name: str, basis: str, version: int, actor: Actor, now: datetime
) -> int:
    """Have every day from `first` to `last` be free or worked, as `kind` says; days already in the table take the new
    words. `version` is that of the single row being edited, 0 when days are entered anew. Returns how many days changed.
    Raises Refused when the days cannot be, EditConflict when the edited row was changed meanwhile."""
    demand(may_set(actor))
    name, basis = name.strip(), basis.strip()
    _judge(first, last, kind, name)
    held = {h.day: h for h in Holiday.objects.select_for_update().filter(day__gte=first, day__lte=last).order_by("day")}
    if version and (first not in held or held[first].version != version):
        raise EditConflict
    wanted = dict.fromkeys(days_between(first, last), (kind, name, basis))
    changed = _lay(wanted, held)
    if changed:
        _note("holiday.set", first, last, {"类型": DayKind.label_of(kind), "节日": name}, basis, actor=actor, now=now)
    return changed


def _judge(first: date, last: date, kind: str, name: str) -> None:
    if not YEARS[0] <= first.year <= YEARS[1]:
        raise Refused(f"年份要在{YEARS[0]}至{YEARS[1]}之间。", "first")
    if last < first:
        raise Refused("最后一天不能早于第一天。", "last")
    if (last - first).days >= LONGEST:
        raise Refused(f"一次最多写{LONGEST}天，请核对最后一天。", "last")
    if not name:
        raise Refused("请写节日，如“国庆节”。", "name")
    if kind == DayKind.WORK:
        plain = [day for day in days_between(first, last) if day.weekday() < SATURDAY]
        if plain:
            raise Refused(f"{plain[0]:%m-%d} 不是周末，本来就上班。调休上班只写周六、周日。", "first")


def _lay(wanted: dict[date, tuple[str, str, str]], held: dict[date, Holiday]) -> int:
    """Write what differs; returns how many rows did."""
    fresh, changed = [], []
    for day, (kind, name, basis) in wanted.items():
        row = held.get(day)
        if row is None:
            fresh.append(Holiday(day=day, kind=kind, name=name, basis=basis))
        elif (row.kind, row.name, row.basis) != (kind, name, basis):
            row.kind, row.name, row.basis, row.version = kind, name, basis, row.version + 1
            changed.append(row)
    Holiday.objects.bulk_create(fresh)
    Holiday.objects.bulk_update(changed, ["kind", "name", "basis", "version"])
    return len(fresh) + len(changed)


@transaction.atomic
def remove_day(day_id: int, *, actor: Actor, now: datetime) -> Holiday:
    """Take a day out of the table: it is again what the week says."""
    demand(may_set(actor))
    row = Holiday.objects.select_for_update().get(pk=day_id)
    was = {"类型": DayKind.label_of(row.kind), "节日": row.name}
    _note("holiday.removed", row.day, row.day, was, row.basis, actor=actor, now=now)
    Holiday.objects.filter(pk=day_id).delete()
    return row


@transaction.atomic
def import_days(content: bytes, file_name: str, *, actor: Actor, now: datetime) -> ImportReport:
    """Take in a sheet with 日期, 类型, 节日 and 依据, a row a day. Days in the sheet take its words, other days stay. With a
    refused row nothing is written: a year's table is short, and half of one misleads. The same sheet twice changes
    nothing. Raises Refused when the file cannot be read as such a sheet."""
    demand(may_set(actor))
    rows = list(_rows(content, file_name))
    if not rows:
        raise Refused("表里没有一行日期。请照导出的表填好再传。", "file")
    report = ImportReport()
    _refuse(rows, report)
    if report.refused:
        return report
    wanted = {row.day: (row.kind.value, row.name, row.basis) for row in rows if row.day and row.kind}
    held = {h.day: h for h in Holiday.objects.select_for_update().filter(day__in=wanted).order_by("day")}
    report.new = sum(day not in held for day in wanted)
    report.changed = _lay(wanted, held) - report.new
    report.unchanged = len(wanted) - report.new - report.changed
    report.imported = True
    if report.new or report.changed:
        said = {"新增": report.new, "有变化": report.changed}
        _note("holiday.imported", min(wanted), max(wanted), said, f"导入“{file_name}”", actor=actor, now=now)
    return report


def _rows(content: bytes, file_name: str) -> Iterable[DayRow]:
    known = [word for words in HEADINGS.values() for word in words]
    sheet = read_sheet(content, file_name, known_headers=known)
    keys = [header_key(word) for word in sheet.header]
    at = {
        column: next((keys.index(header_key(word)) for word in words if header_key(word) in keys), None)
        for column, words in HEADINGS.items()
    }
    missing = [HEADINGS[column][0] for column in ("day", "kind", "name") if at[column] is None]
    if missing:
        raise Refused(f"表里没有“{'”“'.join(missing)}”一列。请照导出的表填好再传。", "file")
    for number, cells in sheet.rows:
        yield read_row(number, {column: cells[place] for column, place in at.items() if place is not None})


def _refuse(rows: Iterable[DayRow], report: ImportReport) -> None:
    seen: dict[date, int] = {}
    for row in rows:
        if row.day and not YEARS[0] <= row.day.year <= YEARS[1]:
            row.reasons.append(f"年份要在{YEARS[0]}至{YEARS[1]}之间")
        if row.day and row.day in seen:
            row.reasons.append(f"和第{seen[row.day]}行是同一天，请只留一行")
        if row.day:
            seen.setdefault(row.day, row.number)
        if row.reasons:
            report.refused.append(RowProblem(row.number, row.shown, tuple(row.reasons)))


def _note(
    event: str, first: date, last: date, after: Mapping[str, object], note: str, *, actor: Actor, now: datetime
) -> None:
    span = f"{first:%Y-%m-%d}" if first == last else f"{first:%Y-%m-%d}至{last:%Y-%m-%d}"
    audit.record(
        event, actor=actor, at=now, act=Act.SETTING, org=standing_of(actor), subject=("site.holiday", None, span),
        after=after, note=note,
    )  # fmt: skip
