"""组织生活会 and 民主评议党员: the words, the states, what is said of grades. Pure values."""

from jishi.appraisals.rules.grades import (
    GRADED,
    LEAST_BALLOTS,
    Disposal,
    Grade,
    RoundState,
    Said,
    TallyWay,
    Votes,
    cap_said,
    hints,
    may_dispose,
    most_excellent,
    tally,
    votes_refusal,
)
from jishi.appraisals.rules.life import AFTER, AT, BEFORE, WEEK_AHEAD, Filing, OrgLifeStep, ProblemOf, holds_org_life
from jishi.appraisals.rules.standing import STAGES, Deadlines, Mark, Standing, marks_of
from jishi.appraisals.rules.steps import Next, next_of_life, next_of_round

__all__ = [
    "AFTER",
    "AT",
    "BEFORE",
    "GRADED",
    "LEAST_BALLOTS",
    "STAGES",
    "WEEK_AHEAD",
    "Deadlines",
    "Disposal",
    "Filing",
    "Grade",
    "Mark",
    "Next",
    "OrgLifeStep",
    "ProblemOf",
    "RoundState",
    "Said",
    "Standing",
    "TallyWay",
    "Votes",
    "cap_said",
    "hints",
    "holds_org_life",
    "marks_of",
    "may_dispose",
    "most_excellent",
    "next_of_life",
    "next_of_round",
    "tally",
    "votes_refusal",
]
