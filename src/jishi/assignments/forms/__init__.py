"""Shape of what is typed about tasks, supervision and the ledger."""

from jishi.assignments.forms.ledger import (
    CalledForm,
    HandInForm,
    MeasureForm,
    ProblemEditForm,
    ProblemFilterForm,
    ProblemForm,
    ShowForm,
    StepForm,
)
from jishi.assignments.forms.supervision import AnswerForm, CallFilterForm, CallForm, OutcomeForm, WithdrawForm
from jishi.assignments.forms.tasks import AmendForm, AssignForm, FilterForm, NoteForm, PaperForm, SplitForm

__all__ = [
    "AmendForm",
    "AnswerForm",
    "AssignForm",
    "CallFilterForm",
    "CallForm",
    "CalledForm",
    "FilterForm",
    "HandInForm",
    "MeasureForm",
    "NoteForm",
    "OutcomeForm",
    "PaperForm",
    "ProblemEditForm",
    "ProblemFilterForm",
    "ProblemForm",
    "ShowForm",
    "SplitForm",
    "StepForm",
    "WithdrawForm",
]
