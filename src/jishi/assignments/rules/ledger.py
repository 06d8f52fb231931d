"""督办 and the five accounts: states, steps, and what comes back."""

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
    ASK = "ask", "申请销号"
    RETURN = "return", "退回整改"
    CLOSE = "close", "销账"
    DROP = "drop", "撤销"


class ShownTo(Labelled):
    """To whom a problem and its measures are shown."""

    PARTY = "party", "党内公开"
    PUBLIC = "public", "向群众公开"
