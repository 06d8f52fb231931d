"""Writing the tree and what stands on its cards. Every verb takes its actor and its moment, and leaves an audit line."""

from jishi.orgs.services.changing import change_kind, correct_start, end_organization, move, rename
from jishi.orgs.services.charges import add_assistance, assign_charge, correct_charge, end_assistance, end_charge
from jishi.orgs.services.creating import create_organization, edit_organization
from jishi.orgs.services.importing import import_orgs, refused_rows
from jishi.orgs.services.posts import appoint_newcomer, correct_post, end_post, hold_post
from jishi.orgs.services.standing import hold_tree_alone, hold_tree_still
from jishi.orgs.services.terms import (
    close_term,
    end_guidance,
    extend_term,
    open_term,
    remove_unit,
    save_unit,
    start_guidance,
)
from jishi.orgs.services.ties import end_point, leave_seat, link_point, seat_member

__all__ = [
    "add_assistance",
    "appoint_newcomer",
    "assign_charge",
    "change_kind",
    "close_term",
    "correct_charge",
    "correct_post",
    "correct_start",
    "create_organization",
    "edit_organization",
    "end_assistance",
    "end_charge",
    "end_guidance",
    "end_organization",
    "end_point",
    "end_post",
    "extend_term",
    "hold_post",
    "hold_tree_alone",
    "hold_tree_still",
    "import_orgs",
    "leave_seat",
    "link_point",
    "move",
    "open_term",
    "refused_rows",
    "remove_unit",
    "rename",
    "save_unit",
    "seat_member",
    "start_guidance",
]
