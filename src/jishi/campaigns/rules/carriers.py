"""载体: how a trial of one stands. Pure values."""

from jishi.kernel.labels import Labelled


class TrialState(Labelled):
    TRYING = "trying", "在试"
    KEPT = "kept", "有成效，留用"
    STOPPED = "stopped", "不合适，不再用"
    WITHDRAWN = "withdrawn", "已撤回"


# What may be said came of a trial; while it is tried nothing needs saying.
TOLD = (TrialState.TRYING, TrialState.KEPT, TrialState.STOPPED)
TRIAL_MARKS = {
    TrialState.TRYING: "open",
    TrialState.KEPT: "done",
    TrialState.STOPPED: "said",
    TrialState.WITHDRAWN: "na",
}


def trial_mark(state: str) -> tuple[str, str]:
    """(shape, word) for the mark component."""
    return TRIAL_MARKS[TrialState(state)], TrialState.label_of(state)
