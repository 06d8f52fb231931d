"""载体 and the plans of 软弱涣散整顿, as a sheet and on paper."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from jishi.papers.docx import Ink, Look, Paper, para
from jishi.papers.grid import Column, put_list
from jishi.papers.words import day, dotted
from jishi.papers.xlsx import list_sheet

type View = Any  # what a query of this room gathers; each writer names what it reads of it

CARRIERS = (
    "载体",
    "是什么",
    "由谁登记",
    "适合哪些组织",
    "哪个组织在试",
    "从哪天",
    "活动",
    "现在怎样",
    "成效",
    "兑现的承诺",
    "验收的任务",
)
PLANS = (
    "党组织",
    "由谁定",
    "确定日期",
    "依据",
    "整顿目标",
    "联系帮扶",
    "问题",
    "整改措施",
    "责任人",
    "措施时限",
    "措施状态",
    "问题状态",
    "完成时限",
    "方案状态",
    "验收意见",
)


def carriers_xlsx(lines: Sequence[View], trials: Sequence[View], *, on: date) -> bytes:
    """The library, a row for each trial; a carrier that nobody tries has one without."""
    by_carrier: dict[int, list[View]] = defaultdict(list)
    for one in trials:
        by_carrier[one.trial.carrier_id].append(one)
    rows = []
    for line in lines:
        carrier = line.carrier
        head = [carrier.name, carrier.what, str(carrier.org.name), line.whom]
        tried = [
            [
                str(one.trial.org.name), dotted(one.trial.from_on), one.trial.campaign.title if one.trial.campaign else "",
                one.mark[1], one.trial.outcome, "；".join(p.text for p in one.pledges), "；".join(t.title for t in one.tasks),
            ]
            for one in by_carrier[carrier.pk]
        ]  # fmt: skip
        rows += [[*head, *row] for row in tried or [[""] * 7]]
    return list_sheet(title="载体", words=CARRIERS, rows=rows, on=on)


def _helpers(line: View) -> str:
    return "；".join(f"{one.get_role_display()}：{one.name}" for one in line.helpers)


def mending_xlsx(lines: Sequence[View], *, on: date) -> bytes:
    """The plans, a row for each measure; a problem without one, and a plan without a problem, have a row too."""
    rows = []
    for line in lines:
        row = line.mending
        head = [
            str(row.target.name), str(row.org.name), dotted(row.decided_on), row.basis, row.goal, _helpers(line)
        ]  # fmt: skip
        tail = [dotted(row.due_on), line.mark[1], row.result]
        parts = []
        for one in line.problems:
            measures = [
                [task.title, task.owner_name, dotted(task.due_on) if task.due_on else "", task.get_state_display()]
                for task in one.measures
            ]
            parts += [[one.problem.text, *measure, one.mark[1]] for measure in measures or [[""] * 4]]
        rows += [[*head, *part, *tail] for part in parts or [[""] * 6]]
    return list_sheet(title="软弱涣散党组织整顿台账", words=PLANS, rows=rows, on=on)


def mending_docx(line: View) -> bytes:
    """整顿方案: the decision, who helps, each problem with what puts it right, by whom and by when; how it ended."""
    row = line.mending
    paper = Paper(f"{row.target.name}整顿方案", look=Look.OFFICIAL)
    paper.heading(f"{row.target.name}整顿方案")
    paper.put(para(str(row.org.name), Ink("kai", 16), align="center", after=8))
    facts = (
        ("确定日期", day(row.decided_on)), ("依据", row.basis), ("整顿目标", row.goal), ("完成时限", day(row.due_on)),
        ("联系帮扶", _helpers(line)), ("整顿情况", row.said), ("验收意见", row.result),
    )  # fmt: skip
    for head, said in facts:
        if said:
            paper.body(f"{head}：{said}")
    rows = [
        [
            str(number), one.problem.text, task.title if task else "", task.owner_name if task else "",
            dotted(task.due_on) if task and task.due_on else "", task.get_state_display() if task else "",
        ]
        for number, one in enumerate(line.standing, 1)
        for task in one.measures or [None]
    ]  # fmt: skip
    shares = (("序号", 1), ("问题", 5), ("整改措施", 5), ("责任人", 2), ("时限", 2), ("状态", 2))
    put_list(paper, [Column(head, share) for head, share in shares], rows)
    return paper.done()
