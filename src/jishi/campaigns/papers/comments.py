"""领导点评记录."""

from collections.abc import Sequence
from typing import Any

from jishi.papers.docx import Paper
from jishi.papers.grid import Row, label, put_table, value
from jishi.papers.words import day

type View = Any  # what a query of this room gathers; each writer names what it reads of it


def comment_docx(comment: View, parts: Sequence[tuple[str, str]]) -> bytes:
    """One comment: whom, by whom, what the records showed, what was said, signed, and what will be done."""
    paper = Paper("领导点评记录")
    paper.heading("领导点评记录")
    head, wide = 30.0, paper.text_width - 30.0
    half = wide - 58.0
    who = comment.target.name if comment.target else comment.person.name
    rows = [
        Row((label("点评对象", head), value(who, 58), label("活动", head), value(comment.campaign.title, half - head))),
        Row((label("点评人", head), value(comment.leader.name, 58), label("时间方式", head),
             value(f"{day(comment.on)} {comment.get_way_display()}", half - head))),
        Row((label("记录显示", head), value("\n".join(text for text, _ in comment.facts) or "没有记录", wide)), 20, splits=True),
        *(Row((label(word, head), value(text, wide)), 14) for word, text in parts),
        Row((label("被点评方签字", head), value("　　　　　　　　　　年　　月　　日", wide)), 14),
        Row((label("整改打算", head), value(comment.answer, wide)), 20),
    ]  # fmt: skip
    put_table(paper, rows)
    return paper.done()
