"""督办 and the five accounts: states, steps, and what comes back."""

from collections.abc import Collection

from jishi.assignments.rules.tasks import State
from jishi.kernel.decision import YES, Decision, no
from jishi.kernel.labels import Labelled


class CallState(Labelled):
    """Where a 督办通知单 stands."""

    ISSUED = "issued", "待答复"
    ANSWERED = "answered", "已答复"
    SETTLED = "settled", "已了结"
    WITHDRAWN = "withdrawn", "已撤回"


class Source(Labelled):
    """How a problem was found."""

    SELF = "self", "自查"
    INSPECTION = "inspection", "巡察"
    APPRAISAL = "appraisal", "考核"
    MASSES = "masses", "群众反映"
    SUPERIOR = "superior", "上级指出"
    SUPERVISION = "supervision", "督办"


class ProblemState(Labelled):
    """Where a problem stands in the ledger."""

    OPEN = "open", "整改中"
    ASKED = "asked", "申请销号"
    CLOSED = "closed", "已销号"
    DROPPED = "dropped", "已撤销"


class LedgerStep(Labelled):
    """建账 晒账 查账 销账, and what lies between; 交账 is of a whole ledger."""

    LIST = "list", "建账"
    SHOW = "show", "晒账"
    CHECK = "check", "查账"
    EDIT = "edit", "修改"
    ASK = "ask", "申请销号"
    RETURN = "return", "退回整改"
    CLOSE = "close", "销账"
    DROP = "drop", "撤销"


class ShownTo(Labelled):
    """To whom a problem and its measures are shown."""

    PARTY = "party", "党内公开"
    PUBLIC = "public", "向群众公开"


# (state, step) → state. `list` opens the account.
TAKEN: dict[tuple[ProblemState, LedgerStep], ProblemState] = {
    (ProblemState.OPEN, LedgerStep.LIST): ProblemState.OPEN,
    (ProblemState.OPEN, LedgerStep.EDIT): ProblemState.OPEN,
    (ProblemState.OPEN, LedgerStep.SHOW): ProblemState.OPEN,
    (ProblemState.OPEN, LedgerStep.CHECK): ProblemState.OPEN,
    (ProblemState.OPEN, LedgerStep.ASK): ProblemState.ASKED,
    (ProblemState.OPEN, LedgerStep.DROP): ProblemState.DROPPED,
    (ProblemState.ASKED, LedgerStep.SHOW): ProblemState.ASKED,
    (ProblemState.ASKED, LedgerStep.CHECK): ProblemState.ASKED,
    (ProblemState.ASKED, LedgerStep.RETURN): ProblemState.OPEN,
    (ProblemState.ASKED, LedgerStep.CLOSE): ProblemState.CLOSED,
    (ProblemState.CLOSED, LedgerStep.SHOW): ProblemState.CLOSED,
    (ProblemState.CLOSED, LedgerStep.CHECK): ProblemState.CLOSED,
}


def may_take(state: str, step: LedgerStep) -> Decision:
    """Whether a problem in `state` can take `step` at all."""
    if (ProblemState(state), step) in TAKEN:
        return YES
    return no(f"这个问题{ProblemState(state).label}，不能{step.label}。")


def may_ask(measures: Collection[str]) -> Decision:
    """Whether what puts a problem right is done; `measures` are the states of its tasks."""
    if any(state in (State.OPEN, State.REPORTED) for state in measures):
        return no("还有整改措施没有验收，办完再申请销号。")
    if State.ACCEPTED not in measures:
        return no("还没有验收过的整改措施。请先定措施，办完、验收以后再申请销号。")
    return YES


def may_close(person_id: int | None, asked_by: int | None, owners: Collection[int | None]) -> Decision:
    """销账 belongs to a second person: neither who asked for it nor who answers for a measure."""
    if person_id is not None and person_id == asked_by:
        return no("销号是您申请的，请由另一名同志验收。")
    if person_id is not None and person_id in owners:
        return no("您是整改措施的责任人，请由另一名同志验收销号。")
    return YES


def may_answer(state: str) -> Decision:
    """Whether a 督办通知单 waits for an answer."""
    return YES if state == CallState.ISSUED else no(f"这份督办通知单{CallState.label_of(state)}，不用再答复。")


MONTHS_AGAIN = 12  # a problem of the same kind within so many months of its closing has come back
MANY_ORGS = 3  # organisations with the same kind of problem at the same time: it is nobody's alone
