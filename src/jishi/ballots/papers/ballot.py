"""10: the ballot. What is written comes from the round alone: two sheets never differ, and no sheet bears a number."""

from jishi.ballots.rules.layout import Ballot, BallotCell, ruled
from jishi.papers.docx import SMALL, SMALL_LABEL, Ink, Paper, para
from jishi.papers.grid import Cell, Row, put_table

NAME = Ink(size=15)
NARROW = 16.0  # millimetres: below this a name stands on end
LABEL_WIDTH = 18.0
ROOM = {"label": 9.0, "name": 14.0, "blank": 14.0, "mark": 14.0}


def ballot_docx(made: Ballot) -> bytes:
    """The sheet to be printed, one to a page and without a page number; the organisation's seal goes below the date."""
    paper = Paper(made.heading, cover=True)
    paper.heading(made.heading, size=22)
    paper.put(para(f"（{made.date_line}）", align="center", after=4))
    if made.order_line:
        paper.put(para(f"（{made.order_line}）", SMALL, align="center", after=6))
    rows = ruled(made)
    put_table(paper, [_row(row, paper.text_width, made.layout.has_names_across) for row in rows])
    paper.put(para("说明：", SMALL_LABEL, before=10))
    paper.put(*(para(f"{n}．{line}", SMALL, left=2) for n, line in enumerate(made.legend, 1)))
    paper.put(para("（选举单位盖章）", align="right", before=24))
    return paper.done()


def _row(cells: tuple[BallotCell, ...], width: float, across: bool) -> Row:
    if across:
        columns = sum(cell.span for cell in cells[1:]) or 1
        each = round((width - LABEL_WIDTH) / columns, 1)
        widths = [LABEL_WIDTH, *(each * cell.span for cell in cells[1:])]
    else:
        widths = _shares(cells, width)
    stands = across and any(w < NARROW for w in widths[1:])
    made = tuple(_cell(cell, w, stands) for cell, w in zip(cells, widths, strict=True))
    tall = max((len(cell.text) * 7.0 for cell in cells if stands and cell.kind == "name"), default=0)
    return Row(made, max(tall, *(ROOM[cell.kind] for cell in cells)))


def _shares(cells: tuple[BallotCell, ...], width: float) -> list[float]:
    """Names down the page: the name's column takes half."""
    marks = len(cells) - 1
    name_first = cells[0].kind in ("name", "blank") or cells[0].text in ("候选人", "另选人")
    name, mark = width / 2, width / 2 / marks
    return [round(name, 1), *[round(mark, 1)] * marks] if name_first else [*[round(mark, 1)] * marks, round(name, 1)]


def _cell(cell: BallotCell, width: float, stands: bool) -> Cell:
    if cell.kind == "label":
        return Cell(width, (para(cell.text, SMALL_LABEL, align="center"),))
    text = "\n".join(cell.text) if stands else spread(cell.text)
    return Cell(width, (para(text, NAME, align="center"),))


def spread(name: str) -> str:
    """A name of two characters is set as wide as one of three."""
    return f"{name[0]}　{name[1]}" if len(name) == 2 else name
