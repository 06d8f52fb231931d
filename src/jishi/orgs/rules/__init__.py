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
from jishi.orgs.rules.reshaping import Basis, ReshapeKind, Trace, became
from jishi.orgs.rules.terms import TermPlace, TermRule, TermState, latest_extension, term_rule, term_state
from jishi.orgs.rules.work import DIVIDED, WorkField

__all__ = [
    "BRANCH_KINDS",
    "COMMITTEE_KINDS",
    "COMMITTEE_POSTS",
    "DEEPEST",
    "DIVIDED",
    "KIND_OF",
    "NATIONAL_CODES",
    "SECTOR_OF",
    "STEP",
    "Basis",
    "OrgKind",
    "PostKind",
    "ReshapeKind",
    "Sector",
    "TermPlace",
    "TermRule",
    "TermState",
    "Trace",
    "UnitNature",
    "WorkField",
    "ancestors",
    "ancestors_of",
    "became",
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
