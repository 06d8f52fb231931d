"""Writing notices: telling, announcing, reminding, delivering, setting channels."""

from jishi.notices.services.announcing import Draft, announce, confirm_reading, correct, withdraw
from jishi.notices.services.channels import (
    give_mail_address,
    remove_group,
    remove_mail_address,
    set_group,
    set_weekly,
    try_group,
)
from jishi.notices.services.delivering import deliver, deliver_one
from jishi.notices.services.publicity import answer_objection, conclude_publicity, note_objection, publicise
from jishi.notices.services.reminding import mark_week, remind
from jishi.notices.services.telling import mark_all_read, mark_read, notify, notify_many

__all__ = [
    "Draft",
    "announce",
    "answer_objection",
    "conclude_publicity",
    "confirm_reading",
    "correct",
    "deliver",
    "deliver_one",
    "give_mail_address",
    "mark_all_read",
    "mark_read",
    "mark_week",
    "note_objection",
    "notify",
    "notify_many",
    "publicise",
    "remind",
    "remove_group",
    "remove_mail_address",
    "set_group",
    "set_weekly",
    "try_group",
    "withdraw",
]
