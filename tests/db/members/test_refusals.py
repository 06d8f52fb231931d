"""Each reason for refusing a row, and each warning, with its sentence."""

from datetime import date, datetime
from pathlib import Path

import pytest

from tests.builders import Cast, actor_named, citizen_id, make_member
from tests.rosters import bring, person_row, workbook

BORN = date(1975, 3, 8)


def one(cast: Cast, now: datetime, folder: Path, **cells: object) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Reasons and warnings of a sheet with one row."""
    report = bring(
        folder,
        workbook([person_row(1, str(cells.pop("姓名", "赵甲")), "红旗村党支部", **cells)]),
        now=now,
        dry_run=True,
    )
    return (
        report.refused[0].reasons if report.refused else (),
        report.warned[0].reasons if report.warned else (),
    )


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"姓名": "　"}, "没有姓名"),
        ({"公民身份号码": "99010119750308001"}, "身份证号应为18位，现在是17位"),
        ({"公民身份号码": "990101750308001"}, "这是15位的旧身份证号，请填现在的18位号码"),
        ({"公民身份号码": citizen_id(5)[:-1] + ("1" if citizen_id(5)[-1] != "1" else "2")}, "身份证号的校验码不对，请核对有没有抄错的数字"),
        ({"公民身份号码": "990101********0012"}, "身份证号被遮盖了，请用带完整号码的名册"),
        ({"所在党支部": "不存在的党支部"}, "在您能导入的范围内没有“不存在的党支部”这个党组织，请核对名称或编码"),
        ({"所在党支部": ""}, "没有填所在党支部"),
        ({"所在党支部": "中共和平镇委员会"}, "“中共和平镇委员会”不是党支部，党员要落到党支部"),
        ({"入党日期": "2005-07-01", "转正日期": "2004-07-01"}, "转正日期（2004-07-01）早于入党日期（2005-07-01）"),
        ({"入党日期": "二〇〇五年"}, "入党日期：日期“二〇〇五年”认不出来，请写成 2001-07-01 这样"),
        ({"入党日期": "2005"}, "入党日期：日期“2005”只有年份，请写明月和日"),
        ({"人员类别": "入党积极分子"}, "人员类别“入党积极分子”不是正式党员或预备党员，这里只导入党员"),
    ],
)  # fmt: skip
def test_refused(cast: Cast, now: datetime, tmp_path: Path, cells: dict[str, object], sentence: str) -> None:
    reasons, _ = one(cast, now, tmp_path, **cells)
    assert reasons == (sentence,)


def test_everything_wrong_with_a_row_is_said_at_once(cast: Cast, now: datetime, tmp_path: Path) -> None:
    wrong = {
        "公民身份号码": "99010119750308001",
        "所在党支部": "不存在的党支部",
        "入党日期": "2005-07-01",
        "转正日期": "2004-07-01",
    }
    reasons, _ = one(cast, now, tmp_path, **wrong)
    assert len(reasons) == 3
    assert reasons[-1] == "转正日期（2004-07-01）早于入党日期（2005-07-01）"


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"出生日期": "1990-01-01", "公民身份号码": citizen_id(7, born=date(1990, 1, 1))}, "入党时不满18周岁，请核对出生日期和入党日期（以档案为准）"),
        ({"出生日期": "1975-04-08", "公民身份号码": citizen_id(7, born=BORN)}, "出生日期（1975-04-08）和身份证号上的（1975-03-08）不一致（以档案为准）"),
        ({"性别": "女", "公民身份号码": citizen_id(7, born=BORN), "出生日期": "1975.03"}, "性别（女）和身份证号上的（男）不一致（以档案为准）"),
        ({"入党日期": "1971-07-01", "转正日期": "1972-07-01", "出生日期": "1950-02-02", "公民身份号码": citizen_id(7, born=date(1950, 2, 2))},
         "1969年4月至1977年8月入党的没有预备期，请核对入党日期和转正日期（以档案为准）"),
        ({"人员类别": "预备党员", "入党日期": "2025-06-20", "转正日期": ""}, "预备期已满，还是预备党员，请核对是否已转正或延长预备期"),
        ({"入党日期": "2005-07-01", "转正日期": "2006-01-01"}, "预备期不满一年，请核对入党日期和转正日期（以档案为准）"),
        ({"民族": "", "手机号码": ""}, "没有填民族、联系电话"),
        ({"入党日期": "", "转正日期": ""}, "没有填入党日期"),
        ({"转正日期": ""}, "没有填转正日期"),
        ({"公民身份号码": ""}, "没有身份证号，按姓名、出生日期和所在党支部认人"),
        ({"公民身份号码": "", "出生日期": ""}, "没有身份证号，按姓名和所在党支部（出生日期也没有填）认人"),
        ({"民族": "火星"}, "民族“火星”认不出来（这一格没有采用）"),
        ({"人员类别": ""}, "没有填人员类别，按日期作为正式党员导入"),
        ({"人员类别": "预备党员", "入党日期": "2026-06-20", "转正日期": "2027-06-20"}, "人员类别是预备党员，却填了转正日期，转正日期没有采用"),
        ({"手机号码": "139****0001"}, "联系电话被遮盖了，没有采用（这一格没有采用）"),
    ],
)  # fmt: skip
def test_warned_and_taken(cast: Cast, now: datetime, tmp_path: Path, cells: dict[str, object], sentence: str) -> None:
    reasons, warnings = one(cast, now, tmp_path, **cells)
    assert reasons == ()
    assert sentence in warnings


def test_no_probation_in_its_era_is_no_fault(cast: Cast, now: datetime, tmp_path: Path) -> None:
    for full_on in ("", "1971-07-01"):
        said = one(cast, now, tmp_path, 入党日期="1971-07-01", 转正日期=full_on, 出生日期="1950-02-02",
                   公民身份号码=citizen_id(7, born=date(1950, 2, 2)))  # fmt: skip
        assert said == ((), ())


def test_the_same_person_twice_is_refused_the_second_time(cast: Cast, now: datetime, tmp_path: Path) -> None:
    rows = [person_row(1, "赵甲", "红旗村党支部"), person_row(1, "赵甲", "红旗村党支部")]
    report = bring(tmp_path, workbook(rows), now=now, dry_run=True)
    assert [(p.row, p.reasons) for p in report.refused] == [(5, ("和第4行是同一个人，一个人只能有一行",))]
    nameless = [person_row(1, "赵甲", "红旗村党支部", 公民身份号码="") for _ in range(2)]
    assert len(bring(tmp_path, workbook(nameless), now=now, dry_run=True).refused) == 1


def test_somebody_of_another_branch_is_a_transfer(cast: Cast, now: datetime, tmp_path: Path) -> None:
    bring(tmp_path, workbook([person_row(1, "赵甲", "柳树湾村党支部")]), now=now)
    report = bring(tmp_path, workbook([person_row(1, "赵甲", "红旗村党支部")]), now=now)
    assert report.refused[0].reasons == ("已在柳树湾村党支部的名册上，换支部要办组织关系转接",)


def test_beyond_the_clerks_reach_nothing_is_known(cast: Cast, now: datetime, tmp_path: Path) -> None:
    clerk = actor_named("clerk", today=now.date())
    far = person_row(1, "赵甲", cast.other_township.name)
    report = bring(tmp_path, workbook([far]), now=now, actor=clerk)
    assert "在您能导入的范围内没有" in report.refused[0].reasons[0]


def test_two_namesakes_need_their_numbers(cast: Cast, now: datetime, tmp_path: Path) -> None:
    for _ in range(2):
        make_member(now=now, org=cast.branch, name="赵甲")
    row = person_row(1, "赵甲", "红旗村党支部", 公民身份号码="", 出生日期="1975-03-08")
    assert bring(tmp_path, workbook([row]), now=now).refused[0].reasons == ("同一支部有几名同名的党员，请填身份证号",)
