"""States of a task and the steps between them."""

from dataclasses import dataclass
from datetime import date

from jishi.kernel.decision import YES, Decision, no
from jishi.kernel.labels import Labelled
from jishi.kernel.workdays import DayTable, said_of, unknown_years, working_day_by, working_days_between
from jishi.orgs.rules import DIVIDED

# Fields of work, and one for what is none of them.
OTHER = "other", "其他"
CATEGORIES = [*((field.value, field.standard) for field in DIVIDED), OTHER]


def categories() -> list[tuple[str, str]]:
    """The kinds of tasks and problems, in the words of the site."""
    return [*((field.value, field.label) for field in DIVIDED), OTHER]


def category_word(code: str) -> str:
    """A stored kind as people read it; "" stays so."""
    return dict(categories()).get(code, code)


@dataclass(frozen=True, slots=True)
class Help:
    """One who helps: exactly one of a person, an organisation, a name outside the roster."""

    person_id: int | None = None
    org_id: int | None = None
    note: str = ""


class State(Labelled):
    OPEN = "open", "办理中"
    REPORTED = "reported", "已报办结"
    ACCEPTED = "accepted", "已验收"
    CANCELLED = "cancelled", "已取消"


class Verb(Labelled):
    """What is done to a task. `note`, `postpone`, `amend` and `split` leave its state alone."""

    ASSIGN = "assign", "交办"
    NOTE = "note", "进展"
    POSTPONE = "postpone", "改时限"
    REPORT = "report", "报办结"
    RETURN = "return", "退回"
    ACCEPT = "accept", "验收"
    CANCEL = "cancel", "取消"
    AMEND = "amend", "修改"
    SPLIT = "split", "分解"
    CALL = "call", "督办"
    FALL = "fall", "随上级任务取消"


# (state, verb) → state. `accept` and `return` belong to a second person (design: somebody else than the owner).
STEPS: dict[tuple[State, Verb], State] = {
    (State.OPEN, Verb.REPORT): State.REPORTED,
    (State.REPORTED, Verb.RETURN): State.OPEN,
    (State.REPORTED, Verb.ACCEPT): State.ACCEPTED,
    (State.OPEN, Verb.CANCEL): State.CANCELLED,
    (State.OPEN, Verb.NOTE): State.OPEN,
    (State.OPEN, Verb.POSTPONE): State.OPEN,
    (State.OPEN, Verb.AMEND): State.OPEN,
    (State.OPEN, Verb.SPLIT): State.OPEN,
    (State.OPEN, Verb.CALL): State.OPEN,
    (State.OPEN, Verb.FALL): State.CANCELLED,
    (State.REPORTED, Verb.FALL): State.CANCELLED,
}


def may_step(state: str, verb: Verb) -> Decision:
    """Whether a task in `state` can take `verb` at all."""
    if (State(state), verb) in STEPS:
        return YES
    return no(f"这项任务{State(state).label}，不能{verb.label}。")


def may_judge(owner_id: int | None, person_id: int | None, reported_by: int | None = None) -> Decision:
    """验收 and 退回 belong to a second person, never to the one who did it nor to the one who reported it done."""
    if owner_id is not None and owner_id == person_id:
        return no("验收的人不能是责任人本人，请由另一名同志或上级组织办验收。")
    if reported_by is not None and reported_by == person_id:
        return no("办结是您报的，请由另一名同志或上级组织办验收。")
    return YES


def is_late(state: str, due_on: date | None, today: date) -> bool:
    """Past its day and not yet reported finished."""
    return state == State.OPEN and due_on is not None and due_on < today


@dataclass(frozen=True, slots=True)
class DueHint:
    """A task's day in working days: `rest` says why nobody is at work on it, `by` is then the last working day before;
    `left` working days remain from today (negative: have gone by); `unknown` are years counted without their notice."""

    rest: str
    by: date
    left: int
    unknown: tuple[int, ...]

    @property
    def sentence(self) -> str:
        """What is to be said of a day nobody works on, "" of any other."""
        return (
            f"时限那天是休息日（{self.rest}），之前最近的工作日是{self.by.month}月{self.by.day}日。"
            if self.rest
            else ""
        )


def due_hint(due_on: date, today: date, table: DayTable) -> DueHint:
    """What the calendar says of a task's day."""
    return DueHint(
        rest=said_of(due_on, table),
        by=working_day_by(due_on, table),
        left=working_days_between(today, due_on, table),
        unknown=unknown_years(today, due_on, table),
    )
