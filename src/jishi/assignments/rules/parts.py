"""What a task's parts add up to, and what follows for the task itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jishi.assignments.rules.tasks import State, is_late
from jishi.kernel.decision import YES, Decision, no
from jishi.kernel.labels import Labelled


class Standing(Labelled):
    """How far a task is, as the lists of the field say it: never typed, it follows from what was done."""

    NOT_STARTED = "not_started", "未启动"
    GOING = "going", "进行中"
    LATE = "late", "逾期"
    WAITING = "waiting", "待验收"
    DONE = "done", "已完成"
    CALLED_OFF = "called_off", "不再办理"


def standing(state: str, *, started: bool, due_on: date | None, today: date) -> Standing:
    """Where a task stands on `today`."""
    if state == State.ACCEPTED:
        return Standing.DONE
    if state == State.REPORTED:
        return Standing.WAITING
    if state == State.CANCELLED:
        return Standing.CALLED_OFF
    if is_late(state, due_on, today):
        return Standing.LATE
    return Standing.GOING if started else Standing.NOT_STARTED


@dataclass(frozen=True, slots=True)
class RollUp:
    """The direct parts of a task: how many there are, and how many of them stand where. `late` are among the `open`."""

    total: int = 0
    accepted: int = 0
    reported: int = 0
    open: int = 0
    late: int = 0
    cancelled: int = 0

    @property
    def left(self) -> int:
        """Parts that are neither accepted nor called off."""
        return self.open + self.reported

    @property
    def counted(self) -> int:
        """Parts that count: all that were not called off."""
        return self.total - self.cancelled

    @property
    def share(self) -> str:
        """Accepted parts of those that count, in per cent; "" where none counts."""
        return f"{100 * self.accepted // self.counted}%" if self.counted else ""

    @property
    def sentence(self) -> str:
        """The parts in words: 5 项分任务，已验收 2 项，待验收 1 项，逾期 1 项."""
        said = [f"{self.total} 项分任务", f"已验收 {self.accepted} 项"]
        rest = (("待验收", self.reported), ("逾期", self.late), ("取消", self.cancelled))
        return "，".join([*said, *(f"{word} {count} 项" for word, count in rest if count)])


def rolled_up(parts: Iterable[tuple[str, date | None]], today: date) -> RollUp:
    """The roll-up of parts given as (state, day): what the database counts, said in Python."""
    found = list(parts)
    states = [state for state, _ in found]
    return RollUp(
        total=len(found),
        accepted=states.count(State.ACCEPTED),
        reported=states.count(State.REPORTED),
        open=states.count(State.OPEN),
        late=sum(is_late(state, due_on, today) for state, due_on in found),
        cancelled=states.count(State.CANCELLED),
    )


def may_report(parts: RollUp, why: str) -> Decision:
    """A task is reported done when its parts are, or when it is said why it is done without them."""
    if not parts.left or why:
        return YES
    return no(f"还有 {parts.left} 项分任务没有验收。请等分任务办完；确实不用等的，写明为什么。")


def may_be_due(due_on: date | None, *, parent_due: date | None, today: date) -> Decision:
    """The day of a part lies between today and the day of the whole."""
    if due_on and due_on < today:
        return no("完成时限已经过去，请选今天或以后的日期。")
    if parent_due and due_on and due_on > parent_due:
        return no(f"分任务的时限不能晚于上级任务的时限（{parent_due:%Y-%m-%d}）。")
    return YES
