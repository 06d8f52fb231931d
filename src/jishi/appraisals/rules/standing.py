"""How far each branch is in a year, and by when: the marks of one line of the list. Late only where a notice names the day."""

from dataclasses import dataclass
from datetime import date

STAGES = {
    "unfiled": "方案未上报",
    "unheld": "组织生活会未开",
    "unreported": "情况未报告",
    "unreviewed": "评议等次未上报",
    "waiting": "等上级答复",
    "open": "有未销号的整改",
}


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The days that the superior's notice sets for a branch in a year, None for what it does not; `basis` names it."""

    opens_on: date | None = None
    held_by: date | None = None
    reviewed_by: date | None = None
    file_by: date | None = None
    report_by: date | None = None
    submit_by: date | None = None
    percent: int | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """The facts of one branch's year."""

    filing: str = ""
    filed_on: date | None = None
    held_on: date | None = None
    reported_on: date | None = None
    submitted_on: date | None = None
    settled_on: date | None = None
    is_reviewing: bool = False
    ledger: int = 0
    ledger_open: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """A shape and its word, as `ui` draws them, and the day behind it."""

    shape: str
    word: str
    on: date | None = None


def _mark(done_on: date | None, done: str, undone: str, by: date | None, today: date) -> Mark:
    if done_on is not None:
        late = by is not None and done_on > by
        return Mark("after" if late else "done", f"{done}（超过通知日期）" if late else done, done_on)
    if by is not None and by < today:
        return Mark("late", f"{undone}，已过通知的 {by.month}月{by.day}日")
    return Mark("open", f"{undone}，{by.month}月{by.day}日前" if by else undone)


def marks_of(standing: Standing, deadlines: Deadlines, *, today: date) -> dict[str, Mark]:
    """The marks of one line: filed, held, reported, graded. Red only past a day that the notice itself names."""
    s, d = standing, deadlines
    filed = _mark(s.filed_on, "已上报", "未上报", d.file_by, today)
    if s.filed_on is not None and s.filing == "received":
        filed = Mark(filed.shape, filed.word.replace("已上报", "已备案"), filed.on)
    elif s.filing == "returned":
        filed = Mark("gap", "退回修改", s.filed_on)
    elif s.filed_on is None and s.held_on is not None:
        filed = Mark("na", "会前没有上报")
    graded = _mark(
        s.submitted_on, "已上报", "进行中" if s.is_reviewing else "未开展", d.submit_by or d.reviewed_by, today
    )
    if s.settled_on is not None:
        graded = Mark(graded.shape, graded.word.replace("已上报", "已审定"), s.settled_on)
    return {
        "filed": filed,
        "held": _mark(s.held_on, "已开", "未开", d.held_by, today),
        "reported": _mark(s.reported_on, "已报告", "未报告", d.report_by, today),
        "graded": graded,
    }
