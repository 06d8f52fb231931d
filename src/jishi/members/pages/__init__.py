"""Pages of members: the list, the card, the way a roster comes in."""

from jishi.members.pages.importing import batch, columns, import_, refused, start, template, undo
from jishi.members.pages.lists import export, find, index, print_
from jishi.members.pages.members import edit, reveal, show
from jishi.members.pages.moving import group, leave, new

__all__ = [
    "batch",
    "columns",
    "edit",
    "export",
    "find",
    "group",
    "import_",
    "index",
    "leave",
    "new",
    "print_",
    "refused",
    "reveal",
    "show",
    "start",
    "template",
    "undo",
]
