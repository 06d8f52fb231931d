"""What of secret polls is printed: the paper ballot and the result."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from jishi.ballots.rules.polls import OVERALL, POINTS, Question, QuestionKind
from jishi.ballots.rules.tally import Counted, PersonTotal, Total
from jishi.papers.docx import SMALL, Paper, para
from jishi.papers.grid import Column, put_list
from jishi.papers.words import day


def sheet_docx(title: str, org: str, note: str, questions: Sequence[Question], *, without_self: bool) -> bytes:
    """The paper ballot of a secret poll: every sheet the same, without number or code."""
    rows = [q for q in questions if q.kind is not QuestionKind.TEXT]
    across = list(dict.fromkeys(q.title for q in rows))
    by_subject = {name: list(found) for name, found in groupby(rows, key=lambda q: q.subject.name)}
    is_grid = len(across) > 1 and all([q.title for q in found] == across for found in by_subject.values())
    paper = Paper(title, landscape=is_grid and len(across) > 3)
    paper.heading(title)
    said = [org, note, "在所选的□内打“√”，一行只选一个（写明可以多选的除外）；不选的按弃权计。不写姓名，不作其他记号。"]
    if without_self:
        said.append("本人不评自己，自己一行空着。")
    paper.put(*(para(line, SMALL, after=2) for line in said if line))
    if is_grid:
        columns = [
            Column("序号", 1, "center"),
            Column("姓名", 2.4),
            *(Column(t, 4.5 if t == OVERALL else 3) for t in across),
        ]
        lines = [[str(n), name, *map(_pairs, found)] for n, (name, found) in enumerate(by_subject.items(), 1)]
    else:
        columns = [Column("序号", 1, "center"), Column("题目", 6), Column("选择", 8)]
        lines = [[str(n), _asked(q), _boxes(q)] for n, q in enumerate(rows, 1)]
    put_list(paper, columns, lines, height=11)
    if len(rows) < len(questions):
        paper.put(para("意见和建议：", SMALL, before=10), *(para("＿" * 36, SMALL, before=8) for _ in range(3)))
    return paper.done()


def _asked(question: Question) -> str:
    return f"{question.subject.name}　{question.title}".strip("　")


def _boxes(question: Question) -> str:
    if question.kind is QuestionKind.SCORE:
        return f"＿＿＿分（满分 {question.most}）"
    return "　".join(f"□{name}" for name in question.options)


def _pairs(question: Question) -> str:
    """The options of a narrow cell, two on a line, so that no box is torn from its word."""
    names = [f"□{name}" for name in question.options]
    return "\n".join("　".join(names[n : n + 2]) for n in range(0, len(names), 2)) or _boxes(question)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultSheet:
    """What is signed by the scrutineers and filed."""

    title: str
    org: str
    closed_on: date
    taken_part: int
    ballots: int
    sheets: int
    void: int
    excess_why: str
    least: int
    seal: str
    scrutineers: Sequence[str]
    counted: Sequence[Counted]
    scores: Sequence[PersonTotal]
    totals: Sequence[Total]
    is_named: bool = True


def points(score: int | None) -> str:
    """A score in hundredths of a 分 with two decimals; — where it is held back."""
    return "—" if score is None else f"{score / 100:.2f}"


def result_docx(sheet: ResultSheet) -> bytes:
    """测评结果: numbers, each question, opinions, lines to sign. What is held back is said to be."""
    paper = Paper(sheet.title)
    paper.heading(f"{sheet.title}结果")
    said = [
        f"{sheet.org}　{day(sheet.closed_on)}",
        f"{'参加' if sheet.is_named else '发出'} {sheet.taken_part} {'人' if sheet.is_named else '份'}，计入 {sheet.ballots} 票，其中纸质票 {sheet.sheets} 票；另有废票 {sheet.void} 票。",
        f"票比人多的原因：{sheet.excess_why}" if sheet.excess_why else "",
        f"不足 {sheet.least} 份的不分项显示。",
    ]
    paper.put(*(para(line, SMALL, after=2) for line in said if line))
    for options, rows in groupby(sheet.counted, key=lambda one: (one.question.kind, one.question.options)):
        _put_block(paper, options[0], options[1], list(rows))
    if sheet.scores:
        paper.put(para("四项合计", SMALL, before=8, after=2))
        lines = [[one.name, points(one.score), one.band or "—"] for one in sheet.scores]
        put_list(
            paper, (Column("姓名", 4), Column("得分", 2, "center"), Column("等次（85/75/65）", 3, "center")), lines
        )
    if sheet.totals:
        graded = "、".join(map(str, POINTS))
        paper.put(para(f"按权重合计（四档折合 {graded} 分，通行做法）", SMALL, before=8, after=2))
        names = list(sheet.totals[0].groups)
        columns = (Column("题目", 6), Column("总分", 2, "center"), *(Column(name, 2, "center") for name in names))
        lines = [[_asked(t.question), points(t.total), *(points(t.groups[n]) for n in names)] for t in sheet.totals]
        put_list(paper, columns, lines)
    paper.put(
        para(f"校验码：{sheet.seal}", SMALL, before=10),
        para(f"监票人签名（{'、'.join(sheet.scrutineers) or '　　　　'}）：", SMALL, before=10),
        para("组织人签名：　　　　　　　　　　　　年　　月　　日", SMALL, before=10),
    )
    return paper.done()


def _put_block(paper: Paper, kind: QuestionKind, options: Sequence[str], rows: Sequence[Counted]) -> None:
    """The questions of the same options as one table, or the opinions."""
    if kind is QuestionKind.TEXT:
        for one in rows:
            paper.put(para(f"{one.question.title}（{one.shown.answers} 条，顺序已打乱）", SMALL, before=8, after=2))
            texts = one.texts if one.texts is not None else ("不足规定份数，不显示。",)
            paper.put(*(para(f"· {text}", SMALL) for text in texts))
        return
    paper.put(para("", SMALL, after=2))
    if kind is QuestionKind.SCORE:
        lines = [[_asked(one.question), str(one.shown.answers), points(one.average)] for one in rows]
        put_list(paper, (Column("题目", 6), Column("打分", 2, "center"), Column("平均", 2, "center")), lines)
        return
    if kind is QuestionKind.SEVERAL:
        lines = [[name, f"{n}票 {s}%"] for one in rows for name, n, s in one.lines] or [["—", "不足规定份数"]]
        put_list(paper, (Column("选项", 6), Column("票数", 3, "center")), lines)
        return
    lines = [
        [_asked(one.question), *([f"{n}票 {s}%" for _, n, s in one.lines] or ["—"] * len(options)),
         "—" if one.abstained is None else str(one.abstained)]
        for one in rows
    ]  # fmt: skip
    put_list(
        paper, (Column("题目", 5), *(Column(name, 2, "center") for name in options), Column("弃权", 1, "center")), lines
    )
