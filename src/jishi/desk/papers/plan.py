"""年度工作计划 as a Word paper and as a sheet, in the county's layout where there is one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jishi.papers import layouts, xlsx
from jishi.papers.tables import PLAN, Table, ledger_docx, ledger_xlsx


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPaperRow:
    """One event: 时间 工作内容 措施 责任人 完成情况, and where it came from."""

    when: str
    title: str
    measures: str
    owner: str
    source: str
    state: str


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

    @property
    def table(self) -> Table:
        rows = [(r.when, r.title, r.measures, r.owner, r.source, r.state) for r in self.rows]
        return Table(
            form=PLAN, org=self.org, title=f"{self.org}{self.heading}", period=f"{self.year}年度", on=self.on, rows=rows
        )


def plan_docx(plan: PlanPaper, layout: bytes | None) -> bytes:
    """The plan as .docx: 序号 时间 工作内容 措施 责任人 来源 完成情况."""
    if layout:
        return layouts.render(layout, layouts.context(PLAN.code, plan.table))
    return ledger_docx(plan.table)


def plan_sheet(plan: PlanPaper) -> bytes:
    """The plan as .xlsx."""
    return ledger_xlsx(plan.table)


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
