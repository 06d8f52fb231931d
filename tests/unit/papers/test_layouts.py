"""Uploaded layouts: what a clerk can write, what is refused and how it is said, what can never run."""

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from jinja2 import TemplateError, TemplateSyntaxError
from jinja2.exceptions import SecurityError

from jishi.papers.docx import Paper, Para, Run, para
from jishi.papers.grid import Row, put_table, value
from jishi.papers.layouts import (
    MAX_BYTES,
    PAPERS,
    check,
    minutes_context,
    parcel,
    placeholders,
    render,
    render_all,
    sandbox,
    starter,
    yearbook_context,
)  # fmt: skip
from jishi.papers.layouts.sandbox import LayoutEnvironment
from jishi.papers.minutes import Item, Minutes
from tests.unit.papers.samples import BOOK, LATE, MEETING, opened, text_of, with_part, xml_of


def layout(*lines: str) -> bytes:
    paper = Paper("表样")
    paper.put(*(para(line) for line in lines))
    return paper.done()


@pytest.mark.parametrize("paper", PAPERS)
def test_the_starter_passes_its_own_check(paper: str) -> None:
    assert check(starter(paper), paper) == []


def test_the_starter_prints_the_record() -> None:
    text = text_of(render(starter("minutes"), minutes_context(LATE)))
    assert "红旗村党支部党员大会记录" in text
    assert "1．讨论冬季农田水利整修方案" in text
    assert "张大勇同志提出不同意见" in text
    assert "本记录为会后补记" in text
    assert "{" not in text


def test_the_starter_prints_the_book_with_a_row_for_each_member() -> None:
    data = render(starter("yearbook"), yearbook_context(BOOK))
    tables = opened(data).tables
    assert [row.cells[1].text for row in tables[2].rows] == ["姓名", "王建国", "陈敏"]
    assert len(tables[0].rows) == 21
    assert text_of(data).count("讨论冬季农田水利整修方案") >= 4


def test_placeholders_are_listed_with_their_meaning() -> None:
    words = {word.name: word for word in placeholders("minutes")}
    assert words["会议时间"].meaning == "年月日和起止时间"
    assert words["会议时间"].sample == "2026年1月5日上午9时至10时30分"
    assert words["议题.标题"].sample == "讨论水渠整修方案"
    assert words["议题"].sample == ""
    assert "记录.议题.标题" in {word.name for word in placeholders("yearbook")}
    assert all(word.meaning for paper in PAPERS for word in placeholders(paper))
    with pytest.raises(KeyError):
        placeholders("ballot")


def test_a_name_split_by_word_into_runs_and_full_width_braces_are_understood() -> None:
    paper = Paper("表样")
    paper.put(Para((Run("时间：{"), Run("{会议"), Run("时间}"), Run("}"))), para("地点：｛｛会议地点｝｝"))
    assert check(paper.done(), "minutes") == []
    text = text_of(render(paper.done(), minutes_context(MEETING)))
    assert "时间：2026年11月20日上午9时至10时30分" in text
    assert "地点：村部二楼会议室" in text


def test_text_with_markup_or_braces_is_printed_as_it_stands() -> None:
    nasty = replace(MEETING, place="<b>&{{主持人}}", items=(Item(title="甲\x00乙", gist="一\n二"),))
    text = text_of(
        render(
            layout("{{会议地点}}", "{%p for 项 in 议题 %}", "{{项.标题}}{{项.内容}}", "{%p endfor %}"),
            minutes_context(nasty),
        )
    )
    assert "<b>&{{主持人}}" in text
    assert "甲乙" in text


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["{{会议时见}}"], "没有“会议时见”这个占位符，是不是“会议时间”？"),
        (["{{天气}}"], "没有“天气”这个占位符，请对照占位符清单修改。"),
        (["{{会议时间"], "花括号没有配对：“{{会议时间”"),
        (["会议时间}}"], "花括号没有配对"),
        (["{{ {会议时间 }}"], "花括号没有配对"),
        (["{{ }}"], "占位符是空的"),
        (["{{r 会议时间}}"], "写法有误：花括号中只写名称"),
        (["{{议题}}"], "“议题”是清单，要用循环：{% for 项 in 议题 %}{{项.标题}}{% endfor %}。"),
        (["{{议题.标题}}"], "“议题”是清单，其中的字段要在循环里用"),
        (["{{会议时间.年}}"], "没有“会议时间.年”这个占位符"),
        (["{% for 项 in 会议时间 %}{{项}}{% endfor %}"], "“会议时间”不是清单，不能循环。可以循环的有：缺席名单、"),
        (["{% for 项 in 题目 %}{{项.标题}}{% endfor %}"], "没有“题目”这个占位符，是不是"),
        (["{% for 项 in loop.index %}{% endfor %}"], "“loop”只能在循环里用"),
        (["{% for 项 in 议题 %}{{项}}{% endfor %}"], "“项”是循环中的一项，要写明字段，例如 {{项.标题}}。"),
        (["{% for 项 in 议题 %}{{项.题目}}{% endfor %}"], "没有“项.题目”这个占位符"),
        (["{% for 项 in 议题 %}{{loop.depth}}{% endfor %}"], "“loop”只能在循环里用"),
        (["{{loop.index}}"], "“loop”只能在循环里用"),
        (["{% for 项 in 议题 %}{{项.标题}}"], "循环或判断没有结束"),
        (["{% endfor %}"], "多了一个结束标签"),
        (["{% 循环 议题 %}"], "标签写法有误（在“{%循环 议题%}”处）"),
        (["{{会议 时间}}"], "标签写法有误"),
        (["{{会议时间!}}"], "标签写法有误"),
        (["{{ 会议时间 | upper }}"], "只能写占位符名称、for 循环和 if 判断"),
        (["{{ 1 + 1 }}"], "只能写占位符名称、for 循环和 if 判断"),
        (["{{ lipsum() }}"], "只能写占位符名称、for 循环和 if 判断"),
        (["{{ 会议时间.__class__ }}"], "名称不能以下划线开头"),
        (["{% for 甲 in 议题 %}{% for 乙 in 议题 %}{{乙.标题}}{% endfor %}{% endfor %}"], "循环里面的循环只能用外层“甲”自己的清单"),
        (["{% for 甲, 乙 in 议题 %}{% endfor %}"], "只能写占位符名称"),
        (["{% for 甲 in 议题 if 甲.标题 %}{% endfor %}"], "循环只能写成 for 名称 in 清单"),
        (["没有占位符的表样"], "表样里没有占位符"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_a_sentence(lines: list[str], sentence: str) -> None:
    sentences = check(layout(*lines), "minutes")
    assert len(sentences) == 1, sentences
    assert sentence in sentences[0]
    assert sentences[0].endswith("。") or "？" in sentences[0]


def test_conditions_and_nested_lists_are_allowed() -> None:
    nested = layout(
        "{% if 会议时间 %}{# 说明 #}{{会议时间}}{% else %}{{会议日期}}{% endif %}",
        "{% for 项 in 议题 %}{% if not loop.last and 项.标题 %}{{项.标题}}{% endif %}{% endfor %}",
    )
    assert check(nested, "minutes") == []
    deep = layout("{% for 次 in 记录 %}{% for 项 in 次.议题 %}{{项.标题}}{% endfor %}{% endfor %}")
    assert check(deep, "yearbook") == []


def test_loops_are_not_nested_without_end() -> None:
    source = (
        "{%for 甲 in 次.a%}"
        + "".join(f"{{%for {b} in {a}.a%}}" for a, b in ("甲乙", "乙丙", "丙丁"))
        + "{%endfor%}" * 4
    )
    with pytest.raises(TemplateSyntaxError, match="套得太深"):
        LayoutEnvironment().parse(source)


def test_several_mistakes_are_all_told_once() -> None:
    sentences = check(layout("{{甲甲}}", "{{甲甲}}", "{{乙乙}}"), "minutes")
    assert [sentence.split("：")[0] for sentence in sentences] == ["正文第1段、正文第2段", "正文第3段"]
    many = check(layout(*["{{甲甲}}"] * 5), "minutes")
    assert many[0].startswith("正文第1段、正文第2段、正文第3段等5处：")


def test_a_mistake_in_a_table_is_told_with_its_cell() -> None:
    paper = Paper("表样")
    put_table(
        paper,
        [Row((value("时间", 40), value("{{会议时间}}", 130))), Row((value("地点", 40), value("{{会议地占}}", 130)))],
    )
    assert check(paper.done(), "minutes") == ["正文第1个表格第2行第2格：没有“会议地占”这个占位符，是不是“会议地点”？"]


def test_a_set_of_records_fills_one_layout_again_and_again() -> None:
    data = render_all(layout("{{标题}}：{{会议地点}}"), [minutes_context(MEETING), minutes_context(LATE)])
    assert text_of(data).count("红旗村党支部党员大会记录：村部二楼会议室") == 2
    assert 'w:type="page"' in xml_of(data)


def test_a_blank_sheet_in_the_county_layout_is_white() -> None:
    blank = Minutes(org="红旗村党支部", kinds=("党课",), empty=True)
    text = text_of(render(starter("minutes-lecture"), minutes_context(blank)))
    assert text.startswith("红旗村党支部党课记录")
    assert "无" not in text.split()


def test_a_loop_over_rows_that_breaks_the_file_is_found_by_trying() -> None:
    paper = Paper("表样")
    put_table(paper, [Row((value("{% for 项 in 议题 %}", 170),))])
    paper.put(para("{{项.标题}}{% endfor %}"))
    assert check(paper.done(), "minutes")[0].startswith("试填后文件打不开")


def test_headers_and_footers_are_checked_too() -> None:
    document = opened(layout("{{会议时间}}"))
    document.sections[0].header.paragraphs[0].text = "{{单位名}}"
    stream = BytesIO()
    document.save(stream)
    assert check(stream.getvalue(), "minutes") == ["页眉第1段：没有“单位名”这个占位符，是不是“名称”？"]


GOOD = layout("{{会议时间}}")
RELS = b"""<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s"
 Target="http://example.invalid/a" TargetMode="External"/></Relationships>"""


def bare(**parts: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parcel_file:
        for name, content in parts.items():
            parcel_file.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"hello", parcel.NOT_DOCX),
        (b"", parcel.NOT_DOCX),
        (b"PK\x03\x04broken", parcel.DAMAGED),
        (b"PK" + b"0" * MAX_BYTES, parcel.TOO_BIG),
        (bare(a=b"x"), parcel.NOT_DOCX),
        (with_part(GOOD, "word/media/a.bmp", b"\0" * 3_000_000), parcel.BOMB),
        (with_part(GOOD, "word/extra.xml", bytes(range(1, 127)) * 40_000), parcel.BOMB),
        (with_part(GOOD, "word/vbaProject.bin", b"x"), parcel.MACROS),
        (with_part(GOOD, "[Content_Types].xml", b"<Types>application/vnd.ms-word.document.macroEnabled.main+xml</Types>"),
         parcel.MACROS),
        (with_part(GOOD, "word/embeddings/a.bin", b"x"), parcel.EMBEDDED),
        (with_part(GOOD, "word/_rels/settings.xml.rels", RELS % b"attachedTemplate"), parcel.EXTERNAL),
        (with_part(GOOD, "word/document.xml", b"<w>INCLUDETEXT c:/x</w>"), parcel.EXTERNAL),
        (with_part(GOOD, "word/document.xml", b"<!DOCTYPE a><a/>"), parcel.ENTITIES),
        (with_part(GOOD, "word/document.xml", "<a/>".encode("utf-16")), parcel.ENTITIES),
        (with_part(GOOD, "word/document.xml", b"<unclosed>"), parcel.DAMAGED),
    ],
)  # fmt: skip
def test_a_file_that_is_no_plain_docx_is_refused(data: bytes, sentence: str) -> None:
    assert check(data, "minutes") == [sentence]


def test_too_many_parts_are_a_bomb() -> None:
    parts = {"[Content_Types].xml": b"", "word/document.xml": b""} | {f"p{n}": b"" for n in range(parcel.MAX_PARTS)}
    assert parcel.faults(bare(**parts)) == [parcel.BOMB]


def test_a_link_in_the_text_is_no_danger() -> None:
    assert parcel.faults(with_part(GOOD, "word/_rels/extra.xml.rels", RELS % b"hyperlink")) == []


def test_render_refuses_what_check_would_refuse() -> None:
    with pytest.raises(ValueError, match="另存为"):
        render(b"hello", {})
    with pytest.raises(TemplateError):
        render(layout("{{ ''.__class__.__mro__ }}"), {})
    with pytest.raises(TemplateError):
        render(layout("{% macro f() %}{{ f() }}{% endmacro %}"), {})


def test_the_second_fence_gives_nothing_but_facts() -> None:
    environment = LayoutEnvironment()
    assert str(environment.getattr("文字", "upper")) == ""
    assert str(environment.getattr({"甲": 1}, "keys")) == ""
    with pytest.raises(SecurityError):
        environment.call(None, print)
    with pytest.raises(SecurityError):
        environment.getitem({"甲": 1}, "甲")


def test_what_is_filled_in_cannot_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "MAX_FILLED", 100)
    with pytest.raises(TemplateError, match="过大"):
        render(GOOD, minutes_context(MEETING))


def test_a_layout_keeps_its_own_look() -> None:
    assert 'w:eastAsia="仿宋_GB2312"' in xml_of(render(GOOD, minutes_context(MEETING)))
