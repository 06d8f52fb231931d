"""Reading notices: one's own and those of one's posts; what an issuer sees; reminders and what became of messages."""

from jishi.notices.queries.announced import (
    Receipts,
    announced_by,
    count_receipts,
    earlier_editions,
    edition_after,
    material_named,
    materials_of,
    receipt_of,
    receipts_of,
)
from jishi.notices.queries.inbox import Box, Filters, get_notice, notices_of, post_keys, unread_count
from jishi.notices.queries.publicity import objection_of, objections_of, running_publicities
from jishi.notices.queries.reminded import (
    deliveries_of,
    group_messages_of,
    mail_address_of,
    reminded_keys,
    reminded_this_week,
    setting_of,
    settings_of_week,
)

__all__ = [
    "Box",
    "Filters",
    "Receipts",
    "announced_by",
    "count_receipts",
    "deliveries_of",
    "earlier_editions",
    "edition_after",
    "get_notice",
    "group_messages_of",
    "mail_address_of",
    "material_named",
    "materials_of",
    "notices_of",
    "objection_of",
    "objections_of",
    "post_keys",
    "receipt_of",
    "receipts_of",
    "reminded_keys",
    "reminded_this_week",
    "running_publicities",
    "setting_of",
    "settings_of_week",
    "unread_count",
]
