"""The sheet of days, the year view, words that can be told apart, and whose hands it is in."""

from datetime import date

import pytest

from jishi.kernel.actor import Act, Actor, Grant, operator
from jishi.kernel.labels import Labelled, speak
from jishi.kernel.workdays import DayTable
from jishi.orgs.rules import OrgKind, Sector, UnitNature
from jishi.orgs.rules.sheet import read_kind as read_org_kind
from jishi.orgs.rules.sheet import read_nature
from jishi.site.rules import DayKind, faults_of, may_set, read_kind, read_row, year_of_days
from jishi.site.rules.words import TOP


@pytest.mark.parametrize(("text", "kind"), [("放假", "rest"), ("调休上班", "work"), (" 休 ", "rest"), ("补班", "work")])
def test_the_words_of_a_notice_are_understood(text: str, kind: str) -> None:
    assert read_kind(text) == kind


def test_a_bad_row_says_everything_that_is_wrong_with_it() -> None:
    row = read_row(5, {"day": "2026-02-31", "kind": "随便", "name": ""})
    assert [reason[:4] for reason in row.reasons] == ["日期“2", "类型“随", "没有写节"]
    assert "没有写日期" in read_row(6, {"kind": "放假", "name": "国庆节"}).reasons
    assert "没有写类型，请写“放假休息”或“调休上班”" in read_row(6, {"day": "2026-10-01", "name": "国庆节"}).reasons
    long = read_row(7, {"day": "2026-10-01", "kind": "放假", "name": "长" * 21, "basis": "长" * 121})
    assert long.reasons == ["节日超过20个字", "依据超过120个字"]
    assert read_row(8, {"day": "2026-10-09", "kind": "上班", "name": "国庆节"}).reasons == [
        "10-09 是周五，本来就上班，不用写调休上班"
    ]
    good = read_row(9, {"day": "2026.10.1", "kind": "放假", "name": "国庆节"})
    assert (good.day, good.kind, good.reasons) == (date(2026, 10, 1), DayKind.REST, [])


def test_the_year_view_has_every_day_once_with_its_mark() -> None:
    months = year_of_days(2026, DayTable({date(2026, 10, 1): "国庆节"}, {date(2026, 10, 10): "国庆节"}))
    cells = [cell for month in months for week in month.weeks for cell in week if cell]
    assert len(cells) == 365
    marks = {cell.day: cell.mark for cell in cells}
    assert (marks[date(2026, 10, 1)], marks[date(2026, 10, 10)], marks[date(2026, 10, 11)]) == (
        "rest",
        "work",
        "weekend",
    )
    assert marks[date(2026, 10, 12)] == ""


def test_only_the_top_of_a_tree_chooses_for_the_site() -> None:
    assert may_set(operator())
    assert may_set(Actor(name="县委组织部", grants=(Grant(Act.SETTING, "0001", True, 1),)))
    assert not may_set(Actor(name="下级", grants=(Grant(Act.SETTING, "00010001", True, 1),)))
    assert not may_set(Actor(name="本级", grants=(Grant(Act.SETTING, "0001", False, 1),)))
    assert not may_set(Actor(name="干事", grants=(Grant(Act.VIEW, "0001", True, 1),)))
    assert TOP == 4


def test_a_word_must_be_told_from_every_other() -> None:
    assert faults_of(Sector, {"village": "嘎查村"}) == {}
    assert "社区" in faults_of(Sector, {"village": "社区"})["village"]
    assert set(faults_of(Sector, {"village": "片区", "community": "片区"})) == {"village", "community"}
    assert "20个字" in faults_of(Sector, {"village": "长" * 21})["village"]
    assert "符号" in faults_of(Sector, {"village": "<b>"})["village"]


class Fruit(Labelled):
    APPLE = "apple", "苹果"
    PEAR = "pear", "梨"


def test_a_member_speaks_the_site_s_word_and_knows_the_standard() -> None:
    name = Fruit.vocabulary()
    speak({(name, "apple"): "平安果"})
    assert (Fruit.APPLE.label, Fruit.APPLE.standard, Fruit.label_of("apple")) == ("平安果", "苹果", "平安果")
    assert Fruit.choices() == [("apple", "平安果"), ("pear", "梨")]
    assert Fruit.saying("平安果") is Fruit.saying("苹果") is Fruit.APPLE
    assert Fruit.saying("桃") is None
    speak({})
    assert Fruit.APPLE.label == "苹果"


def test_a_sheet_is_read_by_the_site_s_words_and_the_standard_ones() -> None:
    speak(
        {
            ("orgs.OrgKind", "township_committee"): "苏木（镇）党委",
            ("orgs.UnitNature", "administrative_village"): "嘎查村",
        }
    )
    assert read_org_kind("苏木（镇）党委", "") is OrgKind.TOWNSHIP_COMMITTEE
    assert read_org_kind("乡镇（街道）党委", "") is OrgKind.TOWNSHIP_COMMITTEE
    assert read_nature("嘎查村") == read_nature("行政村") == UnitNature.ADMINISTRATIVE_VILLAGE
    speak({})
    with pytest.raises(ValueError, match="认不出来"):
        read_nature("嘎查村")
