"""What the desk writes: announcements and reminders, whose addressees only the tree knows; a county's own layouts; the log of
a roster taken out in the clear; a plan laid out from duties; one paper of
every branch in a zip; acts that reach through several rooms at once (组织调整).
Everything else it shows is written in the rooms it joins."""

from jishi.desk.services.announcing import Order, announce, correct, withdraw
from jishi.desk.services.layouts import remove_layout, upload_layout
from jishi.desk.services.parcels import ask_for_parcel, write_parcel
from jishi.desk.services.plans import write_layout
from jishi.desk.services.reminding import remind_terms, remind_weekly, send
from jishi.desk.services.reshaping import Changed, preview, reshape, take_back
from jishi.desk.services.roster import reveal_roster

__all__ = [
    "Changed",
    "Order",
    "announce",
    "ask_for_parcel",
    "correct",
    "preview",
    "remind_terms",
    "remind_weekly",
    "remove_layout",
    "reshape",
    "reveal_roster",
    "send",
    "take_back",
    "upload_layout",
    "withdraw",
    "write_layout",
    "write_parcel",
]
