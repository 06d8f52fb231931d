"""A sheet of organisations, as offices keep it, becomes the tree."""

import io
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from jishi.audit.models import AuditLine
from jishi.kernel.actor import Actor, operator
from jishi.kernel.decision import Refused
from jishi.kernel.reports import ImportReport
from jishi.orgs import queries, services
from jishi.orgs.models import Organization
from jishi.orgs.rules import OrgKind, Sector
from tests.builders import Cast, actor_named

HEADER = ["党组织名称", "组织类别 ", "上级党组织", "党组织编码", "单位性质类别", "建立日期"]
TOWN = ["中共和平镇委员会", "611", "", "099000000010", "乡镇", "1984.3.1"]
VILLAGE = ["红旗村党支部", "631", "中共和平镇委员会", "099000000011", "行政村", "1998年7月1日"]
GROUP = ["红旗村第一党小组", "党小组", "099000000011", "099000000012", "", ""]


def xlsx(*rows: list[object], titles: int = 2) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([*[["党组织基本信息表"]] * titles, HEADER, *rows]):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def take_in(
    now: datetime,
    *rows: list[object],
    dry_run: bool = False,
    good_rows_only: bool = False,
    actor: Actor | None = None,
) -> ImportReport:
    return services.import_orgs(
        xlsx(*rows), dry_run=dry_run, good_rows_only=good_rows_only, actor=actor or operator(), now=now
    )


def reasons(report: ImportReport) -> dict[int, str]:
    return {problem.row: "；".join(problem.reasons) for problem in report.refused}


def test_an_empty_database_takes_a_whole_township_in_any_order(db: None, now: datetime) -> None:
    report = take_in(now, GROUP, VILLAGE, TOWN)
    assert (report.new, report.imported, report.refused) == (3, True, [])
    village = queries.org_by_code("099000000011")
    assert (village.kind, village.sector, str(village.founded_on)) == (OrgKind.BRANCH, Sector.VILLAGE, "1998-07-01")
    assert village.parent
    assert village.parent.kind == OrgKind.TOWNSHIP_COMMITTEE
    assert queries.org_by_code("099000000012").parent == village
    assert [(w.row, w.name) for w in report.warned] == [(4, "红旗村第一党小组")]
    assert AuditLine.objects.filter(event="org.created").count() == 3


def test_the_same_file_twice_changes_nothing(db: None, now: datetime) -> None:
    take_in(now, TOWN, VILLAGE, GROUP)
    versions = list(Organization.objects.order_by("pk").values_list("version", flat=True))
    again = take_in(now, TOWN, VILLAGE, GROUP)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 3)
    assert list(Organization.objects.order_by("pk").values_list("version", flat=True)) == versions


def test_a_dry_run_counts_and_writes_nothing(db: None, now: datetime) -> None:
    report = take_in(now, TOWN, VILLAGE, dry_run=True)
    assert (report.new, report.imported) == (2, False)
    assert not Organization.objects.exists()


def test_one_bad_row_holds_back_the_file_unless_only_the_good_are_wanted(db: None, now: datetime) -> None:
    bad = ["柳树湾村党支部", "六三一", "中共和平镇委员会", "", "", ""]
    report = take_in(now, TOWN, VILLAGE, bad)
    assert (report.imported, report.new, reasons(report).keys()) == (False, 2, {6})
    assert not Organization.objects.exists()
    assert take_in(now, TOWN, VILLAGE, bad, good_rows_only=True).imported
    assert Organization.objects.count() == 2


def test_a_blank_never_clears_and_a_filled_cell_changes(db: None, now: datetime) -> None:
    take_in(now, TOWN, VILLAGE)
    blank = take_in(now, ["红旗村党支部", "", "", "099000000011", "", ""])
    assert (blank.unchanged, blank.refused) == (1, [])
    report = take_in(now, ["红旗村 党支部", "631", "099000000010", "099000000011", "社会组织", "19970701"])
    assert report.changed == 1
    village = queries.org_by_code("099000000011")
    assert (village.sector, str(village.founded_on)) == (Sector.SOCIAL_ORG, "1997-07-01")


def test_what_needs_a_basis_and_a_day_is_not_changed_by_a_sheet(db: None, now: datetime) -> None:
    take_in(now, TOWN, VILLAGE, ["青山村党总支", "621", "中共和平镇委员会", "099000000013", "行政村", ""])
    report = take_in(
        now,
        ["红星村党支部", "631", "", "099000000011", "", ""],
        ["青山村党总支", "631", "", "099000000013", "", ""],
    )
    assert "更名" in reasons(report)[4]
    assert "改类别" in reasons(report)[5]
    moved = take_in(now, ["红旗村党支部", "631", "青山村党总支", "099000000011", "", ""])
    assert "调整隶属" in reasons(moved)[4]


def test_every_refusal_says_why(db: None, now: datetime) -> None:
    report = take_in(
        now,
        TOWN,
        ["", "631", "中共和平镇委员会", "", "", ""],
        ["甲党支部", "", "中共和平镇委员会", "", "", ""],
        ["乙党支部", "631", "没有的镇", "", "", ""],
        ["丙党支部", "631", "", "", "", ""],
        ["丁党支部", "631", "中共和平镇委员会", "", "外星", "昨天"],
        ["戊党支部", "631", "中共和平镇委员会", "099000000010", "", ""],
        ["己党小组", "641", "中共和平镇委员会", "", "", ""],
        ["庚党支部", "631", "乙党支部", "", "", ""],
        ["辛党委", "611", "壬党委", "", "", ""],
        ["壬党委", "611", "辛党委", "", "", ""],
        ["癸党支部", "631", "中共和平镇委员会", "", "", "2026-11-23"],
        ["癸党支部", "631", "中共和平镇委员会", "", "", ""],
        ["长" * 121, "631", "中共和平镇委员会", "0" * 21, "", ""],
    )
    found = reasons(report)
    for row, words in {
        5: "没有党组织名称", 6: "没有组织类别", 7: "找不到上级", 8: "没有上级", 9: "外星", 10: "同一个组织", 11: "党小组",
        12: "下面只能设党小组", 13: "圈", 14: "圈", 15: "还没有到", 16: "和第 15 行", 17: "20 位",
    }.items():  # fmt: skip
        assert words in found[row], found
    assert "日期“昨天”" in found[9]


def test_a_row_below_a_refused_one_is_refused_with_it(db: None, now: datetime) -> None:
    report = take_in(now, ["甲总支", "621", "没有的镇", "", "", ""], ["乙党支部", "631", "甲总支", "", "", ""], TOWN)
    assert "第 4 行" in reasons(report)[5]


def test_one_name_under_two_superiors_needs_the_code(cast: Cast, now: datetime) -> None:
    for superior in (cast.township, cast.other_township):
        brought = take_in(now, ["中学党总支", "621", superior.name, "", "事业单位", ""])
    assert "别处已有" in brought.warned[0].reasons[0]
    for row in (["初中部党支部", "631", "中学党总支", "", "", ""], ["中学党总支", "621", "", "", "机关", ""]):
        assert "有 2 个" in reasons(take_in(now, row))[4]
    known = take_in(now, ["中学党总支", "621", cast.township.name, "099000000555", "", ""])
    assert known.changed == 1


def test_a_clerk_brings_in_only_what_stands_below_the_own_township(cast: Cast, now: datetime) -> None:
    clerk = actor_named("clerk", today=now.date())
    report = take_in(
        now,
        ["甲村党支部", "631", cast.township.name, "", "行政村", ""],
        ["乙村党支部", "631", cast.other_township.name, "", "行政村", ""],
        ["丙村党支部", "631", cast.township.name, cast.other_township.code, "行政村", ""],
        actor=clerk,
    )
    assert report.new == 1
    assert "找不到上级" in reasons(report)[5]
    assert "已被别的组织使用" in reasons(report)[6]


def test_who_may_not_edit_is_refused_row_by_row(cast: Cast, now: datetime) -> None:
    secretary = actor_named("secretary", today=now.date())
    report = take_in(
        now,
        ["第二党小组", "641", cast.branch.name, "", "", ""],
        [cast.branch.name, "631", "", "", "机关", ""],
        actor=secretary,
    )
    assert all("权限" in why for why in reasons(report).values())
    assert len(reasons(report)) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_csv_file_on_disk(db: None, now: datetime, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "组织.csv"
    rows = [HEADER, TOWN, VILLAGE]
    file.write_bytes("\r\n".join(",".join(row) for row in rows).encode(encoding))
    report = services.import_orgs(file, dry_run=False, good_rows_only=False, actor=operator(), now=now)
    assert report.new == 2


def test_a_sheet_without_names_is_refused_whole(db: None, now: datetime) -> None:
    with pytest.raises(Refused):
        services.import_orgs(
            "组织类别,上级党组织\n631,x".encode(), dry_run=False, good_rows_only=False, actor=operator(), now=now
        )
