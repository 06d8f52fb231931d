"""公开承诺书 and 践诺台账."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from jishi.papers.docx import SMALL, Paper, para
from jishi.papers.grid import Column, Row, label, put_list, put_table, value
from jishi.papers.words import day, dotted, said
from jishi.papers.xlsx import list_sheet

type View = Any  # what a query of this room gathers; each writer names what it reads of it

_HEADED = 30.0
LEDGER = ("序号", "承诺人", "类型", "承诺事项", "完成时限", "进展", "是否兑现", "结果和未兑现原因")


def pledge_docx(pledge: View, pledges: Sequence[View]) -> bytes:
    """公开承诺书 of an organisation or a member: each pledge with its day, signed; the branch's opinion, how it is shown and
    whom to call stand below."""
    who = pledge.person.name if pledge.person else pledge.org.name
    title = f"{'党员' if pledge.person else '党组织'}公开承诺书"
    paper = Paper(title)
    paper.heading(title)
    wide = paper.text_width - _HEADED
    texts = "\n".join(
        f"{number}．（{one.get_kind_display()}）{one.text}，{day(one.due_on)}前完成。{one.measures}"
        for number, one in enumerate(pledges, 1)
    )
    meeting = pledge.reviewed_in
    reviewed = f"{day(meeting.held_on)}{meeting.title}审定。{pledge.review}" if meeting else ""
    shown = f"{day(pledge.published_on)}，{pledge.get_scope_display()}" if pledge.published_on else ""
    rows = [
        Row((label("承诺人", _HEADED), value(who, wide))),
        Row((label("所在党组织", _HEADED), value(str(pledge.org.name), wide))),
        Row((label("承诺事项", _HEADED), value(texts, wide)), 90, splits=True),
        Row((label("承诺人签字", _HEADED), value("　　　　　　　　　　　　年　　月　　日", wide)), 16),
        Row((label("支部审核意见", _HEADED), value(reviewed or "\n", wide)), 24),
        Row((label("公示方式和时间", _HEADED), value(shown, wide)), 12),
        Row((label("监督电话", _HEADED), value(pledge.watch, wide)), 12),
    ]
    put_table(paper, rows)
    return paper.done()


def _rows(lines: Sequence[View]) -> list[list[str]]:
    found = []
    for number, line in enumerate(lines, 1):
        one = line.pledge
        steps = "；".join(f"{dotted(note.on)} {note.text}" for note in reversed(line.notes))
        reason = f"（{one.get_why_display()}）" if one.why else ""
        found.append(
            [str(number), line.who, one.get_kind_display(), one.text, dotted(one.due_on), steps, line.mark[1], f"{one.outcome}{reason}"]
        )  # fmt: skip
    return found


def ledger_docx(org: str, lines: Sequence[View], *, on: date) -> bytes:
    """践诺台账, the organisation's own pledges first, then members' by name."""
    paper = Paper("践诺台账", landscape=True)
    paper.heading("践诺台账")
    paper.put(para(f"党组织：{org}　　截至{day(on)}", SMALL, after=4))
    shares = (1, 2, 1.8, 6, 2.2, 5, 2, 5)
    put_list(paper, [Column(head, share) for head, share in zip(LEDGER, shares, strict=True)], _rows(lines))
    return paper.done()


def ledger_xlsx(org: str, lines: Sequence[View], *, on: date) -> bytes:
    """The same as a sheet."""
    return list_sheet(title=f"{said(org)}践诺台账", words=LEDGER, rows=_rows(lines), on=on)
