"""The papers of one record: the minutes themselves, the form empty, a sign-in sheet."""

from collections.abc import Sequence

from jishi.papers import words
from jishi.papers.docx import GB2312, LABEL, Fonts, Paper, para
from jishi.papers.grid import Cell, Row, label, put_table, value
from jishi.papers.minutes.facts import Form, Minutes, SignIn
from jishi.papers.minutes.form import FIRST, WIDE, WIDTH
from jishi.papers.minutes.kinds import put_minutes


def minutes(m: Minutes, fonts: Fonts = GB2312) -> bytes:
    """The record as a .docx on its form."""
    paper = Paper(m.heading, fonts=fonts)
    put_minutes(paper, m)
    return paper.done()


def blank_minutes(org: str, kind: str, fonts: Fonts = GB2312) -> bytes:
    """空白记录纸: the form of `kind` with white cells, to be written by hand."""
    return minutes(Minutes(org=org, kinds=(kind,), empty=True), fonts)


def minutes_book(title: str, records: Sequence[Minutes], fonts: Fonts = GB2312) -> bytes:
    """A chosen set of records in one .docx, each on a page of its own, in the order given."""
    paper = Paper(title, fonts=fonts)
    for number, record in enumerate(records):
        if number:
            paper.page()
        put_minutes(paper, record, outline=1)
    return paper.done()


def starter_minutes(form: Form, fonts: Fonts = GB2312) -> bytes:
    """The form with placeholders in every cell, to be changed and uploaded."""
    paper = Paper(f"{form.label}记录表样", fonts=fonts)
    put_minutes(paper, Minutes(org="", kinds=(form.label,)), starter=form)
    return paper.done()


def sign_in_sheet(sheet: SignIn, fonts: Fonts = GB2312) -> bytes:
    """签到表: two names a row, room to sign, empty lines for those who attend without a vote."""
    paper = Paper(sheet.heading, fonts=fonts)
    paper.heading(sheet.heading)
    when = words.day(sheet.held_on, "      年   月   日")
    head = [
        Row((label("名    称", FIRST), value(sheet.title, WIDTH - FIRST))),
        Row((label("时    间", FIRST), value(when, WIDE), label("地    点", FIRST), value(sheet.place, WIDE))),
    ]
    half = (13, 30, 42)
    titles = ("序号", "姓名", "签到")
    head.append(Row(tuple(label(t, w) for t, w in zip(titles * 2, half * 2, strict=True)), header=True))
    places = (*sheet.names, *[" "] * sheet.blanks)
    pairs = [places[at : at + 2] for at in range(0, len(places), 2)]
    body = []
    for line, pair in enumerate(pairs):
        cells: list[Cell] = []
        for place in range(2):
            name = pair[place] if place < len(pair) else ""
            number = str(line * 2 + place + 1) if name else ""
            cells += [value(number, half[0], align="center"), value(name, half[1], align="center"), value("", half[2])]
        body.append(Row(tuple(cells), 11))
    put_table(paper, head + body)
    if sheet.guests:
        paper.put(para("列席人员", LABEL, before=10, after=4, keep_next=True))
        rows = [Row((label("姓名", 40), label("单位及职务", 70), label("签到", 60)), header=True)]
        rows += [Row((value("", 40), value("", 70), value("", 60)), 11) for _ in range(sheet.guests)]
        put_table(paper, rows)
    return paper.done()
