"""The record form and the small forms beside it."""

from jishi.activities.forms.entry import Entry, Payload, count_of, day_of, first_payload, kinds_of, payload_of
from jishi.activities.forms.filters import filters_of
from jishi.activities.forms.parts import GuestForm, ItemForm, ReasonForm, RecordForm
from jishi.activities.forms.planned import PlannedRecord, plan_of, planned_payload

__all__ = [
    "Entry",
    "GuestForm",
    "ItemForm",
    "Payload",
    "PlannedRecord",
    "ReasonForm",
    "RecordForm",
    "count_of",
    "day_of",
    "filters_of",
    "first_payload",
    "kinds_of",
    "payload_of",
    "plan_of",
    "planned_payload",
]  # fmt: skip
