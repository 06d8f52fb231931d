"""The low-level writer of Word papers: A4, the two looks, East Asian fonts, page numbers, sections.

Text is turned into WordprocessingML here and nowhere else; python-docx keeps the package, sections and settings. What
comes out is plain .docx: no macros, no floating boxes, no nested tables, so WPS and Word show the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from io import BytesIO
from typing import Any, Literal
from xml.sax.saxutils import escape, quoteattr

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, Twips

from jishi.kernel.labels import Labelled
from jishi.papers.words import clean

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TWIPS_PER_MM = 1440 / 25.4

type Align = Literal["left", "center", "right", "both"]
type FaceName = Literal["body", "title", "hei", "kai", "song"]


@dataclass(frozen=True, slots=True)
class Fonts:
    """Which typefaces a paper names. Commercial ones are only named, never embedded: `GB2312` where they are
    installed, `COMMON` for PCs that lack them."""

    body: str
    kai: str
    title: str
    title_bold: bool
    hei: str = "黑体"
    song: str = "宋体"
    latin: str = "Times New Roman"

    def of(self, face: FaceName) -> str:
        return str(getattr(self, face))


GB2312 = Fonts(body="仿宋_GB2312", kai="楷体_GB2312", title="方正小标宋简体", title_bold=False)
COMMON = Fonts(body="仿宋", kai="楷体", title="宋体", title_bold=True)


class Look(Labelled):
    """公文 for letters and decisions; 表格 for forms and books."""

    OFFICIAL = "official", "公文"
    FORM = "form", "表格"


@dataclass(frozen=True, slots=True)
class Margins:
    """Millimetres; `foot` is the distance of the page number from the paper's edge."""

    top: float
    right: float
    bottom: float
    left: float
    foot: float


MARGINS = {
    Look.OFFICIAL: Margins(top=37, right=26, bottom=35, left=28, foot=23),
    Look.FORM: Margins(top=25, right=20, bottom=25, left=20, foot=15),
}
PAGE_WIDTH, PAGE_HEIGHT = 210, 297
LINE_PITCH = 579  # twips: 22 lines on a page of the official look


@dataclass(frozen=True, slots=True)
class Ink:
    """How a stretch of text looks; `size` in points."""

    face: FaceName = "body"
    size: float = 12
    bold: bool = False
    color: str = ""


BODY = Ink()
SMALL = Ink(size=10.5)
LABEL = Ink("hei", 12)
SMALL_LABEL = Ink("hei", 10.5)
OFFICIAL_BODY = Ink(size=16)


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    ink: Ink = BODY
    anchor: str = ""  # a bookmark of this paper that the text leads to


@dataclass(frozen=True, slots=True)
class Para:
    """One paragraph. `indent` is the first line's indent and `left` the hanging left indent in characters of the text;
    `line` is an exact line height in points (0: by font); `before` and `after` are points."""

    runs: tuple[Run, ...]
    align: Align = "left"
    indent: float = 0
    left: float = 0
    right: float = 0
    line: float = 0
    before: float = 0
    after: float = 0
    keep_next: bool = False
    new_page: bool = False
    outline: int = 0  # 1 for the headings that Word's navigation shows
    bookmark: str = ""
    tabs: tuple[float, ...] = ()  # left tab stops, millimetres

    @property
    def size(self) -> float:
        return self.runs[0].ink.size if self.runs else 12


def para(text: str, ink: Ink = BODY, **shape: Any) -> Para:
    """A paragraph of one ink."""
    return Para((Run(text, ink),), **shape)


def paras(text: str, ink: Ink = BODY, **shape: Any) -> tuple[Para, ...]:
    """One paragraph a line; empty lines are dropped."""
    return tuple(para(line.strip(), ink, **shape) for line in clean(text).split("\n") if line.strip())


def _attributes(**values: object) -> str:
    return "".join(f" w:{name}={quoteattr(str(value))}" for name, value in values.items() if value is not None)


def _text_xml(text: str) -> str:
    parts = []
    for number, line in enumerate(clean(text).split("\n")):
        if number:
            parts.append("<w:br/>")
        for position, piece in enumerate(line.split("\t")):
            if position:
                parts.append("<w:tab/>")
            if piece:
                parts.append(f'<w:t xml:space="preserve">{escape(piece)}</w:t>')
    return "".join(parts)


@lru_cache(maxsize=200)
def ink_xml(ink: Ink, fonts: Fonts) -> str:
    """Run properties. `hint` sends quotation marks and dashes to the Chinese font."""
    name = fonts.of(ink.face)
    faces = _attributes(hint="eastAsia", ascii=fonts.latin, hAnsi=fonts.latin, eastAsia=name, cs=fonts.latin)
    bold = "<w:b/>" if ink.bold or (ink.face == "title" and fonts.title_bold) else ""
    color = f'<w:color w:val="{ink.color}"/>' if ink.color else ""
    half_points = round(ink.size * 2)
    return f'<w:rPr><w:rFonts{faces}/>{bold}{color}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>'


def run_xml(run: Run, fonts: Fonts) -> str:
    """The XML of one run of text, inside its link where it has one."""
    xml = f"<w:r>{ink_xml(run.ink, fonts)}{_text_xml(run.text)}</w:r>"
    return f"<w:hyperlink w:anchor={quoteattr(run.anchor)}>{xml}</w:hyperlink>" if run.anchor else xml


@lru_cache(maxsize=1_000)
def _shape_xml(
    align: str,
    indent: float,
    left: float,
    right: float,
    line: float,
    before: float,
    after: float,
    keep_next: bool,
    new_page: bool,
    outline: int,
    tabs: tuple[float, ...],
    size: float,
) -> str:
    """Paragraph properties: few shapes for thousands of paragraphs."""
    keep = ("<w:keepNext/>" if keep_next else "") + ("<w:pageBreakBefore/>" if new_page else "")
    stops = "".join(f'<w:tab w:val="left" w:pos="{twips(stop)}"/>' for stop in tabs)
    spacing = _attributes(
        before=round(before * 20),
        after=round(after * 20),
        line=round(line * 20) if line else 240,
        lineRule="exact" if line else "auto",
    )
    unit = size * 20
    indents = _attributes(
        leftChars=round(left * 100) if left else None,
        left=round(left * unit) if left else None,
        rightChars=round(right * 100) if right else None,
        right=round(right * unit) if right else None,
        firstLineChars=round(indent * 100) if indent else None,
        firstLine=round(indent * unit) if indent else None,
    )
    return (
        f"<w:pPr>{keep}{f'<w:tabs>{stops}</w:tabs>' if stops else ''}<w:snapToGrid w:val='0'/><w:spacing{spacing}/>"
        f"{f'<w:ind{indents}/>' if indents else ''}<w:jc w:val='{align}'/>"
        f"{f'<w:outlineLvl w:val="{outline - 1}"/>' if outline else ''}</w:pPr>"
    )  # fmt: skip


def para_xml(paragraph: Para, fonts: Fonts, marks: Iterable[int] = ()) -> str:
    """A paragraph's XML without namespace declaration. `marks` gives a bookmark its number."""
    p = paragraph
    shape = _shape_xml(
        p.align, p.indent, p.left, p.right, p.line, p.before, p.after, p.keep_next, p.new_page, p.outline, p.tabs, p.size
    )  # fmt: skip
    body = "".join(run_xml(run, fonts) for run in p.runs)
    for number in marks:
        name = quoteattr(p.bookmark)
        body = f'<w:bookmarkStart w:id="{number}" w:name={name}/>{body}<w:bookmarkEnd w:id="{number}"/>'
    return f"<w:p>{shape}{body}</w:p>"


def twips(mm: float) -> int:
    """Millimetres in twentieths of a point, as Word counts."""
    return round(mm * TWIPS_PER_MM)


@dataclass
class Paper:
    """A Word paper being written, top to bottom."""

    title: str
    look: Look = Look.FORM
    fonts: Fonts = GB2312
    landscape: bool = False
    cover: bool = False  # the first page carries no number
    _bookmarks: int = field(default=0, init=False)
    _turn: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self._document = Document()
        properties = self._document.core_properties
        properties.title, properties.author, properties.comments = clean(self.title)[:200], "", ""
        self._document.settings.odd_and_even_pages_header_footer = True
        self._name_fonts()
        self._shape(self._document.sections[0], self.landscape)
        self._number_pages(self._document.sections[0])

    def _name_fonts(self) -> None:
        """Fonts and language of everything that names none; the template's theme fonts would win, so they go."""
        styles = self._document.styles.element
        for faces in list(styles.iter(qn("w:rFonts"))):
            for name in [key for key in faces.attrib if "Theme" in key]:
                del faces.attrib[name]
        normal = self._document.styles["Normal"]
        size = OFFICIAL_BODY.size if self.look is Look.OFFICIAL else BODY.size
        normal.font.name, normal.font.size = self.fonts.latin, Pt(size)
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), self.fonts.body)
        for language in styles.iter(qn("w:lang")):
            language.set(qn("w:val"), "zh-CN")
            language.set(qn("w:eastAsia"), "zh-CN")

    def _margins(self, landscape: bool) -> Margins:
        """A turned page keeps its margins with the paper's edges: the binding side stays the binding side."""
        m = MARGINS[self.look]
        return replace(m, top=m.left, right=m.top, bottom=m.right, left=m.bottom) if landscape else m

    def _shape(self, section: Any, landscape: bool) -> None:
        margins = self._margins(landscape)
        wide, high = (PAGE_HEIGHT, PAGE_WIDTH) if landscape else (PAGE_WIDTH, PAGE_HEIGHT)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(wide), Mm(high)
        section.top_margin, section.right_margin = _mm(margins.top), _mm(margins.right)
        section.bottom_margin, section.left_margin = _mm(margins.bottom), _mm(margins.left)
        section.header_distance = Mm(12)
        section.footer_distance = Mm(min(margins.foot, margins.bottom - 6))
        grid = section._sectPr.find(qn("w:docGrid"))
        if grid is not None and self.look is Look.OFFICIAL:
            grid.set(qn("w:type"), "lines")
            grid.set(qn("w:linePitch"), str(LINE_PITCH))

    def _number_pages(self, section: Any) -> None:
        section.different_first_page_header_footer = self.cover
        for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
            footer.is_linked_to_previous = False
            old = footer.paragraphs[0]._p
            old.addnext(parse_xml(self._page_number_xml(align)))
            old.getparent().remove(old)
        section.first_page_footer.is_linked_to_previous = False

    def _page_number_xml(self, align: str) -> str:
        ink = ink_xml(Ink("song", 14), replace(self.fonts, latin=self.fonts.song))
        side = "left" if align == "left" else "right"
        parts = [
            f'<w:r>{ink}<w:t xml:space="preserve">— </w:t></w:r>',
            f'<w:r>{ink}<w:fldChar w:fldCharType="begin"/></w:r>',
            f'<w:r>{ink}<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>',
            f'<w:r>{ink}<w:fldChar w:fldCharType="separate"/></w:r>',
            f"<w:r>{ink}<w:t>1</w:t></w:r>",
            f'<w:r>{ink}<w:fldChar w:fldCharType="end"/></w:r>',
            f'<w:r>{ink}<w:t xml:space="preserve"> —</w:t></w:r>',
        ]
        shape = f'<w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{align}"/>'
        return f"<w:p {NAMESPACE}><w:pPr>{shape}</w:pPr>{''.join(parts)}</w:p>"

    @property
    def text_width(self) -> float:
        """Millimetres between the margins of the page being written."""
        wide = PAGE_HEIGHT if self.landscape else PAGE_WIDTH
        margins = self._margins(self.landscape)
        return wide - margins.left - margins.right

    def put_xml(self, xml: str) -> None:
        """Append a block (`<w:p>…` or `<w:tbl>…` whose root carries the namespace)."""
        self._document.element.body.get_or_add_sectPr().addprevious(parse_xml(xml))

    def picture_xml(self, png: bytes, width: float) -> str:
        """A paragraph that holds a picture `width` millimetres wide; for cells, whose XML carries no namespace of its own."""
        inline = self._document.part.new_pic_inline(BytesIO(png), width=_mm(width))
        return f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:drawing>{inline.xml}</w:drawing></w:r></w:p>'

    def put(self, *paragraphs: Para) -> None:
        for given in paragraphs:
            paragraph = replace(given, new_page=True) if self._turn else given
            self._turn = False
            marks: list[int] = []
            if paragraph.bookmark:
                self._bookmarks += 1
                marks = [self._bookmarks]
            self.put_xml(para_xml(paragraph, self.fonts, marks).replace("<w:p>", f"<w:p {NAMESPACE}>", 1))

    def heading(self, text: str, *, size: float | None = None, bookmark: str = "", outline: int = 0) -> None:
        """The centred title: 2号 in the official look, 18 pt on forms."""
        points = size or (22 if self.look is Look.OFFICIAL else 18)
        self.put(
            para(text, Ink("title", points), align="center", line=points * 1.6, after=6, keep_next=True,
                 bookmark=bookmark, outline=outline)
        )  # fmt: skip

    def body(self, *texts: str) -> None:
        """Running text of the look: two characters indented, justified."""
        ink = OFFICIAL_BODY if self.look is Look.OFFICIAL else BODY
        line = LINE_PITCH / 20 if self.look is Look.OFFICIAL else 22
        for text in texts:
            self.put(*paras(text, ink, align="both", indent=2, line=line))

    def page(self, *, landscape: bool = False) -> None:
        """Let the next paragraph open a new page, turned if asked."""
        if landscape == self.landscape:
            self._turn = True
            return
        self.landscape = landscape
        section = self._document.add_section(WD_SECTION.NEW_PAGE)
        section.different_first_page_header_footer = False
        self._shape(section, landscape)
        carrier = self._document.element.body.p_lst[-1]
        # The paragraph that carries the break must not push an empty page out when the page above it is full.
        spacing = parse_xml(f'<w:spacing {NAMESPACE} w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>')
        carrier.get_or_add_pPr().insert_element_before(spacing, "w:sectPr")

    def done(self) -> bytes:
        """The finished file. A paper that ends in a table gets the small paragraph Word wants there."""
        last = list(self._document.element.body)[-2:-1]
        if not last or last[0].tag == qn("w:tbl"):
            self.put(Para((), line=1))
        stream = BytesIO()
        self._document.save(stream)
        return stream.getvalue()


def _mm(value: float) -> Length:
    return Twips(twips(value))


def words_of(paragraphs: Sequence[Para]) -> str:
    """What the paragraphs say, for measuring how much there is."""
    return "\n".join("".join(run.text for run in p.runs) for p in paragraphs)
