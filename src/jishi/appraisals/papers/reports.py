"""The 述职报告, the sheet of its evaluation, and the notice of its result."""

from collections.abc import Callable, Mapping
from typing import Any

from jishi.appraisals.rules import ReportGrade, ReportPart
from jishi.papers.docx import SMALL, Ink, Look, Paper, para
from jishi.papers.grid import Column, Row, label, put_list, put_table, value
from jishi.papers.words import day, dotted

type View = Any  # what a query of this room gathers; each writer names what it reads of it
_ASPECTS = ("履行责任", "抓班子带队伍", "党员教育管理", "服务群众", "廉洁自律")


def report_docx(title: str, row: View, problems: View) -> bytes:
    """The report as it is given."""
    paper = Paper(title, look=Look.OFFICIAL)
    paper.heading(title)
    paper.put(para(f"{row.org.name}{row.post}　{row.person.name}", Ink(size=16), align="center", after=12))
    for number, part in enumerate(ReportPart):
        paper.put(para(f"{'一二三四五'[number]}、{part.label}", Ink("hei", 16), indent=2, line=29))
        paper.body(*(getattr(row, part.value).splitlines() or [""]))
    paper.put(para(day(row.submitted_on, "　　年　　月　　日"), Ink(size=16), align="right", before=24))
    return paper.done()


def sheet_docx(title: str, row: View, problems: View) -> bytes:
    """民主测评表, blank and unsigned: one tick a row."""
    paper = Paper(title)
    paper.heading(title)
    paper.put(para(f"述职人：{row.org.name}{row.post} {row.person.name}", SMALL, after=4))
    grades = [grade.label for grade in ReportGrade]
    widths = [50.0, *(30.0 for _ in grades)]
    heads = [label(word, w, Ink("hei", 11)) for word, w in zip(["评价内容", *grades], widths, strict=True)]
    rows = [Row(tuple(heads), header=True)]
    rows += [Row((value(word, widths[0]), *(value("", w) for w in widths[1:])), 11) for word in ("总体评价", *_ASPECTS)]
    rows.append(Row((value("意见建议", widths[0]), value("", sum(widths[1:]))), 40))
    put_table(paper, rows)
    paper.put(para("每行只打一个“√”，多打或不打的，该行无效。无记名，填好后直接投入票箱。", SMALL, before=6))
    return paper.done()


def result_docx(title: str, row: View, problems: View) -> bytes:
    """结果反馈: comment, grade and opinion, the problem list with what puts it right."""
    paper = Paper(title)
    paper.heading(title)
    facts = (
        ("述职人", f"{row.org.name}{row.post} {row.person.name}"), ("述职日期", day(row.upper_on)),
        ("点评人", row.comment_by), ("点评意见", row.comment), ("综合评价等次", row.get_grade_display()),
        ("综合评价意见", row.opinion), ("评定", f"{day(row.rated_on)}　{row.rated_by}"),
    )  # fmt: skip
    put_table(paper, [Row((label(head, 32.0), value(text, 138.0)), 12) for head, text in facts])
    if problems:
        paper.put(para("问题清单和整改", Ink("hei", 12), before=8, after=3, keep_next=True))
        columns = (
            Column("序号", 1, "center"), Column("问题", 6), Column("整改措施", 6), Column("责任人", 2, "center"),
            Column("时限", 2.2, "center"), Column("状态", 2, "center"),
        )  # fmt: skip
        put_list(paper, columns, [_problem(number, one) for number, one in enumerate(problems, 1)])
    paper.put(para("本人签字：　　　　　　　　　　　年　　月　　日", before=18, align="right"))
    return paper.done()


def _problem(number: int, one: View) -> list[str]:
    task = one.assignment
    if task is None:
        return [str(number), one.text, "还没有措施", "", "", ""]
    return [str(number), one.text, task.title, task.owner_name, dotted(task.due_on, ""), task.get_state_display()]


REPORT_PAPERS: Mapping[str, tuple[str, Callable[[str, View, View], bytes]]] = {
    "report": ("述职报告", report_docx),
    "sheet": ("述职评议民主测评表", sheet_docx),
    "result": ("述职评议结果反馈", result_docx),
}
