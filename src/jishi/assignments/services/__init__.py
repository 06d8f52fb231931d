"""Writing tasks, what is called for in writing, and what is put right."""

from jishi.assignments.rules import Help
from jishi.assignments.services.evidence import drop_evidence, show_evidence
from jishi.assignments.services.keeping import Task
from jishi.assignments.services.ledger import (
    ask_to_close,
    check_problem,
    close_problem,
    drop_problem,
    edit_problem,
    hand_in,
    list_problem,
    put_right,
    return_problem,
    take_problem,
)
from jishi.assignments.services.parts import Part, amend, cancel, split
from jishi.assignments.services.showing import show_problems
from jishi.assignments.services.supervision import (
    answer_supervision,
    settle_supervision,
    supervise,
    withdraw_supervision,
)
from jishi.assignments.services.tasks import (
    Report,
    accept,
    assign,
    assign_from_record,
    hand_over,
    hear_reports,
    note_progress,
    report,
    send_back,
)

__all__ = [
    "Help",
    "Part",
    "Report",
    "Task",
    "accept",
    "amend",
    "answer_supervision",
    "ask_to_close",
    "assign",
    "assign_from_record",
    "cancel",
    "check_problem",
    "close_problem",
    "drop_evidence",
    "drop_problem",
    "edit_problem",
    "hand_in",
    "hand_over",
    "hear_reports",
    "list_problem",
    "note_progress",
    "put_right",
    "report",
    "return_problem",
    "send_back",
    "settle_supervision",
    "show_evidence",
    "show_problems",
    "split",
    "supervise",
    "take_problem",
    "withdraw_supervision",
]
