"""Elections: the timetable, who is named, who may vote, the sheets that are printed."""

from jishi.ballots.models.candidates import Candidate, Procedure, Recommending, Slate, Support
from jishi.ballots.models.elections import Edited, Election, ElectionStep, Wave
from jishi.ballots.models.meeting import (
    Allotment,
    Assembly,
    MeetingRuling,
    Official,
    ResultReport,
    Round,
    RoundName,
    SignIn,
    Tally,
)
from jishi.ballots.models.polls import (
    Poll,
    PollChoice,
    PollPile,
    PollQuestion,
    PollReceipt,
    PollScrutineer,
    PollSealed,
    PollSlip,
    PollVoter,
)
from jishi.ballots.models.roll import Roll, RollChange, RollEntry
from jishi.ballots.models.sheets import BallotSheet

__all__ = [
    "Allotment",
    "Assembly",
    "BallotSheet",
    "Candidate",
    "Edited",
    "Election",
    "ElectionStep",
    "MeetingRuling",
    "Official",
    "Poll",
    "PollChoice",
    "PollPile",
    "PollQuestion",
    "PollReceipt",
    "PollScrutineer",
    "PollSealed",
    "PollSlip",
    "PollVoter",
    "Procedure",
    "Recommending",
    "ResultReport",
    "Roll",
    "RollChange",
    "RollEntry",
    "Round",
    "RoundName",
    "SignIn",
    "Slate",
    "Support",
    "Tally",
    "Wave",
]
