"""Ledgers written: .docx on A4, .xlsx for the spreadsheet, and the starting layout with placeholders."""

from collections.abc import Sequence
from itertools import groupby

from jishi.papers import words, xlsx
from jishi.papers.docx import GB2312, SMALL, Align, Fonts, Ink, Paper, para
from jishi.papers.grid import Cell, Row, label, put_table, value
from jishi.papers.tables.shape import Col, Table, TableForm, shown

NUMBER = Col(title="序号", share=9, align="center")
CHARS_PER_MM = 0.7
ROOM_TO_SIGN = 7  # characters
_GREY = Ink(size=9, color="7F7F7F")


def _widths(paper: Paper, columns: Sequence[Col]) -> list[float]:
    whole = sum(column.share for column in columns)
    return [round(paper.text_width * column.share / whole, 1) for column in columns]


def _heads(columns: Sequence[Col], widths: Sequence[float], form: TableForm) -> list[Row]:
    """One header row, or two where columns are grouped; both come again on each page."""
    ink = Ink("hei", form.size)
    if not form.grouped:
        return [Row(tuple(label(c.title, w, ink) for c, w in zip(columns, widths, strict=True)), form.height, True)]
    upper: list[Cell] = []
    lower: list[Cell] = []
    for group, pairs in groupby(zip(columns, widths, strict=True), key=lambda pair: pair[0].group):
        held = list(pairs)
        if group:
            upper.append(label(group, round(sum(w for _, w in held), 1), ink))
            lower += [label(c.title, w, ink) for c, w in held]
        else:
            upper += [Cell(w, label(c.title, w, ink).paragraphs, merge="start") for c, w in held]
            lower += [Cell(w, merge="on") for _, w in held]
    return [Row(tuple(upper), 6, True), Row(tuple(lower), 6, True)]


def _head_line(paper: Paper, form: TableForm, org: str, period: str, on: str) -> None:
    """填报单位, the period, the day."""
    left = f"填报单位{'（盖章）' if form.seal else ''}：{org}"
    right = f"填报时间：{on}"
    middle = f"\t{period}" if period else ""
    width = paper.text_width
    stops = (width * 0.5, width - 58) if period else (width - 58,)
    paper.put(para(f"{left}{middle}\t{right}", SMALL, after=3, tabs=stops, keep_next=True))


def put_ledger(paper: Paper, t: Table, *, headed: bool = True) -> None:
    """Write the table from where the paper stands; `headed` with its title, head line and signatures."""
    form = t.form
    if headed:
        paper.heading(t.title, size=18)
        _head_line(paper, form, t.org, t.period, words.day(t.on))
    columns = (NUMBER, *form.columns)
    widths = _widths(paper, columns)
    ink = Ink(size=form.size)
    rows = _heads(columns, widths, form)
    for number, values in enumerate(t.rows, 1):
        cells = [value(str(number), widths[0], align="center", ink=ink)]
        cells += [
            value(shown(v, c), w, align=_align(c), ink=ink)
            for v, c, w in zip(values, form.columns, widths[1:], strict=True)
        ]
        rows.append(Row(tuple(cells), form.height))
    if t.has_sums:
        bold = Ink("hei", form.size)
        sums = t.sums()
        cells = [value("合计", widths[0], align="center", ink=bold)]
        cells += [
            value(words.number(n, ""), w, align="center", ink=bold) for n, w in zip(sums, widths[1:], strict=True)
        ]
        rows.append(Row(tuple(cells), form.height))
    put_table(paper, rows, keep_last=1 if t.rows and headed else 0)
    if not t.rows:
        paper.put(para("没有符合条件的记录。", SMALL, before=4, keep_next=headed))
    for note in (*t.notes, *([form.note] if form.note else [])):
        paper.put(para(note, Ink(size=9), before=3, keep_next=headed))
    if headed:
        _sign(paper, form)


def _align(column: Col) -> Align:
    return "center" if column.is_count else column.align


def _sign(paper: Paper, form: TableForm) -> None:
    """One line to sign on; each place as wide as its words and a name need."""
    shares = [len(who) + ROOM_TO_SIGN for who in form.signatures]
    stops = [paper.text_width * sum(shares[:n]) / sum(shares) for n in range(1, len(shares))]
    paper.put(para("\t".join(f"{who}：" for who in form.signatures), SMALL, before=14, tabs=tuple(stops)))


def ledger_docx(t: Table, fonts: Fonts = GB2312) -> bytes:
    """The ledger as a .docx."""
    paper = Paper(t.title, fonts=fonts, landscape=t.form.landscape)
    put_ledger(paper, t)
    return paper.done()


def ledger_xlsx(t: Table) -> bytes:
    """The ledger as an .xlsx."""
    columns = [
        xlsx.Column(
            title=c.title,
            group=c.group,
            width=c.chars or max(6.0, round(c.share * CHARS_PER_MM, 1)),
            content=xlsx.Content.NUMBER if c.is_count else xlsx.Content.TEXT,
            total=c.total,
        )
        for c in t.form.columns
    ]
    return xlsx.table(
        xlsx.Sheet(
            title=t.title,
            columns=columns,
            rows=t.rows,
            org=t.org,
            on=t.on,
            unit=t.period,
            remarks=False,
            notes=(*t.notes, *([t.form.note] if t.form.note else [])),
            signatures=t.form.signatures,
            name=t.form.word,
        )
    )


def starter_ledger(form: TableForm, fonts: Fonts = GB2312) -> bytes:
    """The ledger with placeholders and one row that repeats, to be changed and uploaded."""
    paper = Paper(f"{form.word}表样", fonts=fonts, landscape=form.landscape)
    paper.heading("{{标题}}", size=18)
    _head_line(paper, form, "{{填报单位}}", "{{期间}}", "{{填报时间}}")
    columns = (NUMBER, *form.columns)
    widths = _widths(paper, columns)
    ink, whole = Ink(size=form.size), round(sum(widths), 1)
    cells = [value("{{loop.index}}", widths[0], align="center", ink=ink)]
    cells += [
        value("" if c.white else f"{{{{项.{c.field}}}}}", w, align=_align(c), ink=ink)
        for c, w in zip(form.columns, widths[1:], strict=True)
    ]
    rows = [
        *_heads(columns, widths, form),
        Row((value(f"{{%tr for 项 in {form.entries} %}}", whole, ink=_GREY),)),
        Row(tuple(cells), form.height),
        Row((value("{%tr endfor %}", whole, ink=_GREY),)),
    ]
    if any(column.total for column in form.columns):
        sums = [value("合计", widths[0], align="center", ink=ink)]
        sums += [
            value(f"{{{{合计{c.field}}}}}" if c.total else "", w, align="center", ink=ink)
            for c, w in zip(form.columns, widths[1:], strict=True)
        ]
        rows.append(Row(tuple(sums), form.height))
    put_table(paper, rows)
    _sign(paper, form)
    return paper.done()
