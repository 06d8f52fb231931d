"""What the tree of organisations may look like, by pure values and functions: kinds, places, terms, the import sheet."""

from jishi.orgs.rules.kinds import (
    BRANCH_KINDS,
    COMMITTEE_KINDS,
    COMMITTEE_POSTS,
    KIND_OF,
    NATIONAL_CODES,
    SECTOR_OF,
    OrgKind,
    PostKind,
    Sector,
    UnitNature,
    ancestors_of,
    is_a,
    kinds_that_are,
)
from jishi.orgs.rules.places import (
    DEEPEST,
    STEP,
    ancestors,
    may_be_held_in,
    may_stand_under,
    step_code,
    step_number,
)
from jishi.orgs.rules.terms import REMIND_MONTHS, TermRule, TermState, latest_extension, term_rule, term_state
from jishi.orgs.rules.work import DIVIDED, WorkField

__all__ = [
    "BRANCH_KINDS",
    "COMMITTEE_KINDS",
    "COMMITTEE_POSTS",
    "DEEPEST",
    "DIVIDED",
    "KIND_OF",
    "NATIONAL_CODES",
    "REMIND_MONTHS",
    "SECTOR_OF",
    "STEP",
    "OrgKind",
    "PostKind",
    "Sector",
    "TermRule",
    "TermState",
    "UnitNature",
    "WorkField",
    "ancestors",
    "ancestors_of",
    "is_a",
    "kinds_that_are",
    "latest_extension",
    "may_be_held_in",
    "may_stand_under",
    "step_code",
    "step_number",
    "term_rule",
    "term_state",
]
