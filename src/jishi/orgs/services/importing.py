"""Organisations from a sheet: read, planned whole, then written in one transaction or not at all."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import NotAllowed, Refused
from jishi.kernel.names import clean_name, comparable
from jishi.kernel.registry import touched
from jishi.kernel.reports import ImportReport, RowProblem
from jishi.kernel.sheets import Cell, Sheet, as_text, header_key, read_date, read_sheet
from jishi.orgs.models import Organization, Unit
from jishi.orgs.queries.scope import orgs_where
from jishi.orgs.rules import OrgKind, may_stand_under
from jishi.orgs.rules.sheet import COLUMNS, HEADINGS, OrgRow, read_kind, read_nature, says_the_same_kind
from jishi.orgs.services.creating import edit_organization
from jishi.orgs.services.planting import Planting
from jishi.orgs.services.standing import hold_tree_alone
from jishi.orgs.services.terms import save_unit

MOVED = "系统里的{what}是“{is_now}”。{verb}要有依据和日期，请在组织页上办理，不由表格改。"


@dataclass(slots=True)
class Planned:
    """What is to become of a row: `org` is the organisation it is about if there is one, `parent` the superior on file,
    `parent_row` the superior that the sheet itself brings, `changes` what differs."""

    row: OrgRow
    org: Organization | None = None
    parent: Organization | None = None
    parent_row: "Planned | None" = None
    changes: dict[str, object] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return self.org.kind if self.org else self.row.kind or ""


def import_orgs(
    path: Path | bytes,
    *,
    dry_run: bool,
    good_rows_only: bool,
    actor: Actor,
    now: datetime,
    file_name: str = "",
) -> ImportReport:
    """Take in a sheet (.xlsx, .xls, .csv; a path or its bytes) with 党组织名称, 组织类别, 上级党组织, 党组织编码, 单位性质类别,
    建立日期, in any order of columns and rows: a child may stand before its superior.

    New organisations are created; of those on file a blank code, the unit's nature and the founding day are filled or
    changed, a blank cell never clears. Name, kind and superior are not changed by a sheet: they need a basis and a day,
    so a row that differs there is refused. The same file twice changes nothing. With a refused row nothing is written
    unless `good_rows_only`; `dry_run` never writes. Raises Refused when the file cannot be read at all."""
    name = file_name or (path.name if isinstance(path, Path) else "表格")
    rows = list(_rows(read_sheet(path, name, known_headers=HEADINGS)))
    report = ImportReport()
    try:
        with transaction.atomic():
            planned = _Plan(rows, actor, now.date()).planned
            _write(planned, report, actor=actor, now=now, note=f"导入“{name}”")
            report.imported = not dry_run and (good_rows_only or not report.refused)
            if not report.imported:
                raise _NothingWritten
    except _NothingWritten:
        pass
    return report


def refused_rows(
    content: bytes, file_name: str, report: ImportReport
) -> tuple[list[str], list[tuple[int, list[str], str]]]:
    """The sheet's header and (row number, cells as text, reasons) of every row the report refuses."""
    sheet = read_sheet(content, file_name, known_headers=HEADINGS)
    reasons = {problem.row: "；".join(problem.reasons) for problem in report.refused}
    return sheet.header, [
        (number, [as_text(cell) for cell in cells], reasons[number])
        for number, cells in sheet.rows
        if number in reasons
    ]


class _NothingWritten(Exception):
    """Rolls back: a dry run, or refused rows."""


def _rows(sheet: Sheet) -> Iterator[OrgRow]:
    keys = [header_key(heading) for heading in sheet.header]
    at: dict[str, int] = {}
    for column, headings in COLUMNS.items():
        places = [keys.index(header_key(heading)) for heading in headings if header_key(heading) in keys]
        if places:
            at[column] = places[0]
    if "name" not in at:
        raise Refused("表里没有“党组织名称”一列。", "file")
    for number, cells in sheet.rows:
        yield _row(number, {column: cells[place] for column, place in at.items()})


def _row(number: int, cells: dict[str, Cell]) -> OrgRow:
    row = OrgRow(
        number,
        name=clean_name(as_text(cells.get("name"))),
        superior=clean_name(as_text(cells.get("superior"))),
        code="".join(as_text(cells.get("code")).split()),
    )
    if not row.name:
        row.reasons.append("没有党组织名称")
    if len(row.name) > 120:
        row.reasons.append("党组织名称超过 120 个字")
    if len(row.code) > 20:
        row.reasons.append(f"党组织编码“{row.code}”超过 20 位")
    try:
        row.nature = read_nature(as_text(cells.get("nature")))
    except ValueError as trouble:
        row.reasons.append(str(trouble))
    try:
        row.kind = read_kind(as_text(cells.get("kind")), row.nature)
    except ValueError as trouble:
        row.reasons.append(str(trouble))
    try:
        found = read_date(cells.get("founded_on"))
    except ValueError as trouble:
        row.reasons.append(f"建立日期：{trouble}")
    else:
        row.founded_on = found.day if found else None
        if found and found.month_only:
            row.warnings.append("建立日期只有年月，按当月1日记")
    return row


class _Plan:
    """The sheet held against what is on file. Superiors are found by code first, then by name, on file and in the sheet."""

    def __init__(self, rows: list[OrgRow], actor: Actor, today: date) -> None:
        self.actor = actor
        self.today = today
        self.by_code: dict[str, list[Organization | Planned]] = {}
        self.by_name: dict[str, list[Organization | Planned]] = {}
        self.is_empty = not Organization.objects.exists()
        self.known = list(orgs_where(actor, Act.VIEW).filter(ended_on=None).select_related("parent"))
        for org in self.known:
            self._index(org, org.code, org.name)
        codes = [row.code for row in rows if row.code]
        self.foreign = set(Organization.objects.filter(code__in=codes).values_list("code", flat=True)) - {
            org.code for org in self.known
        }
        units = Unit.objects.filter(org__in=orgs_where(actor, Act.VIEW)).order_by("-pk")
        self.natures = dict(units.values_list("org_id", "nature"))
        self.all = [Planned(row) for row in rows]
        for plan in self.all:
            self._match(plan)
        for plan in self.all:
            if plan.org is None:
                self._index(plan, plan.row.code, plan.row.name)
        self._refuse_twice()
        for plan in self.all:
            self._find_superior(plan)
            if plan.org is None:
                self._check_new(plan)
            else:
                self._compare(plan, plan.org)
        self.planned = list(self._in_order())

    def _index(self, thing: Organization | Planned, code: str, name: str) -> None:
        if code:
            self.by_code.setdefault(code, []).append(thing)
        self.by_name.setdefault(comparable(name), []).append(thing)

    def _match(self, plan: Planned) -> None:
        """Find the organisation a row is about: by its code, else by name where code and superior do not speak against."""
        row = plan.row
        if row.code in self.foreign:
            row.reasons.append(f"党组织编码 {row.code} 已被别的组织使用")
            return
        found = self.by_code.get(row.code, []) if row.code else []
        if not found:
            named = [o for o in self.by_name.get(comparable(row.name), []) if isinstance(o, Organization)]
            named = [o for o in named if not (row.code and o.code)]
            if row.superior and named:
                there = [o for o in named if o.parent and _is_called(o.parent, row.superior)]
                if not there:
                    row.warnings.append(f"别处已有“{named[0].name}”；如果是同一个组织，请办理调整隶属，不要导入")
                named = there
            if len(named) > 1:
                row.reasons.append(f"有 {len(named)} 个组织叫这个名称，请写党组织编码")
            found = [*named] if len(named) == 1 else []
        if found and isinstance(found[0], Organization):
            plan.org = found[0]

    def _refuse_twice(self) -> None:
        seen: dict[tuple[str, object], int] = {}
        for plan in self.all:
            row = plan.row
            marks: list[tuple[str, object]] = [("name", (comparable(row.name), row.superior))] if row.name else []
            marks += [("code", row.code)] if row.code else []
            marks += [("org", plan.org.pk)] if plan.org else []
            first = next((seen[mark] for mark in marks if mark in seen), None)
            if first is not None:
                row.reasons.append(f"和第 {first} 行是同一个组织")
            for mark in marks:
                seen.setdefault(mark, row.number)

    def _find_superior(self, plan: Planned) -> None:
        wanted = plan.row.superior
        if not wanted:
            return
        found = self.by_code.get(wanted) or self.by_name.get(comparable(wanted)) or []
        found = [thing for thing in found if thing is not plan]
        if not found:
            plan.row.reasons.append(f"找不到上级党组织“{wanted}”，请核对名称或编码")
        elif len(found) > 1:
            plan.row.reasons.append(f"有 {len(found)} 个组织叫“{wanted}”，上级党组织请写编码")
        elif isinstance(found[0], Organization):
            plan.parent = found[0]
        else:
            plan.parent_row = found[0]

    def _check_new(self, plan: Planned) -> None:
        row = plan.row
        if row.kind is None and not any("组织类别" in reason for reason in row.reasons):
            row.reasons.append("没有组织类别")
        if row.founded_on and row.founded_on > self.today:
            row.reasons.append("建立日期还没有到")
        roots = [p for p in self.all if p.org is None and not p.row.superior]
        if not row.superior and (not self.is_empty or plan is not roots[0]):
            row.reasons.append("没有上级党组织")
        if plan.parent and not (right := self.actor.may(Act.ORG_EDIT, plan.parent.path)):
            row.reasons.append(right.reason)
        if row.kind and (plan.parent or plan.parent_row or not row.superior):
            above = plan.parent or plan.parent_row
            if not above or above.kind:
                place = may_stand_under(row.kind, above.kind if above else None)
                row.reasons += [] if place else [place.reason]
        missing = [word for word, value in (("建立日期", row.founded_on), ("党组织编码", row.code)) if not value]
        if not row.nature and row.kind is not OrgKind.PARTY_GROUP:
            missing.append("单位性质类别")
        if missing:
            row.warnings.append(f"没有{'、'.join(missing)}，可以以后补")

    def _compare(self, plan: Planned, org: Organization) -> None:
        row = plan.row
        if row.name and comparable(row.name) != comparable(org.name):
            row.reasons.append(MOVED.format(what="名称", is_now=org.name, verb="更名"))
        if row.kind and not says_the_same_kind(org.kind, row.kind):
            row.reasons.append(MOVED.format(what="类别", is_now=OrgKind.label_of(org.kind), verb="改类别"))
        above = plan.parent.pk if plan.parent else None
        if plan.parent_row or (plan.parent and above != org.parent_id):
            now_under = org.parent.name if org.parent else "（顶层）"
            row.reasons.append(MOVED.format(what="上级", is_now=now_under, verb="调整隶属"))
        if row.code and not org.code:
            plan.changes["code"] = row.code
        if row.founded_on and row.founded_on != org.founded_on:
            plan.changes["founded_on"] = row.founded_on
        if row.nature and row.nature != self.natures.get(org.pk, ""):
            plan.changes["nature"] = row.nature
        if plan.changes and not (right := self.actor.may(Act.ORG_EDIT, org.path)):
            row.reasons.append(right.reason)

    def _in_order(self) -> Iterator[Planned]:
        """Superiors before those below them; a ring of rows is refused, and so is a row below a refused one."""
        done: set[int] = set()
        for start in self.all:
            chain: list[Planned] = []
            plan: Planned | None = start
            while plan and plan.row.number not in done:
                if plan in chain:
                    for member in chain[chain.index(plan) :]:
                        member.row.reasons.append("上级党组织绕成了一个圈")
                    break
                chain.append(plan)
                plan = plan.parent_row
            for plan in reversed(chain):
                done.add(plan.row.number)
                yield plan


def _is_called(org: Organization, text: str) -> bool:
    return org.code == text or comparable(org.name) == comparable(text)


def _write(planned: list[Planned], report: ImportReport, *, actor: Actor, now: datetime, note: str) -> None:
    """Do what is planned and count it: changes row by row, what is new all at once. A refusal met only now is a refused
    row like any other."""
    if any(plan.org is None for plan in planned) and any(plan.changes for plan in planned):
        # What is corrected locks its duties before what is new is counted above; other creations do it the other way round.
        hold_tree_alone()
    for plan in planned:
        if plan.org is not None and not _refused(plan):
            try:
                with transaction.atomic():
                    _change(plan, plan.org, report, actor=actor, now=now)
            except (Refused, NotAllowed) as refusal:
                plan.row.reasons.append(refusal.reason)
    new = [plan for plan in planned if plan.org is None]
    parents = [parent for plan in new if (parent := _above(plan))]
    planting = Planting(parents, [plan.row.code for plan in new], actor=actor, now=now, basis=note)
    for plan in new:
        row = plan.row
        if _refused(plan):
            continue
        try:
            plan.org = planting.add(
                name=row.name, kind=plan.kind, parent=_above(plan), code=row.code, founded_on=row.founded_on,
                nature=row.nature,
            )  # fmt: skip
        except (Refused, NotAllowed) as refusal:
            row.reasons.append(refusal.reason)
        else:
            report.new += 1
    by_number = sorted((plan.row for plan in planned), key=lambda row: row.number)
    report.refused = [RowProblem(row.number, row.name, tuple(row.reasons)) for row in by_number if row.reasons]
    report.warned = [
        RowProblem(row.number, row.name, tuple(row.warnings)) for row in by_number if row.warnings and not row.reasons
    ]
    touched(planting.write())


def _refused(plan: Planned) -> bool:
    above = plan.parent_row
    if above and (above.row.reasons or (above.org is None and plan.org is None)):
        plan.row.reasons.append(f"上级（第 {above.row.number} 行）没有通过")
    return bool(plan.row.reasons)


def _above(plan: Planned) -> Organization | None:
    """The superior: the row's above it, or the one on file."""
    return plan.parent_row.org if plan.parent_row else plan.parent


def _change(plan: Planned, org: Organization, report: ImportReport, *, actor: Actor, now: datetime) -> None:
    if not plan.changes:
        report.unchanged += 1
        return
    changes = dict(plan.changes)
    nature = changes.pop("nature", None)
    edit_organization(org=org, actor=actor, now=now, **changes)  # type: ignore[arg-type]  # words given by name
    if nature:
        unit = Unit.objects.filter(org=org).order_by("pk").first()
        save_unit(org=org, unit=unit, nature=nature, actor=actor, now=now)
    report.changed += 1
