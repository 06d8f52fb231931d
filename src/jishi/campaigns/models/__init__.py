"""What campaigns keep. Demands, polls, tasks, records and 公示 stand in their own rooms; here stand the ties to them."""

from jishi.campaigns.models.campaigns import Campaign, Grading, PrescribedAction, Stage, Standard
from jishi.campaigns.models.carriers import Carrier, Trial, TrialResult
from jishi.campaigns.models.comments import (
    Comment,
    MassReview,
)
from jishi.campaigns.models.honours import (
    Honour,
    Nominee,
    Opinion,
    Quota,
    Selection,
)
from jishi.campaigns.models.mending import MendHelper, Mending, MendProblem
from jishi.campaigns.models.pledges import Pledge, PledgeNote

__all__ = [
    "Campaign",
    "Carrier",
    "Comment",
    "Grading",
    "Honour",
    "MassReview",
    "MendHelper",
    "MendProblem",
    "Mending",
    "Nominee",
    "Opinion",
    "Pledge",
    "PledgeNote",
    "PrescribedAction",
    "Quota",
    "Selection",
    "Stage",
    "Standard",
    "Trial",
    "TrialResult",
]
