"""Tables of papers: rows of cells with widths in millimetres; columns and spans are worked out from where cells end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from jishi.papers.docx import BODY, LABEL, NAMESPACE, Align, Fonts, Ink, Paper, Para, para, para_xml, paras, twips
from jishi.papers.words import clean

OUTER, INNER = 12, 4  # eighths of a point: 1.5 pt and 0.5 pt
PADDING_MM = 1.2


@dataclass(frozen=True, slots=True)
class Cell:
    """`width` in millimetres. `merge` is "start" for the first of cells merged downwards, "on" for those below it."""

    width: float
    paragraphs: tuple[Para, ...] = ()
    middle: bool = True
    merge: Literal["", "start", "on"] = ""
    shaded: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """`height` is the least height in millimetres; a row breaks across pages only if it `splits`."""

    cells: tuple[Cell, ...]
    height: float = 9
    header: bool = False
    splits: bool = False


def label(text: str, width: float, ink: Ink = LABEL) -> Cell:
    """A cell that names its neighbour."""
    return Cell(width, (para(text, ink, align="center"),))


def value(text: str, width: float, *, align: Align = "left", ink: Ink = BODY) -> Cell:
    """A cell of text, one paragraph a line."""
    return Cell(width, paras(text, ink, align=align) or (para("", ink, align=align),))


def _cell_xml(cell: Cell, span: int, fonts: Fonts) -> str:
    merge = {"": "", "start": '<w:vMerge w:val="restart"/>', "on": "<w:vMerge/>"}[cell.merge]
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>' if cell.shaded else ""
    align = f'<w:vAlign w:val="{"center" if cell.middle else "top"}"/>'
    inside = "".join(para_xml(p, fonts) for p in cell.paragraphs) or "<w:p/>"
    width = f'<w:tcW w:w="{twips(cell.width)}" w:type="dxa"/>'
    return f"<w:tc><w:tcPr>{width}{spans}{merge}{shade}{align}</w:tcPr>{inside}</w:tc>"


def _ends(cells: Iterable[Cell]) -> list[int]:
    """Where each cell ends, in tenths of a millimetre from the left."""
    ends, at = [], 0
    for cell in cells:
        at += round(cell.width * 10)
        ends.append(at)
    return ends


def table_xml(rows: Sequence[Row], fonts: Fonts) -> str:
    """A table of fixed layout: outer border 1.5 pt, inner 0.5 pt, header rows repeated on each page."""
    edges = sorted({end for row in rows for end in _ends(row.cells)})
    place = {edge: number for number, edge in enumerate(edges, 1)}
    columns = "".join(
        f'<w:gridCol w:w="{twips((edge - before) / 10)}"/>'
        for before, edge in zip([0, *edges], edges, strict=False)
    )  # fmt: skip
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
        for side, size in (
            ("top", OUTER), ("left", OUTER), ("bottom", OUTER), ("right", OUTER), ("insideH", INNER), ("insideV", INNER)
        )
    )  # fmt: skip
    padding = "".join(
        f'<w:{side} w:w="{twips(mm)}" w:type="dxa"/>'
        for side, mm in (
            ("top", PADDING_MM / 2),
            ("left", PADDING_MM),
            ("bottom", PADDING_MM / 2),
            ("right", PADDING_MM),
        )
    )
    total = twips(edges[-1] / 10)
    lines = []
    for row in rows:
        before = 0
        cells = []
        for cell, end in zip(row.cells, _ends(row.cells), strict=True):
            cells.append(_cell_xml(cell, place[end] - before, fonts))
            before = place[end]
        split = "" if row.splits else "<w:cantSplit/>"
        header = "<w:tblHeader/>" if row.header else ""
        height = f'<w:trHeight w:val="{twips(row.height)}" w:hRule="atLeast"/>'
        lines.append(f"<w:tr><w:trPr>{split}{height}{header}</w:trPr>{''.join(cells)}</w:tr>")
    return (
        f'<w:tbl {NAMESPACE}><w:tblPr><w:tblW w:w="{total}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{padding}</w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(lines)}</w:tbl>"
    )


def put_table(paper: Paper, rows: Sequence[Row], *, keep_last: int = 0) -> None:
    """Write the table; its last `keep_last` rows stay on the page of what follows it."""
    kept = len(rows) - keep_last
    paper.put_xml(table_xml([*rows[:kept], *(_kept(row) for row in rows[kept:])], paper.fonts))


def _kept(row: Row) -> Row:
    cells = (replace(c, paragraphs=tuple(replace(p, keep_next=True) for p in c.paragraphs)) for c in row.cells)
    return replace(row, cells=tuple(cells))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list; `share` is its part of the page's width."""

    title: str
    share: float
    align: Align = "left"


def put_list(
    paper: Paper, columns: Sequence[Column], rows: Iterable[Sequence[str]], *, size: float = 10.5, height: float = 8
) -> None:
    """A ruled list as wide as the page, its header repeated; an empty cell prints —, one of blanks alone stays free for the pen."""
    whole = sum(column.share for column in columns)
    widths = [round(paper.text_width * column.share / whole, 1) for column in columns]
    ink = Ink(size=size)
    head = Row(tuple(label(c.title, w, Ink("hei", size)) for c, w in zip(columns, widths, strict=True)), height, True)
    body = [
        Row(
            tuple(
                value(clean(text).strip() or ("　" if text else "—"), w, align=c.align, ink=ink)
                for text, c, w in zip(row, columns, widths, strict=True)
            ),
            height,
        )
        for row in rows
    ]
    put_table(paper, [head, *body])
