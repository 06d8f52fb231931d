"""What the desk writes: a county's own layouts; announcements and reminders, whose addressees only the tree knows."""

from jishi.desk.services.announcing import Order, announce, correct, withdraw
from jishi.desk.services.layouts import remove_layout, upload_layout
from jishi.desk.services.reminding import remind_terms, remind_weekly, send

__all__ = [
    "Order",
    "announce",
    "correct",
    "remind_terms",
    "remind_weekly",
    "remove_layout",
    "send",
    "upload_layout",
    "withdraw",
]
