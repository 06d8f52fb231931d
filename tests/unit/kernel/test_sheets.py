"""Tables as offices send them."""

import io
from datetime import date, datetime

import pytest
import xlsxwriter

from jishi.kernel.decision import Refused
from jishi.kernel.sheets import as_text, parse_bool, parse_date, read_date, read_sheet

HEADERS = ("姓名", "所在党支部", "入党日期")


def workbook(*sheets: list[list[object]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return out.getvalue()


def test_title_rows_and_blanks_in_headings_do_not_hide_the_header() -> None:
    raw = workbook([["党员花名册"], ["填报单位：和平镇", "", "2026年"], ["姓 名", "所在党支部\n", " 入党日期 ", ""],
                    ["张　三", "红旗村党支部", "2001.07"]])  # fmt: skip
    sheet = read_sheet(raw, "a.xlsx", known_headers=HEADERS)
    assert (sheet.header, sheet.header_row) == (["姓名", "所在党支部", "入党日期"], 3)
    assert list(sheet.rows) == [(4, ["张　三", "红旗村党支部", "2001.07"])]


def test_rows_keep_their_own_numbers_past_blank_rows_the_example_and_the_foot() -> None:
    raw = workbook([["姓名", "所在党支部", "备注"], ["某某", "某支部", "示例（删除）"], [], ["李四", "红旗村党支部"],
                    ["合 计", 1], ["填表人：王五"]])  # fmt: skip
    sheet = read_sheet(raw, "a.xlsx", known_headers=HEADERS)
    assert [(number, cells[0]) for number, cells in sheet.rows] == [(4, "李四")]


def test_the_sheet_with_the_header_is_found_behind_an_instruction_sheet() -> None:
    raw = workbook([["填写说明"], ["一、请如实填写"]], [["姓名", "入党日期"], ["李四", 36526]])
    assert list(read_sheet(raw, "a.xlsx", known_headers=HEADERS).rows) == [(2, ["李四", 36526.0])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_of_every_usual_encoding(encoding: str, mark: str) -> None:
    raw = f"姓名{mark}所在党支部\r\n张三{mark}红旗村党支部\r\n".encode(encoding)
    assert list(read_sheet(raw, "a.csv", known_headers=HEADERS).rows) == [(2, ["张三", "红旗村党支部"])]


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0broken", b"\x89PNG\0\0", "无表头\n".encode(),
                                 b"\xff\xfe\xd8", b"\x81"])  # fmt: skip
def test_what_is_no_table_is_refused_in_words(raw: bytes) -> None:
    with pytest.raises(Refused) as refused:
        read_sheet(raw, "a.xlsx", known_headers=HEADERS)
    assert refused.value.field == "file"


def test_a_header_far_down_is_not_looked_for() -> None:
    with pytest.raises(Refused):
        read_sheet(("\n,x" * 40 + "\n姓名,入党日期").encode(), "a.csv", known_headers=HEADERS)


@pytest.mark.parametrize(
    "value",
    ["2001-07-01", "2001/7/1", "2001.7.1", "2001年7月1日", "20010701", "2001-07-01 00:00:00", date(2001, 7, 1), 20010701,
     datetime(2001, 7, 1, 8), 37073, 37073.0, "37073", "２００１．７．１", "2001年7月1", 20010701.0],  # noqa: DTZ001
)  # fmt: skip
def test_a_date_in_every_shape(value: object) -> None:
    assert read_date(value) is not None
    assert parse_date(value) == date(2001, 7, 1)
    assert not getattr(read_date(value), "month_only", True)


@pytest.mark.parametrize("value", ["2001.07", "2001年7月", "2001-7", "200107", 2001.07, 200107])
def test_a_month_gives_its_first_day_flagged(value: object) -> None:
    found = read_date(value)
    assert found
    assert (found.day, found.month_only) == (date(2001, 7, 1), True)


@pytest.mark.parametrize("value", ["2001", 2001, "2001.6.31", "七月一日", 2001.1, "2001-13-01", "99999999"])
def test_an_unreadable_date_says_so(value: object) -> None:
    with pytest.raises(ValueError, match="日期“"):
        read_date(value)


def test_blanks_are_nothing() -> None:
    assert parse_date(" ") is None
    assert parse_bool("　") is None
    assert as_text(None) == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [(99010119750308001.0, "99010119750308000"), (13800000000.0, "13800000000"), (1e17, "100000000000000000"), (1.5, "1.5"),
     ('="0123"', "0123"), ("'0123", "0123"), (" 张　三 ", "张　三"), (True, "是"), (7, "7"),
     (datetime(2001, 7, 1), "2001-07-01"), (date(2001, 7, 1), "2001-07-01")],  # noqa: DTZ001
)  # fmt: skip
def test_cells_read_as_people_read_them(value: object, text: str) -> None:
    assert as_text(value) == text


def test_yes_and_no_as_people_tick_them() -> None:
    assert [parse_bool(v) for v in ("是", "√", 1, "1", True)] == [True] * 5
    assert [parse_bool(v) for v in ("否", "×", 0, "NO", False)] == [False] * 5
    with pytest.raises(ValueError, match="是"):
        parse_bool("也许")
