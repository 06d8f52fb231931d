"""The year's book: every section is named, those with records are printed, the others say that there are none."""

import re
import time
from dataclasses import replace

from jishi.papers.minutes import Minutes
from jishi.papers.yearbook import NO_RECORDS, YearBook, event_words, sections, yearbook
from tests.unit.papers.samples import BOOK, LECTURE, MEETING, SERVICE, THEME_DAY, opened, spans_of, text_of, xml_of


def contents_of(book: YearBook) -> dict[str, str]:
    table = opened(yearbook(book)).tables[0]
    return {row.cells[1].text: row.cells[2].text for row in table.rows[1:]}


def test_contents_name_twenty_sections_and_say_which_are_empty() -> None:
    contents = contents_of(BOOK)
    assert len(contents) == 20
    assert contents["党员名册"] == "2人"
    assert contents["会议、党课和学习记录"] == "2次"
    assert contents["流动党员、困难党员、老党员台账"] == "1人"
    assert contents["任务台账和事项说明"] == "2条"
    assert contents["主题党日记录"] == "1次"
    assert contents["组织生活会、民主评议党员"] == "1次"
    assert contents["志愿服务、走访、结对帮扶"] == "1次"
    assert contents["考勤表"] == "18次"
    assert contents["大事记"] == "6条"
    assert contents["谈心谈话记录"] == NO_RECORDS


def test_an_empty_year_is_said_to_be_empty() -> None:
    contents = contents_of(YearBook(org="红旗村党支部", year=2026))
    assert [title for title, state in contents.items() if state != NO_RECORDS] == ["使用说明", "移交清单"]
    assert "打印日期" not in text_of(yearbook(YearBook(org="甲", year=2026)))


def test_every_section_with_records_is_printed_under_its_number() -> None:
    text = text_of(yearbook(BOOK))
    for heading in (
        "二、支部基本情况",
        "四、党员名册",
        "七、考勤表",
        "八、会议、党课和学习记录",
        "十九、大事记",
        "二十、移交清单",
    ):
        assert text.count(heading) == 1
    assert "六、年度工作计划" not in text
    assert "张大勇同志提出不同意见" in text
    assert text.count("红旗村党支部党课记录") == 1
    xml = xml_of(yearbook(BOOK))
    links = set(re.findall(r'w:anchor="(\w+)"', xml))
    assert links == set(re.findall(r'<w:bookmarkStart [^>]*w:name="(section\d+)"', xml))
    assert all(declared == filled for declared, filled in spans_of(xml))


def test_wide_tables_lie_across_and_the_rest_stands() -> None:
    orientations = [section.orientation for section in opened(yearbook(BOOK)).sections]
    assert orientations == [0, 1, 0, 1, 0, 1, 0]


def test_attendance_goes_on_in_a_second_table_with_the_legend() -> None:
    text = text_of(yearbook(BOOK))
    assert text.count("考勤表（续）") == 1
    assert "√到会" in text
    assert "×缺席" in text


def test_the_hand_over_lists_what_the_book_holds_with_room_to_sign() -> None:
    tables = opened(yearbook(BOOK)).tables
    rows = [[cell.text for cell in row.cells] for row in tables[-1].rows]
    assert rows[0] == ["序号", "材料", "数量", "移交人", "接收人", "监交人", "日期"]
    assert rows[1][1:3] == ["2026年度党支部工作手册", "1册"]
    assert ["主题党日记录", "1次"] in [row[1:3] for row in rows]
    assert ["签到表等原始材料扫描件", "2份"] in [row[1:3] for row in rows]
    assert rows[-1][1] == ""
    only = text_of(yearbook(replace(BOOK, statements=(), scans=0)))
    assert "扫描件" not in only
    assert "事项办理和未开说明" not in only
    assert "事项办理和未开说明" in text_of(yearbook(replace(BOOK, tasks=())))


def test_basics_without_a_committee() -> None:
    text = text_of(yearbook(replace(BOOK, committee=())))
    assert "支部班子" not in text
    assert "099000000003" in text
    assert "第一党小组" in text
    only = text_of(yearbook(replace(BOOK, basics=())))
    assert "支部班子" in only


def test_events_are_made_from_the_records_in_order_of_date() -> None:
    days = [on for on, _ in BOOK.events if on]
    assert days == sorted(days)
    assert event_words(MEETING) == (
        "召开党员大会“2026年第四季度党员大会”，应到9人、实到7人。议题：讨论冬季农田水利整修方案；通报三季度党费收缴情况。"
        "决议：同意按方案先清东渠。"
    )
    assert event_words(LECTURE).startswith("讲授党课“学习党章”")
    assert event_words(THEME_DAY).startswith("开展党员大会、主题党日")
    assert event_words(SERVICE) == "开展志愿服务“清扫巷道”。"
    assert event_words(Minutes(org="甲", kinds=("培训",))) == "开展培训。"
    assert "陈敏新发展（预备党员）" in [text for _, text in BOOK.events]


def test_a_hundred_records_are_printed_in_two_seconds() -> None:
    book = replace(BOOK, records=(MEETING,) * 100, roster=BOOK.roster * 25)
    started = time.process_time()
    data = yearbook(book)
    assert time.process_time() - started < 2
    assert text_of(data).count("红旗村党支部党员大会记录") == 100
    assert sections(book)[7].state == "100次"
