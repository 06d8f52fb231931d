"""Lists as workbooks, read back as a clerk's program would read them."""

import re
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from jishi.papers import xlsx
from jishi.papers.words import clean
from jishi.papers.xlsx import Column, Content, Sheet, list_of, sheet_name, table, write_table

COLUMNS = (
    Column(title="姓名", required=True, example="王建国"),
    Column(title="性别", choices=("男", "女"), required=True, rule="按身份证", example="男"),
    Column(title="身份证号", width=22, example=None),
    Column(title="入党时间", content=Content.DATE),
    Column(title="人数", content=Content.NUMBER, total=True),
    Column(title="应缴", content=Content.YUAN, total=True),
)
ROW = ("王建国", "男", "990101197503080012", date(2001, 7, 1), 3, 1250)


def read(data: bytes, sheet: str | None = None) -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return [list(row) for row in book.get_sheet_by_name(sheet or book.sheet_names[0]).to_python(skip_empty_area=False)]


def part(data: bytes, name: str) -> str:
    return zipfile.ZipFile(BytesIO(data)).read(name).decode()


def test_a_list_has_title_header_serials_remarks_and_totals() -> None:
    data = table(Sheet(title="党员名册", columns=COLUMNS, rows=[ROW, ROW], org="红旗村党支部", on=date(2026, 11, 22),
                       unit="单位：人", signatures=("负责人", "填表人")))  # fmt: skip
    rows = read(data)
    assert rows[0][0] == "党员名册"
    assert (rows[1][0], rows[1][4]) == ("填报单位：红旗村党支部", "2026年11月22日　单位：人")
    assert rows[2] == ["序号", "姓名", "性别", "身份证号", "入党时间", "人数", "应缴", "备注"]
    assert rows[3] == [1, "王建国", "男", "990101197503080012", date(2001, 7, 1), 3, 12.5, ""]
    assert (rows[5][0], rows[5][5], rows[5][6]) == ("合计", 6, 25)
    assert rows[7][0] == "负责人：　　　　　　填表人："


def test_it_prints_across_one_page_wide_with_the_header_on_each_page() -> None:
    data = table(Sheet(title="名册", columns=COLUMNS, rows=[ROW], org="甲"))
    sheet = part(data, "xl/worksheets/sheet1.xml")
    assert 'paperSize="9"' in sheet
    assert 'orientation="landscape"' in sheet
    assert 'fitToHeight="0"' in sheet
    assert "第 &amp;P 页 共 &amp;N 页" in sheet
    assert 'ySplit="3"' in sheet
    assert "_xlnm.Print_Titles" in part(data, "xl/workbook.xml")


@pytest.mark.parametrize("text", ["=1+1", "+86 139", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")'])
def test_nothing_typed_becomes_a_formula_or_a_link(text: str) -> None:
    data = table(Sheet(title="表", columns=(Column(title="说明"),), rows=[(text,)]))
    sheet = part(data, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert read(data)[2][1] == text
    assert 'quotePrefix="1"' in part(data, "xl/styles.xml")


def test_old_dates_and_missing_values_are_texts() -> None:
    rows = read(table(Sheet(title="表", columns=COLUMNS, rows=[("甲", None, "", date(1899, 1, 1), None, "不详")])))
    assert rows[2][1:7] == ["甲", "", "", "1899-01-01", "", "不详"]


def test_rows_may_stream_and_the_serial_may_be_left_out() -> None:
    def many() -> Iterator[tuple[str]]:
        return ((f"第{n}行",) for n in range(3000))

    rows = read(table(Sheet(title="长表", columns=(Column(title="行"),), rows=many(), numbered=False, remarks=False)))
    assert rows[0] == ["长表"]
    assert rows[-1] == ["第2999行"]
    assert len(rows) == 3002


def test_no_row_of_a_long_list_is_kept(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        tracemalloc.start()
        listed = list_of(
            title="长表", words=("姓名", "党组织"), rows=([f"第{n}人", "支部"] for n in range(rows)), on=date.max
        )
        with (tmp_path / f"{rows}").open("wb") as out:
            write_table(listed, out, tmp_path)
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(10)  # what the first workbook alone loads
    # The writer notes some bytes of each row (four megabytes of a hundred thousand); a row kept takes some hundred.
    assert peak(4_000) - peak(500) < 3_500 * 100


def test_too_many_rows_are_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAX_ROWS", 2)
    with pytest.raises(ValueError, match="分次导出"):
        table(Sheet(title="表", columns=(Column(title="行"),), rows=[("a",)] * 3))


def test_refused_rows_come_back_with_their_reason_first() -> None:
    rows = read(
        table(Sheet(title="退回", columns=COLUMNS[:2], rows=[("身份证号少一位", "王建国", "男")], reasons=True))
    )
    assert rows[1] == ["原因", "序号", "姓名", "性别", "备注"]
    assert rows[2] == ["身份证号少一位", 1, "王建国", "男", ""]


def test_a_template_has_an_example_choices_and_instructions() -> None:
    data = table(Sheet(title="导入模板", columns=COLUMNS, template=True))
    rows = read(data)
    assert rows[2] == ["示例（删除）", "王建国", "男", "", "", "", "", ""]
    assert "合计" not in [row[0] for row in rows]
    assert read(data, "填写说明")[2] == ["性别", "必填", "按身份证", "男"]
    assert read(data, "字典") == [["性别"], ["男"], ["女"]]
    assert re.search(r'<sheet name="字典"[^>]*state="hidden"', part(data, "xl/workbook.xml"))
    assert "字典!$A$2:$A$3" in part(data, "xl/worksheets/sheet1.xml")
    plain = table(Sheet(title="模板", columns=(Column(title="名称", choices=()),), template=True, numbered=False))
    assert read(plain)[2] == ["", "示例（删除）"]
    unmarked = read(table(Sheet(title="模板", columns=(Column(title="性别", choices=("男", "女")),), template=True, remarks=False)),
                    "填写说明")  # fmt: skip
    assert unmarked[1] == ["性别", "选填", "从下拉列表中选择：男、女", ""]


@pytest.mark.parametrize(
    ("text", "name"),
    [("2026年/名册[1]", "2026年名册1"), ("'", "数据"), ("长" * 40, "长" * 31), ("0" + "𐀀" * 20, "0" + "𐀀" * 15)],
)
def test_sheet_names_are_ones_excel_accepts(text: str, name: str) -> None:
    assert sheet_name(text) == name


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=50), st.text(max_size=50))
def test_any_text_makes_a_workbook_that_opens_and_says_it(title: str, text: str) -> None:
    rows = read(table(Sheet(title=title, columns=(Column(title="列"),), rows=[(text,), ("end",)])))
    assert rows[2][1] == clean(text)
