"""Reading what was held: scope, lists, one whole record, attendance, and what a new record can be filled with."""

from jishi.activities.queries.attendance import (
    AttendanceSheet,
    Column,
    attendance_of,
    attendance_sheet,
    study_hours_of,
)
from jishi.activities.queries.lists import ActivityRow, Filters, export_rows, list_activities
from jishi.activities.queries.prefill import Choice, Prefill, prefill
from jishi.activities.queries.records import AbsentLine, ItemView, RecordView, input_of, record_view
from jishi.activities.queries.rosters import Rosters, led_by, load_rosters
from jishi.activities.queries.scope import activities_where, get_activity, get_recording_org, recording_orgs_where

__all__ = [
    "AbsentLine", "ActivityRow", "AttendanceSheet", "Choice", "Column", "Filters", "ItemView", "Prefill",
    "RecordView", "Rosters", "activities_where", "attendance_of", "attendance_sheet", "export_rows", "get_activity",
    "get_recording_org", "input_of", "led_by", "list_activities", "load_rosters", "prefill", "record_view",
    "recording_orgs_where", "study_hours_of",
]  # fmt: skip
