"""What is right and due in elections and secret polls. Pure."""

from jishi.ballots.rules.candidates import fewest_candidates, surplus_said
from jishi.ballots.rules.papers import PAPERS
from jishi.ballots.rules.timetable import (
    STEPS,
    Clock,
    ElectionKind,
    Owner,
    Planned,
    StepRule,
    clock,
    out_of_order,
    planned_steps,
    shift_said,
    steps_of,
)
from jishi.kernel.labels import Labelled


class ElectionState(Labelled):
    RUNNING = "running", "办理中"
    FINISHED = "finished", "已办结"
    CANCELLED = "cancelled", "已取消"


__all__ = [
    "PAPERS",
    "STEPS",
    "Clock",
    "ElectionKind",
    "ElectionState",
    "Owner",
    "Planned",
    "StepRule",
    "clock",
    "fewest_candidates",
    "out_of_order",
    "planned_steps",
    "shift_said",
    "steps_of",
    "surplus_said",
]
