"""What the desk writes: a county's own layouts, and the log of a roster taken out in the clear. Everything else it shows is
written in the rooms it joins."""

from jishi.desk.services.layouts import remove_layout, upload_layout
from jishi.desk.services.roster import reveal_roster

__all__ = ["remove_layout", "reveal_roster", "upload_layout"]
