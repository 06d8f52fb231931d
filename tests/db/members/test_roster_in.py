"""Rosters as they come: what is taken, what is not touched, what the same file does twice."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest

from jishi.kernel.actor import operator
from jishi.kernel.decision import Refused
from jishi.members.models import Member, Membership, RosterBatch
from jishi.people.models import Person
from jishi.people.queries import open_sealed
from tests.builders import Cast, citizen_id, make_org
from tests.rosters import HEADER, bring, csv_file, person_row, workbook


def member_named(name: str) -> Member:
    return Member.objects.select_related("person", "org").get(person__name=name)


def test_a_roster_brings_its_members(cast: Cast, now: datetime, tmp_path: Path) -> None:
    report = bring(
        tmp_path, workbook([person_row(i, f"赵新{c}", "红旗村党支部") for i, c in enumerate("甲乙丙", 1)]), now=now
    )
    assert report.as_json() == {"new": 3, "changed": 0, "unchanged": 0, "refused": [], "warned": []}
    member = member_named("赵新甲")
    assert (member.org, member.county, member.category) == (cast.branch, cast.county, "full")
    assert (member.joined_on, member.full_on) == (date(2005, 7, 1), date(2006, 7, 1))
    assert Membership.objects.get(member=member).from_on == date(2005, 7, 1)
    assert open_sealed([member.pk])[member.pk]["phone"] == "13900000001"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_csv_in_every_encoding(cast: Cast, now: datetime, tmp_path: Path, encoding: str) -> None:
    content = csv_file([person_row(1, "赵　甲", "红旗村党支部")], encoding=encoding)
    assert bring(tmp_path, content, name="名册.csv", now=now).new == 1
    assert member_named("赵甲").person.ethnicity == "01"


def test_the_same_file_twice_changes_nothing(cast: Cast, now: datetime, tmp_path: Path) -> None:
    content = workbook([person_row(i, f"赵新{c}", "红旗村党支部") for i, c in enumerate("甲乙丙", 1)])
    bring(tmp_path, content, now=now)
    versions = list(Person.objects.order_by("pk").values_list("pk", "version"))
    report = bring(tmp_path, content, now=now)
    assert (report.new, report.changed, report.unchanged) == (0, 0, 3)
    assert list(Person.objects.order_by("pk").values_list("pk", "version")) == versions


def test_a_blank_cell_never_clears_and_an_absent_column_is_not_compared(
    cast: Cast, now: datetime, tmp_path: Path
) -> None:
    bring(tmp_path, workbook([person_row(1, "赵甲", "红旗村党支部")]), now=now)
    blank = person_row(1, "赵甲", "红旗村党支部", 民族="", 学历="　", 转正日期="", 手机号码="", 党籍状态="")
    assert bring(tmp_path, workbook([blank]), now=now).unchanged == 1
    number = person_row(1, "赵甲", "红旗村党支部")[HEADER.index("公民身份号码")]
    short = workbook([["赵甲", number, "红旗村党支部"]], header=["姓名", "身份证号", "支部"])
    report = bring(tmp_path, short, now=now)
    assert (report.unchanged, report.warned) == (1, [])
    assert member_named("赵甲").person.education == "20"


def test_a_change_is_taken_field_by_field(cast: Cast, now: datetime, tmp_path: Path) -> None:
    bring(
        tmp_path,
        workbook([person_row(1, "赵甲", "红旗村党支部", 人员类别="预备党员", 入党日期="2026-01-05", 转正日期="")]),
        now=now,
    )
    report = bring(
        tmp_path,
        workbook([person_row(1, "赵甲", "红旗村党支部", 入党日期="2025-07-01", 转正日期="2026-07-01", 学历="大专")]),
        now=now,
    )
    assert report.changed == 1
    member = member_named("赵甲")
    assert (member.category, member.full_on, member.person.education) == ("full", date(2026, 7, 1), "30")
    assert member.version == 2


def test_a_month_does_not_blunt_a_day(cast: Cast, now: datetime, tmp_path: Path) -> None:
    bring(
        tmp_path,
        workbook([person_row(1, "赵甲", "红旗村党支部", 入党日期="2005-07-18", 转正日期="2006-07-18")]),
        now=now,
    )
    report = bring(
        tmp_path, workbook([person_row(1, "赵甲", "红旗村党支部", 入党日期="2005.07", 转正日期="2006年7月")]), now=now
    )
    assert report.unchanged == 1
    assert member_named("赵甲").joined_on == date(2005, 7, 18)


@pytest.mark.parametrize("said", ["红旗村党支部", " 红旗村 党支部", "红旗", "000000000077", "77"])
def test_a_branch_is_found_by_name_short_name_and_code(cast: Cast, now: datetime, tmp_path: Path, said: str) -> None:
    cast.branch.short_name, cast.branch.code = "红旗", "000000000077"
    cast.branch.save()
    assert bring(tmp_path, workbook([person_row(1, "赵甲", said)]), now=now).new == 1
    assert member_named("赵甲").org == cast.branch


def test_without_a_number_name_birth_date_and_branch_identify(cast: Cast, now: datetime, tmp_path: Path) -> None:
    content = workbook([person_row(1, "赵甲", "红旗村党支部", 公民身份号码="")])
    report = bring(tmp_path, content, now=now)
    assert (report.new, report.warned[0].reasons) == (1, ("没有身份证号，按姓名、出生日期和所在党支部认人",))
    assert bring(tmp_path, content, now=now).unchanged == 1
    # The number comes later and is added to the same person.
    report = bring(tmp_path, workbook([person_row(1, "赵甲", "红旗村党支部")]), now=now)
    assert (report.new, report.changed) == (0, 1)
    assert Person.objects.filter(name="赵甲").count() == 1


def test_refused_rows_stop_everything_unless_only_the_good_ones_are_wanted(
    cast: Cast, now: datetime, tmp_path: Path
) -> None:
    content = workbook([person_row(1, "赵甲", "红旗村党支部"), person_row(2, "", "红旗村党支部")])
    report = bring(tmp_path, content, now=now)
    assert (report.new, report.imported, [(p.row, p.reasons) for p in report.refused]) == (
        1,
        False,
        [(5, ("没有姓名",))],
    )
    assert not Person.objects.filter(name="赵甲").exists()
    assert not RosterBatch.objects.exists()
    assert bring(tmp_path, content, good_rows_only=True, now=now).imported
    assert member_named("赵甲").org == cast.branch


def test_a_dry_run_writes_nothing(cast: Cast, now: datetime, tmp_path: Path) -> None:
    report = bring(tmp_path, workbook([person_row(1, "赵甲", "红旗村党支部")]), dry_run=True, now=now)
    assert (report.new, report.imported) == (1, False)
    assert not Person.objects.filter(name="赵甲").exists()
    assert not RosterBatch.objects.exists()


def test_somebody_known_without_being_a_member_becomes_one(cast: Cast, now: datetime, tmp_path: Path) -> None:
    clerk = Person.objects.get(account=cast.clerk)
    number = open_sealed([clerk.pk])[clerk.pk]["citizen_id"]
    row = person_row(1, "周敏", "红旗村党支部", 公民身份号码=number, 出生日期="1975-03-08", 民族="回")
    assert bring(tmp_path, workbook([row]), now=now).new == 1
    clerk.refresh_from_db()
    assert (Member.objects.get(pk=clerk.pk).org, clerk.ethnicity, clerk.version) == (cast.branch, "03", 2)


def test_a_sheet_without_a_name_column_or_a_header_is_refused(cast: Cast, now: datetime, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="没有“姓名”这一列"):
        bring(tmp_path, workbook([["x", "y"]], header=["性别", "民族"]), now=now)
    with pytest.raises(Refused, match="没有找到表头"):
        bring(tmp_path, workbook([["x", "y"]], header=["甲", "乙"]), now=now)


def test_nobody_imports_into_an_empty_tree(db: None, now: datetime, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="请先导入党组织"):
        bring(tmp_path, workbook([person_row(1, "赵甲", "红旗村党支部")]), now=now, actor=operator())


def test_numbers_as_numbers_dates_as_serials(cast: Cast, now: datetime, tmp_path: Path) -> None:
    row = person_row(1, "赵甲", "红旗村党支部", 入党日期=date(2005, 7, 1), 转正日期=38899, 手机号码=13900000001)
    assert bring(tmp_path, workbook([row]), now=now).refused == []
    assert member_named("赵甲").full_on == date(2006, 7, 1)
    lost = person_row(2, "赵乙", "红旗村党支部", 公民身份号码=int(citizen_id(31)[:17] + "0"))
    assert "已经丢失" in bring(tmp_path, workbook([lost]), now=now).refused[0].reasons[0]


def test_a_group_is_taken_where_the_branch_has_it(cast: Cast, now: datetime, tmp_path: Path) -> None:
    make_org(now=now, name="红旗村第二党小组", kind="party_group", parent=cast.branch)
    header = [*HEADER, "党小组"]
    first = workbook([[*person_row(1, "赵甲", "红旗村党支部"), "红旗村第一党小组"]], header=header)
    second = workbook([[*person_row(1, "赵甲", "红旗村党支部"), "红旗村第二党小组"]], header=header)
    odd = workbook([[*person_row(1, "赵甲", "红旗村党支部"), "不存在的组"]], header=header)
    assert bring(tmp_path, first, now=now).new == 1
    assert member_named("赵甲").group == cast.group
    assert bring(tmp_path, second, now=now).changed == 1
    assert member_named("赵甲").group != cast.group
    report = bring(tmp_path, odd, now=now)
    assert (report.unchanged, "没有“不存在的组”这个党小组" in report.warned[0].reasons[0]) == (1, True)


def test_a_number_cell_with_all_its_digits_in_the_file_is_read(cast: Cast, now: datetime, tmp_path: Path) -> None:
    number = next(n for i in range(50) if (n := citizen_id(i, born=date(1980, 1, 1))).isdigit())
    lost = workbook([person_row(1, "赵甲", "红旗村党支部", 公民身份号码=int(number), 出生日期="1980-01-01")])
    assert bring(tmp_path, lost, now=now).refused
    assert bring(tmp_path, written_out(lost, number), now=now).new == 1
    pk = member_named("赵甲").pk
    assert open_sealed([pk])[pk]["citizen_id"] == number


def written_out(content: bytes, number: str) -> bytes:
    """The same workbook as a program writes it that does not round: the number in full."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.namelist():
            body = old.read(entry)
            rounded = f"<v>{float(number):.16G}</v>".encode()
            new.writestr(entry, body.replace(rounded, f"<v>{number}</v>".encode()))
    return out.getvalue()
