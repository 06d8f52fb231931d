"""What this room keeps: 组织生活会 and 民主评议 of branches; schemes of assessment and their use."""

from jishi.appraisals.models.reviews import (
    VOTES,
    HeartTalk,
    MemberReview,
    OrgLife,
    OrgLifeDone,
    Problem,
    ReviewRound,
    YearNotice,
)
from jishi.appraisals.models.schemes import (
    Assessment,
    AssessmentPeer,
    AssessmentRound,
    GradeFlag,
    Indicator,
    ItemMark,
    Objection,
    Occurrence,
    Scheme,
    SchemeVersion,
    Target,
)

__all__ = [
    "VOTES",
    "Assessment",
    "AssessmentPeer",
    "AssessmentRound",
    "GradeFlag",
    "HeartTalk",
    "Indicator",
    "ItemMark",
    "MemberReview",
    "Objection",
    "Occurrence",
    "OrgLife",
    "OrgLifeDone",
    "Problem",
    "ReviewRound",
    "Scheme",
    "SchemeVersion",
    "Target",
    "YearNotice",
]
