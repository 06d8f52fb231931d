"""Shapes of what is typed about elections and secret polls."""

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

__all__ = [
    "ApprovedDay", "CancelForm", "ClockFilterForm", "LeadForm", "MoveForm", "StartForm", "StepDayForm", "StepForm",
    "VersionedForm", "WaveForm",
]  # fmt: skip
