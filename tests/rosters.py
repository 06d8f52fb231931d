"""Rosters as files, the way clerks send them."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from jishi.kernel.actor import Actor, operator
from jishi.kernel.reports import ImportReport
from jishi.members import services
from tests.builders import citizen_id

HEADER = ["序号", "姓名", "性别", "民族", "公民身份号码", "出生日期", "学历", "人员类别", "所在党支部", "入党日期", "转正日期",
          "党龄校正值", "工作岗位", "手机号码", "现居住地", "党籍状态", "是否失联", "是否流动 "]  # fmt: skip


def person_row(number: int, name: str, org: str, **other: object) -> list[object]:
    """A row without a fault, in the order of HEADER; `other` replaces cells by their heading."""
    born = date(1970 + number % 30, 1 + number % 12, 1 + number % 28)
    cells: dict[str, object] = {
        "序号": number,
        "姓名": name,
        "性别": "男",
        "民族": "汉族",
        "公民身份号码": citizen_id(4000 + number, born=born),
        "出生日期": f"{born:%Y-%m-%d}",
        "学历": "大学本科",
        "人员类别": "正式党员",
        "所在党支部": org,
        "入党日期": "2005-07-01",
        "转正日期": "2006-07-01",
        "党龄校正值": "",
        "工作岗位": "农牧渔业生产人员",
        "手机号码": f"139{number:08d}",
        "现居住地": f"和平镇某街{number}号",
        "党籍状态": "正常",
        "是否失联": "否",
        "是否流动 ": "否",
    } | other
    return [cells[heading] for heading in HEADER]


def workbook(rows: Sequence[Sequence[Any]], *, header: Sequence[str] = HEADER, titles: int = 2) -> bytes:
    """An .xlsx with title rows above the header. Dates become real date cells, numbers numbers."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("党员名册")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for index in range(titles):
        sheet.write_string(index, 0, ["党员信息采集表", "填报单位：和平镇　　2026年11月"][index % 2])
    for at, row in enumerate([header, *rows], start=titles):
        for column, cell in enumerate(row):
            if isinstance(cell, date | datetime):
                sheet.write_datetime(at, column, cell, day)
            else:
                sheet.write(at, column, cell)
    book.close()
    return out.getvalue()


def csv_file(rows: Sequence[Sequence[Any]], *, encoding: str, header: Sequence[str] = HEADER) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode(encoding)


def bring(
    folder: Path,
    content: bytes,
    *,
    now: datetime,
    name: str = "名册.xlsx",
    dry_run: bool = False,
    good_rows_only: bool = False,
    actor: Actor | None = None,
) -> ImportReport:
    """Import through the command's own verb."""
    path = folder / name
    path.write_bytes(content)
    return services.import_roster(
        path, dry_run=dry_run, good_rows_only=good_rows_only, actor=actor or operator(), now=now
    )
