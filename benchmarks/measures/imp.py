"""Rosters: a sheet of strangers read, judged and written, and the same members sent in again unchanged."""

import atexit
import resource
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from time import process_time

import xlsxwriter
from django.db import connection, transaction
from python_calamine import CalamineWorkbook

from benchmarks.ground import World
from benchmarks.measure import Case, measure, rows
from jishi.members.models import Member
from jishi.members.services import import_roster
from jishi.orgs.models import Organization
from jishi.people.models import Person

ROWS = {"township": 2_000, "county": 20_000, "city": 100_000, "province": 100_000}
MOST_BRANCHES = 18_000
HEADER = ["序号", "姓名", "性别", "民族", "公民身份号码", "出生日期", "学历", "人员类别", "党支部编码", "入党日期", "转正日期",
          "党龄校正值", "工作岗位", "手机号码", "现居住地", "党籍状态", "是否失联", "是否流动"]  # fmt: skip
# Tables in the order in which they may be filled, with the column that names the person.
TABLES = {"people_person": "id", "people_sealedfields": "person_id", "members_member": "person_id",
          "members_membership": "member_id"}  # fmt: skip
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志长河海燕德胜春梅红星永福贵祥瑞林森宇浩然子涵"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _number(n: int, born: date, *, male: bool) -> str:
    """A valid number of area 999xxx that nobody in any world has: those begin with other digits."""
    body = f"999{n // 500 % 1000:03d}{born:%Y%m%d}{n % 500 * 2 + male:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def strangers(count: int, codes: Sequence[str]) -> Iterator[list[object]]:
    """Rows without a fault, branch after branch, the same every time."""
    chance = Random(20261122)
    for n in range(count):
        born = date(1950, 1, 1) + timedelta(days=chance.randrange(18_000))
        male = chance.random() < 0.6
        joined = date(born.year + 20 + chance.randrange(6), 1 + chance.randrange(12), 1 + chance.randrange(28))
        name = (
            chance.choice(_SURNAMES) + chance.choice(_GIVEN) + (chance.choice(_GIVEN) if chance.random() < 0.8 else "")
        )
        yield [
            n + 1, name, "男" if male else "女", "汉族" if chance.random() < 0.9 else "回族", _number(n, born, male=male),
            f"{born:%Y-%m-%d}", chance.choice(["大学本科", "大专", "高中", "初中"]), "正式党员", codes[n * len(codes) // count],
            f"{joined:%Y-%m-%d}", f"{joined.replace(year=joined.year + 1):%Y-%m-%d}", "", "农牧渔业生产人员", f"139{n:08d}",
            f"和平镇某街{n % 900}号{n % 17}单元", "正常", "否", "否",
        ]  # fmt: skip


def _written(count: int, lines: Iterator[list[object]]) -> Path:
    handle = tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False)  # noqa: SIM115  lives as long as the measures
    atexit.register(Path(handle.name).unlink, missing_ok=True)
    book = xlsxwriter.Workbook(handle.name, {"constant_memory": True})
    sheet = book.add_worksheet("党员名册")
    for at, line in enumerate([HEADER, *lines][: count + 1]):
        sheet.write_row(at, 0, line)
    book.close()
    return Path(handle.name)


def _codes() -> list[str]:
    """The branches a sheet speaks of: those of a city, where there are more."""
    found = Organization.objects.filter(kind="branch", ended_on=None).exclude(code="")
    return list(found.order_by("path").values_list("code", flat=True)[:MOST_BRANCHES])


def _read(sheet: Path) -> int:
    return len(CalamineWorkbook.from_path(sheet).get_sheet_by_index(0).to_python())


def _import(world: World, sheet: Path) -> int:
    report = import_roster(sheet, dry_run=False, good_rows_only=False, actor=world.operator, now=world.now)
    assert report.imported, report.refused[:3]
    return report.new + report.changed + report.unchanged


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@cache
def _once(world_size: str, sheet: Path) -> tuple[dict[str, tuple[list[str], bytes]], str]:
    """The finished rows of one import that is rolled back, as COPY gives them; and what it cost beside the clock."""
    world, first = World(world_size), Person.objects.order_by("-pk").values_list("pk", flat=True)[0]
    before, began = _peak_mb(), process_time()
    with transaction.atomic():
        count = _import(world, sheet)
        said = (
            f"application: {(process_time() - began) / count * 1e6:.0f} µs CPU a row,"
            f" peak {_peak_mb()} MB (before: {before} MB)"
        )
        copied = {}
        for table, key in TABLES.items():
            columns = [str(name) for [name] in rows(_COLUMNS, [table])]
            with connection.cursor() as cursor:
                asked = f"COPY (SELECT {','.join(columns)} FROM {table} WHERE {key} > {first} ORDER BY {key}) TO STDOUT"
                with cursor.copy(asked) as out:
                    copied[table] = columns, b"".join(bytes(block) for block in out)
        transaction.set_rollback(True)
    return copied, said


_COLUMNS = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
_BLOCK = 64 * 1024


def _least(sheet: Path, copied: dict[str, tuple[list[str], bytes]]) -> int:
    count = _read(sheet)
    for table, (columns, content) in copied.items():
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({','.join(columns)}) FROM STDIN") as copy:
            for at in range(0, len(content), _BLOCK):
                copy.write(content[at : at + _BLOCK])
    return count


@measure("import of good rows from .xlsx")
def newcomers(world: World) -> Case:
    count = ROWS[world.size]
    sheet = _written(count, strangers(count, _codes()))
    copied, said = _once(world.size, sheet)
    return Case(
        ours=lambda: _import(world, sheet),
        least=lambda: _least(sheet, copied),
        note=f"least: calamine reads the sheet, COPY of the finished rows into the same four tables; {said}",
        turns=2,
        undone=True,
    )


@measure("the same roster once more, nothing changed", sizes=("township", "county", "city"))
def unchanged(world: World) -> Case | None:
    count = ROWS[world.size]
    held = Member.objects.filter(left_on=None).exclude(org=None).order_by("org__path", "pk")
    every = held.values_list("pk", "person__name", "person__born_on", "org__code", "joined_on", "job")[:count]
    # Those whom name and branch tell apart: a world gives no numbers.
    named = Counter((name, code) for _, name, _, code, _, _ in every)
    alone = {
        (name, born_on, code): (pk, joined_on, job)
        for pk, name, born_on, code, joined_on, job in every
        if named[name, code] == 1
    }
    lines = (
        [n, name, "", "", "", born_on.isoformat(), "", "", code, joined_on.isoformat() if joined_on else "", "", "", job,
         "", "", "", "", ""]
        for n, ((name, born_on, code), (_, joined_on, job)) in enumerate(alone.items(), 1)
        if born_on
    )  # fmt: skip
    found = list(alone.values())
    sheet = _written(len(found), lines)
    ids = [pk for pk, *_ in found]
    return Case(
        ours=lambda: _import(world, sheet),
        least=lambda: (_read(sheet), rows(_HELD, [ids])),
        note="least: calamine reads the sheet, one SELECT of what is held of these persons",
        turns=3,
        undone=True,
    )


_HELD = (
    "SELECT * FROM people_person p JOIN members_member m ON m.person_id = p.id"
    " JOIN people_sealedfields s ON s.person_id = p.id WHERE p.id = ANY (%s)"
)
