"""The low-level writer: paper, margins, fonts, tables, page numbers."""

from hypothesis import given, settings
from hypothesis import strategies as st

from jishi.papers.docx import COMMON, GB2312, Ink, Look, Paper, Para, Run, para
from jishi.papers.grid import Cell, Column, Row, label, put_list, put_table, value
from jishi.papers.words import clean
from tests.unit.papers.samples import opened, spans_of, text_of, xml_of


def test_official_look_has_the_margins_and_line_pitch_of_the_standard() -> None:
    paper = Paper("请示", look=Look.OFFICIAL)
    paper.heading("关于××的请示")
    paper.body("一段正文。\n\n又一段。")
    data = paper.done()
    xml = xml_of(data)
    assert '<w:pgSz w:w="11906" w:h="16838"' in xml
    assert 'w:top="2098" w:right="1474" w:bottom="1984" w:left="1587"' in xml
    assert 'w:linePitch="579"' in xml
    assert 'w:firstLineChars="200"' in xml
    assert '<w:sz w:val="44"/>' in xml
    assert text_of(data).split("\n")[:3] == ["关于××的请示", "一段正文。", "又一段。"]


def test_fonts_are_named_for_chinese_and_can_be_switched() -> None:
    for fonts, title, body in ((GB2312, "方正小标宋简体", "仿宋_GB2312"), (COMMON, "宋体", "仿宋")):
        paper = Paper("表", fonts=fonts)
        paper.heading("标题")
        paper.put(para("楷体", Ink("kai", 12)))
        data = paper.done()
        assert f'w:eastAsia="{title}"' in xml_of(data)
        assert f'w:eastAsia="{fonts.kai}"' in xml_of(data)
        assert ("<w:b/>" in xml_of(data)) is fonts.title_bold
        styles = xml_of(data, "word/styles.xml")
        assert f'w:eastAsia="{body}"' in styles
        assert "Theme=" not in styles.split("<w:rFonts", 1)[1].split("/>", 1)[0]


def test_page_numbers_stand_between_dashes_outside_on_odd_and_even_pages() -> None:
    data = Paper("书", cover=True).done()
    section = opened(data).sections[0]
    odd, even = section.footer, section.even_page_footer
    assert [p.text for p in odd.paragraphs] == ["— 1 —"]
    assert 'w:val="right"' in odd._element.xml
    assert 'w:rightChars="100"' in odd._element.xml
    assert 'w:val="left"' in even._element.xml
    assert "PAGE" in even._element.xml
    assert section.first_page_footer.paragraphs[0].text == ""
    assert "<w:evenAndOddHeaders" in xml_of(data, "word/settings.xml")


def test_tables_are_fixed_with_a_repeated_header_and_rows_that_stay_whole() -> None:
    paper = Paper("表")
    rows = [
        Row((label("甲", 40), label("乙", 130)), header=True),
        Row((value("1", 25), value("2", 15), Cell(130))),
        Row((value("长\n文", 170),), splits=True),
    ]
    put_table(paper, rows, keep_last=1)
    data = paper.done()
    xml = xml_of(data)
    assert '<w:tblLayout w:type="fixed"/>' in xml
    assert xml.count("<w:tblHeader/>") == 1
    assert xml.count("<w:cantSplit/>") == 2
    assert 'w:top w:val="single" w:sz="12"' in xml
    assert 'w:insideH w:val="single" w:sz="4"' in xml
    assert xml.count("<w:keepNext/>") == 2
    assert spans_of(xml) == [(3, 3)] * 3
    assert opened(data).element.body[-2].tag.endswith("}p")


def test_a_list_fills_the_page_and_prints_a_dash_for_nothing() -> None:
    paper = Paper("表", landscape=True)
    put_list(paper, [Column("序号", 1), Column("事项", 3)], [("1", ""), ("2", "有")])
    table = opened(paper.done()).tables[0]
    assert [[c.text for c in row.cells] for row in table.rows] == [["序号", "事项"], ["1", "—"], ["2", "有"]]
    assert paper.text_width == 297 - 25 - 25


def test_pages_turn_and_turn_back() -> None:
    paper = Paper("书", cover=True)
    paper.put(para("封面"))
    paper.page()
    paper.put(para("二"))
    paper.page(landscape=True)
    paper.put(para("三"))
    paper.page()
    paper.put(Para((Run("去二", anchor="two"),), bookmark="two"))
    data = paper.done()
    assert [s.orientation for s in opened(data).sections] == [0, 1, 0]
    assert xml_of(data).count("<w:pageBreakBefore/>") == 1
    assert '<w:hyperlink w:anchor="two">' in xml_of(data)
    assert 'w:bookmarkStart w:id="1" w:name="two"' in xml_of(data)


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=60))
def test_any_text_makes_a_file_that_opens_and_says_it(text: str) -> None:
    paper = Paper(text)
    paper.heading(text)
    put_table(paper, [Row((value(text, 170),))])
    document = opened(paper.done())
    assert document.paragraphs[0].text == clean(text)
