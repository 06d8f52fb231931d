"""督办通知单 as a letter, 问题清单 and 整改台账 as ruled lists: dataclass in, bytes out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from jishi.papers import words
from jishi.papers.docx import OFFICIAL_BODY as BODY
from jishi.papers.docx import Look, Paper, para
from jishi.papers.tables import Col, Table, TableForm, Value, ledger_docx

SIGNATURES = ("负责人（签字、盖章）", "审核人", "填表人", "联系电话")

PROBLEMS = TableForm(
    code="problems",
    word="问题清单",
    entries="问题",
    columns=(
        Col(title="问题类别", share=24, sample="组织生活", align="center"),
        Col(title="具体问题", share=80, sample="党小组会连续两个月没有记录"),
        Col(title="来源", share=18, sample="自查", align="center"),
        Col(title="发现时间", share=24, sample="2026.11.20", align="center"),
        Col(title="原因", share=50, sample="组长外出，没有明确代理人"),
        Col(title="涉及单位", share=38, sample="示例村党支部"),
    ),
    signatures=SIGNATURES,
    size=10,
)
LEDGER = TableForm(
    code="rectification",
    word="整改台账",
    entries="问题",
    columns=(
        Col(title="问题", share=42, sample="党小组会连续两个月没有记录"),
        Col(title="整改目标", share=24, sample="每月开会，当月记录"),
        Col(title="整改措施", share=36, sample="明确代理组长"),
        Col(title="责任领导", share=15, sample="王某", align="center"),
        Col(title="责任单位", share=26, sample="示例村党支部"),
        Col(title="责任人", share=15, sample="李某", align="center"),
        Col(title="整改时限", share=20, sample="2026.12.10", align="center"),
        Col(title="进展", share=26, sample="已明确代理组长"),
        Col(title="完成情况", share=26, sample="11月、12月都按时开会"),
        Col(title="验收人", share=15, sample="周某", align="center"),
        Col(title="销号时间", share=20, sample="2026.12.20", align="center"),
        Col(title="是否公开", share=15, sample="党内公开", align="center"),
    ),
    signatures=SIGNATURES,
    size=8.5,
)


def list_docx(
    form: TableForm, *, org: str, on: date, rows: Sequence[Sequence[Value]], notes: Iterable[str] = ()
) -> bytes:
    """One of the two lists on paper."""
    table = Table(form=form, org=org, title=f"{org}{form.word}", on=on, rows=rows, notes=tuple(notes))
    return ledger_docx(table)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A 督办通知单: who calls, whom, for what, by when; `tasks` are (what, who answers, the day that went by)."""

    code: str
    issuer: str
    org: str
    demands: str
    tasks: Sequence[tuple[str, str, date]]
    issued_on: date
    answer_by: date
    answer: str = ""
    answered: str = ""


def call_docx(call: Call) -> bytes:
    """The note in the official look; with the answer below it once there is one."""
    paper = Paper("督办通知单", look=Look.OFFICIAL)
    paper.heading("督办通知单")
    paper.put(para(call.code, BODY, align="center", after=12))
    paper.put(para(f"{call.org}：", BODY))
    paper.body("下列任务已经超过完成时限，没有办结：")
    for number, (title, owner, due_on) in enumerate(call.tasks, 1):
        paper.body(f"{number}．{title}（责任人：{owner}，时限：{words.day(due_on)}）")
    paper.body(call.demands)
    paper.body(f"请于{words.day(call.answer_by)}前书面答复办理情况。")
    paper.put(para(call.issuer, BODY, align="right", before=24, right=2))
    paper.put(para(words.day(call.issued_on), BODY, align="right", right=2))
    if call.answer:
        paper.put(para("答复", BODY, before=24, keep_next=True))
        paper.body(call.answer)
        paper.put(para(call.answered, BODY, align="right", right=2))
    return paper.done()
