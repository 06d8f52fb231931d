"""Shapes of what is typed about elections; those of secret polls are in `polls`."""

from jishi.ballots.forms.candidates import (
    ApproveForm,
    CandidateForm,
    DeliberateForm,
    DropForm,
    ForwardForm,
    IntroduceForm,
    NameForm,
    ProcedureForm,
    PublishForm,
    RecommendForm,
    ReviewForm,
)
from jishi.ballots.forms.elections import (
    ApprovedDay,
    CancelForm,
    ClockFilterForm,
    LeadForm,
    MoveForm,
    StartForm,
    StepDayForm,
    StepForm,
    VersionedForm,
    WaveForm,
)
from jishi.ballots.forms.roll import FreezeForm, RollAddForm, RollEntryForm, SheetForm

__all__ = [
    "ApproveForm", "ApprovedDay", "CancelForm", "CandidateForm", "ClockFilterForm", "DeliberateForm", "DropForm", "ForwardForm",
    "FreezeForm", "IntroduceForm", "LeadForm", "MoveForm", "NameForm", "ProcedureForm", "PublishForm", "RecommendForm", "ReviewForm",
    "RollAddForm", "RollEntryForm", "SheetForm", "StartForm", "StepDayForm", "StepForm", "VersionedForm", "WaveForm",
]  # fmt: skip
