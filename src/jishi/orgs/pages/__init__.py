"""Pages of organisations: the tree, the card, the forms, the import, the log."""

from jishi.orgs.pages.acts import (
    change_kind,
    correct,
    create,
    edit,
    end,
    move,
    rename,
)
from jishi.orgs.pages.charges import add_assistance, assign_charge, correct_charge, end_assistance, end_charge
from jishi.orgs.pages.holding import (
    add_unit,
    change_unit,
    close_term,
    correct_post,
    end_guidance,
    end_post,
    extend_term,
    hold_post,
    open_term,
    remove_unit,
    start_guidance,
)
from jishi.orgs.pages.importing import import_refused, import_sheet
from jishi.orgs.pages.listed import list_export, list_print, listing
from jishi.orgs.pages.looking import index, log, log_export, part, show

__all__ = [
    "add_assistance",
    "add_unit",
    "assign_charge",
    "change_kind",
    "change_unit",
    "close_term",
    "correct",
    "correct_charge",
    "correct_post",
    "create",
    "edit",
    "end",
    "end_assistance",
    "end_charge",
    "end_guidance",
    "end_post",
    "extend_term",
    "hold_post",
    "import_refused",
    "import_sheet",
    "index",
    "list_export",
    "list_print",
    "listing",
    "log",
    "log_export",
    "move",
    "open_term",
    "part",
    "remove_unit",
    "rename",
    "show",
    "start_guidance",
]
