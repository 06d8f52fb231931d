"""States of a task and the steps between them."""

from jishi.kernel.labels import Labelled


class State(Labelled):
    OPEN = "open", "办理中"
    REPORTED = "reported", "已报办结"
    ACCEPTED = "accepted", "已验收"
    CANCELLED = "cancelled", "已取消"


# (state, verb) → state. `accept` and `return` belong to a second person (design: somebody else than the owner).
STEPS: dict[tuple[State, str], State] = {
    (State.OPEN, "report"): State.REPORTED,
    (State.REPORTED, "return"): State.OPEN,
    (State.REPORTED, "accept"): State.ACCEPTED,
    (State.OPEN, "cancel"): State.CANCELLED,
}
