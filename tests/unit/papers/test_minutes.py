"""The printed record says what was recorded, in the form its kind has."""

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jishi.papers.docx import COMMON
from jishi.papers.minutes import (
    Absence,
    Correction,
    Form,
    Item,
    Minutes,
    SignIn,
    Task,
    Vote,
    blank_minutes,
    correction_words,
    minutes,
    minutes_book,
    sign_in_sheet,
    task_words,
)  # fmt: skip
from jishi.papers.minutes.terms import length_words
from tests.unit.papers.samples import (
    LATE,
    LECTURE,
    MEETING,
    QUIET_DAY,
    SIGN_IN,
    THEME_DAY,
    opened,
    spans_of,
    text_of,
    xml_of,
)  # fmt: skip


def cells_of(data: bytes) -> list[list[str]]:
    """The rows of the form, each merged cell once."""
    rows = []
    for row in opened(data).tables[0].rows:
        seen: list[str] = []
        last = None
        for cell in row.cells:
            if cell._tc is not last:
                seen.append(cell.text)
            last = cell._tc
        rows.append(seen)
    return rows


def test_a_meeting_prints_its_head_counts_and_everything_said() -> None:
    rows = cells_of(minutes(MEETING))
    assert rows[0] == ["会议时间", "2026年11月20日上午9时至10时30分", "会议地点", "村部二楼会议室"]
    assert rows[1] == ["主 持 人", "王建国（书记）", "记 录 人", "李秀英（组织委员）"]
    assert rows[2] == ["应到", "9", "实到", "7", "缺席", "2", "其中有表决权\n应到/实到", "8/6"]
    assert ["缺席人员\n及 原 因", "张大勇（外出流动，已请假）、陈敏（病假，未请假）、马刚"] in rows
    assert ["列席人员", "周敏（镇组织办干事）、村民代表"] in rows
    assert ["议    题", "1．讨论冬季农田水利整修方案\n2．通报三季度党费收缴情况"] in rows
    assert ["上次议定\n事项落实", "更换村部宣传栏（责任人：李秀英，已办结）：10月底已换好"] in rows
    assert ["表决情况", "通过整修方案（举手）", "8", "6", "5", "1", "0", "0"] in rows
    assert ["决    议", "同意按方案先清东渠。"] in rows
    assert ["落实事项", "1．组织清淤（责任人：王建国，时限：2026年12月10日）\n2．张贴公告"] in rows
    text = text_of(minutes(MEETING))
    assert "张大勇同志提出不同意见" in text
    assert text.startswith("红旗村党支部党员大会记录")
    assert "主持人（签字）：记录人（签字）：" in text


def test_the_big_box_breaks_across_pages_and_other_rows_do_not() -> None:
    xml = xml_of(minutes(MEETING))
    rows = xml.split("<w:tr>")[1:]
    box = [row for row in rows if "会议内容" in row]
    assert len(box) == 1
    assert "<w:cantSplit/>" not in box[0]
    assert all("<w:cantSplit/>" in row for row in rows if row not in box)


@pytest.mark.parametrize("record", [MEETING, LATE, THEME_DAY, QUIET_DAY, LECTURE])
def test_the_grid_of_every_form_is_sound(record: Minutes) -> None:
    found = spans_of(xml_of(minutes(record)))
    assert found
    assert all(declared == filled for declared, filled in found)


def test_a_late_entry_a_defect_and_a_correction_are_visible() -> None:
    rows = cells_of(minutes(LATE))
    assert [
        "会后补记",
        "本记录为会后补记：实际召开日期2026年11月20日，录入日期2026年11月22日，补记原因：记录人住院。",
    ] in rows
    assert ["与规定\n不符之处", "有表决权党员到会未过半数。"] in rows
    assert ["更正记录", "2026年11月23日，王建国更正：地点由“村部”改为“村部二楼会议室”。原因：笔误"] in rows
    assert ["服务事项", "冬季农田水利"] in rows
    assert "会后补记" not in text_of(minutes(MEETING))


def test_a_withdrawn_record_says_so_under_its_title() -> None:
    assert "本记录已撤回，不计入组织生活。撤回原因：重复录入" in text_of(
        minutes(replace(MEETING, withdrawn="重复录入"))
    )


def test_theme_day_and_lecture_have_their_own_forms() -> None:
    day = cells_of(minutes(THEME_DAY))
    assert day[0][0] == "活动时间"
    assert ["活动主题", "重温入党誓词，清理河道"] in day
    assert ["一并开展", "党员大会"] in day
    assert ["授 课 人", "王建国"] in day
    assert ["决    议", "同意按方案先清东渠。"] in day
    assert "书记（签字）：" in text_of(minutes(THEME_DAY))
    quiet = cells_of(minutes(QUIET_DAY))
    assert ["活动主题", "重温入党誓词"] in quiet
    assert "表决情况" not in text_of(minutes(QUIET_DAY))
    lecture = cells_of(minutes(LECTURE))
    assert lecture[0] == ["授课题目", "学习党章"]
    assert ["时    长", "90分钟", "学    时", "1.5"] in lecture
    assert ["主要内容（提纲）" in row[0] for row in lecture].count(True) == 1
    assert "村部二楼会议室（线上或线上线下结合）" in text_of(minutes(LECTURE))


def test_which_form_and_which_title() -> None:
    def of(*kinds: str) -> Minutes:
        return Minutes(org="甲", kinds=kinds)

    assert of("党课").form is Form.LECTURE
    assert of("党员大会", "党课").form is Form.MEMBERS
    assert of("组织生活会", "党小组会").form is Form.ORG_LIFE
    assert of("下访").form is Form.OTHER
    assert of("培训", "观摩").heading == "甲培训（观摩）记录"
    assert of("党员大会", "主题党日").form is Form.THEME_DAY
    assert of("党员大会", "主题党日").heading == "甲主题党日（党员大会）记录"
    assert of("党员大会", "党课").heading == "甲党员大会（党课）记录"
    assert of().heading == "甲会议记录"


def test_a_meeting_of_which_little_is_known_prints_no_empty_cell() -> None:
    rows = cells_of(minutes(Minutes(org="甲", kinds=("支委会",))))
    assert rows[0] == ["会议时间", "—", "会议地点", "无"]
    assert rows[2] == ["应到委员", "—", "实到委员", "—", "缺席", "—"]
    assert ["委员发言和讨论情况\n无"] in rows
    assert ["表决情况", "无"] in rows


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        ("党员大会", ["会议时间", "主 持 人", "应到", "缺席人员\n及 原 因", "列席人员", "议    题", "表决情况", "决    议", "落实事项"]),
        ("支委会", ["会议时间", "主 持 人", "应到委员", "出席委员", "缺席委员\n及 原 因", "列席人员", "研究议题"]),
        ("党小组会", ["党小组", "会议时间", "主 持 人", "应到党员"]),
        ("党课", ["授课题目", "授 课 人", "授课时间", "时    长", "主 持 人"]),
        ("主题党日", ["活动时间", "活动主题", "主 持 人"]),
        ("组织生活会", ["会议时间", "主 持 人", "应到", "会议主题", "缺席人员\n及 原 因", "列席和到\n会指导人员", "上次整改\n情况通报"]),
        ("民主生活会", ["会议时间", "主 持 人", "应到", "会议主题"]),
        ("中心组学习", ["学习主题", "学习时间", "主 持 人", "应到", "参加人员"]),
        ("专题会议", ["会议专题", "会议时间", "主 持 人", "应到", "出席人员"]),
        ("调研", ["调研题目", "调研时间", "带 队 人", "调研人员", "参加座谈\n和陪同人员"]),
        ("走访", ["活动名称", "活动时间", "负 责 人"]),
    ],
)  # fmt: skip
def test_every_kind_has_its_own_labels_in_its_own_order(kind: str, labels: list[str]) -> None:
    for rows in (cells_of(minutes(replace(MEETING, title="", kinds=(kind,)))), cells_of(blank_minutes("甲", kind))):
        found = list(dict.fromkeys(label for row in rows if (label := row[0].split("\n\n")[0]) in labels))
        assert found == labels[: len(found)]
        assert len(found) >= min(len(labels), 8)


def test_a_chosen_set_prints_each_record_on_a_page_of_its_own() -> None:
    text = text_of(minutes_book("十一月记录", [MEETING, LECTURE]))
    assert text.index("红旗村党支部党员大会记录") < text.index("红旗村党支部党课记录")
    assert "w:pageBreakBefore" in xml_of(minutes_book("十一月记录", [MEETING, LECTURE]))


def test_how_long_it_took_is_said_only_where_it_is_known() -> None:
    assert length_words(MEETING) == "90分钟"
    assert length_words(replace(MEETING, ends_at=None)) == ""
    assert length_words(replace(MEETING, ends_at=MEETING.starts_at)) == ""


def test_a_sheet_without_names_has_numbered_places() -> None:
    text = text_of(sign_in_sheet(SignIn(org="甲", title="党课", blanks=30))).split("\n")
    assert "30" in text


def test_one_line_words() -> None:
    assert (
        correction_words(Correction(on=LATE.corrections[0].on, by="甲", reason=""))
        == "2026年11月23日，甲更正：内容。原因：无"
    )
    assert task_words(Task(title="清淤")) == "清淤"


def test_blank_sheets_are_white_and_keep_the_grid() -> None:
    rows = cells_of(blank_minutes("红旗村党支部", "党员大会"))
    assert rows[0] == ["会议时间", "", "会议地点", ""]
    assert ["表决情况", "", "", "", "", "", "", ""] in rows
    assert "无" not in text_of(blank_minutes("红旗村党支部", "党课", COMMON))
    assert text_of(blank_minutes("甲", "主题党日")).startswith("甲主题党日记录")


def test_sign_in_sheet_has_every_name_once() -> None:
    text = text_of(sign_in_sheet(SIGN_IN)).split("\n")
    assert [name for name in text if name in SIGN_IN.names] == list(SIGN_IN.names)
    assert text.count("签到") == 3
    assert "2026年11月20日" in text
    unknown = text_of(sign_in_sheet(SignIn(org="甲", title="", guests=0)))
    assert "年   月   日" in unknown
    assert "列席人员" not in unknown


RARE = st.text(alphabet=st.characters(), max_size=40) | st.sampled_from(
    ["𬭎𰻝㐂", "\x00\x0b坏", "&<>\"'", "=1+1", "\ud800"]
)


@settings(deadline=None, max_examples=25)
@given(RARE, RARE)
def test_whatever_is_typed_the_record_opens(text: str, other: str) -> None:
    texts: dict[str, Any] = {f.name: text for f in fields(Minutes) if f.type in ("str", str) and f.name != "org"}
    record = Minutes(
        org=other,
        kinds=(text,),
        **texts,
        items=(Item(title=text, gist=other, vote=Vote(motion=text), resolution=other),),
        absences=(Absence(name=text, reason=other, leave=True),),
        tasks=(Task(title=other),),
        defects=(text,),
    )
    assert opened(minutes(record)).tables
