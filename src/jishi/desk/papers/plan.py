"""年度工作计划 as a Word paper and as a sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jishi.papers import xlsx
from jishi.papers.docx import Paper, para
from jishi.papers.grid import Column, put_list
from jishi.papers.words import day, said


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPaperRow:
    """One event: 时间 工作内容 措施 责任人 完成情况."""

    when: str
    title: str
    kinds: str
    measures: str
    owner: str
    state: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPaper:
    """What is printed of a plan; `on` is the day on which 完成情况 holds."""

    org: str
    year: int
    rows: Sequence[PlanPaperRow]
    on: date

    @property
    def heading(self) -> str:
        return f"{self.year}年度工作计划"


def plan_docx(plan: PlanPaper) -> bytes:
    """The plan as .docx, lying, in the columns of the branch's book: 序号 时间 工作内容 措施 责任人 完成情况."""
    paper = Paper(f"{plan.org}{plan.heading}", landscape=True)
    paper.heading(plan.heading)
    paper.put(para(f"党组织（盖章）：{said(plan.org)}\t{day(plan.on)}", tabs=(185,), after=4))
    columns = [
        Column("序号", 12, "center"), Column("时间", 28, "center"), Column("工作内容", 76), Column("措施", 66),
        Column("责任人", 24, "center"), Column("完成情况", 40),
    ]  # fmt: skip
    rows = [
        (str(number), row.when, row.title, row.measures, row.owner, row.state)
        for number, row in enumerate(plan.rows, 1)
    ]
    if rows:
        put_list(paper, columns, rows)
    else:
        paper.put(para("本年度还没有列入计划的事项。", before=12))
    paper.put(para("负责人（签字）：\t填表人（签字）：", before=12, tabs=(140,), left=1))
    return paper.done()


def plan_sheet(plan: PlanPaper) -> bytes:
    """The plan as .xlsx."""
    columns = [
        xlsx.Column(title="时间", width=16), xlsx.Column(title="工作内容", width=42), xlsx.Column(title="形式", width=20),
        xlsx.Column(title="措施", width=40), xlsx.Column(title="责任人", width=12), xlsx.Column(title="来源", width=20),
        xlsx.Column(title="完成情况", width=24),
    ]  # fmt: skip
    rows = [(r.when, r.title, r.kinds, r.measures, r.owner, r.source, r.state) for r in plan.rows]
    return xlsx.table(
        xlsx.Sheet(
            title=plan.heading, columns=columns, rows=rows, org=plan.org, on=plan.on, signatures=("负责人", "填表人")
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchPlan:
    """A branch of the township's list."""

    name: str
    sector: str
    planned: int
    held: int
    past: int
    dropped: int


def plans_sheet(title: str, org: str, rows: Sequence[BranchPlan], *, on: date) -> bytes:
    """Which organisations have a plan, as .xlsx, in the order of the tree."""
    number = xlsx.Content.NUMBER
    columns = [
        xlsx.Column(title="党组织", width=30), xlsx.Column(title="领域", width=14),
        *(xlsx.Column(title=word, content=number, total=True, width=10)
          for word in ("计划事项", "已开展", "未见记录", "不开展")),
    ]  # fmt: skip
    values = [(r.name, r.sector, r.planned, r.held, r.past, r.dropped) for r in rows]
    return xlsx.table(xlsx.Sheet(title=title, columns=columns, rows=values, org=org, on=on, unit="单位：项"))
