"""任务 and 督办: what is to be done, what was called for in writing, what is to be put right."""

from jishi.assignments.models.ledger import Handover, Problem, ProblemStep
from jishi.assignments.models.supervision import Supervised, Supervision
from jishi.assignments.models.tasks import BY_DAY, NO_DAY, Assignment, Evidence, Helper, Progress

__all__ = [
    "BY_DAY",
    "NO_DAY",
    "Assignment",
    "Evidence",
    "Handover",
    "Helper",
    "Problem",
    "ProblemStep",
    "Progress",
    "Supervised",
    "Supervision",
]
