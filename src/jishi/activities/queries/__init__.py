"""Reading what was held: scope, lists, one whole record, attendance, and what a new record can be filled with."""

from jishi.activities.queries.attendance import (
    AttendanceSheet,
    Column,
    attendance_of,
    attendance_sheet,
    member_card,
    study_hours_of,
)
from jishi.activities.queries.lists import ActivityRow, Filters, export_rows, list_activities
from jishi.activities.queries.prefill import Choice, Prefill, prefill
from jishi.activities.queries.records import AbsentLine, ChangeView, ItemView, RecordView, input_of, record_view
from jishi.activities.queries.rosters import Rosters, led_by, load_rosters
from jishi.activities.queries.scope import (
    RecordingOrg,
    activities_where,
    get_activity,
    get_recording_org,
    org_of,
    recording_choices,
    recording_orgs_where,
)

__all__ = [
    "AbsentLine", "ActivityRow", "AttendanceSheet", "ChangeView", "Choice", "Column", "Filters", "ItemView", "Prefill",
    "RecordView", "RecordingOrg", "Rosters", "activities_where", "attendance_of", "attendance_sheet", "export_rows", "get_activity",
    "get_recording_org", "input_of", "led_by", "list_activities", "load_rosters", "member_card", "org_of", "prefill", "record_view", "recording_choices",
    "recording_orgs_where", "study_hours_of",
]  # fmt: skip
