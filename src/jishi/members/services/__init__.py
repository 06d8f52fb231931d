"""Writing members, where they belong, and rosters on their way in."""

from jishi.members.services.command import import_roster
from jishi.members.services.enrolling import enrol_member
from jishi.members.services.following import follow_tree
from jishi.members.services.importing import finish, import_batch, start_import
from jishi.members.services.judging import confirm_columns, judge_batch
from jishi.members.services.members import (
    add_member,
    change_member,
    leave_branch,
    place_in_group,
    recompute,
    record_export,
    reveal_sealed,
)
from jishi.members.services.places import county_of
from jishi.members.services.staging import receive_roster
from jishi.members.services.transferring import TRANSFERRED, Stay, take_back, transfer
from jishi.members.services.undoing import purge_rosters, undo_batch

__all__ = [
    "TRANSFERRED",
    "Stay",
    "add_member",
    "change_member",
    "confirm_columns",
    "county_of",
    "enrol_member",
    "finish",
    "follow_tree",
    "import_batch",
    "import_roster",
    "judge_batch",
    "leave_branch",
    "place_in_group",
    "purge_rosters",
    "receive_roster",
    "recompute",
    "record_export",
    "reveal_sealed",
    "start_import",
    "take_back",
    "transfer",
    "undo_batch",
]
