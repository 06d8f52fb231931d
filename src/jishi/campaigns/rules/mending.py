"""软弱涣散整顿: its words and the steps of a plan. Pure values."""

from datetime import date

from jishi.kernel.labels import Labelled


class MendState(Labelled):
    OPEN = "open", "整顿中"
    ASKED = "asked", "待验收销号"
    CLOSED = "closed", "已销号"
    DROPPED = "dropped", "已撤销"


class HelpRole(Labelled):
    LEADER = "leader", "包联领导"
    FIRST = "first", "第一书记"
    UNIT = "unit", "帮扶单位"
    OTHER = "other", "其他帮扶人"


RUNNING = (MendState.OPEN, MendState.ASKED)


def mend_mark(state: str, due_on: date, today: date) -> tuple[str, str]:
    """(shape, word) for the mark component. A plan past the day that its own issuer has set is a reminder: no regulation
    names one."""
    if state in RUNNING and due_on < today:
        return "gap", "到期没有销号" if state == MendState.OPEN else "到期待验收"
    shapes = {MendState.OPEN: "open", MendState.ASKED: "soon", MendState.CLOSED: "done", MendState.DROPPED: "na"}
    return shapes[MendState(state)], MendState.label_of(state)
