"""What is to be done next: one sentence for the head of a page."""

from collections.abc import Collection
from dataclasses import dataclass

from jishi.appraisals.rules.grades import RoundState
from jishi.appraisals.rules.life import AFTER, BEFORE, Filing, OrgLifeStep


@dataclass(frozen=True, slots=True)
class Next:
    """The next thing of a procedure: what, and the name of the page that does it ("" where somebody else is waited for)."""

    word: str
    page: str = ""


def next_of_life(
    *, filing: str, done: Collection[str], talks: int, is_held: bool, problems: int, unmeasured: int, open_items: int
) -> Next:
    """Where a 组织生活会 stands."""
    if not is_held:
        if filing in (Filing.NONE, Filing.RETURNED):
            return Next("改好方案再上报" if filing == Filing.RETURNED else "把方案报上级备案", "file")
        for step in BEFORE:
            if step not in done:
                return Next(f"会前：{step.label}", "step")
        if not talks:
            return Next("会前：谈心谈话，只记日期和双方", "talk")
        return Next("开会，并在“组织生活”里记录会议", "record")
    if not problems:
        return Next("列出班子和个人的问题清单", "problem")
    if unmeasured:
        return Next(f"还有 {unmeasured} 个问题没有整改措施、责任人和时限", "problems")
    for step in AFTER:
        if step not in done:
            return Next(f"会后：{OrgLifeStep(step).label}", "step")
    if open_items:
        return Next(f"{open_items} 项整改还没有销号", "problems")
    return Next("都办完了")


def next_of_round(
    *, state: str, is_tested: bool, ungraded: int, unfed: int, ended: bool, disposals: int, returned: str = ""
) -> Next:
    """Where a 民主评议 stands."""
    if state in (RoundState.OPEN, RoundState.RETURNED):
        if returned and state == RoundState.RETURNED:
            return Next(f"上级退回：{returned}", "grades")
        if not is_tested:
            return Next("组织民主测评，记下结果", "test")
        if ungraded:
            return Next(f"还有 {ungraded} 人没有评定意见", "grades")
        return Next("上报上级审定" if ended else "填结束日期，上报上级审定", "submit")
    if state == RoundState.SUBMITTED:
        return Next("等上级审定")
    if unfed:
        return Next(f"还有 {unfed} 人没有反馈本人", "members")
    if disposals:
        return Next(f"不合格的 {disposals} 人还没有处置意见", "members")
    return Next("都办完了")
