"""Which organisations have a plan, as a sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jishi.papers import xlsx


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
