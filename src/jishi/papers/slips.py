"""Slips to be cut apart and drawn from a box: a QR code that opens the page with the code in it, and the code to be typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import segno

from jishi.papers.docx import NAMESPACE, SMALL, Ink, Look, Paper, para, para_xml, twips

CODE = Ink("song", 14, bold=True)
TITLE = Ink("hei", 10.5)
FINE = Ink(size=9)
ACROSS = 2  # slips on a line
QR = 30.0  # millimetres
HEIGHT = 44.0


@dataclass(frozen=True, slots=True)
class Slips:
    """`address` is where the page is; the code goes behind its `#`, which no browser sends on and no server logs."""

    title: str
    org: str
    note: str
    public: str
    address: str
    codes: Sequence[str]


def grouped(code: str) -> tuple[str, ...]:
    """A code as it is read aloud, four and four; eight on a line."""
    fours = [code[n : n + 4] for n in range(0, len(code), 4)]
    return tuple(" ".join(fours[n : n + 2]) for n in range(0, len(fours), 2))


def qr_png(text: str) -> bytes:
    """The QR code of a text as a small picture."""
    stream = BytesIO()
    segno.make(text, error="m", micro=False).save(stream, kind="png", scale=4, border=2)
    return stream.getvalue()


def slips_docx(slips: Slips) -> bytes:
    """All slips on A4 sheets, two across. The order is that of the codes given, which nothing else remembers."""
    paper = Paper(f"票条（{slips.title}）", Look.FORM)
    paper.heading(f"{slips.title}　票条", size=16)
    paper.put(
        para(f"{slips.org}　共 {len(slips.codes)} 张。沿线剪开，对折后放进箱里搅匀，每人抽一张。", SMALL),
        para("用手机扫码，或打开网址填上票号；不用登录。没有手机的用会场的平板。票号只能用一次。", SMALL),
        para("这份文件只印这一次，平台里没有留票号。印好以后请删掉文件；没发完的票条当众销毁。", SMALL, after=6),
    )  # fmt: skip
    width = paper.text_width / ACROSS
    rows = []
    for start in range(0, len(slips.codes), ACROSS):
        line = list(slips.codes[start : start + ACROSS])
        cells = "".join(_slip(paper, slips, code, width) for code in line)
        cells += _cell(width, "<w:p/>") * (ACROSS - len(line))
        rows.append(
            f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{twips(HEIGHT)}" w:hRule="atLeast"/></w:trPr>{cells}</w:tr>'
        )
    edges = "".join(
        f'<w:{side} w:val="dashed" w:sz="4" w:space="0" w:color="888888"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = f'<w:gridCol w:w="{twips(QR + 4)}"/><w:gridCol w:w="{twips(width - QR - 4)}"/>' * ACROSS
    paper.put_xml(
        f'<w:tbl {NAMESPACE}><w:tblPr><w:tblW w:w="{twips(width * ACROSS)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )
    return paper.done()


def _slip(paper: Paper, slips: Slips, code: str, width: float) -> str:
    picture = paper.picture_xml(qr_png(f"{slips.address}#c={code}"), QR)
    said = [
        para(slips.title, TITLE, after=2), para("票号", FINE), *(para(line, CODE) for line in grouped(code)),
        para(f"网址：{slips.address}", FINE), para(slips.note, FINE) if slips.note else para("抽到以后不要给别人看。", FINE),
    ]  # fmt: skip
    return _cell(QR + 4, picture, right=False) + _cell(
        width - QR - 4, "".join(para_xml(p, paper.fonts) for p in said), left=False
    )


def _cell(width: float, inside: str, *, left: bool = True, right: bool = True) -> str:
    """A cell; picture and text of one slip have no line between them."""
    sides = [side for side, keep in (("left", left), ("right", right)) if not keep]
    open_sides = "".join(f'<w:{side} w:val="nil"/>' for side in sides)
    borders = f"<w:tcBorders>{open_sides}</w:tcBorders>" if open_sides else ""
    span = '<w:gridSpan w:val="2"/>' if not sides else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/>{span}{borders}<w:vAlign w:val="center"/></w:tcPr>'
        f"{inside}</w:tc>"
    )
