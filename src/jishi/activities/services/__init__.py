"""Writing records and plans: confirm one or many, correct visibly, withdraw; plan, adjust, join, link."""

from jishi.activities.services.changing import correct, withdraw
from jishi.activities.services.linking import link_entry, unlink_entry
from jishi.activities.services.planning import (
    NewEntry,
    add_entry,
    copy_year,
    drop_entry,
    edit_entry,
    join_entries,
    lay_out,
    move_entries,
    remove_entry,
    restore_entry,
    split_entry,
)
from jishi.activities.services.recording import record, record_many
from jishi.activities.services.series import change_series, extend_series, issue_series, withdraw_series

__all__ = [
    "NewEntry",
    "add_entry",
    "change_series",
    "copy_year",
    "correct",
    "drop_entry",
    "edit_entry",
    "extend_series",
    "issue_series",
    "join_entries",
    "lay_out",
    "link_entry",
    "move_entries",
    "record",
    "record_many",
    "remove_entry",
    "restore_entry",
    "split_entry",
    "unlink_entry",
    "withdraw",
    "withdraw_series",
]  # fmt: skip
