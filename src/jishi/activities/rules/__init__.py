"""What may be held together and by whom, who is expected, quorum and majority, what a record counts for. Pure."""

from jishi.activities.rules.changes import differences, people_in
from jishi.activities.rules.counts import (
    Expected,
    HeadCounts,
    Roster,
    Standing,
    Threshold,
    Verdict,
    head_counts,
    majority,
    motion_verdict,
    quorum,
    standing,
)
from jishi.activities.rules.entry import (
    SECRETARY_LECTURE,
    Absence,
    Checked,
    Claim,
    Defect,
    FollowUp,
    GuestInput,
    ItemInput,
    Motion,
    RecordInput,
    TaskInput,
    check,
    claims,
    default_title,
    fulfils,
    is_late_entry,
    may_record,
    needs_reason,
    study_hours,
    years_to_choose,
)
from jishi.activities.rules.kinds import (
    RULE_KINDS,
    THREE_MEETINGS_ONE_LECTURE,
    YEARLY,
    AbsenceReason,
    Kind,
    Scope,
    SpecialSubject,
    State,
    VoteMethod,
    kinds_for,
    may_combine,
    may_hold,
    scope_of,
)

__all__ = [
    "RULE_KINDS", "SECRETARY_LECTURE", "THREE_MEETINGS_ONE_LECTURE", "YEARLY", "Absence", "AbsenceReason", "Checked",
    "Claim", "Defect", "Expected", "FollowUp", "GuestInput", "HeadCounts", "ItemInput", "Kind", "Motion",
    "RecordInput", "Roster", "Scope", "SpecialSubject", "Standing", "State", "TaskInput", "Threshold", "Verdict", "VoteMethod",
    "check", "claims", "default_title", "differences", "fulfils", "head_counts", "is_late_entry", "kinds_for", "majority", "may_combine",
    "may_hold", "may_record", "motion_verdict", "needs_reason", "people_in", "quorum", "scope_of", "standing", "study_hours", "years_to_choose",
]  # fmt: skip
